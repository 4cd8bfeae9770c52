//! The list below the box that opens anything: what is loaded or was opened before, and fits what is typed.
//!
//! The box itself is in the first module; all that this list makes of it, a combobox, comes with the list
//! (WAI-ARIA Authoring Practices, "Combobox").

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::address::suggestion::{Best, NameSource, Of, Suggestion};
use crate::browser::address_bar;
use crate::browser::storage::{self, Key};
use crate::registry::host::RegistryHost;
use crate::registry::in_order::{Name, SOME_MOVES};
use crate::registry::slices::Slices;
use crate::ui::client::HTTP;
use crate::ui::filtered::renewed;
use crate::ui::state::Pierglass;
use crate::ui::state::recent::recent;
use crate::ui::words::count;

/// The list. `text` is what is typed into the box.
#[component]
pub fn Suggestions(text: RwSignal<String>) -> impl IntoView {
    let pierglass = Pierglass::expect();
    let found = RwSignal::new(Vec::<Suggestion>::new());
    // Nothing is suggested to nobody who types nothing, unless they ask for it by an arrow.
    let is_wanted = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let is_open = Memo::new(move |_| is_wanted.get() && found.with(|found| !found.is_empty()));
    Effect::new(move |_| is_wanted.set(text.with(|text| !text.is_empty())));
    renewed(move || {
        let (typed, is_wanted) = (text.get(), is_wanted.get());
        Box::pin(async move {
            active.set(None);
            found.set(if is_wanted { suggested(pierglass, &typed).await } else { Vec::new() });
        })
    });
    Effect::new(move |_| {
        let some = found.with(Vec::len);
        if is_wanted.get_untracked() {
            pierglass.announce(count(some, "suggestion", "suggestions"));
        }
    });
    let go = Callback::new(move |at: usize| {
        if let Some(address) = found.with_untracked(|found| found.get(at).map(|one| one.address.clone())) {
            is_wanted.set(false);
            text.set(String::new());
            address_bar::go(&address);
        }
    });
    keys_of_the_box(Combobox { found, is_wanted, active, go }, is_open);
    let rows =
        move || found.get().into_iter().enumerate().map(|(at, one)| row(at, one, active, go)).collect_view().into_any();
    view! {
        <ul id="open-list" class="suggestions" class:hidden=move || !is_open.get() role="listbox" aria-label="Suggestions">
            {rows}
        </ul>
    }
}

/// What the keys of the box change.
#[derive(Clone, Copy)]
struct Combobox {
    found: RwSignal<Vec<Suggestion>>,
    is_wanted: RwSignal<bool>,
    active: RwSignal<Option<usize>>,
    go: Callback<usize>,
}

impl Combobox {
    /// Whether the key was for the list.
    fn press(self, key: &str) -> bool {
        let count = self.found.with_untracked(Vec::len);
        let active = self.active.get_untracked();
        match (key, active) {
            ("ArrowDown" | "ArrowUp", _) if count == 0 => self.is_wanted.set(true),
            ("ArrowDown", None) => self.active.set(Some(0)),
            ("ArrowUp", None) => self.active.set(Some(count - 1)),
            // Beyond either end is what was typed.
            ("ArrowDown", Some(at)) => self.active.set(Some(at + 1).filter(|at| *at < count)),
            ("ArrowUp", Some(at)) => self.active.set(at.checked_sub(1)),
            ("Enter", Some(at)) => self.go.run(at),
            ("Escape", _) if count > 0 => self.is_wanted.set(false),
            ("Tab", _) => {
                self.is_wanted.set(false);
                return false;
            }
            _ => return false,
        }
        true
    }
}

