//! Trivy's own JSON (<https://trivy.dev/latest/docs/configuration/reporting/#json>), schema version 2; before it, a bare list of results.
//!
//! ```text
//! {"SchemaVersion": 2, "CreatedAt", "ArtifactName", "Trivy": {"Version"}, "Results": [{"Target",
//!    "Vulnerabilities": [{"VulnerabilityID", "PkgName", "InstalledVersion", "FixedVersion", "Severity", "Title", "PrimaryURL"}],
//!    "Misconfigurations": [{"ID", "Status": "FAIL", "Severity", "Title", "PrimaryURL"}], "Secrets": [{"RuleID", "Severity", "Title"}]}]}
//! ```

use serde_json::Value;

use super::finding::{FindingSeverity, ScanFinding, ScanReport};
use crate::contents::member::{first, items, text};

pub(super) fn read(value: &Value) -> Option<ScanReport> {
    if !value["SchemaVersion"].is_u64() || text(value, "ArtifactName").is_empty() && !value["Results"].is_array() {
        return None;
    }
    let results = items(value, "Results").iter();
    Some(ScanReport {
        name: "vulnerability report",
        scanner: format!("Trivy {}", text(&value["Trivy"], "Version")).trim().to_owned(),
        created: text(value, "CreatedAt").to_owned(),
        about: text(value, "ArtifactName").to_owned(),
        findings: results.flat_map(of_result).collect(),
    })
}

fn of_result(result: &Value) -> Vec<ScanFinding> {
    let target = text(result, "Target");
    let vulnerabilities = items(result, "Vulnerabilities").iter().map(|one| finding(one, text(one, "PkgName")));
    // What a configuration has right is listed, too.
    let wrong = items(result, "Misconfigurations").iter().filter(|one| text(one, "Status") != "PASS");
    let others = wrong.chain(items(result, "Secrets")).map(|one| finding(one, target));
    vulnerabilities.chain(others).collect()
}

fn finding(value: &Value, place: &str) -> ScanFinding {
    ScanFinding {
        id: first([text(value, "VulnerabilityID"), text(value, "ID"), text(value, "RuleID")]).to_owned(),
        severity: FindingSeverity::of(text(value, "Severity")),
        place: place.to_owned(),
        version: text(value, "InstalledVersion").to_owned(),
        fixed: text(value, "FixedVersion").to_owned(),
        title: first([text(value, "Title"), text(value, "Message")]).to_owned(),
        link: text(value, "PrimaryURL").to_owned(),
    }
}
