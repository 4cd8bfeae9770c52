//! What somebody pasted, as evidence of the report: it decides between causes that the page leaves open.
//!
//! What the page saw itself stands above it: a paste may be of another day and of another machine. Where the page could read an
//! answer, a paste that says otherwise changes nothing.

use super::{JudgedFinding, Report, in_order, overall, scrub};
use crate::diagnosis::cors;
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Read, Server};
use crate::diagnosis::pasted::{Pasted, PastedFinding, Reading, RequestRole};
use crate::diagnosis::redact;
use crate::diagnosis::rule::{Confidence, Finding, Severity};
use crate::diagnosis::rules::RULES;
use crate::registry::failure::About;

impl Report {
    /// The report with what was pasted as evidence: causes that it excludes go, and those that it shows are certain.
    pub fn with_paste(&self, reading: &Reading) -> Report {
        if reading.judged.is_empty() && reading.findings.is_empty() {
            return self.clone();
        }
        let observation = &self.observation;
        let says_so_too = |found: &Pasted| {
            self.findings.iter().any(|judged| Some(judged.rule.id) == found.rule_id() && judged.later == found.later)
        };
        let counts = |found: &&Pasted| says_so_too(found) || !is_contradicted(observation, found);
        let usable: Vec<&Pasted> = reading.findings.iter().filter(counts).collect();
        let mut findings = self.findings.clone();
        for question in questions(reading, &usable) {
            decide(&mut findings, &question, &usable);
        }
        for found in usable {
            add(&mut findings, found, &observation.page.origin);
        }
        findings.iter_mut().for_each(|judged| scrub(&mut judged.finding, &observation.secrets));
        in_order(&mut findings);
        let overall = overall(observation, &findings);
        Report { observation: observation.clone(), findings, overall, pasted: Some(reading.clone()) }
    }
}

impl Report {
    /// Whether a finding rests on what was pasted.
    pub fn rests_on_paste(&self) -> bool {
        self.findings.iter().any(|judged| !judged.finding.pasted.is_empty())
    }
}

/// What was asked of which server: the paste's unit, and that in which causes exclude each other.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Question {
    to: Server,
    role: RequestRole,
    later: Option<String>,
}

impl Question {
    fn of(about: About, role: RequestRole, later: Option<&String>) -> Question {
        Question { to: server(about), role, later: later.cloned() }
    }

    /// Whether a finding of the page's that leaves something open is about it.
    fn leaves_open(&self, judged: &JudgedFinding) -> bool {
        let finding = &judged.finding;
        // What the page's own side does to a request is an alternative to what the server's does.
        let is_of = finding.about == self.to || finding.about == Server::Page && self.to == Server::Registry;
        let role = match judged.rule.id {
            "realm-preflight-fails" => RequestRole::Preflight,
            id if id.starts_with("preflight-") => RequestRole::Preflight,
            _ => RequestRole::Plain,
        };
        let is_open = finding.confidence != Confidence::Certain && finding.severity != Severity::Note;
        is_open && is_of && role == self.role && judged.later == self.later
    }
}

fn questions(reading: &Reading, usable: &[&Pasted]) -> Vec<Question> {
    let judged = reading.judged.iter().filter(|judged| judged.verdict.is_some());
    let mut all: Vec<Question> =
        judged.map(|judged| Question::of(judged.about, judged.role, judged.later.as_ref())).collect();
    all.extend(usable.iter().map(|found| Question::of(found.about, found.role, found.later.as_ref())));
    let mut once: Vec<Question> = Vec::new();
    for question in all {
        if !once.contains(&question) {
            once.push(question);
        }
    }
    once
}

/// Takes out what the paste excludes.
fn decide(findings: &mut Vec<JudgedFinding>, question: &Question, usable: &[&Pasted]) {
    let is_shown = |found: &&&Pasted| Question::of(found.about, found.role, found.later.as_ref()) == *question;
    // That a method is not allowed stops a deletion alone.
    let stops = |found: &&&Pasted| {
        found.stops && !matches!(found.finding, PastedFinding::Cors(cors::CorsFinding::MethodNotAllowed { .. }))
    };
    let ids = |found: &&Pasted| found.may_be();
    let of_challenge: Vec<&str> =
        usable.iter().filter(is_shown).flat_map(ids).filter(|id| is_of_challenge(id)).collect();
    let shown: Vec<&str> =
        usable.iter().filter(is_shown).filter(stops).flat_map(ids).filter(|id| !is_of_challenge(id)).collect();
    let is_left = |judged: &JudgedFinding| match judged.rule.id {
        id if is_of_challenge(id) => of_challenge.is_empty() || of_challenge.contains(&id),
        id if shown.is_empty() => !is_of_headers(id),
        id => shown.contains(&id),
    };
    let open = |judged: &&JudgedFinding| question.leaves_open(judged);
    // What was asked with curl and is right does not explain what the page saw; then all stays as open as it was.
    if !shown.is_empty() || !of_challenge.is_empty() || findings.iter().filter(open).any(is_left) {
        findings.retain(|judged| !question.leaves_open(judged) || is_left(judged));
    }
}

