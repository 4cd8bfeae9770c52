//! What a rule is, and what it may say.

use super::named::named;
use super::observation::{Observation, Server};

/// One way in which things go wrong. Its file's `//!` comment is its page in the guide.
#[derive(Debug)]
pub struct Rule {
    /// Its name, which is its file's with `-` for `_`: part of the report's contract.
    pub id: &'static str,
    /// The specification or manual that says so.
    pub source: &'static str,
    /// Whether only what curl says can decide it; then other rules name it as a candidate.
    pub needs_paste: bool,
    /// Looks at an observation.
    pub check: fn(&Observation) -> Verdict,
}

impl Rule {
    /// A rule that only a pasted exchange can decide: it says nothing about what a page sees.
    pub const fn pasted(id: &'static str, source: &'static str) -> Rule {
        Rule { id, source, needs_paste: true, check: |_| Verdict::NotApplicable }
    }
}

/// What a rule says about an observation.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The observation does not tell, or another fault hides it.
    NotApplicable,
    /// Looked at, and right.
    Fine,
    /// It is so, or may be so.
    Found(Finding),
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Whose configuration it is about.
    pub about: Server,
    /// How much it matters.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// The problem in one sentence, which holds no cure and no blame.
    pub title: String,
    /// What was seen that says so, one fact a line.
    pub evidence: Vec<String>,
    /// What somebody pasted that says so, one fact a line.
    pub pasted: Vec<String>,
    /// What to change, in a sentence or two; empty for a note that asks for nothing.
    pub change: String,
    /// Lines to send or to set, with the person's own names.
    pub lines: Vec<String>,
    /// The one observation that would decide, where the evidence leaves something open.
    pub decide: Option<Decide>,
}

/// An observation from outside of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decide {
    /// Open the server's address in a tab: the browser then says what it hides from pages.
    OpenInTab,
    /// Paste what curl says to a plain GET.
    PasteGet,
    /// Paste what curl says to a preflight.
    PastePreflight,
    /// Look at the server's own log.
    ServerLog,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something does not work.
    Error,
    /// It works, and less well than it could.
    Warning,
    /// Worth knowing.
    Note,
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The evidence leaves nothing else.
    Certain,
    /// No other fault that is known looks like this in this browser (docs/decisions/0008).
    Likely,
    /// It is one of several causes that are left.
    Possible,
}

named!(Severity: Error "error", Warning "warning", Note "note");
named!(Confidence: Certain "certain", Likely "likely", Possible "possible");
named!(Decide: OpenInTab "open-in-tab", PasteGet "paste-get", PastePreflight "paste-preflight", ServerLog "server-log");

impl Finding {
    /// An error that is certain; the methods below change what is different.
    pub fn new(about: Server, title: impl Into<String>) -> Finding {
        Finding {
            about,
            severity: Severity::Error,
            confidence: Confidence::Certain,
            title: title.into(),
            evidence: Vec::new(),
            pasted: Vec::new(),
            change: String::new(),
            lines: Vec::new(),
            decide: None,
        }
    }

    /// With another severity.
    pub fn severity(self, severity: Severity) -> Finding {
        Finding { severity, ..self }
    }

    /// With another confidence.
    pub fn confidence(self, confidence: Confidence) -> Finding {
        Finding { confidence, ..self }
    }

    /// With one more fact.
    pub fn evidence(mut self, fact: impl Into<String>) -> Finding {
        self.evidence.push(fact.into());
        self
    }

    /// With what to change.
    pub fn change(self, change: impl Into<String>) -> Finding {
        Finding { change: change.into(), ..self }
    }

    /// With one more line to send or to set.
    pub fn line(mut self, line: impl Into<String>) -> Finding {
        self.lines.push(line.into());
        self
    }

    /// With the observation that would decide.
    pub fn decide(self, decide: Decide) -> Finding {
        Finding { decide: Some(decide), ..self }
    }
}

impl From<Finding> for Verdict {
    fn from(finding: Finding) -> Verdict {
        Verdict::Found(finding)
    }
}
