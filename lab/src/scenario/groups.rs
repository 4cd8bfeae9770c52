//! The visible list of all scenarios.

use anyhow::{Context as _, Result};

use super::set_up::Scenario;
use super::{
    address, challenge, cors, credentials, exposed, healthy, network, page, pairs, practice, preflight, realm, service,
    strange, token,
};

/// All scenarios, group by group: the most fundamental first, two faults at once after those with one.
pub const GROUPS: &[&[Scenario]] = &[
    healthy::SCENARIOS,
    address::SCENARIOS,
    page::SCENARIOS,
    network::SCENARIOS,
    cors::SCENARIOS,
    preflight::SCENARIOS,
    exposed::SCENARIOS,
    challenge::SCENARIOS,
    realm::SCENARIOS,
    token::SCENARIOS,
    credentials::SCENARIOS,
    service::SCENARIOS,
    practice::SCENARIOS,
    strange::SCENARIOS,
    pairs::SCENARIOS,
];

/// Scenarios that run only when somebody names them: what they need takes minutes to bring.
pub const ON_REQUEST: &[Scenario] = super::pulp::SCENARIOS;

/// Names under which some scenarios are known besides their own.
pub(super) const OTHER_NAMES: &[(&str, &str)] = &[
    ("challenge-hidden", "challenge-not-exposed"),
    ("cors-missing", "cors-origin-missing"),
    ("hangs-up", "server-unreachable-empty"),
    ("html-answer", "answer-not-json-html"),
    ("realm-blocked", "realm-cors-missing"),
    ("token-missing", "token-missing-in-answer"),
    ("truncated-json", "answer-not-json-truncated"),
];

/// All scenarios in their order.
pub fn all() -> impl Iterator<Item = &'static Scenario> {
    GROUPS.iter().copied().flatten()
}

/// The set-up of a name.
pub fn find(name: &str) -> Result<&'static Scenario> {
    let name = OTHER_NAMES.iter().find(|(other, _)| *other == name).map_or(name, |(_, own)| own);
    all()
        .chain(ON_REQUEST)
        .find(|scenario| scenario.name == name)
        .with_context(|| format!("no scenario is called {name}; `cargo lab scenario` lists them"))
}
