//! A list of materials: what made it and when, its licences, and its packages.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::facts::fact;
use super::parts::{narrowing, written_time};
use super::rows::{FilteredRows, rows};
use crate::contents::sbom::{Sbom, SbomPackage};
use crate::registry::visible::visible;
use crate::ui::words::count;

/// The list.
pub fn sbom(sbom: &Sbom) -> AnyView {
    let filter = RwSignal::new(String::new());
    let packages = Arc::new(sbom.packages.clone());
    let texts = packages.iter().map(searched).collect();
    let cells = move |at: usize| cells(&packages[at]);
    let fact_of = |name, text: &str| (!text.is_empty()).then(|| fact(name, visible(text).into_owned().into_any()));
    let vulnerabilities = (sbom.vulnerabilities > 0).then(|| {
        let said = count(sbom.vulnerabilities, "vulnerability", "vulnerabilities");
        view! { <p class="note">"It also names "{said}", which are in its text."</p> }
    });
    let list = match sbom.packages.is_empty() {
        true => view! { <p class="note">"It lists no packages."</p> }.into_any(),
        false => rows(FilteredRows {
            names: ("package", "packages"),
            headings: &["Package", "Version", "Package URL", "Licences"],
            texts,
            filter,
            cells: Arc::new(cells),
        }),
    };
    view! {
        <dl class="facts">
            {fact("Form", format!("{} {}", sbom.form.name(), visible(&sbom.version)).into_any())}
            {fact_of("About", &sbom.about)}
            {(!sbom.created.is_empty()).then(|| fact("Made", written_time(&sbom.created)))}
            {fact_of("By", &sbom.makers.join(", "))}
        </dl>
        {vulnerabilities}
        {narrowing(filter, sbom.licenses.clone(), "licenses")}
        {list}
    }
    .into_any()
}

fn searched(package: &SbomPackage) -> String {
    let SbomPackage { name, version, kind, purl, licenses } = package;
    format!("{name} {version} {kind} {purl} {}", licenses.join(" "))
}

fn cells(package: &SbomPackage) -> Vec<AnyView> {
    let shown = |text: &str| visible(text).into_owned();
    let address = match package.purl.as_str() {
        "" => shown(&package.kind).into_any(),
        purl => view! { <code>{shown(purl)}</code> }.into_any(),
    };
    vec![
        shown(&package.name).into_any(),
        shown(&package.version).into_any(),
        address,
        shown(&package.licenses.join(", ")).into_any(),
    ]
}
