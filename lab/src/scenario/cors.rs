//! The CORS headers of answers.

use super::crates_io::FERRO_ALONE;
use super::parts::{ALLOW_ORIGIN, DEMO_ACCOUNT, cors, entry, fault, get, no_cors, no_origin, preflight};
use super::proof::Proof;
use super::proof::Shows::{Header, HeaderHas, HeaderLacks, Lines, Status, Without};
use super::{Group, Scenario, Step};
use crate::nginx::front::Front;
use crate::proxy::{Fault, When};
use crate::setup::{Content, Plan, Setup};
use crate::tools::registries::FERRO;

const MISMATCH: &[&str] = &["cors-origin-mismatch"];
const DUPLICATED: &[&str] = &["cors-origin-duplicated"];
const MALFORMED: &[&str] = &["cors-origin-malformed"];

pub(super) const SCENARIOS: &[Scenario] = &[
    anonymous("cors-origin-missing", "The registry sends no CORS headers at all.", &["cors-origin-missing"])
        .prepare(&[Step::Break(no_cors)])
        .shows(&[entry(&[Status(200), Without(ALLOW_ORIGIN)])]),
    anonymous(
        "cors-origin-missing-alone",
        "All CORS headers are there but Access-Control-Allow-Origin.",
        &["cors-origin-missing"],
    )
    .prepare(&[Step::Break(no_origin)])
    .shows(&[entry(&[Status(200), Without(ALLOW_ORIGIN), HeaderHas("access-control-expose-headers", "Link")])]),
    token(
        "cors-origin-missing-token",
        "A registry with tokens sends no CORS headers at all.",
        &["cors-origin-missing"],
    )
    .prepare(&[Step::Break(no_cors)])
    .shows(&[entry(&[Status(401), Without(ALLOW_ORIGIN)])]),
    anonymous(
        "cors-origin-missing-ferro-oci-server",
        "ferro-oci-server as it starts: no CORS header at all, and OPTIONS is answered 405.",
        &["cors-origin-missing"],
    )
    .prepare(&[FERRO_ALONE])
    .needing(&FERRO)
    .shows(&[entry(&[Status(200), Without(ALLOW_ORIGIN)]), preflight(&[Status(405), Without(ALLOW_ORIGIN)])]),
    anonymous("cors-origin-mismatch", "The registry allows the pages of another origin.", MISMATCH)
        .prepare(&[Step::Break(|setup| allow(setup, "http://pages.example"))])
        .shows(&[entry(&[Status(200), Header(ALLOW_ORIGIN, "http://pages.example")])]),
    anonymous("cors-origin-mismatch-own", "The registry allows its own origin, and no page's.", MISMATCH)
        .prepare(&[Step::Break(|setup| allow(setup, &setup.registry_origin()))])
        .shows(&[entry(&[Status(200), Header(ALLOW_ORIGIN, "{registry}")])]),
    anonymous("cors-origin-mismatch-scheme", "The registry allows the page's host by https.", MISMATCH)
        .prepare(&[Step::Break(|setup| allow(setup, &setup.page_origin().replace("http://", "https://")))])
        .shows(&[entry(&[Status(200), Header(ALLOW_ORIGIN, "https://{page-host}")])]),
    anonymous("cors-origin-mismatch-null", "The registry allows pages without an origin: `null`.", MISMATCH)
        .prepare(&[Step::Break(|setup| allow(setup, "null"))])
        .shows(&[entry(&[Status(200), Header(ALLOW_ORIGIN, "null")])]),
    anonymous("cors-origin-duplicated", "Server and proxy both send Access-Control-Allow-Origin.", DUPLICATED)
        .prepare(&[Step::Break(|setup| {
            for when in [When::any(), When::preflight()] {
                fault(setup, when, Fault::AppendHeader(ALLOW_ORIGIN.to_owned(), "*".to_owned()));
            }
        })])
        .shows(&[entry(&[Status(200), Lines(ALLOW_ORIGIN, 2), Header(ALLOW_ORIGIN, "{page}")])]),
    anonymous("cors-origin-malformed-list", "One Access-Control-Allow-Origin names two origins.", MALFORMED)
        .prepare(&[Step::Break(|setup| allow(setup, &format!("{}, http://pages.example", setup.page_origin())))])
        .shows(&[entry(&[Status(200), Header(ALLOW_ORIGIN, "{page}, http://pages.example")])]),
    anonymous("cors-origin-malformed", "The allowed origin ends in a slash.", MALFORMED)
        .prepare(&[Step::Break(|setup| allow(setup, &format!("{}/", setup.page_origin())))])
        .shows(&[entry(&[Status(200), Header(ALLOW_ORIGIN, "{page}/")])]),
    anonymous("cors-origin-malformed-no-scheme", "The allowed origin has no scheme.", MALFORMED)
        .prepare(&[Step::Break(|setup| allow(setup, setup.page_origin().trim_start_matches("http://")))])
        .shows(&[entry(&[Status(200), Header(ALLOW_ORIGIN, "{page-host}")])]),
    anonymous("cors-origin-malformed-pattern", "The allowed origin is a pattern.", MALFORMED)
        .prepare(&[Step::Break(|setup| allow(setup, "http://127.0.0.1:*"))])
        .shows(&[entry(&[Status(200), Header(ALLOW_ORIGIN, "http://127.0.0.1:*")])]),
    anonymous(
        "cors-wildcard-with-credentials",
        "Every origin is allowed by `*`, with credentials, which browsers refuse together.",
        &["cors-wildcard-with-credentials"],
    )
    .prepare(&[Step::Break(|setup| {
        cors(setup, |cors| {
            cors.allow_origin = "*".to_owned();
            cors.allows_credentials = true;
        });
    })])
    .shows(&[entry(&[Header(ALLOW_ORIGIN, "*"), Header("access-control-allow-credentials", "true")])]),
    token(
        "cors-missing-on-errors",
        "nginx adds its CORS headers to good answers only, so the 401 has none.",
        &["cors-missing-on-errors"],
    )
    .planned(|| Plan { nginx: Some(Front { always: false, ..Front::default() }), ..Plan::token() })
    .shows(&[
        entry(&[Status(401), HeaderHas("www-authenticate", "Bearer"), Without(ALLOW_ORIGIN)]),
        super::parts::catalog_with_token(&[Status(200), Header(ALLOW_ORIGIN, "{page}")]),
        preflight(&[Status(204), Header(ALLOW_ORIGIN, "{page}")]),
    ]),
    token(
        "cors-missing-on-errors-rate-limited",
        "nginx limits requests, and its 429 has no CORS headers.",
        &["cors-missing-on-errors", "rate-limited"],
    )
    .planned(|| Plan {
        nginx: Some(Front { always: false, limits: true, ..Front::default() }),
        ..Plan::anonymous().content(Content::Empty)
    })
    .prepare(&[super::service::USE_THE_LIMIT_UP])
    .shows(&[entry(&[Status(429), Without(ALLOW_ORIGIN)])]),
    anonymous(
        "cors-missing-on-errors-missing-repository",
        "The 404 of a repository that is not there has no CORS headers.",
        &["cors-missing-on-errors"],
    )
    .planned(|| Plan { nginx: Some(Front { always: false, ..Front::default() }), ..Plan::anonymous() })
    .about("not/here")
    .shows(&[
        entry(&[Status(200), Header(ALLOW_ORIGIN, "{page}")]),
        get("/v2/not/here/tags/list", &[Status(404), Without(ALLOW_ORIGIN)]),
    ]),
    anonymous(
        "cors-header-misspelt",
        "The header is called Access-Control-Allow-Origins.",
        &["cors-header-misspelt", "cors-origin-missing"],
    )
    .prepare(&[Step::Break(no_origin), Step::Break(|setup| misspell(setup, "Access-Control-Allow-Origins"))])
    .shows(&[entry(&[Status(200), Without(ALLOW_ORIGIN), Header("access-control-allow-origins", "{page}")])]),
    anonymous(
        "cors-header-misspelt-allowed",
        "The header is called Access-Control-Allowed-Origin.",
        &["cors-header-misspelt", "cors-origin-missing"],
    )
    .prepare(&[Step::Break(no_origin), Step::Break(|setup| misspell(setup, "Access-Control-Allowed-Origin"))])
    .shows(&[entry(&[Status(200), Without(ALLOW_ORIGIN), Header("access-control-allowed-origin", "{page}")])]),
    anonymous(
        "cors-vary-missing",
        "Whatever origin asks is allowed, and Vary does not say that the answer depends on it.",
        &["cors-vary-missing"],
    )
    .prepare(&[Step::Break(|setup| {
        cors(setup, |cors| {
            cors.reflects = true;
            cors.varies = false;
        });
        fault(setup, When::any(), Fault::set_header("cache-control", "max-age=600"));
    })])
    .shows(&[
        entry(&[Header(ALLOW_ORIGIN, "{page}"), HeaderLacks("vary", "Origin")]),
        Proof { origin: "http://other.example", ..entry(&[Header(ALLOW_ORIGIN, "http://other.example")]) },
    ]),
];

const fn anonymous(name: &'static str, sentence: &'static str, causes: &'static [&'static str]) -> Scenario {
    Scenario::new(Group::Cors, name, sentence, Plan::anonymous).causes(causes)
}

const fn token(name: &'static str, sentence: &'static str, causes: &'static [&'static str]) -> Scenario {
    Scenario::new(Group::Cors, name, sentence, Plan::token).causes(causes).signed_in(DEMO_ACCOUNT)
}

fn allow(setup: &Setup, origin: &str) {
    cors(setup, |cors| cors.allow_origin = origin.to_owned());
}

fn misspell(setup: &Setup, name: &str) {
    for when in [When::any(), When::preflight()] {
        fault(setup, when, Fault::set_header(name, &setup.page_origin()));
    }
}
