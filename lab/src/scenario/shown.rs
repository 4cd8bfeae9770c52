//! What of the scenarios curl shows: which of them the page's own lines can decide.

use super::proof::Shows;
use super::{Group, Scenario};

/// Rules whose cause stands in what curl says to the lines that the page prints.
pub const SHOWN: [&str; 26] = [
    "address-not-a-registry",
    "address-wrong-port-protocol",
    "server-certificate-untrusted",
    "server-unreachable",
    "server-bad-gateway",
    "server-error",
    "cors-origin-missing",
    "cors-origin-mismatch",
    "cors-origin-duplicated",
    "cors-origin-malformed",
    "cors-wildcard-with-credentials",
    "cors-header-misspelt",
    "cors-vary-missing",
    "preflight-unauthorized",
    "preflight-refused",
    "preflight-redirected",
    "preflight-header-not-allowed",
    "preflight-method-not-allowed",
    "preflight-wildcard-authorization",
    "challenge-not-exposed",
    "challenge-split-in-two-lines",
    "challenge-missing",
    "challenge-malformed",
    "realm-cors-missing",
    "realm-preflight-fails",
    "realm-not-a-token-service",
];

/// Scenarios whose fault is not where the lines ask, and why.
const ELSEWHERE: [&str; 2] = [
    // The catalog's answer, which can be read, and a preflight that is never answered at all.
    "server-error-catalog",
    "preflight-refused-hanging",
];

/// Whether the page's lines are worth running against a scenario.
pub fn is_asked_by_curl(scenario: &Scenario) -> bool {
    let waits = |shows: &Shows| matches!(shows, Shows::Silent | Shows::Endless);
    let in_vain = scenario.proofs.iter().any(|proof| proof.shows.iter().any(waits));
    let is_asked = match scenario.group {
        Group::Network | Group::Cors | Group::Preflight | Group::Exposed | Group::Challenge | Group::Realm => true,
        Group::Address => scenario.name.contains("protocol") || scenario.name.contains("not-a-registry"),
        Group::Healthy => !scenario.name.starts_with("ten-thousand"),
        _ => false,
    };
    // curl takes no certificate of the lab's, as a person's curl takes none.
    is_asked && !in_vain && !scenario.accepts_certificates && !ELSEWHERE.contains(&scenario.name)
}
