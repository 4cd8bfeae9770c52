//! The report: what the rules found, in the order in which to mend it, and the steps that showed it.
//!
//! One value, three forms: on the page, as Markdown for a ticket, as JSON (docs/report.md).

pub mod groups;
mod json;
mod markdown;
mod pasted;

use super::observation::looks::LATER;
use super::observation::{Observation, Probe, Server, Step};
use super::pasted::Reading;
use super::redact::Secrets;
use super::rule::{Finding, Rule, Severity, Verdict};
use super::rules::RULES;

/// A judged observation.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What was judged.
    pub observation: Observation,
    /// What was found, most fundamental first: the first is the verdict.
    pub findings: Vec<JudgedFinding>,
    /// All in all.
    pub overall: Overall,
    /// What was pasted beside it, where somebody did.
    pub pasted: Option<Reading>,
}

/// A finding and the rule that found it.
#[derive(Clone, Debug)]
pub struct JudgedFinding {
    /// The rule.
    pub rule: &'static Rule,
    /// What it found.
    pub finding: Finding,
    /// The path of the later answer that it is about, where it is not about the first one.
    pub later: Option<String>,
}

impl PartialEq for JudgedFinding {
    fn eq(&self, other: &JudgedFinding) -> bool {
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

/// Asks every rule, and of what was looked closer at those that judge one address. Several causes that are left open stand next to each
/// other, likelier first.
pub fn judge(observation: Observation) -> Report {
    let mut findings = found(&observation.on_the_way(), |_| true);
    for look in observation.looks() {
        let known: Vec<&str> = findings.iter().map(|judged| judged.rule.id).collect();
        let new = found(&look, |rule| OF_ONE_ADDRESS.contains(&rule.id) && !known.contains(&rule.id));
        findings.extend(new);
    }
    findings.iter_mut().for_each(|judged| scrub(&mut judged.finding, &observation.secrets));
    in_order(&mut findings);
    let overall = overall(&observation, &findings);
    Report { observation, findings, overall, pasted: None }
}

/// The list's order is the order in which to mend things; notes come after everything that hinders.
fn in_order(findings: &mut [JudgedFinding]) {
    let place = |rule: &Rule| RULES.iter().position(|known| known.id == rule.id);
    findings.sort_by_key(|judged| (judged.finding.severity == Severity::Note, place(judged.rule)));
}

fn overall(observation: &Observation, findings: &[JudgedFinding]) -> Overall {
    let worst = findings.iter().map(|judged| judged.finding.severity).min();
    match worst {
        Some(Severity::Error) => Overall::Blocked,
        Some(Severity::Warning) => Overall::Degraded,
        // Nothing is wrong and nothing came: without a sign-in that is how it should be, else it is not the whole truth.
        _ if lacks_something(observation) => Overall::Degraded,
        _ if observation.works() || !observation.signed_in && observation.refusal().is_some() => Overall::Healthy,
        _ => Overall::Degraded,
    }
}

/// What judges an address by what a page may read of it, whichever it is.
const OF_ONE_ADDRESS: [&str; 12] = [
    "server-unreachable",
    "page-request-blocked-by-client",
    "cors-origin-missing",
    "cors-missing-on-errors",
    "cors-origin-mismatch",
    "cors-origin-duplicated",
    "cors-origin-malformed",
    "preflight-unauthorized",
    "preflight-refused",
    "preflight-header-not-allowed",
    "preflight-wildcard-authorization",
    "sign-in-page-redirect",
];

fn found(observation: &Observation, is_asked: impl Fn(&Rule) -> bool) -> Vec<JudgedFinding> {
    let asked = RULES.iter().filter(|rule| is_asked(rule));
    let found = asked.filter_map(|rule| match (rule.check)(observation) {
        Verdict::Found(finding) => {
            let later = observation.at.as_ref().map(|url| url.path().to_string());
            Some(JudgedFinding { rule, finding, later })
        }
        Verdict::NotApplicable | Verdict::Fine => None,
    });
    found.collect()
}

/// Whether something that the page needs did not come, whatever the reason.
fn lacks_something(observation: &Observation) -> bool {
    let failed = |step: &Step| step.read().is_some_and(|read| !read.is_usable() && read.status != 401);
    LATER.into_iter().any(|probe| {
        let mut mine = observation.steps.iter().filter(|step| step.to == Server::Registry && step.probe == probe);
        observation.later_blocked(probe).is_some() || probe != Probe::Catalog && mine.next_back().is_some_and(failed)
    })
}

/// Takes out of a finding what a server gave back of what was sent to it.
fn scrub(finding: &mut Finding, secrets: &Secrets) {
    let texts = [&mut finding.title, &mut finding.change].into_iter();
    for text in texts.chain(&mut finding.evidence).chain(&mut finding.pasted).chain(&mut finding.lines) {
        *text = secrets.scrub_sentence(text);
    }
}

impl Report {
    /// The verdict: the first finding that hinders.
    pub fn verdict(&self) -> Option<&JudgedFinding> {
        self.findings.first().filter(|judged| judged.finding.severity != Severity::Note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::sketch;

    #[test]
    fn what_a_missing_quote_put_together_is_nobodys_token_service() {
        let unreadable = "
            token-service token rejected
            token-service plain-get rejected
            page own-origin opaque
            token-service no-cors-get opaque";
        let ids = |challenge: &str| {
            let text = format!("registry plain-get 401 | www-authenticate: {challenge}{unreadable}");
            let ids: Vec<&str> = judge(sketch(&text)).findings.iter().map(|judged| judged.rule.id).collect();
            ids
        };
        let named = r#"Bearer realm="https://auth.example/token",service="s""#;
        assert!(ids(named).contains(&"realm-cors-missing"));
        let put_together = r#"Bearer realm="https://auth.example/token,service=",s"#;
        assert_eq!(ids(put_together), ["challenge-malformed"]);
    }
}
