//! The report as JSON, schema 1 (docs/report.md).

use serde_json::{Value, json};

use super::{JudgedFinding, Report};
use crate::diagnosis::fixes::{self, servers};
use crate::diagnosis::observation::{Outcome, Server, Step};
use crate::diagnosis::pasted::{self, RequestRole};
use crate::registry::failure::About;

/// The version of the shape below. It counts up when a member changes its meaning or goes.
pub const SCHEMA: u32 = 1;

impl Report {
    /// The report in its third form.
    pub fn to_json(&self) -> Value {
        let observation = &self.observation;
        let registry = observation.registry().map_or_else(|_| observation.typed.clone(), |host| host.origin());
        let mut report = json!({
            "schema": SCHEMA,
            "registry": registry,
            "origin": observation.page.origin,
            "outcome": self.overall.name(),
            "complete": observation.complete,
            "findings": self.findings.iter().map(finding).collect::<Vec<Value>>(),
            "pasted": self.pasted.iter().flat_map(|reading| &reading.judged).map(pasted).collect::<Vec<Value>>(),
            "steps": observation.steps.iter().map(step).collect::<Vec<Value>>(),
        });
        observation.secrets.scrub_json(&mut report);
        report
    }
}

fn finding(JudgedFinding { rule, finding, .. }: &JudgedFinding) -> Value {
    json!({
        "id": rule.id,
        "about": finding.about.name(),
        "severity": finding.severity.name(),
        "confidence": finding.confidence.name(),
        "title": finding.title,
        "evidence": finding.evidence,
        "pasted": finding.pasted,
        "change": finding.change,
        "lines": finding.lines,
        "decide": finding.decide.map(|decide| decide.name()),
        "fixes": servers(&fixes::of_rule(rule.id)),
    })
}

fn pasted(judged: &pasted::JudgedExchange) -> Value {
    json!({
        "to": match judged.about {
            About::Registry => Server::Registry.name(),
            About::TokenService => Server::TokenService.name(),
        },
        "asked": match judged.role {
            RequestRole::Plain => "request",
            RequestRole::Preflight => "preflight",
        },
        "path": judged.later,
        "status": judged.status,
        "passes": judged.verdict.as_ref().map(Result::is_ok),
    })
}

fn step(step: &Step) -> Value {
    let (outcome, status) = match &step.outcome {
        Outcome::Running => ("given-up", None),
        Outcome::Read(read) => ("read", Some(read.status)),
        Outcome::Opaque => ("opaque", None),
        Outcome::Redirected => ("redirected", None),
        Outcome::Blocked(_) => ("blocked", None),
        Outcome::SenseAnswer(answer) => (answer.name(), None),
        Outcome::NotSent(_) => ("not-sent", None),
    };
    json!({
        "step": step.probe.name(),
        "about": step.about.map(|about| about.name()),
        "to": step.to.name(),
        "method": step.method,
        "url": step.url.as_str(),
        "authorization": step.authorization.map(|kind| kind.name()),
        "outcome": outcome,
        "status": status,
        "ms": step.ms,
    })
}
