//! A box to tick, with its sentence.

use leptos::prelude::*;

/// The box; `signal` holds whether it is ticked.
pub(super) fn tick(signal: RwSignal<bool>, title: &'static str) -> AnyView {
    let turn = move |event| signal.set(event_target_checked(&event));
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || signal.get() on:change=turn/>
            <span>{title}</span>
        </label>
    }
    .into_any()
}
