//! A document as the registry sent it.

use leptos::prelude::*;

use crate::registry::json_text::indented;
use crate::ui::parts::copy::Copy;
use crate::ui::show::show;
use crate::ui::words::bytes;

/// The document. What is copied are the bytes that its digest names; what is shown has line breaks.
#[component]
pub fn Raw(raw: Vec<u8>, title: &'static str) -> impl IntoView {
    let raw = StoredValue::new(raw);
    let was_open = RwSignal::new(false);
    let text = Signal::derive(move || raw.with_value(|raw| String::from_utf8_lossy(raw).into_owned()));
    view! {
        <details class="raw" on:toggle=move |_| was_open.set(true)>
            <summary>{title}</summary>
            <Copy text what=format!("{}, as it was sent", title.replacen("The", "the", 1))/>
            <pre tabindex="0">{show(move || was_open.get().then(|| raw.with_value(|raw| beginning(&indented(raw)))))}</pre>
        </details>
    }
    .into_any()
}

/// So much of a document is drawn, in bytes: a browser lays out more than that for seconds.
const SHOWN: usize = 256 << 10;

/// As much of a document as is shown, with a word about the rest.
pub(super) fn beginning(text: &str) -> String {
    if text.len() <= SHOWN {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(SHOWN);
    let left = bytes((text.len() - end) as u64);
    format!("{}\n\n… {left} more. The button copies all of it.", &text[..end])
}
