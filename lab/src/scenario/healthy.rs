//! Set-ups in which nothing is wrong, small, large and slow.

use std::time::Duration;

use http::StatusCode;

use super::crates_io::FERRO_LETS_IN;
use super::parts::{CATALOG, DEMO_ACCOUNT, catalog_with_token, entry, fault, get, registry_behind_tls};
use super::proof::Shows::{Body, BodyOver, Header, HeaderHas, Status};
use super::proof::{Proof, Sent, Shows};
use super::{Group, Scenario, Step};
use crate::network::Certificate;
use crate::proxy::{Fault, When};
use crate::setup::{Content, Plan, Setup};
use crate::tools::registries::FERRO;

const LETS_IN: &[Shows] = &[Status(200), Header("access-control-allow-origin", "{page}")];
const ASKS_FOR_A_TOKEN: &[Shows] = &[
    Status(401),
    Header("access-control-allow-origin", "{page}"),
    HeaderHas("access-control-expose-headers", "WWW-Authenticate"),
    HeaderHas("www-authenticate", "Bearer realm=\"{tokens}/token\""),
];
const WITH_A_TOKEN: &[Proof] = &[entry(ASKS_FOR_A_TOKEN), catalog_with_token(LETS_IN)];

/// The 401 of a proxy that looks into a file of accounts itself.
pub(super) fn asks_in_html() -> Fault {
    let page = "<html><head><title>401 Authorization Required</title></head><body><h1>401</h1></body></html>";
    let headers = [("content-type", "text/html"), ("www-authenticate", "Basic realm=\"Registry\"")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    Fault::Answer { status: StatusCode::UNAUTHORIZED, headers, body: page.into() }
}

pub(super) const SCENARIOS: &[Scenario] = &[
    healthy("anonymous", "Everybody gets in; the CORS headers are right.", Plan::anonymous)
        .shows(&[get(CATALOG, LETS_IN)]),
    healthy("basic", "Accounts sign in with a password on every request; the CORS headers are right.", Plan::basic)
        .signed_in(DEMO_ACCOUNT)
        .shows(&[
            entry(&[Status(401), HeaderHas("www-authenticate", "Basic realm=")]),
            Proof { credentials: Sent::Password, ..get(CATALOG, LETS_IN) },
        ]),
    healthy(
        "basic-html",
        "As `basic`; the proxy asks for the password itself, with a web page in its 401.",
        Plan::basic,
    )
    .prepare(&[Step::Break(|setup| fault(setup, When::unauthorized(), asks_in_html()))])
    .signed_in(DEMO_ACCOUNT)
    .shows(&[
        entry(&[Status(401), HeaderHas("content-type", "text/html"), Header("access-control-allow-origin", "{page}")]),
        Proof { credentials: Sent::Password, ..get(CATALOG, LETS_IN) },
    ]),
    healthy("token", "Accounts sign in at a token service on a third origin; the CORS headers are right.", Plan::token)
        .signed_in(DEMO_ACCOUNT)
        .shows(WITH_A_TOKEN),
    healthy("changes", "As `token`; people may change things, and are let through.", || Plan::token().changes())
        .signed_in(DEMO_ACCOUNT)
        .shows(WITH_A_TOKEN),
    healthy("token-over-tls", "As `token`, with TLS before the registry and limits that are told.", Plan::token)
        .prepare(&[
            Step::Start(|setup| {
                Box::pin(async move {
                    super::parts::tokens_behind_tls(setup)?;
                    registry_behind_tls(setup, Certificate::Right)
                })
            }),
            Step::Break(tell_limits),
        ])
        .signed_in(DEMO_ACCOUNT)
        .accepting_certificates()
        .shows(&[
            entry(&[Status(401), HeaderHas("www-authenticate", "realm=\"https://localhost:")]),
            catalog_with_token(&[Status(200), Header("ratelimit-remaining", "999")]),
        ]),
    healthy("token-short-lived", "Tokens end after five seconds, so that they end while one browses.", || {
        Plan::token().token_lifetime(Duration::from_secs(5))
    })
    .signed_in(DEMO_ACCOUNT)
    .shows(&[super::parts::token(&[Status(200), Body("\"expires_in\":5")])]),
    healthy("catalog-empty", "The registry holds nothing.", || Plan::anonymous().content(Content::Empty))
        .shows(&[get(CATALOG, &[Status(200), Body("\"repositories\":[]")])]),
    healthy("slow", "Every answer takes two seconds.", Plan::anonymous)
        .prepare(&[Step::Break(|setup| fault(setup, When::any(), Fault::Delay(Duration::from_secs(2))))])
        .shows(&[entry(&[Shows::Silent])]),
    healthy(
        "ferro-oci-server",
        "ferro-oci-server behind a proxy that lets the page in.",
        || Plan::anonymous().content(Content::Empty),
    )
    .prepare(&[FERRO_LETS_IN])
    .needing(&FERRO)
    .shows(&[
        entry(LETS_IN),
        get("/v2/library/alpine-like/tags/list?n=1", &[Status(200), HeaderHas("link", "</v2/library/alpine-like/tags/list?")]),
    ]),
    healthy(
        "ferro-oci-server-unknown-name",
        "ferro-oci-server is asked for a repository that it never heard of: it has no tags, 200. No page can tell that from an empty one.",
        || Plan::anonymous().content(Content::Empty),
    )
    .prepare(&[FERRO_LETS_IN])
    .needing(&FERRO)
    .about("team/never")
    .shows(&[get("/v2/team/never/tags/list", &[Status(200), Body("\"tags\":[]")])]),
    healthy("ten-thousand-repositories", "A catalog of 10,000 repositories, at most 1,000 in a page.", || {
        Plan::anonymous().content(Content::ManyRepositories(10_000))
    })
    .shows(&[get("/v2/_catalog?n=1000", &[Status(200), HeaderHas("link", "rel=\"next\"")])]),
    healthy("ten-thousand-tags", "The repository many/tags with 10,000 tags.", || {
        Plan::anonymous().content(Content::ManyTags(10_000))
    })
    .shows(&[get("/v2/many/tags/tags/list", &[Status(200), BodyOver(100_000)])]),
    healthy("big-catalog-page", "The catalog is one page of 5 MB, whatever one asks for.", Plan::anonymous)
        .prepare(&[Step::Break(|setup| {
            let page = Fault::answer(StatusCode::OK, "application/json", big_catalog_page());
            fault(setup, When::path(CATALOG), page);
        })])
        .shows(&[get(CATALOG, &[Status(200), BodyOver(1_000_000)])]),
];

const fn healthy(name: &'static str, sentence: &'static str, plan: fn() -> Plan) -> Scenario {
    Scenario::new(Group::Healthy, name, sentence, plan)
}

/// Says how many requests are left, as registries with limits do.
pub(super) fn tell_limits(setup: &Setup) {
    for (name, value) in [("ratelimit-limit", "1000"), ("ratelimit-remaining", "999"), ("ratelimit-reset", "60")] {
        fault(setup, When::any(), Fault::set_header(name, value));
    }
}

fn big_catalog_page() -> String {
    let names = (0..125_000).map(|number| format!("\"big/catalog/repository-with-{number:06}\""));
    let names: Vec<String> = names.collect();
    format!("{{\"repositories\":[{}]}}", names.join(","))
}