/// Makes a combobox of the box for as long as this list lives.
fn keys_of_the_box(the_box: Combobox, is_open: Memo<bool>) {
    let Some(input) = document().get_element_by_id("open-box") else { return };
    let is_there = input.clone();
    let keys = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let is_here = document().active_element().as_ref() == Some(&is_there);
        if is_here && !event.is_composing() && the_box.press(&event.key()) {
            event.prevent_default();
        }
    });
    let left = input.clone();
    let leaving = window_event_listener(ev::focusout, move |event| {
        let from = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if from.as_ref() == Some(&left) {
            the_box.is_wanted.set(false);
        }
    });
    let elsewhere = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| matches!(target.closest(".open"), Ok(None))) {
            the_box.is_wanted.set(false);
        }
    });
    on_cleanup(move || {
        keys.remove();
        leaving.remove();
        elsewhere.remove();
    });
    Effect::new(move |_| {
        let active = the_box.active.get().map(|at| format!("open-{at}")).unwrap_or_default();
        let _ = input.set_attribute("aria-expanded", if is_open.get() { "true" } else { "false" });
        let _ = input.set_attribute("aria-activedescendant", &active);
    });
}

fn row(at: usize, one: Suggestion, active: RwSignal<Option<usize>>, go: Callback<usize>) -> AnyView {
    let about = match one.source {
        NameSource::Tags => "tag",
        NameSource::Repositories => "",
        NameSource::OpenedHere | NameSource::OpenedElsewhere => "opened before",
        NameSource::Registries => "registry",
    };
    view! {
        // The focus stays in the box.
        <li id=format!("open-{at}") role="option" aria-selected=move || (active.get() == Some(at)).to_string()
            on:pointerdown=|event| event.prevent_default() on:mousedown=|event| event.prevent_default()
            on:click=move |_| go.run(at)>
            <span class="name">{one.name}</span>" "<span class="about">{about}</span>
        </li>
    }
    .into_any()
}

/// What fits best of all that this page knows without asking.
async fn suggested(pierglass: Pierglass, typed: &str) -> Vec<Suggestion> {
    let address = pierglass.address.get_untracked();
    let on_show = address.repository();
    let mut best = Best::of(typed, on_show);
    let host = address.registry().filter(|_| pierglass.may_open(&address));
    let is_asked = !typed.trim().is_empty();
    if let Some(host) = &host {
        let registry = pierglass.registry(host);
        if is_asked {
            let names = registry.repositories.with_untracked(|names| names.names.clone());
            look(&mut best, Of { source: NameSource::Repositories, registry: Some(host), repository: None }, names)
                .await;
        }
        if let Some(repository) = on_show.filter(|_| is_asked)
            && registry.tags.repository.with_untracked(|of| of.as_ref() == Some(repository))
        {
            let names = registry.tags.names.with_untracked(|names| names.names.clone());
            let of = Of { source: NameSource::Tags, registry: Some(host), repository: Some(repository) };
            look(&mut best, of, names).await;
        }
        let of = Of { source: NameSource::OpenedHere, registry: Some(host), repository: None };
        best.look(of, 0, registry.opened_before().iter().map(String::as_str));
    }
    let recent = recent();
    for other in recent.iter().filter(|other| Some(*other) != host.as_ref()) {
        let opened = storage::load(Key::Opened(other));
        let of = Of { source: NameSource::OpenedElsewhere, registry: Some(other), repository: None };
        best.look(of, 0, opened.iter().map(String::as_str));
    }
    let listed = pierglass.config.get_untracked();
    let listed = listed.iter().flat_map(|config| config.registries.iter().map(|entry| entry.host.to_string()));
    let registries: Vec<String> = listed.chain(recent.iter().map(RegistryHost::to_string)).collect();
    let of = Of { source: NameSource::Registries, registry: None, repository: None };
    best.look(of, 0, registries.iter().map(String::as_str));
    let mut found = best.found();
    found.retain(|one| pierglass.may_open(&one.address));
    found
}

/// Looks at names in slices: a list may hold a million.
async fn look(best: &mut Best, of: Of<'_>, names: Arc<Vec<Name>>) {
    let mut slices = Slices::begin(&HTTP);
    for (from, some) in (0..).step_by(SOME_MOVES).zip(names.chunks(SOME_MOVES)) {
        best.look(of, from, some.iter().map(|name| &**name));
        slices.turn(&HTTP).await;
    }
}
