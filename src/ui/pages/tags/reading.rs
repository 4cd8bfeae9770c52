//! An order by date or size, and a filter by digest, need the details of every tag, which takes up to three requests for each: with
//! progress and a way to stop.

use leptos::prelude::*;

use super::attached::Apart;
use super::details::Details;
use crate::registry::in_order::Name;
use crate::ui::parts::progress::InProgress;
use crate::ui::show::show;
use crate::ui::state::registry::Registry;
use crate::ui::words::grouped;

/// Fetches the details of all tags that have none yet. `what` is wanted of them.
#[component]
pub fn Reading(registry: Registry, apart: Apart, details: Details, what: &'static str) -> impl IntoView {
    let tags = registry.tags;
    let versions = apart.versions.get_untracked().0;
    let total = versions.len();
    let missing: Vec<Name> = tags
        .details
        .with_untracked(|details| versions.iter().filter(|tag| !details.contains_key(&***tag)).cloned().collect());
    details.want_all(missing);
    on_cleanup(move || details.want_no_more());
    let is_cancelled = RwSignal::new(false);
    let is_running = Memo::new(move |_| !is_cancelled.get() && details.left.get() > 0);
    let done = move || total.saturating_sub(details.left.get());
    let cancel = Callback::new(move |()| {
        is_cancelled.set(true);
        details.want_no_more();
    });
    let text = Signal::derive(move || format!("Reading {what}: {} of {} tags", grouped(done()), grouped(total)));
    let left_out = match what {
        "dates" => "Tags whose date was not read stand last.",
        "sizes" => "Tags whose size was not read stand last.",
        _ => "Tags whose digest was not read are not found by it.",
    };
    let undone = move || is_cancelled.get().then(|| view! { <p class="note">{left_out}</p> });
    view! {
        {show(move || is_running.get().then(|| view! { <InProgress text on_cancel=cancel/> }))}
        {show(undone)}
    }
}
