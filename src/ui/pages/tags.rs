//! The tags of a repository: names at once, details for the rows on screen.

mod dates;
mod details;
mod row;
mod seen;

use std::sync::Arc;

use leptos::prelude::*;

use crate::registry::in_order::Name;
use crate::registry::listing::List;
use crate::registry::reference::Repository;
use crate::registry::tag_order::{TagOrder, key};
use crate::ui::filtered::{Filtered, filtered, in_order, renewed};
use crate::ui::listing::{Listing, Source};
use crate::ui::parts::asking::Asking;
use crate::ui::parts::filter::Filter;
use crate::ui::parts::window_list::{Rows, WindowList};
use crate::ui::show::{show, text};
use crate::ui::state::names::{Progress, SharedNames};
use crate::ui::state::registry::Registry;
use crate::ui::tree::Row;
use crate::ui::words::count;
use dates::{Dates, by_date};
use details::Details;

/// How the tags are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// `latest`, then the newest version first.
    Version(TagOrder),
    /// The one that was made last first.
    Date,
}

/// The orders to choose from.
const ORDERS: [(&str, &str, Order); 4] = [
    ("newest", "Newest version first", Order::Version(TagOrder::VersionDescending)),
    ("oldest", "Oldest version first", Order::Version(TagOrder::VersionAscending)),
    ("name", "By name", Order::Version(TagOrder::NameAscending)),
    ("date", "Latest date first", Order::Date),
];

/// The page of a repository.
#[component]
pub fn Tags(registry: Registry, repository: Repository) -> impl IntoView {
    registry.opened(&repository);
    registry.tags.turn_to(&repository);
    let left = repository.to_string();
    on_cleanup(move || seen::remember(registry, left));
    let list = List::Tags(repository.clone());
    let key = |name: &Name, bytes: &mut Vec<u8>| key(TagOrder::default(), name, bytes);
    let listing = Listing::begin(registry, Source { names: registry.tags.names, what: list, key });
    let name = repository.to_string();
    let total = move || {
        registry.tags.names.with(|names| match (&names.progress, names.names.len()) {
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
        </div>
        <Asking asked=listing.asked("tag", "tags")/>
        {show(move || is_empty.get().then(|| view! {
            <section class="empty">
                <h2>"No tags"</h2>
                <p>"The repository is there, and no tag points into it. What was pushed may still be there by its digest."</p>
            </section>
        }))}
        <Browse registry repository=repository.clone()/>
    }
}

#[component]
fn Browse(registry: Registry, repository: Repository) -> impl IntoView {
    let tags = registry.tags;
    let details = Details::begin(registry, repository.clone());
    let order = RwSignal::new(ORDERS[0].2);
    let sorted = RwSignal::new(SharedNames::default());
    renewed(move || {
        let all = tags.names.with(|names| names.names.clone());
        let order = order.get();
        if order == Order::Date {
            details.to_sort.track();
        }
        Box::pin(async move {
            sorted.set(SharedNames(match order {
                // The list comes in this order.
                Order::Version(TagOrder::VersionDescending) => all,
                Order::Version(order) => {
                    Arc::new(in_order(all.to_vec(), move |name, bytes| key(order, name, bytes)).await)
                }
                Order::Date => {
                    Arc::new(in_order(all.to_vec(), move |name, bytes| by_date(tags.details, name, bytes)).await)
                }
            }));
        })
    });
    let rows = filtered(move || sorted.get(), tags.filter, |_| None);
    let name = move |row: usize| match rows.with(|rows| rows.row(row)) {
        Row::Name { name, .. } => name.to_string(),
        Row::Namespace { name, .. } => name,
    };
    let repository = StoredValue::new(repository);
    let parts = Rows {
        count: Signal::derive(move || rows.with(Filtered::len)),
        key: Callback::new(name),
        view: Callback::new(move |row| row::row(registry, details, &repository.get_value(), name(row))),
        height: (44.0, 68.0),
    };
    let has_any = move || tags.names.with(|names| !names.names.is_empty());
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if let Some((_, _, chosen)) = ORDERS.iter().find(|(value, _, _)| *value == chosen) {
            order.set(*chosen);
        }
    };
    view! {
        <div class="browse" class:hidden=move || !has_any()>
            <div class="tools">
                <Filter filter=tags.filter label="Filter tags"/>
                <label class="order">
                    <span>"Order"</span>
                    <select on:change=choose>
                        {ORDERS.map(|(value, label, _)| view! { <option value=value>{label}</option> }).collect_view()}
                    </select>
                </label>
                <span class="found" aria-live="polite">{show(move || rows.with(Filtered::said))}</span>
            </div>
            {show(move || (order.get() == Order::Date).then(|| view! { <Dates registry details/> }))}
            <div class="columns" aria-hidden="true">
                <span>"Tag"</span><span>"Platforms"</span><span>"Size"</span><span>"Created"</span><span>"Digest"</span>
            </div>
            <WindowList rows=parts scrolled=tags.scrolled label="Tags"/>
        </div>
    }
}
