//! The report for others: to copy into a ticket, or to keep.

use std::sync::Arc;

use leptos::prelude::*;

use crate::diagnosis::report::Report;
use crate::ui::parts::copy::CopyAs;
use crate::ui::parts::data_file::data_file;

/// The buttons.
#[component]
pub(super) fn HandOver(report: Arc<Report>) -> impl IntoView {
    let json = format!("{:#}", report.to_json());
    let file = data_file("application/json", &json);
    view! {
        <section class="hand-over">
            <h2>"Hand it over"</h2>
            <p class="note">"The report holds no password, no token and no cookie."</p>
            <div class="buttons">
                <CopyAs text=report.to_markdown() name="Copy as Markdown"/>
                <CopyAs text=json name="Copy as JSON"/>
                <a class="button" href=file download="pierglass-report.json">"Download"</a>
            </div>
        </section>
    }
    .into_any()
}
