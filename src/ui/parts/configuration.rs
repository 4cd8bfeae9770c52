//! "Check my configuration": a pasted server configuration, and the lines in it that do not do what they are there for.

use leptos::prelude::*;

use super::copy::Copy;
use crate::address::Address;
use crate::diagnosis::configuration::{Kind, Known, MARKS, Mark, Reading, read};
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
        let known = Known { page_origin: &origin, registry: Some(registry.url()) };
        (!pasted.trim().is_empty()).then(|| findings(&read(&known, &pasted), &registry))
    };
    view! {
        <details class="paste">
            <summary><h2>"Check my configuration"</h2></summary>
            <p class="note">
                "Paste what stands in front of the registry: nginx, Caddy, HAProxy, Apache httpd, Traefik, a compose file, or \
                 Distribution's config.yml. Known traps are shown on their lines. What you paste stays in this page."
            </p>
            <label for=BOX>"The configuration"</label>
            <textarea id=BOX rows="8" spellcheck="false" autocomplete="off" autocapitalize="none" prop:value=pasted
                on:input=move |event| pasted.set(event_target_value(&event))></textarea>
            <div class="pasted" aria-live="polite">{show(found)}</div>
        </details>
    }
    .into_any()
}

fn findings(reading: &Reading, registry: &RegistryHost) -> AnyView {
    let unclear = reading.unclear.map(|unclear| view! { <p class="note">{unclear.sentence()}</p> });
    let is_known = reading.kind != Kind::Unknown;
    let sentence = match reading.marks.len() {
        _ if !is_known => String::new(),
        0 => format!(
            "Read as {}. None of the known traps is in it, which does not prove that it works.",
            reading.kind.name()
        ),
        1 => format!("Read as {}. One line is a trap.", reading.kind.name()),
        MARKS => format!("Read as {}. These are the first {MARKS} traps.", reading.kind.name()),
        count => format!("Read as {}. {count} lines are traps.", reading.kind.name()),
    };
    let marks = reading.marks.iter().map(|found| mark(found, registry)).collect_view();
    view! { <p>{sentence}</p>{unclear}<ol class="marks">{marks}</ol> }.into_any()
}

fn mark(found: &Mark, registry: &RegistryHost) -> AnyView {
    // The column says where the part begins that is meant.
    let at = found.text.char_indices().nth(found.column.saturating_sub(1)).map_or(0, |(at, _)| at);
    let (before, meant) = found.text.split_at(at);
    let right = found.corrected.clone().map(|line| {
        let line = line.trim().to_string();
        view! { <p>"What it should be:"</p><div class="lines"><pre>{line.clone()}</pre><Copy text=line what="the line"/></div> }
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
            {guide}
        </li>
    }
    .into_any()
}
