//! What curl says: the lines to run where curl reaches the registry, and a box for what they print.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::copy::Copy;
use crate::registry::host::RegistryHost;
use crate::registry::shell::quoted;
use crate::ui::show::show;

/// The box's id.
const BOX: &str = "paste-box";

/// The lines and the box. `origin` is the page's own; `is_open` is whether it stands open from the beginning.
#[component]
pub fn Paste(registry: RegistryHost, origin: String, is_open: bool) -> impl IntoView {
    let pasted = RwSignal::new(String::new());
    let lines = lines(&registry, &origin);
    let judged = move || {
        let pasted = pasted.get();
        (!pasted.trim().is_empty()).then(|| judge_pasted(&registry, &origin, &pasted))
    };
    view! {
        <details class="paste" open=is_open>
            <summary><h2>"Paste what curl says"</h2></summary>
            <p class="note">
                "A browser hides headers from pages, curl shows them. Run a line where the registry can be reached, and paste \
                 everything that it prints. What you paste stays in this page."
            </p>
            {lines.into_iter().map(|(what, line)| view! {
                <p class="line-name">{what}</p>
                <div class="command"><code>{line.clone()}</code><Copy text=line what="the line"/></div>
            }).collect_view()}
            <label for=BOX>"What it printed"</label>
            <textarea id=BOX rows="6" spellcheck="false" autocomplete="off" autocapitalize="none"
                placeholder="HTTP/2 401\nwww-authenticate: …" prop:value=pasted
                on:input=move |event| pasted.set(event_target_value(&event))></textarea>
            <div aria-live="polite">{show(judged)}</div>
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

/// The lines, and what each asks.
fn lines(registry: &RegistryHost, origin: &str) -> Vec<(&'static str, String)> {
    let url = registry.api("").to_string();
    let line = |words: &[&str]| quoted(&words.iter().map(|word| word.to_string()).collect::<Vec<String>>());
    let origin = format!("Origin: {origin}");
    let first = ["curl", "-sSi", "--max-time", "20", "-H", &origin];
    let preflight = ["-X", "OPTIONS", "-H", "Access-Control-Request-Method: GET"];
    let header = ["-H", "Access-Control-Request-Headers: authorization"];
    vec![
        ("The first question", line(&[&first[..], &[&url]].concat())),
        (
            "The question that a browser asks before a sign-in",
            line(&[&first[..], &preflight, &header, &[&url]].concat()),
        ),
    ]
}

/// Judges what was pasted.
fn judge_pasted(_registry: &RegistryHost, _origin: &str, _pasted: &str) -> AnyView {
    view! { <p class="note">"This build of the page does not judge pasted answers yet."</p> }.into_any()
}
