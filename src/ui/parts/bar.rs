//! The bar on top: where the person is, the box that opens anything, who is signed in.

use leptos::ev::{self, FocusEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::open_box::OpenBox;
use super::to_check_up::to_check_up;
use crate::address::Address;
use crate::browser::time::now;
use crate::registry::failure::{Failure, SignIn as HowTo};
use crate::registry::reference::Version;
use crate::ui::parts::problem::Problem;
use crate::ui::parts::sign_in::SignIn;
use crate::ui::show::{show, text};
use crate::ui::state::{Pierglass, Registry};
use crate::ui::tasks::{Component, Task};

/// The bar.
#[component]
pub fn Bar() -> impl IntoView {
    let pierglass = Pierglass::expect();
    let title = move || {
        let title = pierglass.config.with(|config| config.as_ref().and_then(|config| config.title.clone()));
        title.unwrap_or_else(|| "Pierglass".to_string())
    };
    let host = Memo::new(move |_| pierglass.address.with(|address| address.registry()));
    let registry = move || {
        pierglass.config.with(Option::is_some).then(|| host.get().map(|host| pierglass.registry(&host))).flatten()
    };
    let guide = move || Address::Guide { page: String::new(), registry: host.get() }.to_string();
    view! {
        <header class="bar">
            <a class="brand" href=Address::Connect.to_string() title="All registries">
                <svg viewBox="5.5 1.5 13 21" aria-hidden="true"><path d="M7 3h10v18H7z"/><path d="m10 12 4-5m-4 10 4-5"/></svg>
                <span>{text(title)}</span>
            </a>
            <nav aria-label="Where you are" class="crumbs">{show(move || Some(pierglass.address.with(crumbs)))}</nav>
            <OpenBox/>
            {show(|| to_check_up("to-checkup", "Check up"))}
            <a class="to-guide" href=guide>"Guide"</a>
            {show(move || registry().map(|registry| view! { <Account registry/> }))}
        </header>
    }
}

fn crumbs(address: &Address) -> AnyView {
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

/// Gives the focus to the first match; false where there is none.
fn focus(selector: &str) -> bool {
    let found =
        document().query_selector(selector).ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|found| found.focus().is_ok())
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
            {show(move || open.get().then(|| view! { <AskToSignIn registry open/> }))}
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
    let granted = move || {
        let client = registry.client();
        let now = now();
        let tokens = client.session.living_tokens();
        if tokens.is_empty() {
            return view! { <p>"Your password goes with each request; the registry says of no right in advance."</p> }
                .into_any();
        }
        let rows = tokens.into_iter().map(|token| {
            let access = token.claims.as_ref().and_then(|claims| claims.access.as_ref()).map(|access| access.to_string());
            let access = match access.as_deref() {
                Some("") => "nothing in particular".to_string(),
                Some(access) => access.to_string(),
                None => "a token that does not say what it permits".to_string(),
            };
            view! { <li><code>{access}</code><small>" for " {token.expires.since(now).as_secs()} " s more"</small></li> }
        });
        view! { <p>"The token service granted:"</p><ul>{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <button type="button" class="quiet user" aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)>{user.clone()}</button>
        {show(move || open.get().then(|| view! {
            <div class="panel">
                <p>"Signed in to " <strong>{registry.name()}</strong> " as " <strong>{user.clone()}</strong> "."</p>
                {granted()}
                {untrack(|| to_check_up("", "Check up this registry"))}
                <button type="button" on:click=move |_| { focus("main"); registry.sign_out(); }>"Sign out"</button>
            </div>
        }))}
    }
}

/// A sign-in that nothing has asked for: first the registry is asked how.
#[component]
fn AskToSignIn(registry: Registry, open: RwSignal<bool>) -> impl IntoView {
    let how = RwSignal::new(None::<HowTo>);
    let failure = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    Task::spawn(async move {
        match registry.client().session.how_to_sign_in().await {
            Ok(to) => how.set(Some(to)),
            Err(cause) => failure.set(Some(cause)),
        }
    });
    let component = Component::here();
    let check = Callback::new(move |()| {
        busy.set(true);
        component.spawn(async move {
            match registry.client().session.check_sign_in().await {
                Ok(()) => {
                    registry.learned();
                    registry.visits.update(|visits| *visits += 1);
                    focus("main");
                    open.set(false);
                }
                Err(cause) => {
                    registry.learned();
                    failure.set(Some(cause));
                }
            }
            busy.set(false);
        });
    });
    view! {
        <div class="panel">
            {show(move || Some(match (how.get(), failure.get()) {
                (Some(how), _) => view! { <SignIn registry how failure busy on_submit=check/> }.into_any(),
                (None, Some(failure)) => view! { <Problem failure/> }.into_any(),
                (None, None) => view! { <p>"Asking the registry how…"</p> }.into_any(),
            }))}
            {untrack(|| to_check_up("", "Check up this registry"))}
        </div>
    }
}
