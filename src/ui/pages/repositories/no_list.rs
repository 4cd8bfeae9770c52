//! What there is where a registry gives no list, or an empty one.

use leptos::prelude::*;

use super::row::repository;
use super::search::SearchBox;
use crate::config::CatalogMode;
use crate::registry::reference::Repository;
use crate::ui::chunks::screen;
use crate::ui::state::names::Progress;
use crate::ui::state::registry::Registry;

screen! {
    /// What there is in the place of a registry's list.
    trouble, no_list(registry: Registry, is_empty: bool) => view! { <NoList registry is_empty/> }.into_any()
}

/// The reason where there is one, and the repositories that are known all the same.
#[component]
fn NoList(registry: Registry, is_empty: bool) -> impl IntoView {
    // Where it does not answer at all, or wants a sign-in first, its search would do the same.
    let may_search = registry.repositories.with_untracked(|names| match &names.progress {
        Progress::Failed(failure) => failure.status().is_some() && failure.sign_in().is_none(),
        _ => true,
    });
    view! {
        {is_empty.then(|| view! { <Empty registry/> })}
        <WithoutList registry/>
        {may_search.then(|| view! { <SearchBox registry/> })}
    }
}

/// What there is where the registry gives no list.
#[component]
fn WithoutList(registry: Registry) -> impl IntoView {
    let host = registry.host();
    let hosted =
        registry.entry.with_value(|entry| entry.repositories.iter().map(Repository::to_string).collect::<Vec<_>>());
    let mut known = registry.opened_before();
    known.retain(|name| !hosted.contains(name));
    let links = |names: Vec<String>| {
        let host = host.clone();
        names
            .into_iter()
            .map(move |name| view! { <li>{repository(&host, &name, 0, registry.seen_in(&name))}</li> })
            .collect_view()
    };
    let (has_hosted, has_known) = (!hosted.is_empty(), !known.is_empty());
    view! {
        {has_hosted.then(|| view! { <h2>"Repositories of this page's configuration"</h2><ul class="names">{links(hosted)}</ul> })}
        {has_known.then(|| view! { <h2>"Opened before"</h2><ul class="names">{links(known)}</ul> })}
    }
}

/// The reason why a list is empty.
#[component]
fn Empty(registry: Registry) -> impl IntoView {
    let is_off = registry.entry.with_value(|entry| entry.catalog != CatalogMode::Auto);
    let reason = if is_off {
        "This page's configuration does not ask the registry for its list and names no repositories."
    } else if registry.account.get_untracked().is_none() {
        "The registry answered with an empty list. Either nothing has been pushed yet, or it shows its repositories only to people who are signed in."
    } else {
        "The registry answered with an empty list. Either nothing has been pushed yet, or your account may see none of what there is."
    };
    view! {
        <section class="empty">
            <h2>"No repositories to show"</h2>
            <p>{reason}</p>
            <p>"You can open one by its name in the box above, for example " <code>"team/app"</code> "."</p>
        </section>
    }
}
