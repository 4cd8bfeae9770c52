//! Configurations that end a fault: for the person's own server, with their own names in it, to copy or to keep.
//!
//! The files lie beside the page (docs/decisions/0010) and come when somebody looks at one.

mod names;

use leptos::prelude::*;
use url::Url;

use self::names::names_in_it;
use super::copy::Copy;
use super::data_file::data_file;
use crate::browser::fetch::{NoFile, own_file};
use crate::browser::storage::{self, Keep};
use crate::diagnosis::fixes::{Fix, Names, check_line, fill, is_note, servers};
use crate::diagnosis::observation::{Observation, Server};
use crate::registry::host::RegistryHost;
use crate::ui::show::{show, text};
use crate::ui::tasks::{Component, Task};

/// Where the choice of a server is remembered.
const SERVER: &str = "server";

/// Where it is said that Distribution wants a sign-in for OPTIONS too.
const DISTRIBUTION: &str = "https://github.com/distribution/distribution/issues/4458";

/// What all fixes of a check-up share: the names, and the server that somebody chose.
#[derive(Clone, Copy)]
pub struct Mending {
    names: RwSignal<Option<Names>>,
    server: RwSignal<String>,
    has_notes: RwSignal<bool>,
}

impl Mending {
    /// Nothing is known yet but the server that was chosen at an earlier visit.
    pub fn new() -> Mending {
        let server = storage::load(Keep::Always, SERVER).into_iter().next().unwrap_or_default();
        Mending { names: RwSignal::new(None), server: RwSignal::new(server), has_notes: RwSignal::new(true) }
    }

    /// Takes the names from what was seen. What somebody has typed since stays.
    pub fn learn(self, observation: &Observation) {
        let Ok(registry) = observation.registry() else { return };
        let realm = observation.realm().and_then(|(_, realm)| Some(realm.ok()?.url));
        self.take(Some(&observation.page.origin), Some(&registry), realm.as_ref());
        if self.server.with_untracked(String::is_empty)
            && let Some(server) = betrayed(observation)
        {
            self.server.set(server.to_owned());
        }
    }

    /// Takes names, or those of an example where there are none. What somebody has typed since stays.
    pub fn take(self, page_origin: Option<&str>, registry: Option<&RegistryHost>, realm: Option<&Url>) {
        if self.names.with_untracked(Option::is_some) {
            return;
        }
        let example = RegistryHost::parse("registry.example.com").ok();
        let Some(registry) = registry.or(example.as_ref()) else { return };
        let names = Names::new(page_origin.unwrap_or("https://ui.example.com"), registry.url());
        self.names.set(Some(match realm {
            Some(realm) => names.with_realm(realm),
            None => names,
        }));
    }

    /// Whether a fix is of use here for a fault of that server.
    pub fn fits(self, fault: Server, fix: &Fix) -> bool {
        self.names.with_untracked(|names| names.as_ref().is_some_and(|names| fix.fits(fault, names)))
    }

    fn choose(self, server: &str) {
        storage::save(Keep::Always, SERVER, &[server.to_owned()]);
        self.server.set(server.to_owned());
    }

    fn change(self, change: impl FnOnce(&mut Names)) {
        self.names.update(|names| {
            if let Some(names) = names {
                change(names);
            }
        });
    }
}

/// The server that an answer names, where the page can see the header.
fn betrayed(observation: &Observation) -> Option<&'static str> {
    let names = observation.answers(Server::Registry).find_map(|(_, read)| read.headers.get("server"))?;
    let names = names.to_ascii_lowercase();
    let known = [("nginx", "nginx"), ("caddy", "Caddy"), ("apache", "Apache httpd"), ("envoy", "Envoy")];
    known.into_iter().find(|(word, _)| names.contains(word)).map(|(_, server)| server)
}

