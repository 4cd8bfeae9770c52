//! What is behind a tag or a digest: an image, an index of images, or any other artifact.

mod blobs;
mod config;
mod facts;
mod head;
mod layers;
mod load;
mod long;
mod manifest;
mod platforms;
mod raw;

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use crate::address::Address;
use crate::registry::commands::{Content, Source};
use crate::registry::descriptor::Problem;
use crate::registry::digest::Digest;
use crate::registry::http::Moment;
use crate::registry::manifest::Document;
use crate::registry::manifests::{self, Fetched};
use crate::registry::reference::{Repository, Version};
use crate::registry::visible::visible;
use crate::ui::parts::asking::Asking;
use crate::ui::parts::commands::Commands;
use crate::ui::show::show;
use crate::ui::state::Registry;
use head::{Head, Name};
use load::{Load, load};
use long::Long;
use manifest::OfManifest;
use platforms::Platforms;
use raw::Raw;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Page {
    registry: Registry,
    repository: StoredValue<Repository>,
    /// What is known about the manifests that were on show.
    known: RwSignal<Vec<Known>>,
    /// The manifest on show: the page's own, or the chosen one of its index.
    shown: RwSignal<Option<Digest>>,
}

/// What was learned about a manifest.
#[derive(Clone, Debug)]
struct Known {
    digest: Digest,
    /// The bytes that a pull moves.
    size: u64,
    /// When it was made, by its own account.
    created: Option<Moment>,
}

impl Page {
    /// The address of the page for another manifest of the repository.
    fn address(self, digest: &Digest) -> String {
        let version = Version::Digest(digest.clone());
        let repository = self.repository.get_value();
        Address::Image { registry: self.registry.host(), repository, version }.to_string()
    }

    /// Takes note of what a manifest says, and puts it on show.
    fn learn(self, known: Known) {
        self.shown.set(Some(known.digest.clone()));
        self.known.update(|all| {
            all.retain(|other| other.digest != known.digest);
            all.push(known);
        });
    }

    /// What is known about a manifest so far.
    fn known(self, digest: &Digest) -> Option<Known> {
        self.known.with(|all| all.iter().find(|known| known.digest == *digest).cloned())
    }
}

/// The page of an image.
#[component]
pub fn Image(registry: Registry, repository: Repository, version: Version) -> impl IntoView {
    registry.opened(&repository);
    let page = Page {
        registry,
        repository: StoredValue::new(repository.clone()),
        known: RwSignal::default(),
        shown: RwSignal::default(),
    };
    let wanted = version.clone();
    let Load { value, asked } = load(registry, "manifest", move || {
        let (repository, version) = (repository.clone(), wanted.clone());
        async move { manifests::manifest(&registry.client(), &repository, &version, None).await }
    });
    // Another account may see something else, or nothing.
    Effect::new(move |before: Option<u32>| {
        let visits = registry.visits.get();
        if before.is_some_and(|before| before != visits) {
            value.set(None);
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
        </article>
    }
}

/// All that is behind the name.
#[component]
fn Behind(page: Page, version: Version, fetched: Arc<Fetched>) -> impl IntoView {
    let source = Source::new(&page.registry.host(), &page.registry.pull_host());
    let content = Content::of(&fetched.document);
    let digest = fetched.digest.clone();
    let is_index = matches!(fetched.document, Document::Index(_));
    let title = if is_index { "The index itself" } else { "The manifest itself" };
    let parts = match fetched.document.clone() {
        Document::Image(manifest) => view! { <OfManifest page manifest digest=digest.clone()/> }.into_any(),
        Document::Index(index) => view! { <Platforms page index/> }.into_any(),
        Document::Schema1 { architecture, layers, .. } => schema1(&architecture, layers),
    };
    view! {
        <Head page fetched=fetched.clone()/>
        <Commands source content repository=page.repository.get_value() version digest/>
        {problems(&fetched.document)}
        {parts}
        <Raw raw=fetched.raw.clone() title/>
    }
    .into_any()
}

/// What could not be used of a document. The rest of it is shown.
fn problems(document: &Document) -> Option<AnyView> {
    if document.problems().is_empty() {
        return None;
    }
    let (long, document) = (Long::of(document.problems().len()), document.clone());
    let rows = move |some: Range<usize>| {
        let row = |problem: &Problem| view! { <li>{visible(&problem.to_string()).into_owned()}</li> };
        document.problems()[some].iter().map(row).collect_view().into_any()
    };
    let view = view! {
        <div class="note problems">
            <p>"Parts of this document could not be read, and are missing below:"</p>
            <ul>{long.rows(rows)}</ul>
            {long.more("problem", "problems")}
        </div>
    };
    Some(view.into_any())
}

fn schema1(architecture: &str, layers: usize) -> AnyView {
    view! {
        <p class="note">
            "This is an image in Docker’s schema 1, for " {architecture.to_string()} " and with "
            {crate::ui::words::count(layers, "layer", "layers")}
            ". Today’s tools no longer pull it. Whoever pushed it can build it again."
        </p>
    }
    .into_any()
}
