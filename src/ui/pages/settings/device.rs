//! What this browser keeps between visits, and how to make it forget.

use leptos::prelude::*;

use crate::browser::kept::{self, Usage};
use crate::registry::host::RegistryHost;
use crate::ui::show::show;
use crate::ui::state::recent::{forget_all, recent};
use crate::ui::tasks::{Component, Task};
use crate::ui::words;

/// What this browser keeps.
#[component]
pub(super) fn Device() -> impl IntoView {
    let usage = RwSignal::new(None::<Usage>);
    let hosts = RwSignal::new(recent());
    let look = move || async move { usage.set(kept::usage().await) };
    Task::spawn(look());
    let component = Component::here();
    let clear = Callback::new(move |()| {
        component.spawn(async move {
            kept::clear().await;
            look().await;
        });
    });
    let forget = move |_| {
        forget_all();
        hosts.set(recent());
    };
    let answers = move || {
        Some(match usage.get() {
            None => view! { <p>"This browser keeps no answers: the page did not come over https, or storage is switched off."</p> }
                .into_any(),
            Some(Usage { answers: 0, .. }) => view! { <p>"No answers are kept."</p> }.into_any(),
            Some(Usage { answers, bytes }) => view! {
                <p>{answers} " answers are kept, " {words::bytes(bytes)} "."</p>
                <button type="button" on:click=move |_| clear.run(())>"Clear them"</button>
            }
            .into_any(),
        })
    };
    let opened = move || {
        let names: Vec<String> = hosts.with(|hosts| hosts.iter().map(RegistryHost::docker_name).collect());
        Some(match names.is_empty() {
            true => view! { <p>"No registry is remembered."</p> }.into_any(),
            false => view! {
                <p>"Remembered, with the repositories that you opened: " {names.join(", ")} "."</p>
                <button type="button" on:click=forget>"Forget them"</button>
            }
            .into_any(),
        })
    };
    view! {
        <section class="device">
            <h2>"What this browser keeps"</h2>
            <p>
                "Manifests and image configurations that a digest names never change, so they are kept and also show while a \
                 registry cannot be reached. Only what came without anybody’s sign-in is kept, " {kept::MOST} " answers at most; no \
                 password and no token is among them."
            </p>
            {show(answers)}
            {show(opened)}
        </section>
    }
    .into_any()
}
