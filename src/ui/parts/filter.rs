//! The box that filters a list; arrow down leads into the list.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::window_list::focus_first_row;

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
