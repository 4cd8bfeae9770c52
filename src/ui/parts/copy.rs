//! A button that copies a text.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::clipboard;
use crate::browser::time::pause;
use crate::ui::state::Pierglass;
use crate::ui::tasks::Component;

/// A button with a picture that copies `text`; `what` says what it copies.
#[component]
pub fn Copy(#[prop(into)] text: Signal<String>, #[prop(into)] what: String) -> impl IntoView {
    let (outcome, copy) = copying(text);
    let name = format!("Copy {what}");
    view! {
        <button type="button" class="copy" class:copied=move || outcome.get() == Some(true)
            class:failed=move || outcome.get() == Some(false) on:click=move |_| copy.run(()) title=name.clone() aria-label=name>
        </button>
    }
}

/// A button with a name that copies `text`.
#[component]
pub fn CopyAs(#[prop(into)] text: Signal<String>, name: &'static str) -> impl IntoView {
    let (outcome, copy) = copying(text);
    let shown = move || outcome.get().map_or(name, said).to_string();
    view! { <button type="button" on:click=move |_| copy.run(())>{crate::ui::show::text(shown)}</button> }
}

/// What a line for a shell is called on a button beside it: its beginning, for somebody who hears one button after the other.
pub fn in_short(line: &str) -> String {
    const SHOWN: usize = 60;
    let line = line.lines().next().unwrap_or_default();
    let end = line.floor_char_boundary(SHOWN);
    format!("the line {}{}", &line[..end], if end < line.len() { "…" } else { "" })
}

/// Whether the last try worked, for a moment, and what tries.
fn copying(text: Signal<String>) -> (RwSignal<Option<bool>>, Callback<()>) {
    let pierglass = Pierglass::expect();
    let outcome = RwSignal::new(None);
    let component = Component::here();
    let copy = Callback::new(move |()| {
        component.spawn(async move {
            let copied = clipboard::copy(&text.get_untracked()).await;
            outcome.set(Some(copied));
            pierglass.announce(said(copied));
            pause(Duration::from_millis(1500)).await;
            outcome.set(None);
        });
    });
    (outcome, copy)
}

fn said(copied: bool) -> &'static str {
    if copied { "Copied" } else { "The browser did not allow to copy" }
}
