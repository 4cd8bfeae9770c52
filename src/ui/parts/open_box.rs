//! The box that opens any reference, also where the registry has no list.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::later;
use crate::browser::address_bar;
use crate::ui::lazy::NotLoaded;
use crate::ui::state::Pierglass;
use crate::ui::tasks::Component;

/// The box.
#[component]
pub fn OpenBox() -> impl IntoView {
    let pierglass = Pierglass::expect();
    let text = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let component = Component::here();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let default = pierglass.address.with(|address| address.registry());
        let read = later::read_input(text.get(), default);
        component.spawn(async move {
            match read.await {
                Ok(Ok(address)) if !pierglass.may_open(&address) => {
                    wrong.set(Some("This page is set up to open the listed registries only.".to_string()));
                }
                Ok(Ok(address)) => {
                    wrong.set(None);
                    text.set(String::new());
                    address_bar::go(&address);
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
                aria-invalid=move || wrong.with(Option::is_some).to_string() aria-describedby="open-wrong"
                prop:value=text on:input=move |event| { wrong.set(None); text.set(event_target_value(&event)); }/>
            <kbd aria-hidden="true">"Ctrl K"</kbd>
            <p id="open-wrong" class="wrong" role="alert">{wrong}</p>
        </form>
    }
}
