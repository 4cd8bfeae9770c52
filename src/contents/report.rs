//! Vulnerability reports: what a scanner found. Trivy's and Grype's own JSON, SARIF, and cosign's attestation around any of them.
//!
//! A report says what was known on the day of its scan.

mod finding;
mod grype;
mod sarif;
mod trivy;

use serde_json::Value;

pub use finding::{FindingSeverity, ScanFinding, ScanReport};

use super::member::text;

/// Reads a report; `None` where the document is something else.
pub(super) fn read(value: &Value) -> Option<ScanReport> {
    let mut report = trivy::read(value).or_else(|| grype::read(value)).or_else(|| sarif::read(value))?;
    report
        .findings
        .sort_by(|one, next| (one.severity, &one.id, &one.place).cmp(&(next.severity, &next.id, &next.place)));
    Some(report)
}

/// Reads cosign's attestation, which has a report of some scanner in it
/// (<https://github.com/sigstore/cosign/blob/main/specs/COSIGN_VULN_ATTESTATION_SPEC.md>); `None` where nobody here reads that.
///
/// ```text
/// {"scanner": {"uri", "version", "result": {…}}, "metadata": {"scanStartedOn", "scanFinishedOn"}}
/// ```
pub(super) fn of_attestation(predicate: &Value) -> Option<ScanReport> {
    let scanner = &predicate["scanner"];
    let mut report = read(&scanner["result"])?;
    report.name = "vulnerability report";
    let finished = text(&predicate["metadata"], "scanFinishedOn");
    if report.created.is_empty() {
        report.created = finished.to_owned();
    }
    let version = text(scanner, "version");
    if !version.is_empty() && !report.scanner.contains(version) {
        report.scanner = format!("{} {version}", report.scanner);
    }
    Some(report)
}

#[cfg(test)]
mod tests;
