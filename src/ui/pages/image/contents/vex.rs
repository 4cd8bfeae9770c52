//! What somebody says about vulnerabilities.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::facts::fact;
use super::parts::written_time;
use super::rows::{FilteredRows, rows};
use crate::contents::vex::{Vex, VexStatement};
use crate::registry::visible::visible;

/// The statements.
pub fn vex(vex: &Vex) -> AnyView {
    let statements = Arc::new(vex.statements.clone());
    let texts = statements.iter().map(searched).collect();
    let cells = move |at: usize| cells(&statements[at]);
    let list = rows(FilteredRows {
        names: ("statement", "statements"),
        headings: &["Vulnerability", "Status", "Of what", "Why"],
        texts,
        filter: RwSignal::new(String::new()),
        cells: Arc::new(cells),
    });
    view! {
        <dl class="facts">
            {(!vex.author.is_empty()).then(|| fact("Author", visible(&vex.author).into_owned().into_any()))}
            {(!vex.created.is_empty()).then(|| fact("Made", written_time(&vex.created)))}
        </dl>
        {list}
    }
    .into_any()
}

fn searched(statement: &VexStatement) -> String {
    let VexStatement { vulnerability, status, products, why } = statement;
    format!("{vulnerability} {status} {} {}", products.join(" "), why.join(" "))
}

fn cells(statement: &VexStatement) -> Vec<AnyView> {
    let shown = |text: &str| visible(text).into_owned();
    let status = statement.status.replace('_', " ");
    let products = statement.products.iter().map(|one| view! { <li><code>{shown(one)}</code></li> }).collect_view();
    let why = statement.why.iter().map(|one| view! { <li>{shown(&one.replace('_', " "))}</li> }).collect_view();
    vec![
        shown(&statement.vulnerability).into_any(),
        view! { <span class="status" data-status=statement.status.clone()>{shown(&status)}</span> }.into_any(),
        view! { <ul>{products}</ul> }.into_any(),
        view! { <ul>{why}</ul> }.into_any(),
    ]
}
