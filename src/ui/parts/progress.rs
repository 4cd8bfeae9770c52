//! What is on its way: how much has come, and a way to have enough.

use leptos::prelude::*;

/// A line with a moving bar. `on_cancel` is what the button does; `with_list` is whether some of the list can be seen
/// already.
#[component]
pub fn InProgress(
    #[prop(into)] text: Signal<String>,
    #[prop(optional, into)] with_list: Signal<bool>,
    on_cancel: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="progress" class:with-list=with_list>
            <span class="progress-bar" aria-hidden="true"></span>
            <span>{text}</span>
            <button type="button" class="quiet" on:click=move |_| on_cancel.run(())>"Cancel"</button>
        </div>
    }
}
