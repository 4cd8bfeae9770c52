//! The box that opens any reference, also where the registry has no list. What it suggests comes when somebody comes to it.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::later;
use crate::ui::lazy::{NotLoaded, ScreenRole, lazy_as};
use crate::ui::show::show;
use crate::ui::state::Pierglass;
use crate::ui::tasks::Component;

/// The box.
#[component]
pub fn OpenBox() -> impl IntoView {
    let pierglass = Pierglass::expect();
    let text = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let was_near = RwSignal::new(false);
    // Once is enough: the list stays.
    let is_near = Memo::new(move |_| was_near.get());
    let component = Component::here();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let opened = later::open_typed(pierglass, text.get());
        component.spawn(async move {
            match opened.await {
                Ok(Ok(())) => {
                    wrong.set(None);
                    text.set(String::new());
                }
                Ok(Err(error)) => wrong.set(Some(error)),
                Err(NotLoaded) => {
                    wrong.set(Some("A part of this page did not come. Try again, or load the page again.".to_string()));
                }
            }
        });
    };
    view! {
        <form class="open" role="search" on:submit=submit>
            <label for="open-box" class="visually-hidden">"Open a repository, a tag or a digest"</label>
            <input id="open-box" type="text" autocomplete="off" autocapitalize="none" spellcheck="false"
                placeholder="Open team/app:1.2"
                role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls="open-list"
                aria-invalid=move || wrong.with(Option::is_some).to_string() aria-describedby="open-wrong"
                prop:value=text on:focus=move |_| was_near.set(true)
                on:input=move |event| { wrong.set(None); text.set(event_target_value(&event)); }/>
            <kbd aria-hidden="true">"Ctrl K"</kbd>
            {show(move || is_near.get().then(|| lazy_as(ScreenRole::Beside, later::suggestions(text))))}
            <p id="open-wrong" class="wrong" role="alert">{wrong}</p>
        </form>
    }
}
