//! An index: what it lists, and one of its manifests, which can be chosen.

use std::ops::Range;
use std::sync::Arc;

use leptos::ev::hashchange;
use leptos::prelude::*;

use super::facts::pairs;
use super::manifest::{OfManifest, subject};
use super::note::{problems, schema1};
use super::page::Page;
use super::raw::Raw;
use crate::address::Address;
use crate::address::platform::{platform_of, with_platform};
use crate::browser::address_bar::{hash, show_as};
use crate::registry::annotations::TITLE;
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::descriptor::Descriptor;
use crate::registry::index::Index;
use crate::registry::manifest::Document;
use crate::registry::manifests;
use crate::registry::platform::Platform;
use crate::registry::reference::Version;
use crate::registry::visible::visible;
use crate::ui::load::{Load, load};
use crate::ui::parts::asking::Asking;
use crate::ui::parts::copy::Copy;
use crate::ui::parts::long_list::LongList;
use crate::ui::show::show;
use crate::ui::words::bytes;

/// The parts of an index.
#[component]
pub fn Platforms(page: Page, index: Arc<Index>) -> impl IntoView {
    let choice = Choice::of_address(page, index.clone());
    let chosen = choice.chosen;
    let (images, _) = index.apart();
    let total = images.len();
    let long = LongList::of(total);
    let listed = index.clone();
    let rows = move |some: Range<usize>| {
        images[some].iter().map(|at| platform(page, choice, &listed.manifests[*at])).collect_view().into_any()
    };
    view! {
        <section class="platforms">
            <h2>"Platforms"</h2>
            {(total == 0).then(|| view! { <p class="note">"This index lists no image."</p> })}
            {show(move || choice.not_there())}
            <ul class="platform-list">{long.rows(rows)}</ul>
            {long.more("entry", "entries")}
        </section>
        {index.subject.as_ref().map(|about| subject(page, about))}
        {pairs("Annotations of the index", &index.annotations)}
        {show(move || chosen.get().map(|entry| view! { <Chosen page entry/> }))}
    }
    .into_any()
}

/// Which entry is on show, and what the address says of it: a link, the way back and loading the page again lead to the same.
#[derive(Clone, Copy)]
struct Choice {
    page: Page,
    index: StoredValue<Arc<Index>>,
    chosen: RwSignal<Option<Descriptor>>,
    /// What the address names and the index does not have.
    missing: RwSignal<Option<String>>,
}

impl Choice {
    /// The entry that the address names, else the one for linux/amd64 or the first; also when a person changes the address later.
    fn of_address(page: Page, index: Arc<Index>) -> Choice {
        let choice =
            Choice { page, index: StoredValue::new(index), chosen: RwSignal::default(), missing: RwSignal::default() };
        choice.follow_address();
        let changes = window_event_listener(hashchange, move |_| {
            if page.own.with_value(|own| Address::parse(&hash()) == *own) {
                choice.follow_address();
            }
        });
        on_cleanup(move || changes.remove());
        choice
    }

    fn follow_address(self) {
        let index = self.index.get_value();
        let named = platform_of(&hash());
        let found = named.as_ref().and_then(|name| index.named(name));
        self.missing.set(named.filter(|_| found.is_none()));
        self.show(found.or_else(|| index.pick(&Platform::linux_amd64())).cloned());
    }

    fn show(self, entry: Option<Descriptor>) {
        if self.chosen.with_untracked(|chosen| *chosen != entry) {
            self.chosen.set(entry);
        }
    }

    /// What is shown without a name has none in the address.
    fn choose(self, entry: &Descriptor) {
        let index = self.index.get_value();
        let is_first = index.pick(&Platform::linux_amd64()) == Some(entry);
        let name = (!is_first).then(|| index.name_of(entry));
        self.page.own.with_value(|own| show_as(own, &with_platform(own, name.as_deref())));
        self.missing.set(None);
        self.show(Some(entry.clone()));
    }

    fn not_there(self) -> Option<AnyView> {
        let missing = visible(&self.missing.get()?).into_owned();
        let shown = self.chosen.with(|chosen| chosen.as_ref().map(name));
        let shown = shown.map(|shown| view! { " Shown is "{shown}"." });
        let missing = view! {
            <p class="note not-there">"The address asks for " <code>{missing}</code> ", which this index does not have."{shown}</p>
        };
        Some(missing.into_any())
    }
}

/// Said where the address names a platform of what is no index.
pub fn named_besides() -> Option<AnyView> {
    let named = visible(&platform_of(&hash())?).into_owned();
    let said = view! {
        <p class="note not-there">"The address asks for " <code>{named}</code> ". This is a single image, shown for whatever platform it is."</p>
    };
    Some(said.into_any())
}

fn platform(page: Page, choice: Choice, entry: &Descriptor) -> AnyView {
    let (mine, digest) = (entry.clone(), entry.digest.clone());
    let is_chosen = Memo::new(move |_| choice.chosen.with(|chosen| chosen.as_ref() == Some(&mine)));
    let size = move || page.known(&digest).map(|known| bytes(known.size));
    let mine = entry.clone();
    view! {
        <li class:chosen=is_chosen>
            <button type="button" aria-pressed=move || is_chosen.get().to_string()
                on:click=move |_| choice.choose(&mine)>{name(entry)}</button>
            <span class="size">{show(size)}</span>
            {link(page, entry, &name(entry))}
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

/// The digest, which leads to a page of its own; `of` is whose it is.
fn link(page: Page, entry: &Descriptor, of: &str) -> AnyView {
    let digest = entry.digest.to_string();
    let short = entry.digest.short().to_string();
    view! {
        <a class="digest" href=page.address(&entry.digest) title=digest.clone()>{short}</a>
        <Copy text=digest what=format!("the digest of {of}")/>
    }
    .into_any()
}

/// The chosen manifest.
#[component]
fn Chosen(page: Page, entry: Descriptor) -> impl IntoView {
    page.shown.set(Some(entry.digest.clone()));
    let wanted = entry.clone();
    let registry = page.registry;
    let Load { value, asked } = load(registry, Signal::stored("Loading the manifest…".to_owned()), move || {
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
