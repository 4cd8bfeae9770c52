//! The box that filters a list, with arrow down as the way into the list; and what stands in the list's place where nothing fits.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::window_list::focus_first_row;
use crate::ui::filtered::Filtered;
use crate::ui::focus::focus;
use crate::ui::show::{show, text};

/// The box.
#[component]
pub fn Filter(filter: RwSignal<String>, label: &'static str) -> impl IntoView {
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            focus_first_row();
        }
        "Escape" => filter.set(String::new()),
        _ => {}
    };
    view! {
        <div class="filter">
            <label for="filter" class="visually-hidden">{label}</label>
            <input id="filter" type="search" autocomplete="off" autocapitalize="none" spellcheck="false"
                placeholder=label prop:value=filter on:keydown=keys
                on:input=move |event| filter.set(event_target_value(&event))/>
            <kbd aria-hidden="true">"/"</kbd>
        </div>
    }
}

/// Says so where no row fits, and offers the way out. `what` is one of them.
#[component]
pub fn NoMatch(rows: RwSignal<Filtered>, filter: RwSignal<String>, what: &'static str) -> impl IntoView {
    let has_none = Memo::new(move |_| rows.with(Filtered::is_without_match));
    let clear = move || {
        filter.set(String::new());
        focus("#filter");
    };
    let said = move || ["No ", what, " fits “", filter.get().trim(), "”."].concat();
    show(move || has_none.get().then(|| way_out(text(said), text(|| "Clear the filter".to_owned()), Box::new(clear))))
}

/// A line with a button in the list's place. Boxed like what [`show`] shows: one type for all of them.
pub fn way_out(said: AnyView, name: AnyView, go: Box<dyn Fn()>) -> AnyView {
    view! { <p class="no-match">{said}" "<button type="button" on:click=move |_| go()>{name}</button></p> }.into_any()
}
