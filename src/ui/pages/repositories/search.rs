//! What the registry's own search finds. It is asked only where somebody says so.

use leptos::html;
use leptos::prelude::*;
use web_sys::SubmitEvent;

use super::row::repository;
use crate::registry::failure::{Cause, Failure};
use crate::registry::search::{SearchResults, search};
use crate::registry::visible::visible;
use crate::ui::chunks::screen;
use crate::ui::focus::focus_in_place;
use crate::ui::show::{show, text};
use crate::ui::state::registry::Registry;
use crate::ui::tasks::Component;
use crate::ui::words::{count, words};

screen! {
    /// What the registry finds for some words, which are emptied as soon as it would be another account's answer or the filter's words change.
    trouble, registry_search(registry: Registry, searched: RwSignal<String>) => view! { <Search registry searched/> }.into_any()
}

/// A box for it, where there is no list that a filter could stand over.
#[component]
pub(super) fn SearchBox(registry: Registry) -> impl IntoView {
    let (typed, searched) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        searched.set(typed.with_untracked(|typed| typed.trim().to_owned()));
    };
    view! {
        <form class="registry-search" role="search" aria-label="The registry’s own search" on:submit=send>
            <label for="registry-search">"The registry may have a search of its own"</label>
            <input id="registry-search" type="search" autocomplete="off" autocapitalize="none" spellcheck="false"
                prop:value=typed on:input=move |event| typed.set(event_target_value(&event))/>
            <button type="submit">"Search this registry"</button>
        </form>
        {show(move || (!searched.with(String::is_empty)).then(|| view! { <Search registry searched/> }))}
    }
}

/// What is found.
#[component]
fn Search(registry: Registry, searched: RwSignal<String>) -> impl IntoView {
    let found = RwSignal::new(None::<Result<SearchResults, Vec<Failure>>>);
    let words = searched.get();
    let asked = words.clone();
    Component::here().spawn(async move {
        let outcome = search(&registry.client(), &asked).await;
        registry.learned(outcome.as_ref().err().and_then(|failures| failures.first()));
        found.set(Some(outcome));
    });
    // The button that was clicked is gone, and this may come later.
    let section = NodeRef::<html::Section>::new();
    Effect::new(move |_| {
        let is_lost = || document().active_element().is_none_or(|focused| focused.tag_name() == "BODY");
        if section.get().is_some() && is_lost() {
            focus_in_place(".searched");
        }
    });
    // Another account may find something else; and nothing is asked for words that somebody comes back to while they type.
    Effect::new(move |before: Option<(u32, String)>| {
        let now = (registry.visits.get(), registry.filter.with(|filter| filter.trim().to_owned()));
        if before.is_some_and(|before| before != now) {
            searched.set(String::new());
        }
        now
    });
    let said = move || {
        found.with(|found| match found {
            None => "Searching…".to_owned(),
            Some(Ok(SearchResults { names, .. })) if names.is_empty() => {
                format!("The registry’s own search finds nothing for “{words}”.")
            }
            Some(Ok(SearchResults { names, has_more })) => {
                let more = if *has_more { ", and more" } else { "" };
                format!(
                    "The registry’s own search finds {}{more} for “{words}”.",
                    count(names.len(), "repository", "repositories")
                )
            }
            Some(Err(failures)) => not_searched(failures),
        })
    };
    view! {
        <section node_ref=section class="searched" tabindex="-1" aria-label="The registry’s own search">
            <p role="status">{text(said)}</p>
            {show(move || found.with(|found| match found.as_ref()? {
                Ok(found) => links(registry, &found.names),
                Err(failures) => Some(tried(failures)),
            }))}
        </section>
    }
    .into_any()
}

fn links(registry: Registry, names: &[String]) -> Option<AnyView> {
    let host = registry.host();
    let link = |name: &String| view! { <li>{repository(&host, name, 0, registry.seen_in(name))}</li> };
    (!names.is_empty()).then(|| view! { <ul class="names">{names.iter().map(link).collect_view()}</ul> }.into_any())
}

fn not_searched(failures: &[Failure]) -> String {
    if let Some(failure) = failures.iter().find(|failure| failure.sign_in().is_some()) {
        return format!("{} Sign in above, then search again.", words(failure).title);
    }
    match failures {
        [failure] => words(failure).title,
        _ => "This registry has no search that this page can use.".to_owned(),
    }
}

/// What was asked, and what came of it.
fn tried(failures: &[Failure]) -> AnyView {
    let line = |failure: &Failure| {
        let came = match &*failure.cause {
            Cause::Blocked(_) => "the browser got no answer that it may show".to_owned(),
            Cause::Status { status, .. } => format!("the answer was {status}"),
            Cause::Unreadable { what, .. } => visible(what).into_owned(),
            _ => words(failure).title,
        };
        view! { <li><code>"GET " {failure.asked.url.path().to_owned()}</code>": " {came}</li> }
    };
    let is_blocked = failures.iter().any(|failure| matches!(*failure.cause, Cause::Blocked(_)));
    view! {
        <ul class="tried">{failures.iter().map(line).collect_view()}</ul>
        {is_blocked.then(|| view! {
            <p class="note">"A registry without a search often answers without CORS; one whose CORS setting leaves its search out looks the same."</p>
        })}
    }
    .into_any()
}
