//! The question which registry, and what the browser is about to call.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use crate::address::Address;
use crate::address::input::from_input;
use crate::browser::address_bar;
use crate::browser::fetch::Fetch;
use crate::registry::auth::challenge::parse_challenges;
use crate::registry::auth::realm::is_internal;
use crate::registry::host::RegistryHost;
use crate::registry::http::{Answer, Http, Request};
use crate::ui::parts::config_problems::in_force;
use crate::ui::show::show;
use crate::ui::state::Pierglass;
use crate::ui::state::recent::{forget_recent, recent};
use crate::ui::tasks::Task;

/// The connect page.
#[component]
pub fn Connect() -> impl IntoView {
    let pierglass = Pierglass::expect();
    let config = pierglass.config.get_untracked().unwrap_or_default();
    let beside = RwSignal::new(None::<RegistryHost>);
    let is_first = pierglass.take_first_visit();
    let configured = config.registries.clone();
    let open_others = config.open_others;
    if configured.is_empty() {
        // Beside a registry the page needs no CORS, so its own server is looked at first.
        Task::spawn(async move {
            let Some(host) = registry_beside().await else { return };
            if is_first && recent().is_empty() {
                address_bar::replace(&Address::Repositories { registry: host });
            } else {
                beside.set(Some(host));
            }
        });
    }
    let recent_hosts = RwSignal::new(recent());
    let listed: Vec<RegistryHost> = configured.iter().map(|entry| entry.host.clone()).collect();
    let others = Memo::new(move |_| {
        let mut others = recent_hosts.get();
        others.retain(|host| !listed.contains(host) && beside.with(|beside| beside.as_ref() != Some(host)));
        others
    });
    let guide = Address::Guide { page: String::new(), registry: None }.to_string();
    view! {
        <div class="connect">
            <h1>"Look into a container registry"</h1>
            <p class="lead">
                "Your browser talks to the registry itself. There is no server in between."
            </p>
            {open_others.then(|| view! { <ConnectForm/> })}
            {(!configured.is_empty()).then(|| view! {
                <h2>"Registries"</h2>
                <ul class="cards">
                    {configured.into_iter().map(|entry| {
                        let name = entry.shown_name();
                        view! { <li><HostLink host=entry.host name/></li> }
                    }).collect_view()}
                </ul>
            })}
            {show(move || beside.get().map(|host| view! {
                <h2>"Beside this page"</h2>
                <ul class="cards"><li><HostLink name=host.docker_name() host/></li></ul>
            }))}
            {show(move || (open_others && !others.with(Vec::is_empty)).then(|| view! {
                <h2>"Opened before"</h2>
                <ul class="cards">
                    <For each=move || others.get() key=RegistryHost::to_string let(host)>
                        <li>
                            <HostLink name=host.docker_name() host=host.clone()/>
                            <button type="button" class="quiet forget" title="Forget" aria-label=format!("Forget {host}")
                                on:click=move |_| { forget_recent(&host); recent_hosts.set(recent()); }>"×"</button>
                        </li>
                    </For>
                </ul>
            }))}
            {in_force(None)}
            <p class="note">
                "Something does not work? " <a href=Address::check_up("").to_string()>"Check a registry"</a>
                ", or read in the " <a href=guide>"guide"</a> " how registries, browsers and docker fail. The "
                <a href=Address::Settings.to_string()>"settings"</a> " write a configuration for everybody who opens this page."
            </p>
        </div>
    }
}

#[component]
fn HostLink(host: RegistryHost, name: String) -> impl IntoView {
    let place = host.origin();
    view! {
        <a href=Address::Repositories { registry: host }.to_string()><strong>{name}</strong><small>{place}</small></a>
    }
}

/// The box for an address, and under it what the browser will call.
#[component]
fn ConnectForm() -> impl IntoView {
    let text = RwSignal::new(String::new());
    let submitted = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let read = Memo::new(move |_| from_input(&text.get(), None));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        submitted.set(true);
        if let Ok(address) = read.get_untracked() {
            address_bar::go(&address);
        }
    };
    let message = move || match read.get() {
        Ok(address) => address.registry().map(|host| view! { <WillCall host/> }.into_any()),
        Err(error) if submitted.get() => Some(
            view! { <p class="wrong" role="alert">"This cannot be opened: " {error.to_string()} "."</p> }.into_any(),
        ),
        Err(_) => None,
    };
    view! {
        <form class="connect-form" on:submit=submit>
            <label for="registry">"Registry address, or any image reference"</label>
            <div class="field">
                <input id="registry" node_ref=input autocomplete="off" autocapitalize="none" spellcheck="false"
                    placeholder="registry.example.com" prop:value=text
                    on:input=move |event| { submitted.set(false); text.set(event_target_value(&event)); }/>
                <button type="submit" class="primary">"Open"</button>
            </div>
            <div class="will-call" aria-live="polite">{show(message)}</div>
        </form>
    }
}

/// Says which address the browser will call, and what stands in its way before it is even tried.
#[component]
fn WillCall(host: RegistryHost) -> impl IntoView {
    let url = host.api("").to_string();
    let page_is_https = address_bar::own_origin().is_some_and(|origin| origin.scheme() == "https");
    let is_mixed = page_is_https && host.is_plain_http() && !host.is_loopback();
    let is_name_of_a_network = is_internal(host.url()) && !host.is_loopback() && !host.docker_name().contains('.');
    view! {
        <p>"Your browser will call " <code>{url}</code></p>
        {is_mixed.then(|| view! {
            <p class="wrong">
                "This page came over https, so the browser will not let it call a plain http address. Give the registry \
                 https, or open this page over http beside it."
            </p>
        })}
        {is_name_of_a_network.then(|| view! {
            <p class="note">
                "A name without a dot is often a container's name, which other containers can resolve and your browser cannot."
            </p>
        })}
    }
}

/// The registry on the page's own origin, where there is one.
async fn registry_beside() -> Option<RegistryHost> {
    let host = RegistryHost::from_origin(&address_bar::own_origin()?)?;
    let Ok(Answer::Read(response)) = Fetch.send(Request::get(host.api(""))).await else {
        return None;
    };
    let has_challenge =
        response.headers.get("www-authenticate").is_some_and(|value| !parse_challenges(value).is_empty());
    let is_registry = match response.status {
        200 => response.text().trim() == "{}" || response.headers.get("docker-distribution-api-version").is_some(),
        401 => has_challenge && !response.is_html(),
        _ => false,
    };
    is_registry.then_some(host)
}
