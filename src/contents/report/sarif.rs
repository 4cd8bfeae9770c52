//! SARIF 2.1.0: findings of any analysis (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).
//!
//! ```text
//! {"version": "2.1.0", "runs": [{"tool": {"driver": {"name", "version", "rules": [{"id", "shortDescription": {"text"}, "helpUri",
//!     "defaultConfiguration": {"level"}, "properties": {"security-severity": "7.5", "tags": ["HIGH"]}}]}},
//!   "results": [{"ruleId", "ruleIndex", "level", "message": {"text"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri"}}}]}],
//!   "invocations": [{"endTimeUtc"}]}]}
//! ```
//!
//! It has levels for itself (`error`, `warning`, `note`). How bad a vulnerability is, scanners write beside the rule: Trivy as a tag, Grype
//! and most others as a score of CVSS, `security-severity`, which is cut as CVSS 3.1 cuts it (section 5).

use std::collections::HashMap;

use serde_json::Value;

use super::finding::{FindingSeverity, ScanFinding, ScanReport};
use crate::contents::member::{first, items, text};

pub(super) fn read(value: &Value) -> Option<ScanReport> {
    let runs = value.get("runs")?.as_array()?;
    if !text(value, "version").starts_with("2.") && !text(value, "$schema").contains("sarif") {
        return None;
    }
    let drivers = runs.iter().map(|run| &run["tool"]["driver"]);
    let mut names: Vec<String> = drivers
        .map(|driver| {
            format!("{} {}", text(driver, "name"), first([text(driver, "version"), text(driver, "semanticVersion")]))
        })
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    names.dedup();
    let ends = runs.iter().flat_map(|run| items(run, "invocations")).map(|one| text(one, "endTimeUtc"));
    Some(ScanReport {
        name: "SARIF report",
        scanner: names.join(", "),
        created: first(ends).to_owned(),
        about: first(runs.iter().map(|run| text(&run["properties"], "imageName"))).to_owned(),
        findings: runs.iter().flat_map(of_run).collect(),
    })
}

fn of_run(run: &Value) -> Vec<ScanFinding> {
    let rules = items(&run["tool"]["driver"], "rules");
    let by_id: HashMap<&str, &Value> = rules.iter().map(|rule| (text(rule, "id"), rule)).collect();
    let found = items(run, "results").iter().map(|result| {
        let id = first([text(result, "ruleId"), text(&result["rule"], "id")]);
        let by_index = result["ruleIndex"].as_u64().and_then(|at| rules.get(at as usize));
        finding(result, id, by_id.get(id).copied().or(by_index).unwrap_or(&Value::Null))
    });
    found.collect()
}

fn finding(result: &Value, id: &str, rule: &Value) -> ScanFinding {
    let place = &items(result, "locations").first().unwrap_or(&Value::Null)["physicalLocation"]["artifactLocation"];
    let title = first([text(&rule["shortDescription"], "text"), text(&result["message"], "text")]);
    let title = if title == id { text(&result["message"], "text") } else { title };
    ScanFinding {
        id: first([id, text(rule, "id")]).to_owned(),
        severity: severity(result, rule),
        place: text(place, "uri").to_owned(),
        version: String::new(),
        fixed: String::new(),
        title: title.to_owned(),
        link: text(rule, "helpUri").to_owned(),
    }
}

fn severity(result: &Value, rule: &Value) -> FindingSeverity {
    let properties = &rule["properties"];
    let score = [&result["properties"], properties].into_iter().find_map(|one| {
        let score = one.get("security-severity")?;
        score.as_f64().or_else(|| score.as_str()?.parse().ok())
    });
    let words = items(properties, "tags").iter().filter_map(Value::as_str).map(FindingSeverity::of);
    let word = words.filter(|word| *word != FindingSeverity::Unknown).min();
    match (word, score) {
        (Some(word), _) => word,
        (None, Some(score)) if score >= 9.0 => FindingSeverity::Critical,
        (None, Some(score)) if score >= 7.0 => FindingSeverity::High,
        (None, Some(score)) if score >= 4.0 => FindingSeverity::Medium,
        (None, Some(score)) if score > 0.0 => FindingSeverity::Low,
        _ => match first([text(result, "level"), text(&rule["defaultConfiguration"], "level")]) {
            // What says nothing is a warning (3.27.10).
            "" => FindingSeverity::Warning,
            level => FindingSeverity::of(level),
        },
    }
}
