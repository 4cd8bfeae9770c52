//! The order by date needs the details of every tag, which takes two requests for each: with progress and a way to stop.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt};
use leptos::prelude::*;

use crate::registry::failure::Failure;
use crate::registry::in_order::Name;
use crate::registry::platform::Platform;
use crate::registry::reference::{Repository, Tag};
use crate::registry::tag_detail::{TagDetail, tag_detail};
use crate::registry::tag_order::{TagOrder, key};
use crate::ui::parts::progress::InProgress;
use crate::ui::show::show;
use crate::ui::state::registry::Registry;
use crate::ui::tasks::Task;
use crate::ui::words::grouped;

/// As many as rows on screen may have.
const AT_ONCE: usize = 6;

/// The list is sorted again after so many answers, not after each; and no more often than so many times.
const ANSWERS_AT_ONCE: usize = 50;
const SORTED_AT_MOST: usize = 200;

/// Brings tags into the order of their dates, the latest first; those without one stand last, in the order of their versions.
pub fn by_date(details: RwSignal<BTreeMap<String, Result<TagDetail, Failure>>>, tag: &Name, bytes: &mut Vec<u8>) {
    let created = details.with_untracked(|details| details.get(&**tag)?.as_ref().ok()?.summary.created);
    let date = created.map_or(u64::MAX, |created| u64::MAX - created.0);
    bytes.extend(date.to_be_bytes());
    key(TagOrder::default(), tag, bytes);
}

/// Fetches the dates of all tags that have none yet.
#[component]
pub fn Dates(registry: Registry, repository: Repository) -> impl IntoView {
    let tags = registry.tags;
    let is_running = RwSignal::new(true);
    let total = tags.names.with_untracked(|names| names.names.len());
    let missing: Vec<Name> = tags.names.with_untracked(|names| {
        tags.details.with_untracked(|details| {
            names.names.iter().filter(|tag| !details.contains_key(&***tag)).cloned().collect()
        })
    });
    let done = RwSignal::new(total - missing.len());
    let task = Task::spawn(async move {
        let client = registry.client();
        let fetches = missing.into_iter().filter_map(|name| Tag::parse(&name).ok()).map(|tag| {
            let (client, repository) = (client.clone(), repository.clone());
            async move {
                let detail = tag_detail(&client, &repository, &tag, &Platform::linux_amd64()).await;
                (tag.to_string(), detail)
            }
        });
        let mut answers = stream::iter(fetches).buffer_unordered(AT_ONCE).ready_chunks(ANSWERS_AT_ONCE);
        let mut waiting = Vec::new();
        while let Some(some) = answers.next().await {
            done.update(|done| *done += some.len());
            waiting.extend(some);
            if waiting.len() >= ANSWERS_AT_ONCE.max(total / SORTED_AT_MOST) {
                tags.details.update(|details| details.extend(waiting.drain(..)));
            }
        }
        tags.details.update(|details| details.extend(waiting));
        is_running.set(false);
    });
    let cancel = Callback::new(move |()| {
        task.cancel();
        is_running.set(false);
    });
    let text = Signal::derive(move || format!("Reading dates: {} of {} tags", grouped(done.get()), grouped(total)));
    let undated = move || {
        (!is_running.get() && done.get() < total)
            .then(|| view! { <p class="note">"Tags whose date was not read stand last."</p> })
    };
    view! {
        {show(move || is_running.get().then(|| view! { <InProgress text on_cancel=cancel/> }))}
        {show(undated)}
    }
}
