//! What hangs on one thing, with what hangs on that below it.

use std::collections::HashMap;

use leptos::prelude::*;

use super::super::page::Page;
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::digest::Digest;
use crate::registry::referrers::{Claim, Found, Hanging};
use crate::registry::visible::visible;
use crate::ui::parts::copy::Copy;
use crate::ui::parts::when::when_in_short;
use crate::ui::show::show;
use crate::ui::words::{bytes, grouped, words};

/// So many rows are drawn at once.
const STEP: usize = 100;

/// What was found, and what is needed to show it.
#[derive(Clone, Copy)]
pub struct HangingTree {
    pub page: Page,
    pub found: RwSignal<Found>,
    /// What the index that was opened calls its images.
    pub names: StoredValue<HashMap<Digest, String>>,
}

/// What hangs on the thing at a place, `None` for what was opened. Rows stay as they are while more is found.
pub fn branch(tree: HangingTree, parent: Option<usize>) -> AnyView {
    let children = Memo::new(move |_| {
        tree.found.with(|found| {
            let all = found.hanging.iter().enumerate().filter(|(_, hanging)| hanging.parent == parent);
            all.map(|(at, _)| at).collect::<Vec<_>>()
        })
    });
    let drawn = RwSignal::new(STEP);
    let has_any = Memo::new(move |_| children.with(|children| !children.is_empty()));
    let rows = move || children.with(|children| children.iter().take(drawn.get()).copied().collect::<Vec<_>>());
    let more = move || {
        let left = children.with(Vec::len).saturating_sub(drawn.get());
        (left > 0).then(|| {
            view! {
                <button type="button" on:click=move |_| drawn.update(|drawn| *drawn += STEP)>
                    "Show " {grouped(left.min(STEP))} " more"
                </button>
            }
        })
    };
    show(move || {
        has_any.get().then(|| {
            view! {
                <ul class="hanging" aria-label=parent.is_none().then_some("Attached")>
                    <For each=rows key=|at: &usize| *at children=move |at| item(tree, at)/>
                </ul>
                {show(more)}
            }
        })
    })
}

fn item(tree: HangingTree, at: usize) -> AnyView {
    // A row changes once: when it was read.
    let hanging = Memo::new_with_compare(
        move |_| tree.found.with(|found| found.hanging.get(at).cloned()),
        |before, now| is_read(before) != is_read(now),
    );
    view! {
        <li>
            {show(move || hanging.get().map(|hanging| row(tree, &hanging)))}
            {branch(tree, Some(at))}
        </li>
    }
    .into_any()
}

fn is_read(hanging: Option<&Option<Hanging>>) -> Option<bool> {
    hanging.and_then(Option::as_ref).map(|hanging| hanging.told.is_some())
}

fn row(tree: HangingTree, hanging: &Hanging) -> AnyView {
    let told = hanging.told.as_ref().and_then(|told| told.as_ref().ok());
    let contents =
        told.map(|told| told.contents.iter().map(|one| visible(one).into_owned()).collect::<Vec<_>>().join(", "));
    let size = told.and_then(|told| told.size).map(bytes);
    let short = hanging.digest.short().to_string();
    let digest = hanging.digest.to_string();
    let is_own_word = matches!(hanging.kind(), ArtifactKind::Artifact(_));
    view! {
        <div class="hanging-row">
            <a href=tree.page.address(&hanging.digest) title=digest.clone()>
                <span class="kind" class:own-word=is_own_word>{name(hanging)}</span>
            </a>
            <span class="contents">{contents}</span>
            <span class="on">{on(tree, hanging)}</span>
            <span class="created">{hanging.created().map(when_in_short)}</span>
            <span class="size">{size}</span>
            <code class="digest" title=digest.clone()>{short.clone()}</code>
            <Copy text=digest what=format!("the digest {short}")/>
        </div>
        {doubts(tree, hanging)}
    }
    .into_any()
}

/// What it is called. What says nothing of itself is called by its type.
fn name(hanging: &Hanging) -> String {
    match hanging.kind().name() {
        "" => hanging.media_type.describe().into_owned(),
        name => visible(name).into_owned(),
    }
}

/// What it hangs on, where that is not plain from its place.
fn on(tree: HangingTree, hanging: &Hanging) -> Option<String> {
    if hanging.parent.is_some() {
        return None;
    }
    tree.names.with_value(|names| match names.get(&hanging.on) {
        Some(name) => Some(format!("on {name}")),
        None if names.is_empty() => None,
        None => Some("on a manifest that the index does not name".to_owned()),
    })
}

/// What is to be said against it.
fn doubts(tree: HangingTree, hanging: &Hanging) -> Option<AnyView> {
    let claim = match hanging.claim() {
        Claim::Fits | Claim::NotRead => None,
        Claim::Nothing => Some(view! { "It does not say itself that it belongs here. " }.into_any()),
        Claim::Another(digest) => {
            let (address, text) = (tree.page.address(&digest), digest.short().to_string());
            Some(view! { "It says that it is about " <a href=address title=digest.to_string()>{text}</a> ", and not about this. " }.into_any())
        }
    };
    let other = hanging.other_kind().map(|kind| format!("The list calls it {}. ", visible(kind.name())));
    let unread = match &hanging.told {
        Some(Err(failure)) => Some(format!("It could not be read: {}", words(failure).title)),
        _ => None,
    };
    if claim.is_none() && other.is_none() && unread.is_none() {
        return None;
    }
    Some(view! { <p class="doubts">{claim}{other}{unread}</p> }.into_any())
}
