//! What the browser hides from the page because the server does not name it.

use http::StatusCode;

use super::healthy::tell_limits;
use super::parts::{CATALOG, DEMO_ACCOUNT, cors, entry, fault, get, hello, hide_challenge, hide_digest, hide_link};
use super::proof::Shows::{self, Header, HeaderHas, HeaderLacks, Lines, Status, Without};
use super::{Group, Scenario, Step};
use crate::proxy::{Fault, When};
use crate::setup::{Plan, Setup};

const EXPOSE: &str = "access-control-expose-headers";
const CHALLENGE_HIDDEN: &[Shows] =
    &[Status(401), HeaderHas("www-authenticate", "Bearer"), HeaderLacks(EXPOSE, "WWW-Authenticate")];

pub(super) const SCENARIOS: &[Scenario] = &[
    exposed(
        "challenge-not-exposed",
        "The 401 does not expose WWW-Authenticate, so the page cannot see where tokens come from.",
        &["challenge-not-exposed"],
        Plan::token,
    )
    .prepare(&[Step::Break(hide_challenge)])
    .signed_in(DEMO_ACCOUNT)
    .shows(&[entry(CHALLENGE_HIDDEN)]),
    exposed(
        "challenge-not-exposed-wildcard",
        "Every origin is allowed, and no header is exposed.",
        &["challenge-not-exposed", "digest-not-exposed", "link-not-exposed", "catalog-page-too-large"],
        || Plan { catalog_maximum: 20, ..Plan::token() },
    )
    .prepare(&[Step::Break(|setup| {
        cors(setup, |cors| cors.allow_origin = "*".to_owned());
        fault(setup, When::any(), Fault::DropHeader(EXPOSE.to_owned()));
    })])
    .signed_in(DEMO_ACCOUNT)
    .shows(&[entry(&[Status(401), HeaderHas("www-authenticate", "Bearer"), Without(EXPOSE)])]),
    exposed(
        "challenge-split-in-two-lines",
        "The registry sends two WWW-Authenticate lines; Firefox shows the page none of them.",
        &["challenge-split-in-two-lines"],
        Plan::token,
    )
    .prepare(&[Step::Break(|setup| {
        let second = Fault::AppendHeader("www-authenticate".to_owned(), "Basic realm=\"lab\"".to_owned());
        fault(setup, When::unauthorized(), second);
    })])
    .signed_in(DEMO_ACCOUNT)
    .shows(&[entry(&[Status(401), Lines("www-authenticate", 2), HeaderHas("www-authenticate", "Bearer")])]),
    exposed("digest-not-exposed", "Docker-Content-Digest is not exposed.", &["digest-not-exposed"], Plan::anonymous)
        .prepare(&[Step::Break(hide_digest)])
        .shows(&[hello(&[
            Status(200),
            HeaderHas("docker-content-digest", "sha256:"),
            HeaderLacks(EXPOSE, "Docker-Content-Digest"),
        ])]),
    exposed(
        "link-not-exposed",
        "Link is not exposed, so the page sees the first of several pages of the catalog and no next.",
        &["link-not-exposed", "catalog-page-too-large"],
        || Plan { catalog_maximum: 20, ..Plan::anonymous() },
    )
    .prepare(&[Step::Break(hide_link)])
    .shows(&[get("/v2/_catalog?n=20", &[Status(200), HeaderHas("link", "rel=\"next\""), HeaderLacks(EXPOSE, "Link")])]),
    exposed(
        "rate-limit-not-exposed",
        "The registry answers the catalog 429 and says how long to wait, in headers that it does not expose.",
        &["rate-limit-not-exposed", "rate-limited"],
        Plan::anonymous,
    )
    .prepare(&[Step::Break(hidden_limits)])
    .shows(&[get(CATALOG, &[Status(429), Header("retry-after", "30"), HeaderLacks(EXPOSE, "Retry-After")])]),
];

const fn exposed(
    name: &'static str,
    sentence: &'static str,
    causes: &'static [&'static str],
    plan: fn() -> Plan,
) -> Scenario {
    Scenario::new(Group::Exposed, name, sentence, plan).causes(causes)
}

fn hidden_limits(setup: &Setup) {
    tell_limits(setup);
    let body = r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"too many requests"}]}"#;
    fault(setup, When::path(CATALOG), Fault::answer(StatusCode::TOO_MANY_REQUESTS, "application/json", body));
    fault(setup, When::path(CATALOG), Fault::set_header("retry-after", "30"));
    cors(setup, |cors| {
        for name in ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"] {
            cors.hide(name);
        }
    });
}
