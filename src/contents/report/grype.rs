//! Grype's own JSON (<https://github.com/anchore/grype>, grype/presenter/models).
//!
//! ```text
//! {"matches": [{"vulnerability": {"id", "severity", "dataSource", "description", "fix": {"versions": […], "state"}},
//!               "artifact": {"name", "version", "type"}}],
//!  "source": {"target": {"userInput"} | "…"}, "descriptor": {"name": "grype", "version", "timestamp"}}
//! ```

use serde_json::Value;

use super::finding::{FindingSeverity, ScanFinding, ScanReport};
use crate::contents::member::{items, text, texts};

pub(super) fn read(value: &Value) -> Option<ScanReport> {
    let descriptor = &value["descriptor"];
    if !value["matches"].is_array() || text(descriptor, "name") != "grype" {
        return None;
    }
    let target = &value["source"]["target"];
    Some(ScanReport {
        name: "vulnerability report",
        scanner: format!("Grype {}", text(descriptor, "version")).trim().to_owned(),
        created: text(descriptor, "timestamp").to_owned(),
        about: target.as_str().unwrap_or_else(|| text(target, "userInput")).to_owned(),
        findings: items(value, "matches").iter().map(finding).collect(),
    })
}

fn finding(value: &Value) -> ScanFinding {
    let (vulnerability, artifact) = (&value["vulnerability"], &value["artifact"]);
    ScanFinding {
        id: text(vulnerability, "id").to_owned(),
        severity: FindingSeverity::of(text(vulnerability, "severity")),
        place: text(artifact, "name").to_owned(),
        version: text(artifact, "version").to_owned(),
        fixed: texts(&vulnerability["fix"], "versions").join(", "),
        title: text(vulnerability, "description").to_owned(),
        link: text(vulnerability, "dataSource").to_owned(),
    }
}
