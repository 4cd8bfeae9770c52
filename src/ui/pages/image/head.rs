//! What it is called and what it is, in short.

use std::sync::Arc;

use leptos::prelude::*;

use super::facts::fact;
use super::page::Page;
use crate::address::Address;
use crate::address::change::ChangeWanted;
use crate::address::platform::{platform_of, with_platform};
use crate::browser::address_bar::{hash, own_folder};
use crate::registry::annotations::CREATED;
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::digest::Digest;
use crate::registry::manifest::Document;
use crate::registry::manifests::Fetched;
use crate::registry::media_type::MediaType;
use crate::registry::reference::{Tag, Version};
use crate::registry::tag_detail::TagDetail;
use crate::registry::time;
use crate::ui::parts::copy::{Copy, CopyAs};
use crate::ui::parts::when::when;
use crate::ui::show::{show, text};
use crate::ui::state::Pierglass;
use crate::ui::words::{bytes, count};

/// The name, which is known before anything has come, and the way to the other tags.
#[component]
pub fn Name(page: Page, version: Version) -> impl IntoView {
    let repository = page.repository.get_value();
    let name = match &version {
        Version::Tag(tag) => format!("{repository}:{tag}"),
        Version::Digest(digest) => format!("{repository}@{digest}"),
    };
    let tags = Address::Tags { registry: page.registry.host(), repository };
    let changes = changes(page, &tags, &version);
    view! {
        <div class="head">
            <h1 class:by-digest=matches!(version, Version::Digest(_))>{name}</h1>
            <p class="summary"><a href=tags.to_string()>"All tags of this repository"</a></p>
            {changes}
            <span class="share-link"><CopyAs text=Signal::derive(move || own_address(page)) name="Copy link"/></span>
        </div>
    }
    .into_any()
}

/// What can be done with it, where anything may be changed.
fn changes(page: Page, tags: &Address, version: &Version) -> AnyView {
    let pierglass = Pierglass::expect();
    let registry = page.registry;
    let to = |wanted: ChangeWanted| wanted.address(tags);
    let delete = to(ChangeWanted::Delete(Some(version.clone())));
    let (tag, copy) = (to(ChangeWanted::Tag(version.clone())), to(ChangeWanted::Copy(version.clone())));
    let may_change = Memo::new(move |_| pierglass.may_change(registry));
    show(move || {
        may_change.get().then(|| {
            view! {
                <span class="changes">
                    <a href=tag.clone()>"Another tag…"</a>
                    <a href=copy.clone()>"Copy…"</a>
                    <a href=delete.clone()>"Delete…"</a>
                </span>
            }
        })
    })
}

/// What it is.
#[component]
pub fn Head(page: Page, version: Version, fetched: Arc<Fetched>) -> impl IntoView {
    let digest = fetched.digest.to_string();
    let (what, media_type, annotations) = match &fetched.document {
        Document::Image(manifest) => {
            let what = match manifest.kind().name() {
                "" => "artifact".to_string(),
                named => named.to_string(),
            };
            (what, manifest.media_type.clone(), Some(&manifest.annotations))
        }
        Document::Index(index) => {
            let what = match (index.platforms().count(), &index.artifact_type) {
                (_, Some(artifact_type)) => {
                    ArtifactKind::of(Some(artifact_type), None, &[], &index.annotations).name().to_owned()
                }
                (0, None) => "index".to_string(),
                (images, None) => format!("image for {}", count(images, "platform", "platforms")),
            };
            (what, index.media_type.clone(), Some(&index.annotations))
        }
        Document::Schema1 { .. } => ("image".to_string(), MediaType::DockerSchema1, None),
    };
    let annotated = annotations.and_then(|annotations| annotations.get(CREATED)).and_then(time::parse);
    let is_index = matches!(fetched.document, Document::Index(_));
    let shown = Memo::new(move |_| {
        page.shown.get().and_then(|digest| page.known(&digest)).map(|known| (known.size, known.created))
    });
    let size = move || shown.get().map_or("–".to_string(), |(size, _)| bytes(size));
    let created = move || match annotated.or(shown.get().and_then(|(_, created)| created)) {
        Some(created) => when(created),
        None => "–".into_any(),
    };
    let known = fetched.digest.clone();
    view! {
        <dl class="facts identity">
            {fact("Kind", view! { <span class="chip kind">{what}</span> }.into_any())}
            {fact("Digest", view! {
                <code class="digest">{digest.clone()}</code><Copy text=digest what="the digest of all of it"/>
            }.into_any())}
            {fact("Type", view! { <span title=media_type.to_string()>{media_type.describe().into_owned()}</span> }.into_any())}
            {fact("Size", view! {
                <span title="Configuration and layers as they are pulled, compressed">{text(size)}</span>
                {is_index.then(|| view! { <small>" for the chosen platform"</small> })}
            }.into_any())}
            {fact("Created", view! { {created} }.into_any())}
            {show(move || also_tagged(page, &version, &known))}
        </dl>
    }
    .into_any()
}

/// This address with the platform that it names, for whoever is sent it.
fn own_address(page: Page) -> String {
    let own = page.own.with_value(|own| with_platform(own, platform_of(&hash()).as_deref()));
    own_folder().map_or(String::new(), |folder| format!("{folder}{own}"))
}

/// The other tags that were seen to point at the same: rows of the list that had been on screen. Nothing is asked for.
fn also_tagged(page: Page, version: &Version, digest: &Digest) -> Option<AnyView> {
    let repository = page.repository.get_value();
    let tags = page.registry.tags;
    if tags.repository.with(|of| of.as_ref() != Some(&repository)) {
        return None;
    }
    let is_other = |name: &str| !matches!(version, Version::Tag(tag) if tag.as_str() == name);
    let same = |detail: &TagDetail| detail.digest == *digest;
    let names: Vec<Tag> = tags.details.with(|details| {
        let found = details.iter().filter(|(name, detail)| is_other(name) && detail.as_ref().is_ok_and(same));
        found.filter_map(|(name, _)| Tag::parse(name).ok()).take(ALSO_SHOWN).collect()
    });
    if names.is_empty() {
        return None;
    }
    let links = names.into_iter().map(|tag| {
        let name = tag.to_string();
        let address = Address::Image {
            registry: page.registry.host(),
            repository: repository.clone(),
            version: Version::Tag(tag),
        };
        view! { <a class="chip" href=address.to_string()>{name}</a>" " }
    });
    Some(fact("Also tagged", view! { {links.collect_view()} }.into_any()))
}

/// So many other tags are named: a nightly build may have hundreds.
const ALSO_SHOWN: usize = 20;
