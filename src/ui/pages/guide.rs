//! The guide: problems and practices, and a page for each rule.
//!
//! The texts are files beside the page (docs/decisions/0007), so they come when somebody reads them.

use leptos::prelude::*;

use crate::address::Address;
use crate::browser::address_bar;
use crate::browser::fetch::{NoFile, own_file};
use crate::diagnosis::guide::{self, GuideNames, Kind, PAGES, Page, neighbours};
use crate::diagnosis::markdown::{Block, fill, parse};
use crate::diagnosis::observation::Server;
use crate::registry::host::RegistryHost;
use crate::registry::reference::Repository;
use crate::ui::parts::document::Document;
use crate::ui::parts::mend::Mend;
use crate::ui::parts::mend::mending::Mending;
use crate::ui::show::show;
use crate::ui::state::Pierglass;
use crate::ui::tasks::{Component, Task};

/// A page of the guide; empty is the first one. The names of `registry` stand in its examples.
#[component]
pub fn Guide(page: String, registry: Option<RegistryHost>) -> impl IntoView {
    let title = guide::page(&page).map_or(guide::TITLE, |page| page.title);
    Effect::new(move |_| address_bar::set_title(&Pierglass::expect().title_of(title)));
    let loaded = RwSignal::new(None::<Result<Vec<Block>, NoFile>>);
    let names = guide::names(&at_hand(registry.as_ref()));
    let file = guide::file(&page);
    let load = move || {
        let (file, names) = (file.clone(), names.clone());
        async move {
            let text = own_file(&file).await.and_then(text_of);
            loaded.set(Some(text.map(|text| {
                let mut blocks = parse(&text);
                fill(&mut blocks, &names);
                blocks
            })));
        }
    };
    Task::spawn(load.clone()());
    let component = Component::here();
    let again = Callback::new(move |()| {
        loaded.set(None);
        component.spawn(load());
    });
    let is_first = page.is_empty();
    let first = link(String::new(), registry.as_ref());
    let name = page.clone();
    let at_hand = registry.clone();
    let content = move || match loaded.get() {
        None => view! { <p class="loading">"Loading…"</p> }.into_any(),
        Some(Ok(blocks)) => view! { <Document blocks registry=at_hand.clone()/> }.into_any(),
        Some(Err(NoFile::NotThere)) => view! { <NotThere page=name.clone() first=first.clone()/> }.into_any(),
        Some(Err(NoFile::NoAnswer)) => view! { <NoAnswer on_retry=again/> }.into_any(),
    };
    // What stands below the text waits for it, so that nothing jumps.
    let below = move || {
        view! {
            {is_first.then(|| view! { <Index registry=registry.clone()/> })}
            {mend(&page, registry.as_ref())}
            <Names registry=registry.clone()/>
            {(!is_first).then(|| view! { <Neighbours page=page.clone() registry=registry.clone()/> })}
        }
    };
    view! {
        <div class="guide">
            {show(move || Some(content()))}
            {show(move || loaded.with(Option::is_some).then(&below))}
        </div>
    }
}

/// The configurations that belong to a page, with this registry's names or those of an example.
fn mend(page: &str, registry: Option<&RegistryHost>) -> AnyView {
    let GuideNames { page_origin, realm, .. } = at_hand(registry);
    let mending = Mending::new();
    mending.take(page_origin.as_deref(), registry, realm.as_ref());
    let fixes: Vec<_> = guide::fixes_of(page).into_iter().filter(|fix| mending.fits(Server::Registry, fix)).collect();
    if fixes.is_empty() {
        return ().into_any();
    }
    view! { <Mend mending fixes/> }.into_any()
}

