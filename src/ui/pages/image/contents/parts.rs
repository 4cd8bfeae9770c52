//! What viewers share: a time as a stranger wrote it, a link that leads out, words that narrow a list.

use leptos::prelude::*;

use crate::contents::link::host;
use crate::registry::time;
use crate::registry::visible::visible;
use crate::ui::parts::when::when;
use crate::ui::show::show;
use crate::ui::words::grouped;

/// More words are left out: the list itself has them all.
const MANY: usize = 12;

/// A time, in the person's words where it can be read as one.
pub fn written_time(text: &str) -> AnyView {
    match time::parse(text) {
        Some(moment) => when(moment),
        None => visible(text).into_owned().into_any(),
    }
}

/// A text that leads where it says, where a person may follow it; with the host, where the text is another than the address.
pub fn outside(address: &str, text: &str) -> AnyView {
    let shown = visible(text).into_owned();
    let Some(host) = host(address) else { return shown.into_any() };
    let beside = (!text.contains(host)).then(|| view! { " "<small class="host">{host.to_owned()}</small> });
    view! { <a href=address.to_owned() target="_blank" rel="noreferrer">{shown}</a>{beside} }.into_any()
}

/// How often something is named, as buttons that narrow a list to it. One that is in the filter widens it again.
pub fn narrowing(filter: RwSignal<String>, counts: Vec<(String, usize)>, class: &'static str) -> Option<AnyView> {
    if counts.is_empty() {
        return None;
    }
    let left = counts.len().saturating_sub(MANY);
    let buttons = counts.into_iter().take(MANY).map(|(word, count)| {
        let is_on = {
            let word = word.clone();
            Memo::new(move |_| filter.with(|filter| *filter == word))
        };
        let (shown, wanted) = (visible(&word).into_owned(), word.clone());
        let toggle = move |_| filter.set(if is_on.get_untracked() { String::new() } else { wanted.clone() });
        view! {
            <li>
                <button type="button" class="chip" data-word=word aria-pressed=move || is_on.get().to_string() on:click=toggle>
                    <span>{shown}</span>" "<b>{grouped(count)}</b>
                </button>
            </li>
        }
    });
    let buttons = buttons.collect_view();
    let more = show(move || (left > 0).then(|| view! { <li class="note">{grouped(left)}" more"</li> }));
    Some(view! { <ul class=format!("counts {class}")>{buttons}{more}</ul> }.into_any())
}
