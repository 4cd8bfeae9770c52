//! The bar on top: where the person is, the box that opens anything, who is signed in.

use leptos::ev::{self, FocusEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::later;
use super::open_box::OpenBox;
use super::switch::switch;
use super::to_check_up::to_check_up;
use crate::address::Address;
use crate::registry::reference::Version;
use crate::ui::focus::focus;
use crate::ui::lazy::lazy;
use crate::ui::show::{show, text};
use crate::ui::state::Pierglass;
use crate::ui::state::registry::Registry;
use crate::ui::words;

/// The bar.
#[component]
pub fn Bar() -> impl IntoView {
    let pierglass = Pierglass::expect();
    let host = Memo::new(move |_| pierglass.address.with(|address| address.registry()));
    let registry = move || {
        pierglass.config.with(Option::is_some).then(|| host.get().map(|host| pierglass.registry(&host))).flatten()
    };
    let guide = move || Address::Guide { page: String::new(), registry: host.get() }.to_string();
    view! {
        <header class="bar">
            <a class="brand" href=Address::Connect.to_string() title="All registries">
                <svg viewBox="5.5 1.5 13 21" aria-hidden="true"><path d="M7 3h10v18H7z"/><path d="m10 12 4-5m-4 10 4-5"/></svg>
                <span>{text(move || pierglass.title())}</span>
            </a>
            {show(move || switch(pierglass))}
            <nav aria-label="Where you are" class="crumbs">{show(move || Some(pierglass.address.with(crumbs)))}</nav>
            <OpenBox/>
            {show(move || config_problems(pierglass))}
            {show(|| to_check_up("to-checkup", "Check up"))}
            <a class="to-guide" href=guide>"Guide"</a>
            <Help/>
            {show(move || registry().map(|registry| view! { <Account registry/> }))}
        </header>
    }
}

/// The button for the help, which opens it by itself: the browser shuts it at Escape and at a click elsewhere.
#[component]
fn Help() -> impl IntoView {
    let was_open = RwSignal::new(false);
    view! {
        <button type="button" id="to-help" class="quiet" popovertarget="help" title="Help, keyboard and theme"
            aria-label="Help, keyboard and theme">"?"</button>
        <div id="help" class="help" popover on:toggle=move |_| was_open.set(true)>
            {show(move || was_open.get().then(|| lazy(later::help())))}
        </div>
    }
}

/// Says on every page, to whoever looks after it, that its configuration is not in force as it was written.
fn config_problems(pierglass: Pierglass) -> Option<AnyView> {
    let count = pierglass.config_problems.with(Vec::len);
    let name = format!("config.json: {}", words::count(count, "problem", "problems"));
    (count > 0).then(|| {
        view! {
            <a class="to-settings" href=Address::Settings.to_string() title=name.clone() aria-label=name.clone()>
                <b aria-hidden="true">"!"</b><span>{name.clone()}</span>
            </a>
        }
        .into_any()
    })
}

fn crumbs(address: &Address) -> AnyView {
    if let Address::Settings = address {
        return view! { <span aria-current="page">"settings"</span> }.into_any();
    }
    if let Address::Guide { page, registry } = address {
        let first = Address::Guide { page: String::new(), registry: registry.clone() };
        let place = page.strip_prefix("rules/").unwrap_or(page).to_owned();
        return view! {
            <a href=first.to_string()>"guide"</a>
            {(!place.is_empty()).then(|| view! {
                <span aria-hidden="true">"/"</span><span aria-current="page">{place}</span>
            })}
        }
        .into_any();
    }
    let Some(registry) = address.registry() else {
        return ().into_any();
    };
    let repository = address.repository().cloned();
    let version = match address {
        Address::Image { version, .. } => Some(version.clone()),
        _ => None,
    };
    let of_registry = Address::Repositories { registry: registry.clone() };
    view! {
        <a href=of_registry.to_string()>{registry.docker_name()}</a>
        {repository.map(|repository| {
            let name = repository.to_string();
            let tags = Address::Tags { registry: registry.clone(), repository };
            view! { <span aria-hidden="true">"/"</span><a href=tags.to_string()>{name}</a> }
        })}
        {version.map(|version| {
            let text = match &version {
                Version::Tag(tag) => tag.to_string(),
                Version::Digest(digest) => format!("{}:{}", digest.algorithm(), digest.short()),
            };
            let mark = if matches!(version, Version::Tag(_)) { ":" } else { "@" };
            view! { <span aria-hidden="true">{mark}</span><span aria-current="page">{text}</span> }
        })}
    }
    .into_any()
}

/// Who is signed in, what was granted, and the way out; or the way in.
#[component]
fn Account(registry: Registry) -> impl IntoView {
    let pierglass = Pierglass::expect();
    let open = RwSignal::new(false);
    let close = move || {
        if open.get_untracked() {
            open.set(false);
        }
    };
    Effect::new(move |_| {
        pierglass.address.track();
        close();
    });
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            // The focus must not go with the panel.
            if matches!(document().query_selector(".account .panel:focus-within"), Ok(Some(_))) {
                focus(".account > button");
            }
            close();
        }
    });
    let elsewhere = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| matches!(target.closest(".account"), Ok(None))) {
            close();
        }
    });
    on_cleanup(move || {
        escape.remove();
        elsewhere.remove();
    });
    // Where the page asks for a sign-in already, its form is the one to use.
    let ask = move |_| {
        if !focus("main .sign-in #user") {
            open.update(|open| *open = !*open);
        }
    };
    let panel = move || {
        match registry.account.get() {
        Some(user) => view! { <SignedIn registry user open/> }.into_any(),
        None => view! {
            <button type="button" class="quiet" aria-expanded=move || open.get().to_string() on:click=ask>"Sign in"</button>
            {show(move || open.get().then(|| lazy(later::ask_to_sign_in(registry, open))))}
        }
        .into_any(),
    }
    };
    // An open panel must not lie over what has the focus.
    let left = move |event: FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Element>().ok());
        if to.is_some_and(|to| matches!(to.closest(".account"), Ok(None))) {
            close();
        }
    };
    view! { <div class="account" on:focusout=left>{show(move || Some(panel()))}</div> }
}

#[component]
fn SignedIn(registry: Registry, user: String, open: RwSignal<bool>) -> impl IntoView {
    let name = user.clone();
    view! {
        <button type="button" class="quiet user" aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)>{user}</button>
        {show(move || open.get().then(|| lazy(later::granted(registry, name.clone()))))}
    }
}