/// The fixes of one fault.
#[component]
pub fn Mend(mending: Mending, fixes: Vec<&'static Fix>) -> impl IntoView {
    let all = servers(&fixes);
    let fixes_are_for_clients = fixes.iter().all(|fix| fix.ends.is_empty());
    let about = fixes.first().map_or(Server::Registry, |fix| fix.about());
    let is_of_registry = about == Server::Registry && fixes.iter().any(|fix| fix.ends("preflight-unauthorized"));
    let alone = is_of_registry.then(|| {
        view! {
            <p class="note">
                "No setting of the registry does this alone where people sign in, neither in "
                <a href=DISTRIBUTION target="_blank" rel="noreferrer">"CNCF Distribution"</a>
                " nor in Harbor or GitLab: a server in front of it has to."
            </p>
        }
    });
    let first = all.first().copied().unwrap_or_default();
    let chosen = {
        let all = all.clone();
        Memo::new(move |_| mending.server.with(|server| all.iter().copied().find(|one| one == server).unwrap_or(first)))
    };
    let picked = RwSignal::new(None::<&'static str>);
    let of_server = move || fixes.iter().copied().filter(|fix| fix.server == chosen.get()).collect::<Vec<_>>();
    let of_server = Memo::new(move |_| of_server().iter().map(|fix| ById(fix)).collect::<Vec<ById>>());
    let fix = Memo::new(move |_| {
        of_server.with(|fixes| {
            let picked = picked.get().and_then(|id| fixes.iter().find(|fix| fix.0.id == id).copied());
            picked.or_else(|| fixes.first().copied())
        })
    });
    let (heading, label) = match about {
        _ if fixes_are_for_clients => ("Files for the machines that pull", "What pulls: "),
        Server::TokenService => ("Put it right in your server", "What stands before the token service: "),
        _ => ("Put it right in your server", "What stands before the registry: "),
    };
    let options = all.into_iter().map(|name| {
        view! { <option value=name selected=move || chosen.get() == name>{name}</option> }
    });
    view! {
        <section class="mend">
            <h3>{heading}</h3>
            <p class="choose">
                <label>{label}
                    <select on:change=move |event| mending.choose(&event_target_value(&event)) prop:value=move || chosen.get()>
                        {options.collect_view()}
                    </select>
                </label>
            </p>
            {alone}
            {show(move || (of_server.with(Vec::len) > 1).then(|| ways(&of_server.get(), fix, picked)))}
            {show(move || fix.get().map(|fix| view! { <One mending fix=fix.0/> }))}
        </section>
    }
    .into_any()
}

/// A fix that is the same as another of its name.
#[derive(Clone, Copy)]
struct ById(&'static Fix);

impl PartialEq for ById {
    fn eq(&self, other: &ById) -> bool {
        self.0.id == other.0.id
    }
}

/// The ways that a server offers, as a list to choose one of.
fn ways(fixes: &[ById], chosen: Memo<Option<ById>>, picked: RwSignal<Option<&'static str>>) -> AnyView {
    let ways = fixes.iter().map(|ById(fix)| {
        let id = fix.id;
        let is_chosen = move || chosen.get().is_some_and(|fix| fix.0.id == id).to_string();
        view! {
            <li><button type="button" aria-pressed=is_chosen on:click=move |_| picked.set(Some(id))>{fix.title}</button></li>
        }
        .into_any()
    });
    view! { <ul class="ways">{ways.collect_view()}</ul> }.into_any()
}

/// One fix: the file, the names in it, and how to put it in force.
#[component]
fn One(mending: Mending, fix: &'static Fix) -> impl IntoView {
    let file = RwSignal::new(None::<Result<String, NoFile>>);
    let load = move || async move {
        let name = format!("fixes/{}", fix.file);
        file.set(Some(own_file(&name).await.and_then(text_of)));
    };
    Task::spawn(load());
    let component = Component::here();
    let again = move |_| {
        file.set(None);
        component.spawn(load());
    };
    let filled = Memo::new(move |_| {
        let names = mending.names.get()?;
        let filled = file.with(|file| Some(fill(fix, file.as_ref()?.as_ref().ok()?, &names)));
        filled.map(|filled| filled.map_err(|error| error.to_string()))
    });
    let shown = move || match (filled.get(), file.with(|file| matches!(file, Some(Err(_))))) {
        (Some(Ok(text)), _) => lines(fix, text, mending.has_notes),
        (Some(Err(why)), _) => view! { <p class="problem" role="alert">{why}</p> }.into_any(),
        (None, true) => view! {
            <p class="problem" role="alert">
                "The file did not come. The folder fixes belongs beside index.html. "
                <button type="button" on:click=again>"Try again"</button>
            </p>
        }
        .into_any(),
        (None, false) => view! { <p class="loading">"Loading…"</p> }.into_any(),
    };
    let run = match fix.run_on {
        Some(server) => view! { <small class="chip good">"Run on " {server}</small> }.into_any(),
        None => view! { <small class="chip">"From the manual, not run"</small> }.into_any(),
    };
    let traps = fix.traps.iter().map(|trap| view! { <li>{*trap}</li> }).collect_view();
    let check = move || mending.names.get().and_then(|names| check_line(fix, &names)).unwrap_or_default();
    let check = Memo::new(move |_| check());
    view! {
        <div class="one" data-fix=fix.id>
            <p><strong>{fix.title}</strong> " " {run}</p>
            <p class="note">{fix.presumes}</p>
            {show(move || file.with(|file| names_in_it(mending, file.as_ref()?.as_ref().ok()?)))}
            {show(move || Some(shown()))}
            <ol class="then">
                <li>"Put it into " {place(fix)} "."</li>
                <li>"Let the server read it:" {command(Signal::stored(fix.reload.to_owned()))}</li>
                {show(move || (!check.with(String::is_empty)).then(|| view! {
                    <li>"Check, from where the browser is:" {command(check.into())}</li>
                }))}
                {(!fix.ends.is_empty()).then(|| view! { <li>"Then check again."</li> })}
            </ol>
            {(!fix.traps.is_empty()).then(|| view! { <details class="traps"><summary>"What goes wrong easily"</summary><ul>{traps}</ul></details> })}
            <p class="more"><a href=fix.source target="_blank" rel="noreferrer">"The server's manual"</a><small><code>{fix.id}</code></small></p>
        </div>
    }
    .into_any()
}

/// A path is one, and anything else are words.
fn place(fix: &Fix) -> AnyView {
    match fix.place.starts_with('/') && !fix.place.contains(' ') {
        true => view! { <code>{fix.place}</code> }.into_any(),
        false => fix.place.into_any(),
    }
}

fn command(line: Signal<String>) -> AnyView {
    view! { <div class="command"><code>{text(move || line.get())}</code><Copy text=line what="the line"/></div> }
        .into_any()
}

/// The file, with or without its notes.
fn lines(fix: &'static Fix, filled: String, has_notes: RwSignal<bool>) -> AnyView {
    let href = data_file("text/plain", &filled);
    let can_hide = filled.lines().any(|line| is_note(fix, line));
    let all = filled.clone();
    let shown = move || {
        let lines = all.lines().filter(|line| has_notes.get() || !is_note(fix, line));
        let drawn = lines.map(|line| {
            let line = format!("{line}\n");
            let class = if is_note(fix, &line) { "explains" } else { "" };
            view! { <span class=class>{line}</span> }.into_any()
        });
        Some(drawn.collect::<Vec<AnyView>>())
    };
    let toggle = can_hide.then(|| view! {
        <label><input type="checkbox" prop:checked=has_notes on:change=move |event| has_notes.set(event_target_checked(&event))/>" Explain the lines"</label>
    });
    view! {
        <div class="file">
            <div class="buttons">
                {toggle}
                <Copy text=filled what="the file"/>
                <a class="button" href=href download=fix.file_name()>"Download"</a>
            </div>
            <pre tabindex="0" role="group" aria-label="The file">{show(shown)}</pre>
        </div>
    }
    .into_any()
}

/// Some servers answer with the page itself for what they do not have.
fn text_of(body: Vec<u8>) -> Result<String, NoFile> {
    let is_page = |text: &str| text.trim_start().get(..9).is_some_and(|head| head.eq_ignore_ascii_case("<!doctype"));
    String::from_utf8(body).ok().filter(|text| !is_page(text)).ok_or(NoFile::NotThere)
}
