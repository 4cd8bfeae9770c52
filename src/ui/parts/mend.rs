//! Configurations that end a fault: for the person's own server, with their own names in it, to copy or to keep.
//!
//! The files lie beside the page (docs/decisions/0010) and come when somebody looks at one.

pub mod mending;
mod names;
mod steps;

use leptos::prelude::*;

use self::mending::{Mending, NOTHING};
use self::names::names_in_it;
use self::steps::steps_of;
use super::copy::Copy;
use super::data_file::data_file;
use crate::browser::fetch::{NoFile, own_file};
use crate::diagnosis::fixes::{Fix, Front, Names, fill, is_front, is_note, servers};
use crate::diagnosis::observation::Server;
use crate::ui::show::show;
use crate::ui::tasks::{Component, Task};

/// Where it is said that Distribution wants a sign-in for OPTIONS too.
const DISTRIBUTION: &str = "https://github.com/distribution/distribution/issues/4458";

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
    let before = mending.before(about);
    let picked = RwSignal::new(None::<&'static str>);
    let put = servers(&fixes.iter().copied().filter(|fix| is_front(fix) && fix.about() == about).collect::<Vec<_>>());
    let of_server = move || {
        let (server, front) = (before.server(), before.front());
        let is_put = |fix: &Fix| is_front(fix) && fix.about() == about;
        let is_shown = |fix: &&'static Fix| fix.server == server && (front == Front::Stands || is_put(fix));
        fixes.iter().copied().filter(is_shown).collect::<Vec<_>>()
    };
    let of_server = Memo::new(move |_| of_server().iter().map(|fix| ById(fix)).collect::<Vec<ById>>());
    let fix = Memo::new(move |_| {
        of_server.with(|fixes| {
            let picked = picked.get().and_then(|id| fixes.iter().find(|fix| fix.0.id == id).copied());
            picked.or_else(|| fixes.first().copied())
        })
    });
    let (heading, label, behind) = match about {
        _ if fixes_are_for_clients => ("Files for the machines that pull", "What pulls: ", ""),
        Server::TokenService => {
            ("Put it right in your server", "What stands before the token service: ", "token service")
        }
        _ => ("Put it right in your server", "What stands before the registry: ", "registry"),
    };
    let say = move |stands: String| mending.say(about, |before| before.stands.set(stands));
    let nothing = (!put.is_empty()).then_some((NOTHING, "Nothing yet"));
    let options: Vec<_> = nothing.into_iter().chain(all.into_iter().map(|name| (name, name))).collect();
    let with_nothing = move || {
        let opened = mending.names.with(|names| names.as_ref().map(|names| opened(names, about)))?;
        (before.front() == Front::New && !put.is_empty()).then(|| {
            let put = put.iter().map(|name| (*name, *name)).collect();
            view! {
                <p class="note">
                    "Then browsers reach the " {behind} " itself, at " <code>{opened}</code> ". It stays there, for \
                     docker and all who use it now; a server in front of it lets pages in, at an address of its own."
                </p>
                {choice("A server to put in front: ", "put", put, before.put, move |server| {
                    mending.say(about, |before| before.put.set(server));
                })}
            }
        })
    };
    view! {
        <section class="mend">
            <h3>{heading}</h3>
            {choice(label, "stands", options, before.stands, say)}
            {show(with_nothing)}
            {alone}
            {show(move || (of_server.with(Vec::len) > 1).then(|| ways(&of_server.get(), fix, picked)))}
            {show(move || fix.get().map(|fix| view! { <OneFix mending fix=fix.0/> }))}
        </section>
    }
    .into_any()
}

/// What the page was given as the address of a server.
fn opened(names: &Names, of: Server) -> String {
    let tokens = names.tokens.as_ref().filter(|_| of == Server::TokenService);
    tokens.map_or(&names.opened, |tokens| &tokens.opened).clone()
}

/// A list to choose from. Nothing is chosen before somebody does.
fn choice(
    label: &'static str,
    class: &'static str,
    options: Vec<(&'static str, &'static str)>,
    chosen: RwSignal<String>,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let known: Vec<&str> = options.iter().map(|(value, _)| *value).collect();
    let value =
        Memo::new(move |_| chosen.with(|chosen| known.iter().copied().find(|one| one == chosen).unwrap_or_default()));
    let options = options.into_iter().map(|(value_of_it, name)| {
        view! { <option value=value_of_it selected=move || value.get() == value_of_it>{name}</option> }
    });
    view! {
        <p class="choose">
            <label>{label}
                <select class=class on:change=move |event| choose(event_target_value(&event)) prop:value=move || value.get()>
                    <option value="" disabled selected=move || value.get().is_empty()>"choose…"</option>
                    {options.collect_view()}
                </select>
            </label>
        </p>
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
fn OneFix(mending: Mending, fix: &'static Fix) -> impl IntoView {
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
    view! {
        <div class="one" data-fix=fix.id>
            <p><strong>{fix.title}</strong> " " {run}</p>
            <p class="note">{fix.presumes}</p>
            {show(move || file.with(|file| Some(names_in_it(mending, fix, file.as_ref()?.as_ref().ok()?))))}
            {show(move || Some(shown()))}
            {steps_of(mending, fix)}
            {(!fix.traps.is_empty()).then(|| view! { <details class="traps"><summary>"What goes wrong easily"</summary><ul>{traps}</ul></details> })}
            <p class="more"><a href=fix.source target="_blank" rel="noreferrer">"The server's manual"</a><small><code>{fix.id}</code></small></p>
        </div>
    }
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
                <Copy text=filled what=format!("the file {}", fix.file_name())/>
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
