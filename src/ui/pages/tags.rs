//! The tags of a repository: names at once, details for the rows on screen.

mod attached;
mod details;
mod link;
mod order;
mod reading;
mod row;
mod seen;
mod ticked;

use std::collections::BTreeSet;

use leptos::ev;
use leptos::prelude::*;

use super::changes::Change;
use crate::address::Address;
use crate::address::change::ChangeWanted;
use crate::browser::address_bar;
use crate::registry::filter::Filter as Words;
use crate::registry::in_order::Name;
use crate::registry::listing::List;
use crate::registry::reference::Repository;
use crate::registry::tag_order::{TagOrder, key};
use crate::ui::chunks::screen;
use crate::ui::filtered::{Filtered, Fits, filtered};
use crate::ui::lazy::lazy;
use crate::ui::listing::{Listing, Source};
use crate::ui::parts::asking::Asking;
use crate::ui::parts::filter::{Filter, NoMatch};
use crate::ui::parts::rate_limit::left;
use crate::ui::parts::window_list::{Rows, WindowList};
use crate::ui::show::{show, text};
use crate::ui::state::Pierglass;
use crate::ui::state::names::Progress;
use crate::ui::state::registry::Registry;
use crate::ui::tree::Row;
use crate::ui::words::{count, grouped};
use attached::{Apart, AttachedTags};
use details::Details;
use link::{CopyLink, follow_address, keep_in_address};
use order::{Columns, Order, needs, sorted};
use reading::Reading;
use ticked::Ticked;

screen! {
    /// What is to be changed.
    changes, change(registry: Registry, repository: Repository, wanted: ChangeWanted) => {
        view! { <Change registry repository wanted/> }.into_any()
    }
}

/// The page of a repository: its tags, or what is to be changed in it. `ahead` fetches the code of what somebody opens from here.
#[component]
pub fn Tags(registry: Registry, repository: Repository, ahead: fn()) -> impl IntoView {
    registry.opened(&repository);
    registry.tags.turn_to(&repository);
    // A sign-out forgets which repository it was, too, and the page is still about this one.
    let own = repository.clone();
    Effect::new(move |_| {
        if registry.tags.repository.with(Option::is_none) {
            registry.tags.repository.set(Some(own.clone()));
        }
    });
    let wanted = RwSignal::new(ChangeWanted::parse(&address_bar::hash()));
    let followed = window_event_listener(ev::hashchange, move |_| {
        let next = ChangeWanted::parse(&address_bar::hash());
        if wanted.with_untracked(|before| *before != next) {
            wanted.set(next);
        }
    });
    on_cleanup(move || followed.remove());
    show(move || {
        let repository = repository.clone();
        Some(match wanted.get() {
            Some(wanted) => lazy(change(registry, repository, wanted)),
            None => view! { <AllTags registry repository ahead/> }.into_any(),
        })
    })
}

#[component]
fn AllTags(registry: Registry, repository: Repository, ahead: fn()) -> impl IntoView {
    let apart = Apart::of(registry.tags);
    let left = repository.to_string();
    on_cleanup(move || seen::remember(registry, apart, left));
    follow_address(registry.tags);
    let list_address = Address::Tags { registry: registry.host(), repository: repository.clone() };
    keep_in_address(registry.tags, list_address.clone());
    let list = List::Tags(repository.clone());
    let key = |name: &Name, bytes: &mut Vec<u8>| key(TagOrder::default(), name, bytes);
    let listing = Listing::begin(registry, Source { names: registry.tags.names, what: list, key });
    let name = repository.to_string();
    let total = move || {
        registry.tags.names.with(|names| match (&names.progress, apart.len()) {
            (Progress::Complete, all) => count(all, "tag", "tags"),
            (Progress::MaybeMore(_), some) => format!("{}, maybe more", count(some, "tag", "tags")),
            (_, 0) => String::new(),
            (_, some) => format!("{} so far", count(some, "tag", "tags")),
        })
    };
    let is_empty = Memo::new(move |_| {
        registry.tags.names.with(|names| matches!(names.progress, Progress::Complete) && names.names.is_empty())
    });
    view! {
        <div class="head">
            <h1>{name}</h1>
            <p class="summary"><span class="count">{text(total)}</span></p>
            {tidy_up(registry, &list_address)}
            <a href=ChangeWanted::Check.address(&list_address)>"Check…"</a>
            <CopyLink tags=registry.tags list=list_address/>
        </div>
        <Asking asked=listing.asked("tag", "tags")/>
        {show(move || is_empty.get().then(|| view! {
            <section class="empty">
                <h2>"No tags"</h2>
                <p>"The repository is there, and no tag points into it. What was pushed may still be there by its digest."</p>
            </section>
        }))}
        <Browse registry repository=repository.clone() apart ahead/>
    }
}

