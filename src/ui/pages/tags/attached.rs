//! Tags that are no versions: they are named after a digest, and hold what hangs on it. They are not counted, sorted or searched, and stand behind
//! one line.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use crate::address::Address;
use crate::registry::digest::Digest;
use crate::registry::in_order::{Name, SOME_MOVES};
use crate::registry::reference::{Repository, Tag, Version};
use crate::registry::referrers::{AttachedTag, TagRole};
use crate::registry::slices::Slices;
use crate::ui::client::HTTP;
use crate::ui::filtered::renewed;
use crate::ui::parts::long_list::LongList;
use crate::ui::show::{show, text};
use crate::ui::state::names::{SharedNames, TagList};
use crate::ui::state::registry::Registry;
use crate::ui::words::count;

/// A list of so many names is taken apart in one go.
const AT_ONCE: usize = 10_000;

/// So many tags are named to which something belongs.
const NAMED: usize = 3;

/// The tags of a list, those of people and the others.
#[derive(Clone, Copy)]
pub struct Apart {
    /// What people tagged.
    pub versions: RwSignal<SharedNames>,
    /// What is named after digests.
    pub attached: RwSignal<SharedNames>,
}

impl Apart {
    /// Takes a list apart, and again whenever more of it comes.
    pub fn of(tags: TagList) -> Apart {
        let apart = Apart { versions: RwSignal::default(), attached: RwSignal::default() };
        // Who comes back finds the rows at once.
        let known = tags.names.with_untracked(|names| names.names.clone());
        if known.len() <= AT_ONCE {
            let (attached, versions): (Vec<Name>, Vec<Name>) =
                known.iter().cloned().partition(|name| AttachedTag::parse(name).is_some());
            apart.versions.set(SharedNames(Arc::new(versions)));
            apart.attached.set(SharedNames(Arc::new(attached)));
        }
        renewed(move || {
            let all = tags.names.with(|names| names.names.clone());
            Box::pin(async move {
                let (versions, attached) = apart_of(all).await;
                apart.attached.set(SharedNames(attached));
                apart.versions.set(SharedNames(versions));
            })
        });
        apart
    }

    /// How many tags people made.
    pub fn len(self) -> usize {
        self.versions.with(|versions| versions.0.len())
    }
}

/// Most lists hold none, and are not copied.
async fn apart_of(all: Arc<Vec<Name>>) -> (Arc<Vec<Name>>, Arc<Vec<Name>>) {
    let mut attached = Vec::new();
    let mut slices = Slices::begin(&HTTP);
    for some in all.chunks(SOME_MOVES) {
        attached.extend(some.iter().filter(|name| AttachedTag::parse(name).is_some()).cloned());
        slices.turn(&HTTP).await;
    }
    if attached.is_empty() {
        return (all, Arc::default());
    }
    let mut versions = Vec::with_capacity(all.len() - attached.len());
    for some in all.chunks(SOME_MOVES) {
        versions.extend(some.iter().filter(|name| AttachedTag::parse(name).is_none()).cloned());
        slices.turn(&HTTP).await;
    }
    (Arc::new(versions), Arc::new(attached))
}

/// The line that they stand behind; nothing where there are none.
#[component]
pub fn AttachedTags(registry: Registry, repository: Repository, apart: Apart) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let number = move || apart.attached.with(|attached| attached.0.len());
    let repository = StoredValue::new(repository);
    let line = move || {
        (number() > 0).then(|| {
            view! {
                <p class="note attached-line">
                    <button type="button" class="quiet" aria-expanded=move || is_open.get().to_string()
                        on:click=move |_| is_open.update(|open| *open = !*open)>
                        {text(move || count(number(), "attached tag", "attached tags"))}
                    </button>
                    " Signatures and the like, named after what they belong to."
                </p>
            }
        })
    };
    view! {
        {show(line)}
        {show(move || is_open.get().then(|| rows(registry, &repository.get_value(), apart.attached.get().0)))}
    }
}

fn rows(registry: Registry, repository: &Repository, attached: Arc<Vec<Name>>) -> AnyView {
    let named = Memo::new(move |_| named(registry));
    let long = LongList::of(attached.len());
    let repository = repository.clone();
    let rows = move |some: Range<usize>| {
        let row = |name: &Name| {
            let (AttachedTag { digest, role }, tag) = (AttachedTag::parse(name)?, Tag::parse(name).ok()?);
            let address = Address::Image {
                registry: registry.host(),
                repository: repository.clone(),
                version: Version::Tag(tag),
            };
            let short = digest.short().to_string();
            let name = format!("sha256-{short}…{}", role.ending());
            let on = move || match named.with(|named| named.get(&digest).cloned()) {
                Some(tags) => format!("of {tags}"),
                None => format!("belongs to sha256:{short}…"),
            };
            let whole = tag_name(role);
            Some(view! { <li><a href=address.to_string()>{name}</a><span>{whole}</span><span>{text(on)}</span></li> })
        };
        attached[some].iter().filter_map(row).collect_view().into_any()
    };
    view! {
        <ul class="attached-tags" aria-label="Attached tags">{long.rows(rows)}</ul>
        {long.more("attached tag", "attached tags")}
    }
    .into_any()
}

fn tag_name(role: TagRole) -> &'static str {
    match role {
        TagRole::List => "list of referrers",
        TagRole::Signature => "cosign signatures",
        TagRole::Attestation => "cosign attestations",
        TagRole::Sbom => "cosign SBOMs",
    }
}

/// The tags of the digests that rows on screen have told of, and those of their images.
fn named(registry: Registry) -> HashMap<Digest, String> {
    registry.tags.details.with(|details| {
        let mut named: HashMap<Digest, Vec<&str>> = HashMap::new();
        for (tag, detail) in details {
            let Ok(detail) = detail else { continue };
            for digest in std::iter::once(&detail.digest).chain(&detail.summary.images) {
                let tags = named.entry(digest.clone()).or_default();
                if tags.len() < NAMED && !tags.contains(&tag.as_str()) {
                    tags.push(tag);
                }
            }
        }
        named.iter().map(|(digest, tags)| (digest.clone(), tags.join(", "))).collect()
    })
}
