//! What is behind a tag or a digest: an image, an index of images, or any other artifact.

mod attached;
mod blobs;
mod checks;
mod config;
mod contents;
mod dockerfile;
mod facts;
mod head;
mod layers;
mod manifest;
mod note;
mod origin;
mod page;
mod platforms;
mod raw;
mod signatures;

use std::sync::Arc;

use leptos::prelude::*;

use crate::address::Address;
use crate::registry::commands::{Content, PullSource};
use crate::registry::manifest::Document;
use crate::registry::manifests::{self, Fetched};
use crate::registry::reference::{Repository, Version};
use crate::ui::load::{Load, load};
use crate::ui::parts::asking::Asking;
use crate::ui::parts::commands::Commands;
use crate::ui::parts::rate_limit::left;
use crate::ui::show::show;
use crate::ui::state::registry::Registry;
use attached::Attached;
use checks::Checks;
use head::{Head, Name};
use manifest::OfManifest;
use note::{problems, schema1};
use page::Page;
use platforms::{Platforms, named_besides};
use raw::Raw;

/// The page of an image.
#[component]
pub fn Image(registry: Registry, repository: Repository, version: Version) -> impl IntoView {
    registry.opened(&repository);
    let shared = StoredValue::new(repository.clone());
    let own = Address::Image { registry: registry.host(), repository: repository.clone(), version: version.clone() };
    let page = Page {
        registry,
        repository: shared,
        own: StoredValue::new(own),
        checks: Checks::new(registry, shared),
        known: RwSignal::default(),
        shown: RwSignal::default(),
        drawn: RwSignal::default(),
        index: StoredValue::default(),
    };
    let wanted = version.clone();
    let Load { value, asked } = load(registry, Signal::stored("Loading the manifest…".to_owned()), move || {
        let (repository, version) = (repository.clone(), wanted.clone());
        async move { manifests::manifest(&registry.client(), &repository, &version, None).await }
    });
    // Another account may see something else, or nothing.
    Effect::new(move |before: Option<u32>| {
        let visits = registry.visits.get();
        if before.is_some_and(|before| before != visits) {
            value.set(None);
            page.checks.forget();
            asked.again.run(());
        }
        visits
    });
    let name = version.clone();
    view! {
        <article class="image">
            <Name page version=name/>
            <Asking asked/>
            {show(move || value.get().map(|fetched| view! { <Behind page version=version.clone() fetched/> }))}
            {show(move || value.get().and_then(|_| left(registry)))}
        </article>
    }
}

/// All that is behind the name.
#[component]
fn Behind(page: Page, version: Version, fetched: Arc<Fetched>) -> impl IntoView {
    let source = PullSource::new(&page.registry.host(), &page.registry.pull_host());
    let content = Content::of(&fetched.document);
    let digest = fetched.digest.clone();
    let is_index = matches!(fetched.document, Document::Index(_));
    let title = if is_index { "The index itself" } else { "The manifest itself" };
    let parts = match fetched.document.clone() {
        Document::Image(manifest) => {
            view! { {named_besides()}<OfManifest page manifest digest=digest.clone()/> }.into_any()
        }
        Document::Index(index) => {
            page.index.set_value(Some(index.annotations.clone()));
            view! { <Platforms page index/> }.into_any()
        }
        Document::Schema1 { architecture, layers, .. } => {
            page.drawn.set(true);
            schema1(&architecture, layers)
        }
    };
    view! {
        <Head page version=version.clone() fetched=fetched.clone()/>
        <Commands source content repository=page.repository.get_value() version digest access=page.registry.access()/>
        {problems(&fetched.document)}
        {parts}
        <Attached page fetched=fetched.clone()/>
        <Raw raw=fetched.raw.clone() title/>
    }
    .into_any()
}
