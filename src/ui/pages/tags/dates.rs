//! The order by date needs the details of every tag, which takes two requests for each: with progress and a way to stop.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::details::Details;
use crate::registry::failure::Failure;
use crate::registry::in_order::Name;
use crate::registry::tag_detail::TagDetail;
use crate::registry::tag_order::{TagOrder, key};
use crate::ui::parts::progress::InProgress;
use crate::ui::show::show;
use crate::ui::state::registry::Registry;
use crate::ui::words::grouped;

/// Brings tags into the order of their dates, the latest first; those without one stand last, in the order of their versions.
pub fn by_date(details: RwSignal<BTreeMap<String, Result<TagDetail, Failure>>>, tag: &Name, bytes: &mut Vec<u8>) {
    let created = details.with_untracked(|details| details.get(&**tag)?.as_ref().ok()?.summary.created);
    let date = created.map_or(u64::MAX, |created| u64::MAX - created.0);
    bytes.extend(date.to_be_bytes());
    key(TagOrder::default(), tag, bytes);
}

/// Fetches the dates of all tags that have none yet.
#[component]
pub fn Dates(registry: Registry, details: Details) -> impl IntoView {
    let tags = registry.tags;
    let total = tags.names.with_untracked(|names| names.names.len());
    let missing: Vec<Name> = tags.names.with_untracked(|names| {
        tags.details.with_untracked(|details| {
            names.names.iter().filter(|tag| !details.contains_key(&***tag)).cloned().collect()
        })
    });
    details.want_all(missing);
    on_cleanup(move || details.want_no_more());
    let is_cancelled = RwSignal::new(false);
    let is_running = Memo::new(move |_| !is_cancelled.get() && details.left.get() > 0);
    let done = move || total.saturating_sub(details.left.get());
    let cancel = Callback::new(move |()| {
        is_cancelled.set(true);
        details.want_no_more();
    });
    let text = Signal::derive(move || format!("Reading dates: {} of {} tags", grouped(done()), grouped(total)));
    let undated =
        move || is_cancelled.get().then(|| view! { <p class="note">"Tags whose date was not read stand last."</p> });
    view! {
        {show(move || is_running.get().then(|| view! { <InProgress text on_cancel=cancel/> }))}
        {show(undated)}
    }
}
