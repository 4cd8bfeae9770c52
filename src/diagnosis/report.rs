//! The report: what the rules found, in the order in which to mend it, and the steps that showed it.
//!
//! One value, three forms: on the page, as Markdown for a ticket, as JSON (docs/report.md).

pub mod groups;
mod json;
mod markdown;

use super::observation::{Observation, Server};
use super::redact::Secrets;
use super::rule::{Finding, Rule, Severity, Verdict};
use super::rules::RULES;

/// A judged observation.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What was judged.
    pub observation: Observation,
    /// What was found, most fundamental first: the first is the verdict.
    pub findings: Vec<Judged>,
    /// All in all.
    pub overall: Overall,
}

/// A finding and the rule that found it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The rule.
    pub rule: &'static Rule,
    /// What it found.
    pub finding: Finding,
}

impl PartialEq for Judged {
    fn eq(&self, other: &Judged) -> bool {
        self.rule.id == other.rule.id && self.finding == other.finding
    }
}

/// All in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overall {
    /// Nothing keeps the page from working.
    Healthy,
    /// It works, with something missing.
    Degraded,
    /// It does not work.
    Blocked,
}

impl Overall {
    /// Its name in the report's JSON.
    pub fn name(self) -> &'static str {
        match self {
            Overall::Healthy => "healthy",
            Overall::Degraded => "degraded",
            Overall::Blocked => "blocked",
        }
    }
}

/// Asks every rule. Several causes that are left open stand next to each other, likelier first.
pub fn judge(observation: Observation) -> Report {
    let found = RULES.iter().filter_map(|rule| match (rule.check)(&observation) {
        Verdict::Found(finding) => Some(Judged { rule, finding }),
        Verdict::NotApplicable | Verdict::Fine => None,
    });
    let mut findings: Vec<Judged> = found.collect();
    findings.iter_mut().for_each(|judged| scrub(&mut judged.finding, &observation.secrets));
    // The list's order is the order in which to mend things; notes come after everything that hinders.
    findings.sort_by_key(|judged| judged.finding.severity == Severity::Note);
    let worst = findings.iter().map(|judged| judged.finding.severity).min();
    let overall = match worst {
        Some(Severity::Error) => Overall::Blocked,
        Some(Severity::Warning) => Overall::Degraded,
        // Nothing is wrong and nothing came: without a sign-in that is how it should be, else it is not the whole truth.
        _ if observation.works() || !observation.signed_in && observation.refusal().is_some() => Overall::Healthy,
        _ => Overall::Degraded,
    };
    Report { observation, findings, overall }
}

/// Takes out of a finding what a server gave back of what was sent to it.
fn scrub(finding: &mut Finding, secrets: &Secrets) {
    let texts = [&mut finding.title, &mut finding.change].into_iter();
    for text in texts.chain(&mut finding.evidence).chain(&mut finding.lines) {
        *text = secrets.scrub_sentence(text);
    }
}

impl Report {
    /// The verdict: the first finding that hinders.
    pub fn verdict(&self) -> Option<&Judged> {
        self.findings.first().filter(|judged| judged.finding.severity != Severity::Note)
    }

    /// What to call a server in a sentence.
    pub fn name_of(server: Server) -> &'static str {
        match server {
            Server::Page => "page",
            Server::Registry => "registry",
            Server::TokenService => "token service",
            Server::Storage => "storage",
        }
    }
}
