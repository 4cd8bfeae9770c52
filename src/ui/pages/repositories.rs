//! The repositories of a registry, as a list or as a tree of namespaces.

mod no_list;
mod row;
mod search;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, MouseEvent};

use crate::browser::storage::{self, Key};
use crate::registry::filter::Filter as Words;
use crate::registry::in_order::Name;
use crate::registry::listing::List;
use crate::registry::visible::visible;
use crate::ui::filtered::{Filtered, Fits, filtered};
use crate::ui::first_names::take_over;
use crate::ui::frame::first_form;
use crate::ui::lazy::{ScreenRole, lazy, lazy_as};
use crate::ui::listing::{Listing, Source};
use crate::ui::parts::asking::Asking;
use crate::ui::parts::filter::{Filter, NoMatch, way_out};
use crate::ui::parts::window_list::{Rows, WindowList};
use crate::ui::show::{show, text};
use crate::ui::state::names::{Progress, SharedNames};
use crate::ui::state::recent::remember_recent;
use crate::ui::state::registry::Registry;
use crate::ui::tree::{Row, tree};
use crate::ui::words::count;
use no_list::no_list;
use row::repository;
use search::registry_search;

/// The page of a registry. `ahead` fetches the code of what somebody opens from here.
#[component]
pub fn Repositories(registry: Registry, ahead: fn()) -> impl IntoView {
    remember_recent(&registry.host());
    let names = registry.repositories;
    let listing = Listing::begin(
        registry,
        Source { names, what: List::Repositories, key: |name, key| key.extend_from_slice(name.as_bytes()) },
    );
    // What the loader drew stays until there is something to see in its place.
    Effect::new(move |_| {
        let is_here = names.with(|names| match &names.progress {
            Progress::NotAsked | Progress::Loading => !names.names.is_empty(),
            Progress::Failed(failure) if failure.sign_in().is_some() => first_form().is_none(),
            _ => true,
        });
        if is_here {
            take_over(registry);
        }
    });
    let is_empty =
        Memo::new(move |_| names.with(|names| matches!(names.progress, Progress::Complete) && names.names.is_empty()));
    let has_no_list =
        Memo::new(move |_| names.with(|names| names.names.is_empty() && matches!(names.progress, Progress::Failed(_))));
    view! {
        <div class="head">
            <h1>{registry.name()}</h1>
            <Summary registry/>
        </div>
        <Asking asked=listing.asked("repository", "repositories")/>
        {show(move || {
            let is_empty = is_empty.get();
            let role = if is_empty { ScreenRole::Wanted } else { ScreenRole::Beside };
            (is_empty || has_no_list.get()).then(|| lazy_as(role, no_list(registry, is_empty)))
        })}
        <Browse registry ahead/>
    }
}

