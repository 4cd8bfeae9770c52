//! What servers answer to the question that a browser asks before a request with `Authorization`.

use std::time::Duration;

use http::StatusCode;

use super::healthy::asks_in_html;
use super::parts::{
    ALLOW_ORIGIN, CATALOG, DEMO_ACCOUNT, catalog_with_token, cors, entry, fault, forward_preflight, get, preflight,
    sign_in_page,
};
use super::proof::Shows::{self, Header, HeaderHas, HeaderLacks, Silent, Status, Without};
use super::proof::{Proof, Sent};
use super::{Group, Scenario, Step};
use crate::proxy::{Fault, When};
use crate::setup::{Plan, Setup};

const UNAUTHORIZED: &[&str] = &["preflight-unauthorized"];
const REFUSED: &[&str] = &["preflight-refused"];
const REDIRECTED: &[&str] = &["preflight-redirected"];
const METHODS: &str = "access-control-allow-methods";
const HEADERS: &str = "access-control-allow-headers";

/// What a browser asks before a tag is set.
const PUTTING: &[(&str, &str)] =
    &[("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "authorization, content-type")];

/// What is asked for, when it is not preflighted, is answered.
const BEHIND_IT_WORKS: Proof = catalog_with_token(&[Status(200), Header(ALLOW_ORIGIN, "{page}")]);

pub(super) const SCENARIOS: &[Scenario] = &[
    broken(
        "preflight-unauthorized",
        "Distribution with htpasswd and its own CORS headers: it answers preflights with 401.",
        UNAUTHORIZED,
    )
    .planned(|| Plan { native_cors: true, ..Plan::basic() })
    .shows(&[
        preflight(&[Status(401), Header(ALLOW_ORIGIN, "{page}")]),
        Proof { credentials: Sent::Password, ..get(CATALOG, &[Status(200), Header(ALLOW_ORIGIN, "{page}")]) },
    ]),
    broken(
        "preflight-unauthorized-token",
        "Distribution with tokens and its own CORS headers: it answers preflights with 401.",
        UNAUTHORIZED,
    )
    .planned(|| Plan { native_cors: true, ..Plan::token() })
    .shows(&[preflight(&[Status(401), Header(ALLOW_ORIGIN, "{page}")]), BEHIND_IT_WORKS]),
    broken(
        "preflight-unauthorized-article",
        "The lines of a much read article in Distribution's own configuration, and htpasswd: every origin, and Authorization.",
        &["preflight-unauthorized", "challenge-not-exposed"],
    )
    .planned(|| Plan { configured: Some(lines_of_the_article), ..Plan::basic() })
    .shows(&[
        entry(&[Status(401), Header(ALLOW_ORIGIN, "*"), Without("access-control-expose-headers")]),
        preflight(&[Status(401), Header(ALLOW_ORIGIN, "*")]),
    ]),
    broken(
        "preflight-unauthorized-html",
        "The proxy asks for the password itself, with a web page in its 401, and for preflights too.",
        UNAUTHORIZED,
    )
    .planned(Plan::basic)
    .prepare(&[Step::Break(|setup| {
        fault(setup, When::unauthorized(), asks_in_html());
        fault(setup, When::preflight(), asks_in_html());
    })])
    .shows(&[
        entry(&[Status(401), HeaderHas("content-type", "text/html"), Header(ALLOW_ORIGIN, "{page}")]),
        preflight(&[Status(401), HeaderHas("content-type", "text/html")]),
    ]),
    broken("preflight-unauthorized-proxy", "The proxy hands preflights on, and the registry says 401.", UNAUTHORIZED)
        .prepare(&[Step::Break(forward_preflight)])
        .shows(&[preflight(&[Status(401), Header(ALLOW_ORIGIN, "{page}")]), BEHIND_IT_WORKS]),
    broken("preflight-refused-403", "Preflights are answered 403.", REFUSED)
        .prepare(&[Step::Break(|setup| answers(setup, StatusCode::FORBIDDEN))])
        .shows(&[preflight(&[Status(403)]), BEHIND_IT_WORKS]),
    broken("preflight-refused-404", "Preflights are answered 404.", REFUSED)
        .prepare(&[Step::Break(|setup| answers(setup, StatusCode::NOT_FOUND))])
        .shows(&[preflight(&[Status(404)]), BEHIND_IT_WORKS]),
    broken("preflight-refused-405", "Preflights are answered 405.", REFUSED)
        .prepare(&[Step::Break(|setup| answers(setup, StatusCode::METHOD_NOT_ALLOWED))])
        .shows(&[preflight(&[Status(405)]), BEHIND_IT_WORKS]),
    broken("preflight-refused-500", "Preflights are answered 500.", REFUSED)
        .prepare(&[Step::Break(|setup| answers(setup, StatusCode::INTERNAL_SERVER_ERROR))])
        .shows(&[preflight(&[Status(500)]), BEHIND_IT_WORKS]),
    broken("preflight-refused-no-origin", "Preflights are answered 204 without Access-Control-Allow-Origin.", REFUSED)
        .prepare(&[Step::Break(|setup| {
            fault(setup, When::preflight(), Fault::DropHeader(ALLOW_ORIGIN.to_owned()));
        })])
        .shows(&[preflight(&[Status(204), Without(ALLOW_ORIGIN)]), BEHIND_IT_WORKS]),
    broken("preflight-refused-hanging", "Preflights are never answered.", REFUSED)
        .prepare(&[Step::Break(|setup| {
            fault(setup, When::preflight(), Fault::Delay(Duration::from_secs(3600)));
        })])
        .shows(&[preflight(&[Silent]), BEHIND_IT_WORKS]),
    broken("preflight-refused-cut", "The connection is closed when a preflight comes.", REFUSED)
        .prepare(&[Step::Break(|setup| fault(setup, When::preflight(), Fault::Cut))])
        .shows(&[preflight(&[Shows::Nothing]), BEHIND_IT_WORKS]),
    broken("preflight-redirected", "Preflights are sent to another path.", REDIRECTED)
        .prepare(&[Step::Break(|setup| {
            let elsewhere = format!("{}/v2", setup.registry_origin());
            fault(setup, When::preflight(), Fault::redirect(StatusCode::MOVED_PERMANENTLY, &elsewhere));
        })])
        .shows(&[preflight(&[Status(301), Header("location", "{registry}/v2")]), BEHIND_IT_WORKS]),
    broken("preflight-redirected-sign-in", "Preflights are sent to a sign-in page on another origin.", REDIRECTED)
        .prepare(&[Step::Start(|setup| {
            Box::pin(async move {
                let login = format!("{}/login", sign_in_page(setup).await?);
                fault(setup, When::preflight(), Fault::redirect(StatusCode::FOUND, &login));
                Ok(())
            })
        })])
        .shows(&[preflight(&[Status(302), HeaderHas("location", "/login")]), BEHIND_IT_WORKS]),
    broken(
        "preflight-header-not-allowed",
        "Authorization is not among the allowed headers.",
        &["preflight-header-not-allowed"],
    )
    .prepare(&[Step::Break(|setup| allow_headers(setup, "Accept, Content-Type"))])
    .shows(&[preflight(&[Status(204), HeaderLacks(HEADERS, "Authorization")]), BEHIND_IT_WORKS]),
    broken(
        "preflight-header-not-allowed-none",
        "The answer to preflights names no allowed header.",
        &["preflight-header-not-allowed"],
    )
    .prepare(&[Step::Break(|setup| fault(setup, When::preflight(), Fault::DropHeader(HEADERS.to_owned())))])
    .shows(&[preflight(&[Status(204), Without(HEADERS)]), BEHIND_IT_WORKS]),
    broken(
        "preflight-header-not-allowed-content-type",
        "Content-Type is not among the allowed headers, which setting a tag needs.",
        &["preflight-header-not-allowed"],
    )
    .planned(|| Plan::token().changes())
    .prepare(&[Step::Break(|setup| allow_headers(setup, "Authorization, Accept"))])
    .shows(&[
        Proof { headers: PUTTING, ..preflight(&[Status(204), HeaderLacks(HEADERS, "Content-Type")]) },
        BEHIND_IT_WORKS,
    ]),
    broken(
        "preflight-method-not-allowed-put",
        "PUT is not among the allowed methods, and the registry would set tags.",
        &["preflight-method-not-allowed"],
    )
    .planned(|| Plan::token().changes())
    .prepare(&[Step::Break(|setup| cors(setup, |cors| cors.allow_methods = "GET, HEAD, OPTIONS, DELETE".to_owned()))])
    .shows(&[
        Proof { headers: PUTTING, ..preflight(&[Status(204), HeaderHas(METHODS, "DELETE"), HeaderLacks(METHODS, "PUT")]) },
        BEHIND_IT_WORKS,
    ]),
    broken(
        "preflight-method-not-allowed",
        "DELETE is not among the allowed methods, and the registry would delete.",
        &["preflight-method-not-allowed"],
    )
    .planned(|| Plan::token().changes())
    .prepare(&[Step::Break(|setup| cors(setup, |cors| cors.allow_methods = "GET, HEAD, OPTIONS".to_owned()))])
    .shows(&[
        Proof {
            headers: &[
                ("Access-Control-Request-Method", "DELETE"),
                ("Access-Control-Request-Headers", "authorization"),
            ],
            ..preflight(&[Status(204), HeaderHas(METHODS, "GET"), HeaderLacks(METHODS, "DELETE")])
        },
        BEHIND_IT_WORKS,
    ]),
    broken(
        "preflight-wildcard-authorization",
        "All headers are allowed by `*`, which does not cover Authorization.",
        &["preflight-wildcard-authorization"],
    )
    .prepare(&[Step::Break(|setup| allow_headers(setup, "*"))])
    .shows(&[preflight(&[Status(204), Header(HEADERS, "*")]), BEHIND_IT_WORKS]),
    broken(
        "preflight-unauthorized-anonymous-works",
        "Preflights are answered 401, and everybody may look: only what needs no preflight works.",
        UNAUTHORIZED,
    )
    .planned(Plan::anonymous)
    .unsigned()
    .prepare(&[Step::Break(|setup| answers(setup, StatusCode::UNAUTHORIZED))])
    .shows(&[preflight(&[Status(401)]), entry(&[Status(200), Header(ALLOW_ORIGIN, "{page}")])]),
];

/// What people find when they look for CORS and a registry. No browser gets past a sign-in with it.
fn lines_of_the_article(_page: &str) -> anyhow::Result<serde_json::Value> {
    Ok(serde_json::json!({"http": {"headers": {
        "Access-Control-Allow-Origin": ["*"],
        "Access-Control-Allow-Headers": ["Authorization"],
    }}}))
}

const fn broken(name: &'static str, sentence: &'static str, causes: &'static [&'static str]) -> Scenario {
    Scenario::new(Group::Preflight, name, sentence, Plan::token).causes(causes).signed_in(DEMO_ACCOUNT)
}

/// Every preflight is answered so, with the CORS headers that it should have.
fn answers(setup: &Setup, status: StatusCode) {
    fault(setup, When::preflight(), Fault::answer(status, "text/plain", "no\n"));
}

fn allow_headers(setup: &Setup, headers: &str) {
    cors(setup, |cors| cors.allow_headers = headers.to_owned());
}
