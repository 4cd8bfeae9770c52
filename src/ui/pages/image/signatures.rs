//! Signatures: which of what hangs on an image carries some, and the way to check them. What reads and checks them is a part of its own,
//! which comes when somebody wants that.

mod fetching;
mod judging;
mod said;
mod view;
mod wanted;
mod words;

use std::sync::Arc;

use leptos::prelude::*;

use self::view::CheckSignatures;
use self::wanted::{Candidate, Wanted};
use super::page::Page;
use crate::address::Address;
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::digest::Digest;
use crate::registry::manifest::Manifest;
use crate::registry::manifests::Fetched;
use crate::registry::reference::Version;
use crate::registry::referrers::{AttachedTag, Found, FoundIn, Hanging};
use crate::ui::chunks::screen;
use crate::ui::lazy::lazy;
use crate::ui::show::show;

screen! {
    /// The verdicts on signatures.
    signatures, check_signatures(wanted: Wanted) => view! { <CheckSignatures wanted/> }.into_any()
}

/// What checks the signatures among what was found to hang on an image; nothing where there are none.
pub fn among(page: Page, found: RwSignal<Found>, fetched: Arc<Fetched>) -> AnyView {
    let is_wanted = RwSignal::new(false);
    let pasted = RwSignal::new(None);
    let candidates = Memo::new(move |_| {
        found.with(|found| found.hanging.iter().filter(|one| may_be_signed(one)).map(Candidate::of).collect::<Vec<_>>())
    });
    show(move || {
        let candidates = candidates.get();
        if candidates.is_empty() {
            return None;
        }
        if !is_wanted.get() {
            let go = move |_| is_wanted.set(true);
            let button = view! { <p><button type="button" on:click=go>"Check signatures"</button></p> };
            return Some(button.into_any());
        }
        let opened = Some((fetched.digest.clone(), Arc::new(fetched.raw.clone())));
        Some(lazy(check_signatures(Wanted { page, candidates, opened, pasted })))
    })
}

/// The same for the one artifact that a page shows; nothing where it carries no signature.
pub fn of_artifact(page: Page, manifest: &Arc<Manifest>, digest: &Digest) -> AnyView {
    if !manifest.layers.iter().any(|layer| verify::content::is_signature(layer.media_type.as_str())) {
        return ().into_any();
    }
    let by_tag = page.own.with_value(|own| match own {
        Address::Image { version: Version::Tag(tag), .. } => AttachedTag::parse(tag.as_str()).map(|tag| tag.digest),
        _ => None,
    });
    let candidate = Candidate {
        artifact: digest.clone(),
        kind: manifest.kind(),
        on: manifest.subject.as_ref().map(|about| about.digest.clone()).or(by_tag),
        manifest: Some(manifest.clone()),
    };
    let wanted = Wanted { page, candidates: vec![candidate], opened: None, pasted: RwSignal::new(None) };
    // It comes once the artifact itself is drawn.
    show(move || page.drawn.get().then(|| lazy(check_signatures(wanted.clone()))))
}

/// Whether it may carry a signature. What BuildKit puts beside a platform carries none.
fn may_be_signed(hanging: &Hanging) -> bool {
    use ArtifactKind::{
        Attestation, CosignSignature, CycloneDx, NotationSignature, OpenVex, Provenance, SarifReport, SigstoreBundle,
        SigstoreSignature, Spdx, VulnerabilityReport,
    };
    let kinds = [
        CosignSignature,
        SigstoreSignature,
        SigstoreBundle,
        NotationSignature,
        Attestation,
        Provenance,
        Spdx,
        CycloneDx,
        OpenVex,
        SarifReport,
        VulnerabilityReport,
    ];
    hanging.found_in != FoundIn::Index && kinds.contains(hanging.kind())
}
