//! What somebody wants to have checked.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::page::Page;
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::digest::Digest;
use crate::registry::manifest::Manifest;
use crate::registry::referrers::Hanging;

/// What somebody wants to have checked.
#[derive(Clone)]
pub struct Wanted {
    pub(in super::super) page: Page,
    /// What may carry signatures.
    pub candidates: Vec<Candidate>,
    /// The manifest that was opened, with its bytes, where it is what they may be about.
    pub opened: Option<(Digest, Arc<Vec<u8>>)>,
    /// A key or a certificate in PEM that somebody pasted.
    pub pasted: RwSignal<Option<String>>,
}

/// Something that may carry signatures.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its digest.
    pub artifact: Digest,
    /// What it is.
    pub kind: ArtifactKind,
    /// What it hangs on; `None` where nothing but its own content says that.
    pub on: Option<Digest>,
    /// Its manifest, where that is here.
    pub manifest: Option<Arc<Manifest>>,
}

impl Candidate {
    /// Something that was found to hang on a manifest.
    pub fn of(hanging: &Hanging) -> Candidate {
        Candidate {
            artifact: hanging.digest.clone(),
            kind: hanging.kind().clone(),
            on: Some(hanging.on.clone()),
            manifest: None,
        }
    }
}
