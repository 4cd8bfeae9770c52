//! The page as a whole: the bar, and below it the screen that the address asks for.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};

use super::pages::{
    checkup::CheckUp,
    connect::Connect,
    guide::Guide,
    image::Image,
    repositories::Repositories,
    tags::Tags,
    unknown::{NotListed, Unknown},
};
use super::parts::bar::Bar;
use super::portal;
use super::show::show;
use super::state::Pierglass;
use crate::address::Address;
use crate::browser::address_bar;
use crate::browser::embedding::may_focus;
use crate::browser::fetch::own_file;
use crate::config::{Config, Theme};
use crate::diagnosis::guide;
use crate::registry::reference::Version;

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let pierglass = Pierglass::provide();
    spawn_local(async move {
        let (config, problems) = match own_file("config.json").await {
            Ok(body) => Config::parse(&body),
            Err(_) => (Config::default(), Vec::new()),
        };
        show_theme(config.theme);
        pierglass.config_problems.set(problems);
        pierglass.config.set(Some(Arc::new(config)));
        portal::begin(pierglass);
    });
    let shortcuts = window_event_listener(ev::keydown, shortcut);
    on_cleanup(move || shortcuts.remove());
    Effect::new(move |before: Option<Address>| {
        let address = pierglass.address.get();
        address_bar::set_title(&title(&address, pierglass));
        // A new screen begins at its top and with its heading; the first one is where the person put the focus.
        if before.is_some_and(|before| before != address) {
            if may_focus() {
                focus("main");
            }
            portal::tell_address("navigate", pierglass);
        }
        address
    });
    let is_ready = Memo::new(move |_| pierglass.config.with(Option::is_some));
    let screen = move || match (is_ready.get(), pierglass.address.get()) {
        (false, _) => ().into_any(),
        (true, address) if !pierglass.may_open(&address) => {
            let host = address.registry().map(|host| host.to_string()).unwrap_or_default();
            view! { <NotListed host/> }.into_any()
        }
        (true, Address::Connect) => view! { <Connect/> }.into_any(),
        (true, Address::Repositories { registry }) => {
            view! { <Repositories registry=pierglass.registry(&registry)/> }.into_any()
        }
        (true, Address::Tags { registry, repository }) => {
            view! { <Tags registry=pierglass.registry(&registry) repository/> }.into_any()
        }
        (true, Address::Image { registry, repository, version }) => {
            view! { <Image registry=pierglass.registry(&registry) repository version/> }.into_any()
        }
        (true, Address::CheckUp { text, closer }) => view! { <CheckUp text closer/> }.into_any(),
        (true, Address::Guide { page, registry }) => view! { <Guide page registry/> }.into_any(),
        (true, Address::Unknown { text, why }) => view! { <Unknown text why/> }.into_any(),
    };
    view! {
        <button class="skip-link" on:click=move |_| focus("main")>"Skip to the content"</button>
        <Bar/>
        <main id="main" tabindex="-1">{show(move || Some(screen()))}</main>
        <p class="visually-hidden" role="status">{pierglass.announcement}</p>
    }
}

/// The title of the tab.
pub(super) fn title(address: &Address, pierglass: Pierglass) -> String {
    let name = pierglass.config.with(|config| config.as_ref().and_then(|config| config.title.clone()));
    let name = name.unwrap_or_else(|| "Pierglass".to_string());
    match address {
        Address::Connect | Address::Unknown { .. } => name,
        Address::CheckUp { .. } => match address.registry() {
            Some(registry) => format!("Check-up of {} · {name}", registry.docker_name()),
            None => format!("Check-up · {name}"),
        },
        Address::Guide { page, .. } => match guide::page(page) {
            Some(page) => format!("{} · {name}", page.title),
            None => format!("{} · {name}", guide::TITLE),
        },
        Address::Repositories { registry } => format!("{} · {name}", registry.docker_name()),
        Address::Tags { repository, .. } => format!("{repository} · {name}"),
        Address::Image { repository, version, .. } => {
            let mark = if matches!(version, Version::Tag(_)) { ':' } else { '@' };
            format!("{repository}{mark}{version} · {name}")
        }
    }
}

/// Light or dark from now on.
pub(super) fn show_theme(theme: Theme) {
    let Some(root) = document().document_element() else { return };
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        Theme::Light => root.set_attribute("data-theme", "light"),
        Theme::Dark => root.set_attribute("data-theme", "dark"),
    };
}

/// `/` goes to the filter, Ctrl+K to the box that opens any reference.
fn shortcut(event: KeyboardEvent) {
    let target = event.target();
    let is_typing = target.as_ref().is_some_and(|target| target.dyn_ref::<HtmlInputElement>().is_some());
    let wanted = match event.key().as_str() {
        "/" if !is_typing && !event.ctrl_key() && !event.alt_key() && !event.meta_key() => "filter",
        "k" if event.ctrl_key() || event.meta_key() => "open-box",
        _ => return,
    };
    if let Some(element) =
        document().get_element_by_id(wanted).and_then(|element| element.dyn_into::<HtmlInputElement>().ok())
    {
        event.prevent_default();
        let _ = element.focus();
        element.select();
    }
}

fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}
