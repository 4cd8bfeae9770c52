//! Two faults at once: a report names both, or the one that hides the other and says so.

use http::StatusCode;

use super::parts::{
    ALLOW_ORIGIN, CATALOG_QUERY, DEMO_ACCOUNT, ENTRY, WRONG_PASSWORD, catalog_with_token, cors, entry, fault,
    forward_preflight, get, hello, hide_challenge, hide_digest, hide_link, no_origin, preflight, realm,
    registry_behind_tls, token, token_settings, tokens, tokens_without_cors,
};
use super::proof::Shows::{self, Body, Header, HeaderHas, HeaderLacks, Lines, Refused, Status, Tls, Without};
use super::proof::{Proof, To};
use super::{Group, Scenario, Step};
use crate::network::{Certificate, refused_port};
use crate::nginx::front::Front;
use crate::proxy::{Fault, When};
use crate::setup::{Plan, Setup};

const EXPOSE: &str = "access-control-expose-headers";

const DIGEST_HIDDEN: Proof = catalog_with_token(&[Status(200), HeaderLacks(EXPOSE, "Docker-Content-Digest")]);
const CHALLENGE_HIDDEN: Shows = HeaderLacks(EXPOSE, "WWW-Authenticate");

pub(super) const SCENARIOS: &[Scenario] = &[
    pair(
        "pair-cors-origin-missing-and-challenge-not-exposed",
        "No allowed origin, and the challenge would be hidden if there were one.",
        &["cors-origin-missing", "challenge-not-exposed"],
    )
    .prepare(&[Step::Break(no_origin), Step::Break(hide_challenge)])
    .shows(&[entry(&[Status(401), Without(ALLOW_ORIGIN), HeaderHas(EXPOSE, "Link"), CHALLENGE_HIDDEN])]),
    pair(
        "pair-cors-origin-mismatch-and-preflight-unauthorized",
        "The pages of another origin are allowed, and preflights answered 401.",
        &["cors-origin-mismatch", "preflight-unauthorized"],
    )
    .prepare(&[Step::Break(other_origin), Step::Break(forward_preflight)])
    .shows(&[entry(&[Header(ALLOW_ORIGIN, "http://pages.example")]), preflight(&[Status(401)])]),
    pair(
        "pair-cors-origin-duplicated-and-digest-not-exposed",
        "Two Access-Control-Allow-Origin, and the digest is hidden.",
        &["cors-origin-duplicated", "digest-not-exposed"],
    )
    .prepare(&[Step::Break(duplicate_origin), Step::Break(hide_digest)])
    .shows(&[entry(&[Lines(ALLOW_ORIGIN, 2), HeaderLacks(EXPOSE, "Docker-Content-Digest")])]),
    pair(
        "pair-preflight-unauthorized-and-digest-not-exposed",
        "Preflights are answered 401, and the digest is hidden.",
        &["preflight-unauthorized", "digest-not-exposed"],
    )
    .planned(Plan::anonymous)
    .unsigned()
    .prepare(&[Step::Break(preflight_401), Step::Break(hide_digest)])
    .shows(&[preflight(&[Status(401)]), hello(&[Status(200), HeaderLacks(EXPOSE, "Docker-Content-Digest")])]),
    pair(
        "pair-preflight-unauthorized-and-challenge-not-exposed",
        "Preflights are answered 401, and the challenge is hidden.",
        &["preflight-unauthorized", "challenge-not-exposed"],
    )
    .prepare(&[Step::Break(forward_preflight), Step::Break(hide_challenge)])
    .shows(&[preflight(&[Status(401)]), entry(&[Status(401), CHALLENGE_HIDDEN])]),
    pair(
        "pair-preflight-header-not-allowed-and-realm-cors-missing",
        "Authorization is not allowed, and the token service sends no CORS headers.",
        &["preflight-header-not-allowed", "realm-cors-missing"],
    )
    .prepare(&[
        Step::Break(|setup| cors(setup, |cors| cors.allow_headers = "Accept".to_owned())),
        Step::Break(tokens_without_cors),
    ])
    .shows(&[
        preflight(&[Status(204), Header("access-control-allow-headers", "Accept")]),
        token(&[Without(ALLOW_ORIGIN)]),
    ]),
    pair(
        "pair-realm-cors-missing-and-digest-not-exposed",
        "The token service sends no CORS headers, and the registry hides the digest.",
        &["realm-cors-missing", "digest-not-exposed"],
    )
    .prepare(&[Step::Break(tokens_without_cors), Step::Break(hide_digest)])
    .shows(&[token(&[Without(ALLOW_ORIGIN)]), DIGEST_HIDDEN]),
    pair(
        "pair-realm-unreachable-and-link-not-exposed",
        "Nobody listens where the realm is, and the registry hides Link.",
        &["realm-unreachable", "link-not-exposed"],
    )
    .prepare(&[
        Step::Start(|setup| {
            Box::pin(async move {
                realm(setup, &format!("http://127.0.0.1:{}/token", refused_port()?));
                Ok(())
            })
        }),
        Step::Break(hide_link),
    ])
    .shows(&[
        Proof { to: To::Realm, path: CATALOG_QUERY, shows: &[Refused], ..ENTRY },
        entry(&[HeaderLacks(EXPOSE, "Link")]),
    ]),
    pair(
        "pair-realm-preflight-fails-and-credentials-rejected",
        "The token service answers preflights with 405, and the password is wrong.",
        &["realm-preflight-fails", "credentials-rejected"],
    )
    .prepare(&[Step::Break(|setup| {
        let refused = Fault::answer(StatusCode::METHOD_NOT_ALLOWED, "text/plain", "no\n");
        tokens(setup, |tokens| tokens.proxy.faults.add(When::preflight(), refused));
    })])
    .signed_in(WRONG_PASSWORD)
    .shows(&[Proof { to: To::Realm, path: CATALOG_QUERY, ..preflight(&[Status(405)]) }, token(&[Status(401)])]),
    pair(
        "pair-server-certificate-untrusted-and-cors-origin-missing",
        "The registry signed its certificate itself, and sends no CORS headers.",
        &["server-certificate-untrusted", "cors-origin-missing"],
    )
    .prepare(&[
        Step::Break(no_origin),
        Step::Start(|setup| Box::pin(async move { registry_behind_tls(setup, Certificate::Untrusted) })),
    ])
    .shows(&[entry(&[Tls("UnknownIssuer")]), BEHIND_IT_NO_ORIGIN]),
    pair(
        "pair-server-certificate-expired-and-preflight-unauthorized",
        "The registry's certificate ended, and preflights are answered 401.",
        &["server-certificate-untrusted", "preflight-unauthorized"],
    )
    .prepare(&[
        Step::Break(forward_preflight),
        Step::Start(|setup| Box::pin(async move { registry_behind_tls(setup, Certificate::Expired) })),
    ])
    .shows(&[entry(&[Tls("Expired")]), Proof { to: To::Proxy, ..preflight(&[Status(401)]) }]),
    pair(
        "pair-token-rejected-and-digest-not-exposed",
        "A key signs the tokens that the registry does not trust, and the digest is hidden.",
        &["token-rejected", "digest-not-exposed"],
    )
    .prepare(&[
        Step::Break(|setup| token_settings(setup, |settings| settings.signs_with_another_key = true)),
        Step::Break(hide_digest),
    ])
    .shows(&[catalog_with_token(&[Status(401), HeaderLacks(EXPOSE, "Docker-Content-Digest")])]),
    pair(
        "pair-digest-not-exposed-and-link-not-exposed",
        "The digest and Link are hidden.",
        &["digest-not-exposed", "link-not-exposed"],
    )
    .planned(Plan::anonymous)
    .unsigned()
    .prepare(&[Step::Break(hide_digest), Step::Break(hide_link)])
    .shows(&[entry(&[Status(200), HeaderLacks(EXPOSE, "Docker-Content-Digest"), HeaderLacks(EXPOSE, "Link")])]),
    pair(
        "pair-cors-missing-on-errors-and-realm-cors-missing",
        "nginx adds CORS headers to good answers only, and the token service sends none.",
        &["cors-missing-on-errors", "realm-cors-missing"],
    )
    .planned(|| Plan { nginx: Some(Front { always: false, ..Front::default() }), ..Plan::token() })
    .prepare(&[Step::Break(tokens_without_cors)])
    .shows(&[entry(&[Status(401), Without(ALLOW_ORIGIN)]), token(&[Without(ALLOW_ORIGIN)])]),
    pair(
        "pair-answer-not-json-and-preflight-unauthorized",
        "The catalog is HTML, and preflights are answered 401.",
        &["answer-not-json", "preflight-unauthorized"],
    )
    .planned(Plan::anonymous)
    .unsigned()
    .prepare(&[
        Step::Break(preflight_401),
        Step::Break(|setup| {
            let html = Fault::answer(StatusCode::OK, "text/html", "<!doctype html><h1>It works!</h1>");
            fault(setup, When::path(super::parts::CATALOG), html);
        }),
    ])
    .shows(&[preflight(&[Status(401)]), get(super::parts::CATALOG, &[Body("<!doctype html>")])]),
];

const BEHIND_IT_NO_ORIGIN: Proof = Proof { to: To::Proxy, ..entry(&[Status(401), Without(ALLOW_ORIGIN)]) };

const fn pair(name: &'static str, sentence: &'static str, causes: &'static [&'static str]) -> Scenario {
    Scenario::new(Group::Pair, name, sentence, Plan::token).causes(causes).signed_in(DEMO_ACCOUNT)
}

fn other_origin(setup: &Setup) {
    cors(setup, |cors| cors.allow_origin = "http://pages.example".to_owned());
}

fn duplicate_origin(setup: &Setup) {
    for when in [When::any(), When::preflight()] {
        fault(setup, when, Fault::AppendHeader(ALLOW_ORIGIN.to_owned(), "*".to_owned()));
    }
}

fn preflight_401(setup: &Setup) {
    fault(setup, When::preflight(), Fault::answer(StatusCode::UNAUTHORIZED, "text/plain", "no\n"));
}
