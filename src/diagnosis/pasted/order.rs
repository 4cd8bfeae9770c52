//! Which finding comes first, and which only follows from others.

use super::{Pasted, PastedFinding, Reading, RequestRole};
use crate::diagnosis::cors;
use crate::registry::failure::About;

/// Nobody mends more at once, and a paste may hold anything.
const MOST: usize = 100;

/// Sorts, and keeps the first of findings that are the same.
pub fn most_fundamental_first(findings: &mut Vec<Pasted>) {
    findings.sort_by_key(rank);
    let mut kept: Vec<Pasted> = Vec::new();
    for found in findings.drain(..) {
        let is_same = |known: &Pasted| known.about == found.about && known.finding == found.finding;
        if kept.len() < MOST && !kept.iter().any(is_same) {
            kept.push(found);
        }
    }
    *findings = kept;
}

/// Where one server's answers without an error pass and its errors have no origin at all, the latter is the finding.
pub fn missing_on_errors(reading: &mut Reading) {
    let passes = |about: About| {
        let is_fine = |judged: &&super::JudgedExchange| judged.status < 400 && judged.verdict == Some(Ok(()));
        reading.judged.iter().filter(is_fine).any(|judged| judged.about == about && judged.role == RequestRole::Plain)
    };
    let (registry, token_service) = (passes(About::Registry), passes(About::TokenService));
    for found in &mut reading.findings {
        let passes = if found.about == About::Registry { registry } else { token_service };
        // An answer below 400 without origin cannot be mistaken: the server would not pass then.
        if passes
            && found.role == RequestRole::Plain
            && found.finding == PastedFinding::Cors(cors::CorsFinding::OriginMissing)
        {
            found.finding = PastedFinding::CorsMissingOnErrors;
        }
    }
}

/// What answers there at all comes first: where it is no registry, or nobody, its preflights say nothing more.
pub fn without_consequences(findings: &mut Vec<Pasted>) {
    let fundamental = |found: &&Pasted| found.role == RequestRole::Plain && rank(found) <= 2;
    let hidden: Vec<About> = findings.iter().filter(fundamental).map(|found| found.about).collect();
    findings.retain(|found| found.role == RequestRole::Plain || !hidden.contains(&found.about));
}

/// The smaller, the more fundamental. What is equal stays in the order of the paste.
fn rank(found: &Pasted) -> u8 {
    let is_registry = found.about == About::Registry;
    match &found.finding {
        PastedFinding::Failed { .. } => 0,
        PastedFinding::PlainHttpOnTls | PastedFinding::BadGateway { .. } | PastedFinding::ServerError { .. } => 1,
        PastedFinding::Redirected { .. }
        | PastedFinding::NotARegistry { .. }
        | PastedFinding::NotATokenService { .. } => 2,
        PastedFinding::Cors(cors::CorsFinding::MethodNotAllowed { .. }) if is_registry => 8,
        PastedFinding::Cors(_) | PastedFinding::CorsMissingOnErrors if found.stops => match (is_registry, found.role) {
            (true, RequestRole::Plain) => 3,
            (true, RequestRole::Preflight) => 4,
            (false, _) => 6,
        },
        PastedFinding::ChallengeMissing
        | PastedFinding::ChallengeMalformed { .. }
        | PastedFinding::RealmMissing { .. } => 5,
        PastedFinding::Cors(cors::CorsFinding::ChallengeSplit) => 5,
        PastedFinding::RateLimited => 7,
        PastedFinding::Cors(cors::CorsFinding::VaryMissing | cors::CorsFinding::WildcardWithCredentials) => 9,
        PastedFinding::Cors(finding) => match finding.rule_id() {
            Some("challenge-not-exposed") if is_registry => 5,
            Some(_) => 8,
            None => 9,
        },
        PastedFinding::CorsMissingOnErrors | PastedFinding::OriginUnusable => 3,
        PastedFinding::PreflightNotOk => 4,
    }
}
