//! "Check my configuration": a pasted server configuration, and the lines in it that do not do what they are there for.

use leptos::prelude::*;

use super::copy::Copy;
use crate::address::Address;
use crate::diagnosis::configuration::{ConfigurationReading, LocatedTrap, MARKS, PageFacts, read};
use crate::registry::host::RegistryHost;
use crate::ui::show::show;

/// The box's id.
const BOX: &str = "configuration-box";

/// The box and what is found. `origin` is the page's own.
#[component]
pub fn CheckConfiguration(registry: RegistryHost, origin: String) -> impl IntoView {
    let pasted = RwSignal::new(String::new());
    let found = move || {
        let pasted = pasted.get();
        let known = PageFacts { page_origin: &origin, registry: Some(registry.url()) };
        (!pasted.trim().is_empty()).then(|| findings(&read(&known, &pasted), &registry))
    };
    view! {
        <details class="paste">
            <summary><h2>"Check my configuration"</h2></summary>
            <p class="note">
                "Paste what stands in front of the registry (nginx, Caddy, HAProxy, Apache httpd, Envoy, Traefik, an Ingress, labels), \
                 Distribution's config.yml, a compose file, or several of them. Known traps are shown on their lines, and lines that are \
                 missing. What you paste stays in this page."
            </p>
            <label for=BOX>"The configuration"</label>
            <textarea id=BOX rows="8" spellcheck="false" autocomplete="off" autocapitalize="none" prop:value=pasted
                on:input=move |event| pasted.set(event_target_value(&event))></textarea>
            <div class="pasted" aria-live="polite">{show(found)}</div>
        </details>
    }
    .into_any()
}

fn findings(reading: &ConfigurationReading, registry: &RegistryHost) -> AnyView {
    let unclear = reading.unclear.map(|unclear| view! { <p class="note">{unclear.sentence()}</p> });
    let names: Vec<&str> = reading.kinds.iter().map(|kind| kind.name()).collect();
    let names = names.join(" and ");
    let sentence = match reading.marks.len() {
        _ if names.is_empty() => String::new(),
        0 => format!("Read as {names}. None of the known traps is in it, which does not prove that it works."),
        1 => format!("Read as {names}. One trap is in it."),
        MARKS => format!("Read as {names}. These are the first {MARKS} traps."),
        count => format!("Read as {names}. {count} traps are in it."),
    };
    let marks = reading.marks.iter().map(|found| mark(found, registry)).collect_view();
    view! { <p>{sentence}</p>{unclear}<ol class="marks">{marks}</ol> }.into_any()
}

fn mark(found: &LocatedTrap, registry: &RegistryHost) -> AnyView {
    // The column says where the part begins that is meant.
    let at = found.text.char_indices().nth(found.column.saturating_sub(1)).map_or(0, |(at, _)| at);
    let (before, meant) = found.text.split_at(at);
    let lines = |title: String, text: String, what: &'static str| {
        view! { <p>{title}</p><div class="lines"><pre>{text.clone()}</pre><Copy text what=what/></div> }.into_any()
    };
    let right = found.corrected.as_ref().map(|line| match line.trim() {
        "" => view! { <p>"This line has to go."</p> }.into_any(),
        line => lines("What it should be:".to_string(), line.to_string(), "the line"),
    });
    let added = found.added.as_ref().map(|added| {
        let place = match added.below {
            below if below == found.line => "below it".to_string(),
            below if below + 1 == found.line => "above it".to_string(),
            below => format!("below line {below}"),
        };
        lines(format!("What has to stand {place}:"), unindented(&added.text), "the lines")
    });
    let guide = found.rule.map(|id| {
        let to = Address::rule(id, Some(registry)).to_string();
        view! { <p class="more"><a href=to>"Why this happens, and how to mend it"</a><small><code>{id}</code></small></p> }
    });
    view! {
        <li data-line=found.line.to_string()>
            <p class="note">"Line " {found.line} ", column " {found.column}</p>
            <pre>{before.to_string()}<span class="was">{meant.to_string()}</span></pre>
            <p>{found.trap.reason()}</p>
            {right}
            {added}
            {guide}
        </li>
    }
    .into_any()
}

/// Lines without the white space that all of them begin with.
fn unindented(text: &str) -> String {
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let least = text.lines().map(indentation).min().unwrap_or(0);
    let lines: Vec<&str> = text.lines().map(|line| line.get(least..).unwrap_or_default()).collect();
    lines.join("\n")
}
