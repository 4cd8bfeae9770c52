//! Another tag for an image, in its repository or in another one of the registry.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::proposal::Proposal;
use super::protected::protected;
use super::reading::reading;
use super::tick::tick;
use super::work::Work;
use crate::changes::known::Known;
use crate::changes::read::Depth;
use crate::changes::wish::{Asked, Copying, Wish};
use crate::registry::digest::Digest;
use crate::registry::reference::{Repository, Tag, Version};
use crate::ui::load::Load;
use crate::ui::parts::asking::Asking;
use crate::ui::show::show;
use crate::ui::state::registry::Registry;

/// Where an image goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Target {
    /// Another repository; `None` for its own.
    repository: Option<Repository>,
    tag: Tag,
    with_attached: bool,
}

/// Gives an image another tag.
#[component]
pub fn AnotherTag(registry: Registry, repository: Repository, version: Version) -> impl IntoView {
    let target = RwSignal::new(None);
    view! {
        <Form registry target is_copy=false first=String::new()/>
        {show(move || target.get().map(|target| in_repository(registry, repository.clone(), version.clone(), target)))}
    }
}

/// Copies an image to another repository.
#[component]
pub fn CopyImage(registry: Registry, repository: Repository, version: Version) -> impl IntoView {
    let target = RwSignal::new(None);
    let first = match &version {
        Version::Tag(tag) => tag.to_string(),
        Version::Digest(_) => String::new(),
    };
    view! {
        <Form registry target is_copy=true first/>
        {show(move || target.get().map(|target| into_another(registry, repository.clone(), version.clone(), target)))}
    }
}

#[component]
fn Form(registry: Registry, target: RwSignal<Option<Target>>, is_copy: bool, first: String) -> impl IntoView {
    let (repository_box, tag_box) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let with_attached = RwSignal::new(true);
    let wrong = RwSignal::new(None::<String>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = |field: NodeRef<html::Input>| field.get_untracked().map(|field| field.value()).unwrap_or_default();
        let repository = match is_copy {
            true => Repository::parse(typed(repository_box).trim()).map(Some),
            false => Ok(None),
        };
        match (repository, Tag::parse(typed(tag_box).trim())) {
            (Ok(repository), Ok(tag)) => {
                wrong.set(None);
                target.set(Some(Target { repository, tag, with_attached: with_attached.get_untracked() }));
            }
            (Err(error), _) | (_, Err(error)) => wrong.set(Some(error.to_string())),
        }
    };
    view! {
        <form class="ways" on:submit=submit>
            {is_copy.then(|| view! {
                <label for="to-repository">"Repository, of the same registry"</label>
                <input id="to-repository" node_ref=repository_box autocomplete="off" autocapitalize="none" spellcheck="false"
                    placeholder="team/app"/>
            })}
            <label for="to-tag">"Tag"</label>
            <input id="to-tag" node_ref=tag_box autocomplete="off" autocapitalize="none" spellcheck="false" prop:value=first/>
            {is_copy.then(|| tick(with_attached, "With what is attached: signatures, SBOMs, attestations"))}
            {show(move || wrong.get().map(|wrong| view! { <p class="wrong" role="alert">{wrong}</p> }))}
            <p><button type="submit" disabled=registry.is_changing>"Show what would be done"</button></p>
        </form>
    }
}

fn in_repository(registry: Registry, repository: Repository, version: Version, target: Target) -> AnyView {
    let these = vec![version.clone(), Version::Tag(target.tag.clone())];
    let Load { value, asked } = reading(registry, repository, Depth::These(these));
    view! {
        <Asking asked/>
        {show(move || value.get().map(|known| {
            let Some(digest) = digest_of(&known, &version) else { return not_there(&version) };
            let work = Work::begin(registry, known.clone(), known.clone(), BTreeSet::from([target.tag.clone()]), asked.again);
            let tag = target.tag.clone();
            work.plan_for(known, move || wish(registry, work, Asked::SetTags(vec![(tag.clone(), digest.clone())])));
            view! { <Proposal work/> }.into_any()
        }))}
    }
    .into_any()
}

fn into_another(registry: Registry, repository: Repository, version: Version, target: Target) -> AnyView {
    let Some(other) = target.repository.clone() else { return ().into_any() };
    let Load { value, asked } = reading(registry, repository, Depth::These(vec![version.clone()]));
    view! {
        <Asking asked/>
        {show(move || value.get().map(|of| {
            let Some(digest) = digest_of(&of, &version) else { return not_there(&version) };
            copied(registry, of, digest, other.clone(), target.clone())
        }))}
    }
    .into_any()
}

fn copied(registry: Registry, of: Arc<Known>, digest: Digest, other: Repository, target: Target) -> AnyView {
    // What is there already is not put again.
    let digests = of.manifests.keys().cloned().map(Version::Digest);
    let these = digests.chain([Version::Tag(target.tag.clone())]).collect();
    let Load { value, asked } = reading(registry, other, Depth::These(these));
    view! {
        <Asking asked/>
        {show(move || value.get().map(|into| {
            let chosen = BTreeSet::from([target.tag.clone()]);
            let work = Work::begin(registry, into.clone(), of.clone(), chosen, asked.again);
            let copying = Copying {
                digest: digest.clone(),
                tag: Some(target.tag.clone()),
                with_attached: target.with_attached,
                into: Known::clone(&into),
            };
            work.copying.set_value(Some((of.repository.clone(), copying.clone())));
            work.plan_for(of.clone(), move || wish(registry, work, Asked::Copy(Box::new(copying.clone()))));
            view! { <Proposal work/> }.into_any()
        }))}
    }
    .into_any()
}

fn wish(registry: Registry, work: Work, asked: Asked) -> Wish {
    Wish { protected: protected(registry, &work.repository.get_value()), ..Wish::of(asked) }
}

fn digest_of(known: &Known, version: &Version) -> Option<Digest> {
    match version {
        Version::Tag(tag) => known.tags.get(tag).cloned().flatten(),
        Version::Digest(digest) => known.manifests.contains_key(digest).then(|| digest.clone()),
    }
}

fn not_there(version: &Version) -> AnyView {
    view! {
        <section class="empty">
            <h2>{version.to_string()}" could not be read"</h2>
            <p>"It may be gone meanwhile. The list of tags says what is there now."</p>
        </section>
    }
    .into_any()
}