/// The way to what is changed by rules, where anything may be changed.
fn tidy_up(registry: Registry, list: &Address) -> AnyView {
    let pierglass = Pierglass::expect();
    let to = ChangeWanted::TidyUp.address(list);
    let may_change = Memo::new(move |_| pierglass.may_change(registry));
    show(move || may_change.get().then(|| view! { <a class="tidy-up" href=to.clone()>"Tidy up…"</a> }))
}

#[component]
fn Browse(registry: Registry, repository: Repository, apart: Apart, ahead: fn()) -> impl IntoView {
    let tags = registry.tags;
    let details = Details::begin(registry, repository.clone());
    let sorted = sorted(apart, tags, details);
    // Whoever went on with some and came back finds them ticked.
    let ticks = RwSignal::new(tags.ticked.with_value(|ticked| ticked.iter().cloned().collect::<BTreeSet<_>>()));
    Effect::new(move |_| ticks.with(|ticks| tags.ticked.set_value(ticks.iter().cloned().collect())));
    let fits = move |filter: Words| -> Fits {
        // What a digest begins with fits as soon as it is known.
        if filter.names_digest() {
            details.to_sort.track();
        }
        Box::new(move |tag| {
            tags.details.with_untracked(|details| {
                let detail = details.get(tag).and_then(|detail| detail.as_ref().ok());
                filter.fits_tag(tag, detail.map(|detail| detail.digest.as_str()))
            })
        })
    };
    let rows = filtered(move || sorted.get(), tags.filter, fits, |_| None);
    let name = move |row: usize| match rows.with(|rows| rows.row(row)) {
        Row::Name { name, .. } => name.to_string(),
        Row::Namespace { name, .. } => name,
    };
    let of = StoredValue::new(repository.clone());
    let parts = Rows {
        count: Signal::derive(move || rows.with(Filtered::len)),
        key: Callback::new(name),
        view: Callback::new(move |row| row::row(registry, details, ticks, &of.get_value(), name(row))),
        height: (44.0, 68.0),
    };
    // Each answer about a tag may say it anew.
    let limit = Memo::new(move |_| {
        tags.details.track();
        registry.client().rate_limit.get()
    });
    let has_any = move || tags.names.with(|names| !names.names.is_empty());
    view! {
        <div class="browse" class:hidden=move || !has_any()>
            <div class="tools">
                <Filter filter=tags.filter label="Filter tags"/>
                <Order order=tags.order/>
                <span class="found" aria-live="polite">{show(move || rows.with(Filtered::said))}</span>
            </div>
            <Needed registry apart details/>
            <AttachedTags registry repository=repository.clone() apart/>
            <Columns order=tags.order/>
            <NoMatch rows filter=tags.filter what="tag"/>
            <WindowList rows=parts scrolled=tags.scrolled label="Tags" ahead/>
            {show(move || limit.get().and_then(|_| left(registry)))}
            <Ticked registry repository ticks sorted/>
        </div>
    }
}

/// What has to be known of all tags for the order or for the filter. What a filter by digest needs is read only where somebody says so: most
/// look for what they see.
#[component]
fn Needed(registry: Registry, apart: Apart, details: Details) -> impl IntoView {
    let tags = registry.tags;
    let names_digest =
        Memo::new(move |_| tags.filter.with(|filter| Words::of(filter).is_some_and(|words| words.names_digest())));
    let is_agreed = RwSignal::new(false);
    let needed =
        Memo::new(move |_| needs(tags.order.get()).or((names_digest.get() && is_agreed.get()).then_some("digests")));
    let unknown = Memo::new(move |_| {
        let known = tags.details.with(|details| details.len());
        if names_digest.get() && needed.get().is_none() { apart.len().saturating_sub(known) } else { 0 }
    });
    let unread = move || {
        (unknown.get() > 0).then(|| {
            view! {
                <p class="note">
                    "The digests of "{text(move || grouped(unknown.get()))}" tags are not known yet. "
                    <button type="button" on:click=move |_| is_agreed.set(true)>"Read all digests"</button>
                </p>
            }
        })
    };
    let has_any = Memo::new(move |_| apart.len() > 0);
    view! {
        {show(move || needed.get().filter(|_| has_any.get()).map(|what| view! { <Reading registry apart details what/> }))}
        {show(unread)}
    }
}
