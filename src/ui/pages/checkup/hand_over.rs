//! The report for others: to copy into a ticket, or to keep.

use std::sync::Arc;

use js_sys::encode_uri_component;
use leptos::prelude::*;

use crate::browser::clipboard;
use crate::diagnosis::report::Report;
use crate::ui::show::text;
use crate::ui::state::Pierglass;
use crate::ui::tasks::Component;

/// The buttons.
#[component]
pub(super) fn HandOver(report: Arc<Report>) -> impl IntoView {
    let json = format!("{:#}", report.to_json());
    let file = format!("data:application/json;charset=utf-8,{}", String::from(encode_uri_component(&json)));
    view! {
        <section class="hand-over">
            <h2>"Hand it over"</h2>
            <p class="note">"The report holds no password, no token and no cookie."</p>
            <div class="buttons">
                {copy(report.to_markdown(), "Copy as Markdown")}
                {copy(json, "Copy as JSON")}
                <a class="button" href=file download="pierglass-report.json">"Download"</a>
            </div>
        </section>
    }
    .into_any()
}

fn copy(content: String, name: &'static str) -> AnyView {
    let pierglass = Pierglass::expect();
    let component = Component::here();
    let shown = RwSignal::new(name);
    let click = move |_| {
        let content = content.clone();
        component.spawn(async move {
            let said = if clipboard::copy(&content).await { "Copied" } else { "The browser did not allow to copy" };
            shown.set(said);
            pierglass.announce(said);
            crate::browser::time::pause(std::time::Duration::from_millis(1500)).await;
            shown.set(name);
        });
    };
    view! { <button type="button" on:click=click>{text(move || shown.get().to_string())}</button> }.into_any()
}
