//! A document as the registry sent it.

use leptos::prelude::*;

use crate::registry::json_text::indented;
use crate::ui::parts::copy::Copy;

/// The document. What is copied are the bytes that its digest names; what is shown has line breaks.
#[component]
pub fn Raw(raw: Vec<u8>, title: &'static str) -> impl IntoView {
    let raw = StoredValue::new(raw);
    let was_open = RwSignal::new(false);
    let text = Signal::derive(move || raw.with_value(|raw| String::from_utf8_lossy(raw).into_owned()));
    view! {
        <details class="raw" on:toggle=move |_| was_open.set(true)>
            <summary>{title}</summary>
            <Copy text what="the document as it was sent"/>
            <pre tabindex="0">{move || was_open.get().then(|| raw.with_value(|raw| indented(raw).into_owned()))}</pre>
        </details>
    }
    .into_any()
}
