//! What curl says: the lines to run where curl reaches the registry, and a box for what they print.

use std::sync::Arc;

use leptos::prelude::*;
use url::Url;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::copy::{Copy, in_short};
use crate::address::Address;
use crate::diagnosis::curl::{Parties, Purpose, Shell, lines};
use crate::diagnosis::observation::Probe;
use crate::diagnosis::pasted::{Pasted, Reading, read};
use crate::registry::host::RegistryHost;
use crate::ui::show::show;

/// The box's id.
const BOX: &str = "paste-box";

/// The lines and the box. `origin` is the page's own, `later` what of the registry was blocked later, `changes` whether changing it matters; `is_open` is whether it stands
/// open from the beginning, `pasted` is what was pasted, and `counts` whether the verdict rests on it; `on_paste` takes a new one, or that there is none any
/// more.
#[component]
pub fn Paste(
    registry: RegistryHost,
    token_service: Option<Url>,
    later: Vec<(Probe, Url)>,
    changes: bool,
    origin: String,
    is_open: bool,
    pasted: RwSignal<Option<Reading>>,
    counts: Memo<bool>,
    on_paste: Callback<Option<Reading>>,
) -> impl IntoView {
    let shell = RwSignal::new(Shell::Posix);
    let asked = Arc::new((origin, registry, token_service, later, changes));
    let of = Arc::clone(&asked);
    let lines = move || {
        let lines = lines(parties(&of), shell.get()).into_iter().map(|line| {
            let (name, text) = (purpose(line.purpose), line.text);
            view! {
                <p class="line-name">{name}</p>
                <div class="command"><code>{text.clone()}</code><Copy text=text.clone() what=in_short(&text)/></div>
            }
        });
        lines.collect_view()
    };
    let of = Arc::clone(&asked);
    let take = move |event| {
        let text = event_target_value(&event);
        on_paste.run((!text.trim().is_empty()).then(|| read(parties(&of), &text)));
    };
    let judged = move || {
        let counts = counts.get();
        pasted.with(|reading| reading.as_ref().map(|reading| judged(reading, &asked, counts)))
    };
    view! {
        <details class="paste" open=is_open>
            <summary><h2>"Paste what curl says"</h2></summary>
            <p class="note">
                "A browser hides headers from pages, curl shows them. Run a line where the registry can be reached, and paste \
                 everything that it prints. What the browser's console says, its list of requests (also as a HAR file), and the \
                 errors of docker and its like are read too. What you paste stays in this page."
            </p>
            <div class="tabs" role="group" aria-label="Lines for">
                {SHELLS.map(|(one, name)| view! {
                    <button type="button" aria-pressed=move || (shell.get() == one).to_string()
                        on:click=move |_| shell.set(one)>{name}</button>
                }).collect_view()}
            </div>
            {show(move || Some(lines()))}
            <label for=BOX>"What it printed"</label>
            <textarea id=BOX rows="6" spellcheck="false" autocomplete="off" autocapitalize="none"
                placeholder="HTTP/2 401\nwww-authenticate: …"
                on:input=take></textarea>
            <div class="pasted" aria-live="polite">{show(judged)}</div>
        </details>
    }
    .into_any()
}

/// Whose rules a line can keep, and what to call them.
const SHELLS: [(Shell, &str); 2] = [(Shell::Posix, "sh, bash, zsh"), (Shell::PowerShell, "PowerShell")];

/// Brings the box into sight, ready to paste.
pub fn go_there() {
    let found = document().get_element_by_id(BOX).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(found) = found {
        if let Ok(Some(folded)) = found.closest("details") {
            let _ = folded.set_attribute("open", "");
        }
        found.scroll_into_view();
        let _ = found.focus();
    }
}

/// The page's origin, the registry, its token service, what of the registry was blocked later, and whether changing it matters.
type Servers = (String, RegistryHost, Option<Url>, Vec<(Probe, Url)>, bool);

fn parties((origin, registry, token_service, later, changes): &Servers) -> Parties<'_> {
    Parties { origin, registry: registry.url(), token_service: token_service.as_ref(), later, changes: *changes }
}

fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Plain => "The first question",
        Purpose::Preflight => "The question that a browser asks before a sign-in",
        Purpose::Later(Probe::Catalog) => "The list of repositories, which was blocked",
        Purpose::Later(Probe::Tags) => "The list of tags, which was blocked",
        Purpose::Later(Probe::Manifest) => "The manifest, which was blocked",
        Purpose::Later(_) => "The blob, which was blocked",
        Purpose::LaterPreflight(_) => "The question that a browser asks before that, signed in",
        Purpose::DeletePreflight => "The question that a browser asks before it deletes",
        Purpose::PutPreflight => "The question that a browser asks before it sets a tag",
        Purpose::TokenService => "The token service",
        Purpose::TokenServicePreflight => "The question to the token service before a sign-in",
    }
}

/// What a paste proves, header by header.
fn judged(reading: &Reading, servers: &Servers, counts: bool) -> AnyView {
    let (origin, registry) = (servers.0.as_str(), &servers.1);
    let judged = reading.judged.iter().map(|judged| {
        let is_good = judged.verdict.as_ref().map(Result::is_ok);
        let tone = match is_good {
            Some(true) => "good",
            Some(false) => "bad",
            None => "unclear",
        };
        view! { <li data-tone=tone>{judged.sentence()}</li> }
    });
    let judged = judged.collect_view();
    let found = reading.findings.iter().map(|found| finding(found, origin, registry)).collect_view();
    let unclear = reading.unclear.iter().map(|unclear| view! { <li>{unclear.sentence()}</li> }).collect_view();
    let nothing = reading.findings.is_empty() && !reading.judged.is_empty() && reading.unclear.is_empty();
    let is_lost = reading.findings.is_empty() && reading.judged.is_empty();
    let instead = is_lost.then(|| instead(servers));
    let counts = (!reading.findings.is_empty()).then(|| {
        let says = match counts {
            true => "The verdict counts it. ",
            false => "This page saw it otherwise itself, and the verdict stays. ",
        };
        view! {
            <p class="note">
                {says}
                <button type="button" class="as-link" on:click=|_| go_to(".verdict")>"To the verdict"</button>
            </p>
        }
    });
    view! {
        {counts}
        <ul class="verdicts">{judged}</ul>
        {found}
        {nothing.then(|| view! { <p>"Nothing is wrong with what you pasted."</p> })}
        <ul class="note">{unclear}</ul>
        {instead}
    }
    .into_any()
}

/// What to run where a paste says nothing.
fn instead(servers: &Servers) -> AnyView {
    let of = |(shell, name): (Shell, &'static str)| {
        let text = lines(parties(servers), shell).into_iter().next().map(|line| line.text)?;
        Some(view! {
            <p class="line-name">{name}</p>
            <div class="command"><code>{text.clone()}</code><Copy text=text.clone() what=in_short(&text)/></div>
        })
    };
    view! {
        <p>"Run this instead, and paste what it prints:"</p>
        {SHELLS.map(of).into_iter().flatten().collect_view()}
    }
    .into_any()
}

fn go_to(selector: &str) {
    if let Ok(Some(found)) = document().query_selector(selector) {
        found.scroll_into_view();
    }
}

fn finding(found: &Pasted, origin: &str, registry: &RegistryHost) -> AnyView {
    let guide = found.rule_id().map(|id| {
        let to = Address::rule(id, Some(registry)).to_string();
        view! { <p class="more"><a href=to>"Why this happens, and how to mend it"</a><small><code>{id}</code></small></p> }
    });
    let right = found.right_line(origin).map(|line| {
        view! { <p>"What it should be:"</p><div class="lines"><pre>{line.clone()}</pre><Copy text=line.clone() what=in_short(&line)/></div> }
    });
    let stops = if found.stops { "This alone stops the browser." } else { "This alone does not stop the browser." };
    let guessed = found.guessed.then_some(" Which request it answers was guessed.");
    view! {
        <article class="finding" data-rule=found.rule_id() data-stops=found.stops.to_string()>
            <h3 class="title">{found.sentence(origin)}</h3>
            <p class="note">"Line " {found.line} ": " <code>{found.text.clone()}</code></p>
            <p>{stops} {guessed}</p>
            {right}
            {guide}
        </article>
    }
    .into_any()
}
