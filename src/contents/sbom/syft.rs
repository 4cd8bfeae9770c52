//! Syft's own form (<https://github.com/anchore/syft/tree/main/schema/json>). Since version 9 of its schema a licence is an object.
//!
//! ```text
//! {"artifacts": [{"name", "version", "type", "purl", "licenses": ["MIT"] | [{"value": "MIT"}]}],
//!  "source": {"name", "version"} | {"target": {"userInput"}}, "descriptor": {"name": "syft", "version"}, "schema": {"version"}}
//! ```

use serde_json::Value;

use super::package::{Sbom, SbomForm, SbomPackage};
use crate::contents::member::{items, text};

pub(super) fn read(value: &Value) -> Sbom {
    let (source, descriptor) = (&value["source"], &value["descriptor"]);
    let names = [text(source, "name"), text(&source["target"], "userInput")];
    Sbom {
        form: SbomForm::Syft,
        version: text(&value["schema"], "version").to_owned(),
        about: names.into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned(),
        created: text(descriptor, "timestamp").to_owned(),
        makers: vec![format!("{} {}", text(descriptor, "name"), text(descriptor, "version")).trim().to_owned()],
        packages: items(value, "artifacts").iter().map(package).collect(),
        licenses: Vec::new(),
        vulnerabilities: 0,
    }
}

fn package(value: &Value) -> SbomPackage {
    let license = |one: &Value| one.as_str().unwrap_or_else(|| text(one, "value")).to_owned();
    SbomPackage {
        name: text(value, "name").to_owned(),
        version: text(value, "version").to_owned(),
        kind: text(value, "type").to_owned(),
        purl: text(value, "purl").to_owned(),
        licenses: items(value, "licenses").iter().map(license).filter(|license| !license.is_empty()).collect(),
    }
}
