//! The page as a whole: the bar, and below it the screen that the address asks for.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::focus::focus_in_place;
use super::frame::turn_away;
use super::lazy::lazy;
use super::parts::bar::Bar;
use super::screens::{not_listed, screen, title};
use super::show::show;
use super::state::Pierglass;
use super::theme::{chosen_theme, show_theme};
use super::{portal, sign_out};
use crate::address::Address;
use crate::browser::address_bar;
use crate::browser::embedding::may_focus;
use crate::browser::fetch::{NoFile, forget_asked_ahead, own_file};
use crate::config::{Config, ConfigError, ConfigProblem};

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let pierglass = Pierglass::provide();
    sign_out::follow_other_tabs(pierglass);
    if let Some(chosen) = chosen_theme() {
        show_theme(chosen);
    }
    spawn_local(async move {
        let (config, problems) = match own_file("config.json").await {
            Ok(body) => Config::parse(&body),
            Err(NoFile::NotThere) => (Config::default(), Vec::new()),
            Err(NoFile::NoAnswer) => {
                let problem = ConfigProblem { path: String::new(), error: ConfigError::NoAnswer };
                (Config::default(), vec![problem])
            }
        };
        show_theme(chosen_theme().unwrap_or(config.theme));
        pierglass.config_problems.set(problems);
        // Before anything is shown: what the default registry needs is another part of the program than the question which one.
        if pierglass.address.with_untracked(|address| *address == Address::Connect)
            && let Some(registry) = config.default_registry.clone()
        {
            let first = Address::Repositories { registry };
            address_bar::replace(&first);
            pierglass.address.set(first);
        }
        pierglass.config.set(Some(Arc::new(config)));
        if pierglass.has_portal() {
            // Why it did not come, the loader says in the console.
            let _ = portal::hear_portal(pierglass).await;
        }
    });
    let shortcuts = window_event_listener(ev::keydown, shortcut);
    on_cleanup(move || shortcuts.remove());
    Effect::new(move |before: Option<Address>| {
        let address = pierglass.address.get();
        address_bar::set_title(&title(pierglass, &address));
        // A new screen begins at its top and with its heading; the first one is where the person put the focus.
        if before.is_some_and(|before| before != address) {
            if may_focus() {
                focus_in_place("main");
            }
            if pierglass.has_portal() {
                let told = portal::tell_portal(pierglass, address.clone());
                spawn_local(async move {
                    let _ = told.await;
                });
            }
        }
        address
    });
    let is_first_screen = StoredValue::new(true);
    let is_ready = Memo::new(move |_| pierglass.config.with(Option::is_some));
    let screen = move || match (is_ready.get(), pierglass.address.get()) {
        (false, _) => ().into_any(),
        (true, address) if !pierglass.may_open(&address) => {
            turn_away();
            let host = address.registry().map(|host| host.to_string()).unwrap_or_default();
            lazy(not_listed(host))
        }
        (true, address) => {
            if !is_first_screen.try_update_value(|first| std::mem::replace(first, false)).unwrap_or(false) {
                turn_away();
                forget_asked_ahead();
            }
            screen(pierglass, address)
        }
    };
    view! {
        <button class="skip-link" on:click=move |_| focus_in_place("main")>"Skip to the content"</button>
        <Bar/>
        <main id="main" tabindex="-1">{show(move || Some(screen()))}</main>
        <p class="visually-hidden" role="status">{pierglass.announcement}</p>
    }
}

/// `/` goes to the filter, Ctrl+K to the box that opens any reference, and `?` opens the help.
fn shortcut(event: KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_typing = target.is_some_and(|target| target.matches("input, textarea, select").unwrap_or(false));
    let wanted = match event.key().as_str() {
        "k" if event.ctrl_key() || event.meta_key() => "open-box",
        _ if is_typing || event.ctrl_key() || event.alt_key() || event.meta_key() => return,
        "/" => "filter",
        "?" => "to-help",
        _ => return,
    };
    let Some(element) = document().get_element_by_id(wanted).and_then(|found| found.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    event.prevent_default();
    let _ = element.focus();
    match element.dyn_ref::<HtmlInputElement>() {
        Some(input) => input.select(),
        None => element.click(),
    }
}
