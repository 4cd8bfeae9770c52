//! Vulnerability reports: what a scanner found. Trivy's and Grype's own JSON, SARIF, and cosign's attestation around any of them.
//!
//! A report says what was known on the day of its scan.

mod grype;
mod sarif;
mod trivy;

use serde_json::Value;

use super::member::text;

/// What a scanner found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What it is called, as [`crate::registry::artifact_kind::ArtifactKind::name`] has it.
    pub name: &'static str,
    /// The scanner, with its version.
    pub scanner: String,
    /// When it looked, as it is written.
    pub created: String,
    /// What it looked at.
    pub about: String,
    /// What it found, the worst first.
    pub findings: Vec<ScanFinding>,
}

/// One finding. What is not said is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanFinding {
    /// The vulnerability, or the rule.
    pub id: String,
    /// How bad it is, by the scanner.
    pub severity: Severity,
    /// Where it was found: a package, a file.
    pub place: String,
    /// The version that is there.
    pub version: String,
    /// The version that mends it.
    pub fixed: String,
    /// What it is, in a line.
    pub title: String,
    /// Where more is said of it.
    pub link: String,
}

/// How bad a finding is: in words for vulnerabilities, as SARIF's levels for what has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Of the worst.
    Critical,
    /// High.
    High,
    /// SARIF's `error`.
    Error,
    /// Medium, or moderate.
    Medium,
    /// SARIF's `warning`.
    Warning,
    /// Low.
    Low,
    /// SARIF's `note`.
    Note,
    /// Not worth a word by Grype and Debian.
    Negligible,
    /// Not said, or in a word that is not known.
    Unknown,
}

/// Reads a report; `None` where the document is something else.
pub(super) fn read(value: &Value) -> Option<Report> {
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
pub(super) fn of_attestation(predicate: &Value) -> Option<Report> {
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

impl Report {
    /// How many findings there are of each severity, the worst first.
    pub fn counts(&self) -> Vec<(Severity, usize)> {
        let mut counts: Vec<(Severity, usize)> = Vec::new();
        for finding in &self.findings {
            match counts.last_mut().filter(|(severity, _)| *severity == finding.severity) {
                Some((_, count)) => *count += 1,
                None => counts.push((finding.severity, 1)),
            }
        }
        counts
    }
}

impl Severity {
    /// The word.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Critical => "critical",
            Severity::High => "high",
            Severity::Error => "error",
            Severity::Medium => "medium",
            Severity::Warning => "warning",
            Severity::Low => "low",
            Severity::Note => "note",
            Severity::Negligible => "negligible",
            Severity::Unknown => "unknown",
        }
    }

    /// What a scanner writes.
    fn of(word: &str) -> Severity {
        match word.to_ascii_lowercase().as_str() {
            "critical" => Severity::Critical,
            "high" => Severity::High,
            "error" => Severity::Error,
            "medium" | "moderate" => Severity::Medium,
            "warning" => Severity::Warning,
            "low" => Severity::Low,
            "note" | "info" => Severity::Note,
            "negligible" | "none" => Severity::Negligible,
            _ => Severity::Unknown,
        }
    }
}

#[cfg(test)]
mod tests;
