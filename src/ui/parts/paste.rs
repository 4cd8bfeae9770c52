//! What curl says: the lines to run where curl reaches the registry, and a box for what they print.

use std::sync::Arc;

use leptos::prelude::*;
use url::Url;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::copy::Copy;
use crate::address::Address;
use crate::diagnosis::curl::{Between, Purpose, Shell, lines};
use crate::diagnosis::observation::Probe;
use crate::diagnosis::pasted::{Pasted, Reading, read};
use crate::registry::host::RegistryHost;
use crate::ui::show::show;

/// The box's id.
const BOX: &str = "paste-box";

/// The lines and the box. `origin` is the page's own, `later` what of the registry was blocked later; `is_open` is whether it stands
/// open from the beginning.
#[component]
pub fn Paste(
    registry: RegistryHost,
    token_service: Option<Url>,
    later: Vec<(Probe, Url)>,
    origin: String,
    is_open: bool,
) -> impl IntoView {
    let pasted = RwSignal::new(String::new());
    let shell = RwSignal::new(Shell::Posix);
    let asked = Arc::new((origin, registry, token_service, later));
    let of = Arc::clone(&asked);
    let lines = move || {
        let lines = lines(between(&of), shell.get()).into_iter().map(|line| {
            let (name, text) = (purpose(line.purpose), line.text);
            view! {
                <p class="line-name">{name}</p>
                <div class="command"><code>{text.clone()}</code><Copy text what="the line"/></div>
            }
        });
        lines.collect_view()
    };
    let judged = move || {
        let pasted = pasted.get();
        (!pasted.trim().is_empty()).then(|| judged(&read(between(&asked), &pasted), &asked.0, &asked.1))
    };
    view! {
        <details class="paste" open=is_open>
            <summary><h2>"Paste what curl says"</h2></summary>
            <p class="note">
                "A browser hides headers from pages, curl shows them. Run a line where the registry can be reached, and paste \
                 everything that it prints. What you paste stays in this page."
            </p>
            <div class="tabs" role="group" aria-label="Lines for">
                {[(Shell::Posix, "sh, bash, zsh"), (Shell::PowerShell, "PowerShell")].map(|(one, name)| view! {
                    <button type="button" aria-pressed=move || (shell.get() == one).to_string()
                        on:click=move |_| shell.set(one)>{name}</button>
                }).collect_view()}
            </div>
            {show(move || Some(lines()))}
            <label for=BOX>"What it printed"</label>
            <textarea id=BOX rows="6" spellcheck="false" autocomplete="off" autocapitalize="none"
                placeholder="HTTP/2 401\nwww-authenticate: …" prop:value=pasted
                on:input=move |event| pasted.set(event_target_value(&event))></textarea>
            <div class="pasted" aria-live="polite">{show(judged)}</div>
        </details>
    }
    .into_any()
}

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

/// The page's origin, the registry, its token service, and what of the registry was blocked later.
type Servers = (String, RegistryHost, Option<Url>, Vec<(Probe, Url)>);

fn between((origin, registry, token_service, later): &Servers) -> Between<'_> {
    Between { origin, registry: registry.url(), token_service: token_service.as_ref(), later }
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
        Purpose::TokenService => "The token service",
        Purpose::TokenServicePreflight => "The question to the token service before a sign-in",
    }
}

/// What a paste proves, header by header.
fn judged(reading: &Reading, origin: &str, registry: &RegistryHost) -> AnyView {
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
    view! {
        <ul class="verdicts">{judged}</ul>
        {found}
        {nothing.then(|| view! { <p>"Nothing is wrong with what you pasted."</p> })}
        <ul class="note">{unclear}</ul>
    }
    .into_any()
}

fn finding(found: &Pasted, origin: &str, registry: &RegistryHost) -> AnyView {
    let guide = found.rule_id().map(|id| {
        let to = Address::rule(id, Some(registry)).to_string();
        view! { <p class="more"><a href=to>"Why this happens, and how to mend it"</a><small><code>{id}</code></small></p> }
    });
    let right = found.right_line(origin).map(|line| {
        view! { <p>"What it should be:"</p><div class="lines"><pre>{line.clone()}</pre><Copy text=line what="the line"/></div> }
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
