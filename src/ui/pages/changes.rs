//! What somebody changes in a repository: it is read, a plan says what would come of it, and only the plan is done, once it is confirmed. And
//! its check, which only reads.

mod as_lines;
mod bring_back;
mod check;
mod delete;
mod list;
mod promote;
mod proposal;
mod protected;
mod reading;
mod record;
mod report;
mod rows;
mod running;
mod tick;
mod tidy;
mod waiting;
mod words;
mod work;

use std::collections::BTreeSet;

use leptos::prelude::*;

use self::bring_back::BringBack;
use self::check::CheckRepositories;
use self::delete::Delete;
use self::promote::{AnotherTag, CopyImage};
use self::protected::mistakes;
use self::tidy::TidyUp;
use crate::address::Address;
use crate::address::change::ChangeWanted;
use crate::registry::reference::{Repository, Tag, Version};
use crate::ui::show::show;
use crate::ui::state::Pierglass;
use crate::ui::state::registry::Registry;

/// What is to be changed in a repository.
#[component]
pub fn Change(registry: Registry, repository: Repository, wanted: ChangeWanted) -> impl IntoView {
    let pierglass = Pierglass::expect();
    let tags = Address::Tags { registry: registry.host(), repository: repository.clone() };
    let title = match &wanted {
        ChangeWanted::Delete(None) => format!("Delete from {repository}"),
        ChangeWanted::Delete(Some(Version::Tag(tag))) => format!("Delete {repository}:{tag}"),
        ChangeWanted::Delete(Some(Version::Digest(digest))) => format!("Delete {} from {repository}", digest.short()),
        ChangeWanted::Tag(version) => format!("Another tag for {}", of(&repository, version)),
        ChangeWanted::Copy(version) => format!("Copy {}", of(&repository, version)),
        ChangeWanted::TidyUp => format!("Tidy up {repository}"),
        ChangeWanted::BringBack => format!("Bring back what was deleted from {repository}"),
        ChangeWanted::Check => format!("Check {repository}"),
    };
    let only_reads = wanted == ChangeWanted::Check;
    let may_change = Memo::new(move |_| only_reads || pierglass.may_change(registry));
    // Where a portal takes the right away, what was done by then stays to be read.
    let is_shown = Memo::new(move |before: Option<&bool>| before == Some(&true) || may_change.get());
    // What somebody saw who has signed out goes from the screen, unless a plan ran at that moment: what became of it stays to be read.
    let here = RwSignal::new(0);
    Effect::new(move |before: Option<u32>| {
        let left = registry.left.get();
        if before.is_some_and(|before| before != left) && !registry.is_changing.get_untracked() {
            here.set(left);
        }
        left
    });
    view! {
        <article class="change">
            <div class="head">
                <h1>{title}</h1>
                <p class="summary"><a href=tags.to_string()>"All tags of this repository"</a></p>
            </div>
            {(!only_reads).then(mistakes)}
            {show(move || (is_shown.get() && !may_change.get()).then(|| view! {
                <p class="along-names" role="alert">"The page around this one no longer lets anything be changed. What is under way stops."</p>
            }))}
            {show(move || Some(match (here.get(), is_shown.get()).1 {
                true => change(registry, repository.clone(), wanted.clone()),
                false => not_allowed(),
            }))}
        </article>
    }
}

fn change(registry: Registry, repository: Repository, wanted: ChangeWanted) -> AnyView {
    match wanted {
        ChangeWanted::Delete(of) => {
            let ticked = || {
                registry.tags.ticked.with_value(|ticked| {
                    ticked.iter().filter_map(|tag| Tag::parse(tag).ok()).map(Version::Tag).collect::<BTreeSet<_>>()
                })
            };
            let what = of.map_or_else(ticked, |of| BTreeSet::from([of]));
            match what.is_empty() {
                false => view! { <Delete registry repository what/> }.into_any(),
                true => nothing_chosen(),
            }
        }
        ChangeWanted::Tag(version) => view! { <AnotherTag registry repository version/> }.into_any(),
        ChangeWanted::Copy(version) => view! { <CopyImage registry repository version/> }.into_any(),
        ChangeWanted::TidyUp => view! { <TidyUp registry repository/> }.into_any(),
        ChangeWanted::BringBack => view! { <BringBack registry repository/> }.into_any(),
        ChangeWanted::Check => view! { <CheckRepositories registry repository/> }.into_any(),
    }
}

fn of(repository: &Repository, version: &Version) -> String {
    match version {
        Version::Tag(tag) => format!("{repository}:{tag}"),
        Version::Digest(digest) => format!("{repository}@{}", digest.short()),
    }
}

fn nothing_chosen() -> AnyView {
    view! {
        <section class="empty">
            <h2>"Nothing is ticked"</h2>
            <p>"What is ticked in a list is not in the address, and not kept. Go to the tags, tick what should go, and choose Delete there."</p>
        </section>
    }
    .into_any()
}

fn not_allowed() -> AnyView {
    view! {
        <section class="empty">
            <h2>"This page only reads"</h2>
            <p>
                "Whoever put it here decides that: " <code>"\"readOnly\": false"</code> " in " <code>"config.json"</code>
                " lets it change things. In a frame the page around it has a say, too."
            </p>
            <p><a href="#/guide/deleting">"What deleting does, and who may"</a></p>
        </section>
    }
    .into_any()
}
