//! Set-ups that work and could be better.

use std::time::Duration;

use super::healthy::tell_limits;
use super::parts::{ALLOW_ORIGIN, CATALOG, DEMO_ACCOUNT, cors, entry, get, token};
use super::proof::Shows::{Body, Header, HeaderHas, Status, Typed, Without};
use super::proof::{Proof, Sent};
use super::{Group, Scenario, Step};
use crate::network::relay_outside_loopback;
use crate::setup::Plan;

pub(super) const SCENARIOS: &[Scenario] = &[
    works(
        "practice-plain-http",
        "The registry is reached by plain http, and not on loopback where this machine has another address.",
        &["practice-plain-http"],
        Plan::basic,
    )
    .prepare(&[Step::Start(|setup| {
        Box::pin(async move {
            let relay = relay_outside_loopback(setup.registry_proxy.address())?;
            setup.typed = Some(format!("http://{}", relay.address));
            setup.keep(relay);
            Ok(())
        })
    })])
    .signed_in(DEMO_ACCOUNT)
    .shows(&[entry(&[Typed("http://"), Status(401), Header(ALLOW_ORIGIN, "{page}")])]),
    works("practice-wildcard-origin", "Every origin is allowed.", &["practice-wildcard-origin"], Plan::token)
        .prepare(&[Step::Break(|setup| cors(setup, |cors| cors.allow_origin = "*".to_owned()))])
        .signed_in(DEMO_ACCOUNT)
        .shows(&[entry(&[Status(401), Header(ALLOW_ORIGIN, "*")])]),
    works(
        "practice-password-on-every-request",
        "The registry has no tokens: the password goes with every request.",
        &["practice-password-on-every-request"],
        Plan::basic,
    )
    .signed_in(DEMO_ACCOUNT)
    .shows(&[
        entry(&[Status(401), HeaderHas("www-authenticate", "Basic")]),
        Proof { credentials: Sent::Password, ..entry(&[Status(200)]) },
    ]),
    works("practice-long-lived-token", "Tokens live for thirty days.", &["practice-long-lived-token"], || {
        let mut plan = Plan::token();
        plan.tokens.lifetime = Duration::from_secs(30 * 24 * 3600);
        plan
    })
    .signed_in(DEMO_ACCOUNT)
    .shows(&[token(&[Status(200), Body("\"expires_in\":2592000")])]),
    works(
        "practice-anonymous-catalog",
        "Everybody may list all repositories.",
        &["practice-anonymous-catalog"],
        Plan::anonymous,
    )
    .prepare(&[Step::Break(tell_limits)])
    .shows(&[get(CATALOG, &[Status(200), Body("library/hello")])]),
    works(
        "practice-no-rate-limit-headers",
        "The registry does not say how many requests it takes.",
        &["practice-no-rate-limit-headers"],
        Plan::token,
    )
    .signed_in(DEMO_ACCOUNT)
    .shows(&[entry(&[Without("ratelimit-limit"), Without("ratelimit-remaining")])]),
];

const fn works(
    name: &'static str,
    sentence: &'static str,
    causes: &'static [&'static str],
    plan: fn() -> Plan,
) -> Scenario {
    Scenario::new(Group::Practice, name, sentence, plan).causes(causes)
}
