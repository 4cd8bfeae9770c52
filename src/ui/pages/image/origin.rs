//! What an image says of itself and of where it comes from: its description, from which source it was built, when, by what, and on what.

use leptos::prelude::*;

use super::contents::outside;
use super::facts::{fact, folded};
use crate::registry::annotations::Annotations;
use crate::registry::image_config::ImageConfig;
use crate::registry::origin::{Origin, OriginFact, OriginTeller, OriginTold};
use crate::registry::time;
use crate::registry::visible::visible;
use crate::ui::parts::when::when;

/// What it says, by the annotations of its index and of its manifest, and by its labels; nothing where it says nothing.
pub fn origin(index: Option<&Annotations>, manifest: &Annotations, config: Option<&ImageConfig>) -> Option<AnyView> {
    let origin = Origin::read(index, manifest, config);
    let description =
        origin.first(OriginFact::Description).map(|text| view! { <p class="description">{folded(text)}</p> });
    let title = origin.first(OriginFact::Title).map(|text| visible(text).into_owned());
    let story = story(&origin);
    let facts = facts(&origin);
    let differences = differences(&origin);
    if description.is_none() && title.is_none() && story.is_none() && facts.is_empty() {
        return None;
    }
    let view = view! {
        <section class="origin">
            <h2>{title.unwrap_or_else(|| "Description and source".to_owned())}</h2>
            {description}
            {story}
            {(!facts.is_empty()).then(|| view! { <dl class="facts">{facts}</dl> })}
            {differences}
            <p class="note">"By its own annotations and labels, which nobody checked."</p>
        </section>
    };
    Some(view.into_any())
}

/// From what it was built, when, by what, and on what: one sentence of what is known.
fn story(origin: &Origin) -> Option<AnyView> {
    let mut parts: Vec<AnyView> = Vec::new();
    let source = origin.first(OriginFact::Source).map(|source| outside(source, source));
    let revision = origin.first(OriginFact::Revision).map(|revision| commit(origin, revision));
    match (revision, source) {
        (Some(revision), Some(source)) => {
            parts.push(view! { "from commit "{revision}" of "{source} }.into_any());
        }
        (Some(revision), None) => parts.push(view! { "from commit "{revision} }.into_any()),
        (None, Some(source)) => parts.push(view! { "from "{source} }.into_any()),
        (None, None) => {}
    }
    let base =
        origin.first(OriginFact::BaseName).map(|name| view! { <code>{visible(name).into_owned()}</code> }.into_any());
    let digest = origin.first(OriginFact::BaseDigest).map(|digest| {
        let (short, whole) = (short(digest), visible(digest).into_owned());
        view! { <code title=whole>{short}</code> }.into_any()
    });
    match (base, digest) {
        (Some(base), Some(digest)) => parts.push(view! { "on "{base}" ("{digest}")" }.into_any()),
        (Some(one), None) | (None, Some(one)) => parts.push(view! { "on "{one} }.into_any()),
        (None, None) => {}
    }
    if let Some(builder) = &origin.builder {
        parts.push(view! { "by "{visible(builder).into_owned()} }.into_any());
    }
    if parts.is_empty() {
        return None;
    }
    if let Some(created) = origin.first(OriginFact::Created).and_then(time::parse) {
        parts.push(when(created));
    }
    let parts = parts.into_iter().enumerate().map(|(at, part)| {
        let between = if at == 0 { " " } else { ", " };
        view! { {between}{part} }
    });
    Some(view! { <p class="story">"Built"{parts.collect_view()}"."</p> }.into_any())
}

/// A commit, in short, where it can be looked at as a link.
fn commit(origin: &Origin, revision: &str) -> AnyView {
    let (text, whole) = (short(revision), visible(revision).into_owned());
    match origin.commit_address() {
        Some(address) => {
            view! { <a href=address title=whole target="_blank" rel="noreferrer"><code>{text}</code></a> }.into_any()
        }
        None => view! { <code title=whole>{text}</code> }.into_any(),
    }
}

/// The beginning of a digest or of a commit's name; other words stay as they are.
fn short(text: &str) -> String {
    let encoded = text.strip_prefix("sha256:").unwrap_or(text);
    let is_hash = encoded.len() >= 40 && encoded.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { encoded[..12].to_owned() } else { visible(text).into_owned() }
}

fn facts(origin: &Origin) -> Vec<AnyView> {
    let texts = [OriginFact::Version, OriginFact::Licenses, OriginFact::Vendor, OriginFact::Authors].into_iter();
    let texts = texts.filter_map(|known| Some(fact(name(known), folded(origin.first(known)?))));
    let links = [OriginFact::Url, OriginFact::Documentation].into_iter();
    let links = links.filter_map(|known| {
        let address = origin.first(known)?;
        Some(fact(name(known), outside(address, address)))
    });
    texts.chain(links).collect()
}

fn name(fact: OriginFact) -> &'static str {
    match fact {
        OriginFact::Title => "Title",
        OriginFact::Description => "Description",
        OriginFact::Source => "Source",
        OriginFact::Revision => "Commit",
        OriginFact::Version => "Version",
        OriginFact::Url => "Home",
        OriginFact::Documentation => "Documentation",
        OriginFact::Licenses => "Licences",
        OriginFact::Vendor => "Vendor",
        OriginFact::Authors => "Authors",
        OriginFact::Created => "Time of the build",
        OriginFact::BaseName => "Base image",
        OriginFact::BaseDigest => "Digest of the base image",
    }
}

/// Where the three say different things: shown above is the first one.
fn differences(origin: &Origin) -> Option<AnyView> {
    let differ = origin.facts.iter().filter(|(_, told)| told.len() > 1);
    let rows: Vec<AnyView> = differ.map(|(fact, told)| difference(name(*fact), told)).collect();
    if rows.is_empty() {
        return None;
    }
    let view = view! {
        <div class="note differences">
            <p>"It says different things of itself. Labels often come along from the image that it was built on:"</p>
            <ul>{rows}</ul>
        </div>
    };
    Some(view.into_any())
}

fn difference(name: &'static str, told: &[OriginTold]) -> AnyView {
    let each = told.iter().enumerate().map(|(at, told)| {
        let by: Vec<&str> = told.by.iter().map(|teller| teller_words(*teller)).collect();
        let between = if at == 0 { ": " } else { "; " };
        view! { {between}{by.join(" and ")}" "<q>{folded(&told.value)}</q> }
    });
    view! { <li>{name}{each.collect_view()}</li> }.into_any()
}

fn teller_words(teller: OriginTeller) -> &'static str {
    match teller {
        OriginTeller::Index => "the index",
        OriginTeller::Manifest => "the manifest",
        OriginTeller::Label => "the label",
    }
}
