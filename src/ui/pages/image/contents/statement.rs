//! What somebody states: what it is about, whether that is what it hangs on, and what is stated.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::facts::{code, fact};
use super::opened::Opened;
use super::provenance::provenance;
use super::readable::readable;
use super::report::report;
use super::sbom::sbom;
use super::vex::vex;
use crate::address::Address;
use crate::browser::save::save;
use crate::contents::statement::{Predicate, Statement, StatementSubject, predicate_of};
use crate::registry::digest::Digest;
use crate::registry::reference::Version;
use crate::registry::referrers::AttachedTag;
use crate::registry::visible::visible;
use crate::ui::show::show;
use crate::ui::words::{count, grouped};

/// So many subjects are shown.
const SUBJECTS: usize = 50;

/// The statement. `bytes` are the blob's.
pub fn statement(opened: &Opened, stated: &Statement, bytes: &Arc<Vec<u8>>) -> AnyView {
    let within = stated.within.map(|within| {
        let signatures = count(stated.signatures, "signature", "signatures");
        format!("It stands in a {within} with {signatures}. ")
    });
    let what = match &stated.predicate {
        Predicate::Provenance(told) => provenance(told),
        Predicate::Sbom(list) => sbom(list),
        Predicate::Vex(said) => vex(said),
        Predicate::Report(found) => report(found),
        Predicate::Other => {
            view! { <p class="note">"The page does not read this kind of statement; its text is below."</p> }.into_any()
        }
    };
    let text = stated.text.clone().unwrap_or_else(|| bytes.clone());
    let inner = stated.text.is_some().then(|| inner_text(text.clone()));
    let document = matches!(stated.predicate, Predicate::Sbom(_) | Predicate::Vex(_) | Predicate::Report(_));
    let keep = document.then(|| {
        let name = format!("{}.json", opened.blob.digest.short());
        let keep = move |_| {
            if let Some(document) = predicate_of(&text) {
                save(&name, "application/json", &document);
            }
        };
        view! { <p><button type="button" on:click=keep>"Download what is stated"</button></p> }
    });
    view! {
        <p class="note">"This is an in-toto statement: somebody states the following. "{within}"What is shown here was read, not checked."</p>
        <dl class="facts">
            {code("States", stated.predicate_type.clone())}
            {fact("About", about(opened, &stated.subjects))}
        </dl>
        {hangs_on(opened, stated)}
        {what}
        {keep}
        {inner}
    }
    .into_any()
}

/// What it is about, with ways there.
fn about(opened: &Opened, subjects: &[StatementSubject]) -> AnyView {
    if subjects.is_empty() {
        return "It does not say of what.".into_any();
    }
    let left = subjects.len().saturating_sub(SUBJECTS);
    let rows = subjects.iter().take(SUBJECTS).map(|subject| {
        let digests = subject.digests.iter().map(|digest| match Digest::parse(digest) {
            Ok(known) => {
                view! { " "<a class="digest" href=opened.page.address(&known)>{visible(digest).into_owned()}</a> }
                    .into_any()
            }
            Err(_) => view! { " "<code>{visible(digest).into_owned()}</code> }.into_any(),
        });
        let digests = digests.collect_view();
        view! { <li>{visible(&subject.name).into_owned()}{digests}</li> }
    });
    let rows = rows.collect_view();
    let more = (left > 0).then(|| view! { <li class="note">{grouped(left)}" more"</li> });
    view! { <ul class="subjects">{rows}{more}</ul> }.into_any()
}

/// Whether it is about what it hangs on, where that is known: by its manifest, or by the tag that it was opened by.
fn hangs_on(opened: &Opened, stated: &Statement) -> Option<AnyView> {
    let of_manifest = opened.manifest.subject.as_ref().map(|subject| subject.digest.clone());
    let of_tag = || {
        opened.page.own.with_value(|own| match own {
            Address::Image { version: Version::Tag(tag), .. } => Some(AttachedTag::parse(&tag.to_string())?.digest),
            _ => None,
        })
    };
    let digest = of_manifest.or_else(of_tag)?;
    let said = match stated.is_about(digest.as_str()) {
        true => view! { <p>"It is about what it hangs on."</p> }.into_any(),
        false => view! {
            <p class="doubt" role="note">
                "It is not about what it hangs on, which is "
                <a class="digest" href=opened.page.address(&digest)>{digest.to_string()}</a> "."
            </p>
        }
        .into_any(),
    };
    Some(said)
}

/// The statement out of its envelope.
fn inner_text(text: Arc<Vec<u8>>) -> AnyView {
    let was_open = RwSignal::new(false);
    view! {
        <details class="raw" on:toggle=move |_| was_open.set(true)>
            <summary>"The statement itself"</summary>
            <pre tabindex="0">{show(move || was_open.get().then(|| readable(&text)))}</pre>
        </details>
    }
    .into_any()
}
