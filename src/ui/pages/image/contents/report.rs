//! What a scanner found: how much of which severity, and each of it.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::facts::fact;
use super::parts::{narrowing, outside, written_time};
use super::rows::{FilteredRows, rows};
use crate::contents::report::{ScanFinding, ScanReport};
use crate::registry::visible::visible;

/// The report.
pub fn report(report: &ScanReport) -> AnyView {
    let filter = RwSignal::new(String::new());
    let findings = Arc::new(report.findings.clone());
    let texts = findings.iter().map(searched).collect();
    let cells = move |at: usize| cells(&findings[at]);
    let fact_of = |name, text: &str| (!text.is_empty()).then(|| fact(name, visible(text).into_owned().into_any()));
    let counts = report.counts().into_iter().map(|(severity, count)| (severity.name().to_owned(), count)).collect();
    let list = match report.findings.is_empty() {
        true => view! { <p class="note">"It lists nothing: the scanner found nothing that it knew of."</p> }.into_any(),
        false => rows(FilteredRows {
            names: ("finding", "findings"),
            headings: &["Severity", "Finding", "Where", "Version", "Title"],
            texts,
            filter,
            cells: Arc::new(cells),
        }),
    };
    view! {
        <dl class="facts">
            {fact_of("Scanner", &report.scanner)}
            {fact_of("About", &report.about)}
            {(!report.created.is_empty()).then(|| fact("Made", written_time(&report.created)))}
        </dl>
        <p class="note">"A report says what was known on the day of its scan."</p>
        {narrowing(filter, counts, "severities")}
        {list}
    }
    .into_any()
}

fn searched(finding: &ScanFinding) -> String {
    let ScanFinding { id, severity, place, version, fixed, title, .. } = finding;
    format!("{id} {} {place} {version} {fixed} {title}", severity.name())
}

fn cells(finding: &ScanFinding) -> Vec<AnyView> {
    let shown = |text: &str| visible(text).into_owned();
    let version = match (finding.version.as_str(), finding.fixed.as_str()) {
        (version, "") => shown(version),
        ("", fixed) => format!("mended in {}", shown(fixed)),
        (version, fixed) => format!("{}, mended in {}", shown(version), shown(fixed)),
    };
    let severity = finding.severity.name();
    vec![
        view! { <span class="severity" data-severity=severity>{severity}</span> }.into_any(),
        outside(&finding.link, &finding.id),
        shown(&finding.place).into_any(),
        version.into_any(),
        shown(&finding.title).into_any(),
    ]
}
