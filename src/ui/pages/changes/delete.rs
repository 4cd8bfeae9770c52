//! Deleting names and images: in which way, and what goes along.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::proposal::Proposal;
use super::protected::protected;
use super::reading::reading_more;
use super::tick::tick;
use super::work::Work;
use crate::changes::known::Known;
use crate::changes::read::Depth;
use crate::changes::wish::{DeleteWay, Wish};
use crate::registry::digest::Digest;
use crate::registry::reference::{Repository, Tag, Version};
use crate::ui::load::Load;
use crate::ui::parts::asking::Asking;
use crate::ui::show::show;
use crate::ui::state::registry::Registry;

/// Deletes names and manifests of a repository.
#[component]
pub fn Delete(registry: Registry, repository: Repository, what: BTreeSet<Version>) -> impl IntoView {
    let Load { value, asked } = reading_more(registry, repository, Depth::Names, what.iter().cloned().collect());
    // What a person chose stays chosen when the repository is read again, unless this registry turned out to be unable to.
    let picked = RwSignal::new(None::<Way>);
    view! {
        <Asking asked/>
        {show(move || value.get().map(|known| ways(registry, known, what.clone(), picked, asked.again)))}
    }
}

/// A way of deleting, as it is offered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Names,
    Images,
    Over,
}

fn ways(
    registry: Registry,
    known: Arc<Known>,
    what: BTreeSet<Version>,
    picked: RwSignal<Option<Way>>,
    again: Callback<()>,
) -> AnyView {
    let chosen: BTreeSet<Tag> = what.iter().filter_map(tag).collect();
    let others = other_names(&known, &chosen);
    let has_names = !chosen.is_empty();
    let work = Work::begin(registry, known.clone(), known.clone(), chosen, again);
    let cannot_by_tag = registry.client().by_tag.get() == Some(false);
    // What costs no name that nobody chose. A name alone leaves its image behind, and many registries cannot delete one.
    let first = if !has_names || others.is_empty() || cannot_by_tag { Way::Images } else { Way::Names };
    let before = picked.get_untracked().filter(|way| *way != Way::Names || !cannot_by_tag);
    let way = RwSignal::new(before.unwrap_or(first));
    let with_children = RwSignal::new(true);
    let with_attached = RwSignal::new(true);
    work.plan_for(known, move || {
        let manifest = DeleteWay::Manifest { with_children: with_children.get(), with_attached: with_attached.get() };
        let way = match way.get() {
            Way::Names => DeleteWay::TagOnly,
            Way::Images => manifest,
            Way::Over => DeleteWay::OverTag,
        };
        Wish { protected: protected(registry, &work.repository.get_value()), ..Wish::to_delete(what.clone(), way) }
    });
    let choice = move |which: Way, title: &'static str, about: &'static str| {
        view! {
            <label class="way">
                <input type="radio" name="way" prop:checked=move || way.get() == which on:change=move |_| { way.set(which); picked.set(Some(which)); }/>
                <span><strong>{title}</strong><small>{about}</small></span>
            </label>
        }
    };
    view! {
        <fieldset class="ways" disabled=move || work.is_confirmed()>
            <legend>"What should go"</legend>
            {has_names.then(|| choice(
                Way::Names,
                "Only the names",
                "What they name stays and can be pulled by its digest. Other names of it stay, too. Not every registry can do this.",
            ))}
            {choice(
                Way::Images,
                "The images, with every name that they have",
                "They go by their digests, which every registry that deletes at all can do.",
            )}
            {show(move || (way.get() == Way::Images).then(|| view! {
                <div class="along">
                    {tick(with_children, "With the images of an index, where nothing else leads to them")}
                    {tick(with_attached, "With what is attached: signatures, SBOMs, attestations")}
                </div>
            }))}
            {show(move || (has_names && (cannot_by_tag || way.get() == Way::Over)).then(|| choice(
                Way::Over,
                "Only the names, by a way round",
                "For a registry that deletes by digest alone: an empty image is put under the name, and that is deleted. For a moment the name leads to it.",
            )))}
        </fieldset>
        <Proposal work/>
    }
    .into_any()
}

fn tag(version: &Version) -> Option<Tag> {
    match version {
        Version::Tag(tag) => Some(tag.clone()),
        Version::Digest(_) => None,
    }
}

/// The names of what the chosen ones name that nobody chose.
fn other_names(known: &Known, chosen: &BTreeSet<Tag>) -> BTreeSet<Tag> {
    let named: BTreeSet<&Digest> = chosen.iter().filter_map(|tag| known.tags.get(tag)?.as_ref()).collect();
    let is_other = |(tag, digest): &(&Tag, &Option<Digest>)| {
        !chosen.contains(*tag) && digest.as_ref().is_some_and(|digest| named.contains(digest))
    };
    known.tags.iter().filter(is_other).map(|(tag, _)| tag.clone()).collect()
}
