//! An index: what it lists, and one of its manifests, which can be chosen.

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use super::facts::pairs;
use super::load::{Load, load};
use super::long::LongList;
use super::manifest::{OfManifest, subject};
use super::note::{problems, schema1};
use super::page::Page;
use super::raw::Raw;
use crate::registry::annotations::TITLE;
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::descriptor::Descriptor;
use crate::registry::index::Index;
use crate::registry::manifest::Document;
use crate::registry::manifests;
use crate::registry::platform::Platform;
use crate::registry::reference::Version;
use crate::ui::parts::asking::Asking;
use crate::ui::parts::copy::Copy;
use crate::ui::show::show;
use crate::ui::words::bytes;

/// The parts of an index.
#[component]
pub fn Platforms(page: Page, index: Arc<Index>) -> impl IntoView {
    let chosen = RwSignal::new(index.pick(&Platform::linux_amd64()).cloned());
    let (images, _) = index.apart();
    let total = images.len();
    let long = LongList::of(total);
    let listed = index.clone();
    let rows = move |some: Range<usize>| {
        images[some].iter().map(|at| platform(page, chosen, &listed.manifests[*at])).collect_view().into_any()
    };
    view! {
        <section class="platforms">
            <h2>"Platforms"</h2>
            {(total == 0).then(|| view! { <p class="note">"This index lists no image."</p> })}
            <ul class="platform-list">{long.rows(rows)}</ul>
            {long.more("entry", "entries")}
        </section>
        {index.subject.as_ref().map(|about| subject(page, about))}
        {pairs("Annotations of the index", &index.annotations)}
        {show(move || chosen.get().map(|entry| view! { <Chosen page entry/> }))}
    }
    .into_any()
}

fn platform(page: Page, chosen: RwSignal<Option<Descriptor>>, entry: &Descriptor) -> AnyView {
    let (mine, digest) = (entry.clone(), entry.digest.clone());
    let is_chosen = Memo::new(move |_| chosen.with(|chosen| chosen.as_ref() == Some(&mine)));
    let size = move || page.known(&digest).map(|known| bytes(known.size));
    let choice = entry.clone();
    view! {
        <li class:chosen=is_chosen>
            <button type="button" aria-pressed=move || is_chosen.get().to_string()
                on:click=move |_| chosen.set(Some(choice.clone()))>{name(entry)}</button>
            <span class="size">{show(size)}</span>
            {link(page, entry)}
        </li>
    }
    .into_any()
}

/// What an entry of an index is called.
fn name(entry: &Descriptor) -> String {
    let written = entry.platform.as_ref().map(Platform::to_string);
    written
        .or_else(|| entry.annotations.get(TITLE).map(str::to_owned))
        .or_else(|| entry.artifact_type.as_ref().map(|_| ArtifactKind::of_entry(entry).name().to_owned()))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "no platform named".to_string())
}

/// The digest, which leads to a page of its own.
fn link(page: Page, entry: &Descriptor) -> AnyView {
    let digest = entry.digest.to_string();
    let short = entry.digest.short().to_string();
    view! {
        <a class="digest" href=page.address(&entry.digest) title=digest.clone()>{short}</a>
        <Copy text=digest what=format!("the digest of {}", name(entry))/>
    }
    .into_any()
}

/// The chosen manifest.
#[component]
fn Chosen(page: Page, entry: Descriptor) -> impl IntoView {
    page.shown.set(Some(entry.digest.clone()));
    let wanted = entry.clone();
    let registry = page.registry;
    let Load { value, asked } = load(registry, "manifest", move || {
        let (repository, entry) = (page.repository.get_value(), wanted.clone());
        async move {
            let version = Version::Digest(entry.digest);
            manifests::manifest(&registry.client(), &repository, &version, Some(&entry.media_type)).await
        }
    });
    let title = name(&entry);
    let parts = move || {
        value.get().map(|fetched| {
            let digest = fetched.digest.clone();
            let parts = match fetched.document.clone() {
                Document::Image(manifest) => view! { <OfManifest page manifest digest/> }.into_any(),
                Document::Index(_) => view! {
                    <p class="note">"This entry is an index of its own. "<a href=page.address(&digest)>"Open it"</a></p>
                }
                .into_any(),
                Document::Schema1 { architecture, layers, .. } => schema1(&architecture, layers),
            };
            view! {
                {problems(&fetched.document)}
                {parts}
                <Raw raw=fetched.raw.clone() title="The manifest itself"/>
            }
        })
    };
    view! {
        <section class="chosen">
            <h2>{title}</h2>
            <Asking asked/>
            {parts}
        </section>
    }
    .into_any()
}
