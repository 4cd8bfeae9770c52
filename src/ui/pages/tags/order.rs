//! The order of tags: what there is to choose, above the list and in the headings of its columns.

use std::sync::Arc;

use leptos::prelude::*;

use super::attached::Apart;
use super::details::Details;
use crate::address::tag_list::TagListOrder::{self, Earliest, Largest, Latest, Name, Newest, Oldest, Smallest};
use crate::registry::in_order;
use crate::registry::tag_detail::TagDetail;
use crate::registry::tag_order::{TagOrder, key, key_by_number};
use crate::ui::filtered::{in_order, renewed};
use crate::ui::show::text;
use crate::ui::state::names::{SharedNames, TagList};

/// What an order is called.
fn label(order: TagListOrder) -> &'static str {
    match order {
        Newest => "Newest version first",
        Oldest => "Oldest version first",
        Name => "By name",
        Latest => "Latest date first",
        Earliest => "Earliest date first",
        Largest => "Largest first",
        Smallest => "Smallest first",
    }
}

/// What an order has to know of every tag besides its name.
pub fn needs(order: TagListOrder) -> Option<&'static str> {
    match order {
        Newest | Oldest | Name => None,
        Latest | Earliest => Some("dates"),
        Largest | Smallest => Some("sizes"),
    }
}

/// The tags in the order that was chosen.
pub fn sorted(apart: Apart, tags: TagList, details: Details) -> RwSignal<SharedNames> {
    let sorted = RwSignal::new(SharedNames::default());
    renewed(move || {
        let all = apart.versions.get().0;
        let order = tags.order.get();
        if needs(order).is_some() {
            details.to_sort.track();
        }
        let number = move |tag: &str, read: fn(&TagDetail) -> Option<u64>| {
            tags.details.with_untracked(|details| read(details.get(tag)?.as_ref().ok()?))
        };
        let write = move |tag: &in_order::Name, bytes: &mut Vec<u8>| match order {
            Newest => key(TagOrder::VersionDescending, tag, bytes),
            Oldest => key(TagOrder::VersionAscending, tag, bytes),
            Name => key(TagOrder::NameAscending, tag, bytes),
            Latest | Earliest => {
                let created = number(tag, |detail| detail.summary.created.map(|created| created.0));
                key_by_number(created, order == Latest, tag, bytes);
            }
            Largest | Smallest => {
                key_by_number(number(tag, |detail| detail.summary.size), order == Largest, tag, bytes);
            }
        };
        Box::pin(async move {
            // The list comes in the first order.
            let all = if order == Newest { all } else { Arc::new(in_order(all.to_vec(), write).await) };
            sorted.set(SharedNames(all));
        })
    });
    sorted
}

/// All orders to choose from.
#[component]
pub fn Order(order: RwSignal<TagListOrder>) -> impl IntoView {
    let choose = move |event| order.set(TagListOrder::of(&event_target_value(&event)).unwrap_or_default());
    let options = TagListOrder::ALL.map(|one| {
        view! { <option value=one.word() prop:selected=move || order.get() == one>{label(one)}</option> }.into_any()
    });
    view! {
        <label class="order">
            <span>"Order"</span>
            <select on:change=choose>{options.collect_view()}</select>
        </label>
    }
}

/// The headings of the columns; those sort by theirs.
#[component]
pub fn Columns(order: RwSignal<TagListOrder>) -> impl IntoView {
    view! {
        <div class="columns" role="group" aria-label="Order by">
            <span></span>
            {heading(order, "Tag", &[Newest, Oldest, Name])}
            <span aria-hidden="true">"Platforms"</span>
            {heading(order, "Size", &[Largest, Smallest])}
            {heading(order, "Created", &[Latest, Earliest])}
            <span aria-hidden="true">"Digest"</span>
        </div>
    }
}

fn heading(order: RwSignal<TagListOrder>, name: &'static str, of_heading: &'static [TagListOrder]) -> AnyView {
    let is_now = move || of_heading.contains(&order.get());
    let next = move || format!("{name}: {}", label(order.get().next(of_heading)));
    let mark = move || {
        match order.get() {
            now if !of_heading.contains(&now) => "",
            Name => " a–z",
            Oldest | Earliest | Smallest => " ↑",
            _ => " ↓",
        }
        .to_owned()
    };
    view! {
        <button type="button" class="quiet" aria-pressed=move || is_now().to_string() aria-label=next title=next
            on:click=move |_| order.update(|order| *order = order.next(of_heading))>
            {name}<span aria-hidden="true">{text(mark)}</span>
        </button>
    }
    .into_any()
}