/// How to sign in is read of an answer that may be read, and is a question of its own.
fn is_of_challenge(id: &str) -> bool {
    id.starts_with("challenge-")
}

/// Whether a cause is a matter of headers and status, which are the same for curl and for a browser. Whether a server is reached and
/// its certificate trusted is not: curl may have been run elsewhere.
fn is_of_headers(id: &str) -> bool {
    ["cors-", "preflight-", "realm-cors", "realm-preflight"].iter().any(|begin| id.starts_with(begin))
}

/// Whether the page saw itself that it is otherwise.
fn is_contradicted(observation: &Observation, found: &Pasted) -> bool {
    let to = server(found.about);
    let is_of_account = matches!(&found.finding, PastedFinding::Failed { kind, .. } if !kind.is_of_connection());
    if is_of_account || !found.stops && !found.rule_id().is_some_and(is_of_challenge) {
        return false;
    }
    if found.rule_id().is_some_and(is_of_challenge) {
        let saw = |read: &Read| read.headers.get("www-authenticate").is_some();
        return observation.refusal().is_some_and(saw);
    }
    match (&found.later, found.role) {
        (Some(path), RequestRole::Plain) => {
            observation.steps.iter().any(|step| step.to == to && step.url.path() == path && step.read().is_some())
        }
        (None, RequestRole::Plain) => observation.on_the_way().reach(to) == Reach::Readable,
        (_, RequestRole::Preflight) => {
            let is_of_method = matches!(found.finding, PastedFinding::Cors(cors::CorsFinding::MethodNotAllowed { .. }));
            let passed = |path: &str| {
                observation.authorized().any(|step| step.to == to && step.url.path() == path && step.read().is_some())
            };
            !is_of_method && passed(found.later.as_deref().unwrap_or("/v2/"))
        }
    }
}

/// Adds what the paste shows to the page's finding of that rule, or as one of its own.
fn add(findings: &mut Vec<JudgedFinding>, found: &Pasted, origin: &str) {
    let line = found.evidence();
    let Some(rule) = found.rule_id().and_then(|id| RULES.iter().copied().find(|rule| rule.id == id)) else {
        let may_be = found.may_be();
        let narrowed =
            findings.iter_mut().filter(|judged| may_be.contains(&judged.rule.id) && judged.later == found.later);
        return narrowed.for_each(|judged| judged.finding.pasted.push(line.clone()));
    };
    let confidence = if found.guessed { Confidence::Likely } else { Confidence::Certain };
    let title = redact::text(&found.title(origin));
    let known = findings.iter_mut().find(|judged| judged.rule.id == rule.id && judged.later == found.later);
    if let Some(JudgedFinding { finding, .. }) = known {
        if finding.confidence != Confidence::Certain {
            finding.title = title;
            finding.confidence = confidence;
            finding.decide = None;
        }
        finding.pasted.push(line);
        return;
    }
    let finding = Finding::new(server(found.about), title).confidence(confidence).severity(severity(found));
    let mut finding = finding.change(found.change());
    finding.lines.extend(found.right_line(origin));
    finding.pasted.push(line);
    findings.push(JudgedFinding { rule, finding, later: found.later.clone() });
}

/// How much it matters to this page.
fn severity(found: &Pasted) -> Severity {
    match (found.rule_id().unwrap_or_default(), found.stops) {
        ("cors-vary-missing" | "cors-wildcard-with-credentials" | "rate-limit-not-exposed", _) => Severity::Note,
        ("preflight-method-not-allowed" | "preflight-wildcard-authorization", _) => Severity::Warning,
        ("credentials-rejected" | "scope-denied", _) => Severity::Warning,
        ("challenge-not-exposed", _) | (_, true) => Severity::Error,
        _ => Severity::Warning,
    }
}

fn server(about: About) -> Server {
    match about {
        About::Registry => Server::Registry,
        About::TokenService => Server::TokenService,
    }
}

#[cfg(test)]
mod tests;
