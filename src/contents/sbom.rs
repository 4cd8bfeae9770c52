//! Lists of materials: what is said to be in an image. SPDX 2.2 and 2.3, CycloneDX 1.4 to 1.6 and Syft's own form, all in JSON.
//!
//! Whether the list is true or whole, it does not say. Files and relations are not read.

mod cyclonedx;
mod package;
mod spdx;
mod syft;

use std::collections::HashMap;

use serde_json::Value;

use super::member::{items, text};
pub use package::{Sbom, SbomForm, SbomPackage};

/// Reads a list of materials; `None` where the document calls itself something else.
pub(super) fn read(value: &Value) -> Option<Sbom> {
    let mut sbom = if text(value, "spdxVersion").starts_with("SPDX-2") {
        spdx::read(value)
    } else if text(value, "bomFormat") == "CycloneDX" {
        cyclonedx::read(value)
    } else if text(&value["descriptor"], "name") == "syft" && value["artifacts"].is_array() {
        syft::read(value)
    } else {
        return None;
    };
    sbom.packages.sort_by(|one, next| (&one.name, &one.version).cmp(&(&next.name, &next.version)));
    sbom.licenses = counted(&sbom.packages);
    Some(sbom)
}

/// The form of a document that calls itself a list of materials and is in a form that is not read.
pub(super) fn unread(value: &Value) -> Option<&'static str> {
    let is_spdx3 = |context: &Value| context.as_str().is_some_and(|context| context.contains("spdx.org/rdf/3"));
    let context = &value["@context"];
    (is_spdx3(context) || items(value, "@context").iter().any(is_spdx3)).then_some("SPDX 3 SBOM")
}

/// The same of a text that is no JSON.
pub(super) fn unread_text(text: &str) -> Option<&'static str> {
    let beginning = &text[..text.floor_char_boundary(1 << 10)];
    if beginning.trim_start().starts_with('<') && beginning.contains("cyclonedx.org/schema/bom") {
        return Some("CycloneDX SBOM in XML");
    }
    let is_tags = beginning.lines().any(|line| line.starts_with("SPDXVersion:"));
    is_tags.then_some("SPDX SBOM as tags and values")
}

fn counted(packages: &[SbomPackage]) -> Vec<(String, usize)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for license in packages.iter().flat_map(|package| &package.licenses) {
        *counts.entry(license).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(license, count)| (license.to_owned(), count)).collect();
    counts.sort_by(|one, next| next.1.cmp(&one.1).then_with(|| one.0.cmp(&next.0)));
    counts
}

#[cfg(test)]
mod tests;