/// The pages before and after, and the way to all of them.
#[component]
fn Neighbours(page: String, registry: Option<RegistryHost>) -> impl IntoView {
    let (before, after) = neighbours(&page);
    let to = |page: &Page| link(page.slug.to_owned(), registry.as_ref());
    view! {
        <nav class="neighbours" aria-label="Other pages of the guide">
            {before.map(|page| view! { <a href=to(page) rel="prev">"← " {page.title}</a> })}
            <a href=link(String::new(), registry.as_ref())>"All pages"</a>
            {after.map(|page| view! { <a href=to(page) rel="next">{page.title} " →"</a> })}
        </nav>
    }
}

/// Some servers answer with the page itself for what they do not have.
fn text_of(body: Vec<u8>) -> Result<String, NoFile> {
    String::from_utf8(body).ok().filter(|text| text.starts_with('#')).ok_or(NoFile::NotThere)
}

fn link(page: String, registry: Option<&RegistryHost>) -> String {
    Address::Guide { page, registry: registry.cloned() }.to_string()
}

/// What is known about the registry, from this visit and earlier ones; nobody is asked.
fn at_hand(registry: Option<&RegistryHost>) -> GuideNames {
    let pierglass = Pierglass::expect();
    let page_origin = address_bar::own_origin().map(|origin| origin.origin().ascii_serialization());
    let mut at_hand = GuideNames { registry: registry.cloned(), page_origin, ..GuideNames::default() };
    let opened = registry.filter(|host| pierglass.may_open(&Address::Repositories { registry: (*host).clone() }));
    if let Some(registry) = opened.map(|host| pierglass.registry(host)) {
        if let Some(memory) = registry.client().session.memory() {
            at_hand.realm = memory.realm.parse().ok();
            at_hand.service = memory.service;
        }
        at_hand.repository = registry.opened_before().first().and_then(|name| Repository::parse(name).ok());
    }
    at_hand
}

/// All pages, problems first.
#[component]
fn Index(registry: Option<RegistryHost>) -> impl IntoView {
    let cards = move |kind: Kind| {
        let card = |page: &Page| {
            let href = link(page.slug.to_owned(), registry.as_ref());
            view! { <li><a href=href><strong>{page.title}</strong><small>{page.summary}</small></a></li> }.into_any()
        };
        PAGES.iter().filter(|page| page.kind == kind).map(card).collect::<Vec<AnyView>>()
    };
    view! {
        <h2>"Problems"</h2>
        <ul class="cards">{cards(Kind::Problem)}</ul>
        <h2>"Practices"</h2>
        <ul class="cards">{cards(Kind::Practice)}</ul>
    }
}

/// Whose names stand in the examples.
#[component]
fn Names(registry: Option<RegistryHost>) -> impl IntoView {
    match registry {
        Some(registry) => view! {
            <p class="note">
                "The examples are written for "
                <a href=Address::Repositories { registry: registry.clone() }.to_string()>{registry.docker_name()}</a> "."
            </p>
        }
        .into_any(),
        None => view! {
            <p class="note">
                "The names in the examples are made up. " <a href=Address::Connect.to_string()>"Open a registry"</a>
                " and come back by the link in the bar; then its own names stand there."
            </p>
        }
        .into_any(),
    }
}

#[component]
fn NotThere(page: String, first: String) -> impl IntoView {
    let is_listed = page.is_empty() || guide::page(&page).is_some();
    let why = if is_listed {
        "The folder guide, which belongs beside index.html, was not found on the server of this page."
    } else {
        "The guide has no such page."
    };
    view! {
        <section class="problem" role="alert" data-problem="guide-not-there">
            <h1>"This page of the guide is not there"</h1>
            <p>{why}</p>
            <p><a href=first>"All pages of the guide"</a></p>
        </section>
    }
}

#[component]
fn NoAnswer(on_retry: Callback<()>) -> impl IntoView {
    view! {
        <section class="problem" role="alert" data-problem="guide-no-answer">
            <h1>"The server of this page did not answer"</h1>
            <p>"The guide's pages are loaded when they are first read. The network may be gone for the moment."</p>
            <button type="button" on:click=move |_| on_retry.run(())>"Try again"</button>
        </section>
    }
}