/// The list with its filter.
#[component]
fn Browse(registry: Registry, ahead: fn()) -> impl IntoView {
    let names = registry.repositories;
    let filter = registry.filter;
    let is_tree = RwSignal::new(storage::load(Key::Show) == ["tree"]);
    let choose = move |how: &str| {
        is_tree.set(how == "tree");
        storage::save(Key::Show, &[how.to_string()]);
    };
    let open = RwSignal::new(Vec::<String>::new());
    let all = Memo::new(move |_| names.with(|names| SharedNames(names.names.clone())));
    let fits = |filter: Words| -> Fits { Box::new(move |name| filter.fits(name)) };
    let as_tree = move |all: &[Name]| is_tree.get().then(|| open.with(|open| tree(all, open)));
    let rows = filtered(move || all.get(), filter, fits, as_tree);
    let host = registry.host();
    let parts = Rows {
        count: Signal::derive(move || rows.with(Filtered::len)),
        key: Callback::new(move |at: usize| match rows.with(|rows| rows.row(at)) {
            Row::Name { name, .. } => name.to_string(),
            Row::Namespace { name, repositories, .. } => format!("{name}/ {repositories}"),
        }),
        view: Callback::new(move |at: usize| match rows.with(|rows| rows.row(at)) {
            Row::Name { name, depth } => repository(&host, &name, depth, registry.seen_in(&name)),
            Row::Namespace { name, depth, repositories } => namespace(name, depth, repositories, open),
        }),
        height: (40.0, 44.0),
    };
    // The registry's own search is asked only where somebody says so. It forgets what it searched for as soon as the filter says something else.
    let searched = RwSignal::new(String::new());
    let is_offered = move || {
        let is_uncertain = || names.with(|names| !matches!(names.progress, Progress::Complete | Progress::Loading));
        searched.with(String::is_empty)
            && filter.with(|filter| !filter.trim().is_empty())
            && (rows.with(Filtered::is_without_match) || is_uncertain())
    };
    let offer = move || ["Search this registry for “", filter.get().trim(), "”"].concat();
    let ask = move || searched.set(filter.with_untracked(|filter| filter.trim().to_owned()));
    let has_any = move || names.with(|names| !names.names.is_empty());
    let has_namespaces = Memo::new(move |_| all.get().0.iter().any(|name| name.contains('/')));
    view! {
        <div class="browse" class:hidden=move || !has_any() class:tree=is_tree>
            <div class="tools">
                <Filter filter label="Filter repositories"/>
                {show(move || has_namespaces.get().then(|| view! {
                    <div class="choice" role="group" aria-label="Show as">
                        <button type="button" aria-pressed=move || (!is_tree.get()).to_string()
                            on:click=move |_| choose("list")>"List"</button>
                        <button type="button" aria-pressed=move || is_tree.get().to_string()
                            on:click=move |_| choose("tree")>"Tree"</button>
                    </div>
                }))}
                <span class="found" aria-live="polite">{show(move || rows.with(Filtered::said))}</span>
            </div>
            <NoMatch rows filter what="repository"/>
            {show(move || is_offered().then(|| way_out(().into_any(), text(offer), Box::new(ask))))}
            {show(move || (!searched.with(String::is_empty)).then(|| lazy(registry_search(registry, searched))))}
            <WindowList rows=parts scrolled=registry.scrolled label="Repositories" ahead/>
        </div>
    }
}

/// Where the list is, or how it stands.
#[component]
fn Summary(registry: Registry) -> impl IntoView {
    let counted = move || {
        registry.repositories.with(|names| match (names.names.len(), &names.progress) {
            (_, Progress::Complete) => count(names.names.len(), "repository", "repositories"),
            (some, Progress::MaybeMore(_)) => format!("{}, maybe more", count(some, "repository", "repositories")),
            (0, _) => String::new(),
            (some, _) => format!("{} so far", count(some, "repository", "repositories")),
        })
    };
    let place = registry.host().origin();
    view! { <p class="summary"><span class="count">{text(counted)}</span> " at " <code>{place}</code></p> }
}

fn namespace(name: String, depth: usize, repositories: usize, open: RwSignal<Vec<String>>) -> AnyView {
    let last = visible(name.rsplit_once('/').map_or(&name, |(_, last)| last)).into_owned();
    let is_open = open.with(|open| open.contains(&name));
    let toggle = move |event: MouseEvent| {
        event.prevent_default();
        open.update(|open| {
            let before = open.len();
            open.retain(|other| *other != name);
            if open.len() == before {
                open.push(name.clone());
            }
        });
    };
    // A link, so that the arrow keys reach it like every other row.
    view! {
        <a class="repository namespace-row" href="" role="button" aria-expanded=is_open.to_string() on:click=toggle
            on:keydown=|event: KeyboardEvent| if event.key() == " " {
                event.prevent_default();
                if let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
                    target.click();
                }
            }
            style:--depth=depth.to_string()>
            <span class="last">{last}"/"</span><span class="in-it">{count(repositories, "repository", "repositories")}</span>
        </a>
    }
    .into_any()
}
