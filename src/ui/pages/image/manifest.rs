//! The manifest of one image or artifact.

use std::sync::Arc;

use leptos::prelude::*;

use super::blobs::Blobs;
use super::config::Config;
use super::facts::pairs;
use super::layers::Layers;
use super::origin::origin;
use super::page::{KnownManifest, Page};
use super::signatures;
use crate::registry::annotations::CREATED;
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::descriptor::Descriptor;
use crate::registry::digest::Digest;
use crate::registry::manifest::Manifest;
use crate::registry::manifests::image_config;
use crate::registry::media_type::MediaType;
use crate::registry::time;
use crate::ui::load::{Load, load};
use crate::ui::parts::asking::Asking;
use crate::ui::show::show;
use crate::ui::state::names::Progress;

/// The parts of a manifest.
#[component]
pub fn OfManifest(page: Page, manifest: Arc<Manifest>, digest: Digest) -> impl IntoView {
    let created = manifest.annotations.get(CREATED).and_then(time::parse);
    page.learn(KnownManifest { digest: digest.clone(), size: manifest.total_size(), created });
    let is_image = manifest.kind() == ArtifactKind::Image;
    let config = manifest
        .config
        .clone()
        .filter(|config| is_image && matches!(config.media_type, MediaType::OciConfig | MediaType::DockerConfig));
    if config.is_none() {
        page.drawn.set(true);
    }
    let signatures = signatures::of_artifact(page, &manifest, &digest);
    let parts = match config {
        Some(config) => view! { <Described page manifest=manifest.clone() digest config/> }.into_any(),
        None if is_image => view! { <Layers page manifest=manifest.clone() config=None/> }.into_any(),
        None => view! { <Blobs page manifest=manifest.clone()/> }.into_any(),
    };
    view! {
        {manifest.subject.as_ref().map(|about| subject(page, about))}
        {signatures}
        {parts}
        {pairs("Annotations", &manifest.annotations)}
    }
    .into_any()
}

/// An image with its configuration, which is fetched. Where it does not come, the layers are shown without it.
#[component]
fn Described(page: Page, manifest: Arc<Manifest>, digest: Digest, config: Descriptor) -> impl IntoView {
    let registry = page.registry;
    let size = manifest.total_size();
    let Load { value, asked } = load(registry, Signal::stored("Loading the configuration…".to_owned()), move || {
        let (repository, config, digest) = (page.repository.get_value(), config.clone(), digest.clone());
        async move {
            let config = image_config(&registry.client(), &repository, &config).await?;
            if config.created.is_some() {
                page.learn(KnownManifest { digest, size, created: config.created });
            }
            Ok(config)
        }
    });
    // The layers wait for it, so that they need not move.
    let is_tried = Memo::new(move |before: Option<&bool>| {
        let is_there = asked.progress.with(|progress| matches!(progress, Progress::Complete | Progress::Failed(_)));
        is_there || before == Some(&true)
    });
    Effect::new(move |_| {
        if is_tried.get() {
            page.drawn.set(true);
        }
    });
    let described = manifest.clone();
    let origin = move || {
        is_tried.get().then(|| {
            let config = value.get();
            page.index.with_value(|index| origin(index.as_ref(), &described.annotations, config.as_deref()))
        })
    };
    let layers = move || is_tried.get().then(|| view! { <Layers page manifest=manifest.clone() config=value.get()/> });
    view! {
        {show(origin)}
        <section class="config">
            <h2>"Configuration"</h2>
            <Asking asked/>
            {show(move || value.get().map(|config| view! { <Config config/> }))}
        </section>
        {show(layers)}
    }
    .into_any()
}

/// The manifest that this one is about.
pub fn subject(page: Page, about: &Descriptor) -> AnyView {
    let digest = about.digest.to_string();
    view! {
        <p class="subject">
            "This is about " <a class="digest" href=page.address(&about.digest)>{digest}</a> ", which it does not change."
        </p>
    }
    .into_any()
}
