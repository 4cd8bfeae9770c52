//! A report and its findings, as plain data.

/// What a scanner found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanReport {
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
    pub severity: FindingSeverity,
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
pub enum FindingSeverity {
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

impl ScanReport {
    /// How many findings there are of each severity, the worst first.
    pub fn counts(&self) -> Vec<(FindingSeverity, usize)> {
        let mut counts: Vec<(FindingSeverity, usize)> = Vec::new();
        for finding in &self.findings {
            match counts.last_mut().filter(|(severity, _)| *severity == finding.severity) {
                Some((_, count)) => *count += 1,
                None => counts.push((finding.severity, 1)),
            }
        }
        counts
    }
}

impl FindingSeverity {
    /// The word.
    pub fn name(self) -> &'static str {
        match self {
            FindingSeverity::Critical => "critical",
            FindingSeverity::High => "high",
            FindingSeverity::Error => "error",
            FindingSeverity::Medium => "medium",
            FindingSeverity::Warning => "warning",
            FindingSeverity::Low => "low",
            FindingSeverity::Note => "note",
            FindingSeverity::Negligible => "negligible",
            FindingSeverity::Unknown => "unknown",
        }
    }

    /// What a scanner writes.
    pub(super) fn of(word: &str) -> FindingSeverity {
        match word.to_ascii_lowercase().as_str() {
            "critical" => FindingSeverity::Critical,
            "high" => FindingSeverity::High,
            "error" => FindingSeverity::Error,
            "medium" | "moderate" => FindingSeverity::Medium,
            "warning" => FindingSeverity::Warning,
            "low" => FindingSeverity::Low,
            "note" | "info" => FindingSeverity::Note,
            "negligible" | "none" => FindingSeverity::Negligible,
            _ => FindingSeverity::Unknown,
        }
    }
}
