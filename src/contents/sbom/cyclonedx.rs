//! CycloneDX 1.4 to 1.6 in JSON (<https://cyclonedx.org/docs/1.6/json/>). Before 1.5 `tools` is a list, since then an object may stand there.
//!
//! ```text
//! {"bomFormat": "CycloneDX", "specVersion": "1.6",
//!  "metadata": {"timestamp", "tools": [{"name", "version"}] | {"components": […], "services": […]}, "component": {"name", "version"}},
//!  "components": [{"type", "group", "name", "version", "purl", "components": […],
//!                  "licenses": [{"license": {"id" | "name"}} | {"expression"}]}], "vulnerabilities": […]}
//! ```

use serde_json::Value;

use super::package::{Sbom, SbomForm, SbomPackage};
use crate::contents::member::{items, text};

/// Components may hold others; deeper than this none are read.
const DEEPEST: usize = 16;

pub(super) fn read(value: &Value) -> Sbom {
    let metadata = &value["metadata"];
    let tools = &metadata["tools"];
    let tools = items(metadata, "tools").iter().chain(items(tools, "components")).chain(items(tools, "services"));
    let mut packages = Vec::new();
    add(items(value, "components"), DEEPEST, &mut packages);
    Sbom {
        form: SbomForm::CycloneDx,
        version: text(value, "specVersion").to_owned(),
        about: named(&metadata["component"]),
        created: text(metadata, "timestamp").to_owned(),
        makers: tools.map(named).filter(|tool| !tool.is_empty()).collect(),
        packages,
        licenses: Vec::new(),
        vulnerabilities: items(value, "vulnerabilities").len(),
    }
}

fn add(components: &[Value], deeper: usize, packages: &mut Vec<SbomPackage>) {
    for component in components {
        packages.push(package(component));
        if deeper > 0 {
            add(items(component, "components"), deeper - 1, packages);
        }
    }
}

/// A name with its version, and with the name of whoever makes it where the other says little: npm's is called `cli`.
fn named(value: &Value) -> String {
    let parts = [text(value, "vendor"), text(value, "name"), text(value, "version")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn package(value: &Value) -> SbomPackage {
    let purl = text(value, "purl").to_owned();
    let kind = Some(SbomPackage::kind_of(&purl)).filter(|kind| !kind.is_empty());
    let group = Some(text(value, "group")).filter(|group| !group.is_empty()).map(|group| format!("{group}/"));
    SbomPackage {
        name: format!("{}{}", group.unwrap_or_default(), text(value, "name")),
        version: text(value, "version").to_owned(),
        kind: kind.unwrap_or_else(|| text(value, "type").to_owned()),
        purl,
        licenses: items(value, "licenses").iter().filter_map(license).map(str::to_owned).collect(),
    }
}

fn license(value: &Value) -> Option<&str> {
    let license = &value["license"];
    let said = [text(license, "id"), text(license, "name"), text(value, "expression")];
    said.into_iter().find(|one| !one.is_empty())
}
