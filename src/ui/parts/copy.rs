//! A button that copies a text.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::clipboard;
use crate::browser::time::pause;
use crate::ui::state::Pierglass;
use crate::ui::tasks::Component;

/// A button that copies `text`; `what` says what it copies.
#[component]
pub fn Copy(#[prop(into)] text: Signal<String>, #[prop(into)] what: String) -> impl IntoView {
    let pierglass = Pierglass::expect();
    let outcome = RwSignal::new("");
    let component = Component::here();
    let name = format!("Copy {what}");
    let copy = move |_| {
        component.spawn(async move {
            let copied = clipboard::copy(&text.get_untracked()).await;
            outcome.set(if copied { "copied" } else { "failed" });
            pierglass.announce(if copied { "Copied" } else { "The browser did not allow to copy" });
            pause(Duration::from_millis(1500)).await;
            outcome.set("");
        });
    };
    view! {
        <button type="button" class="copy" class:copied=move || outcome.get() == "copied"
            class:failed=move || outcome.get() == "failed" on:click=copy title=name.clone() aria-label=name>
        </button>
    }
}
