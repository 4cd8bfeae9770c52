//! What registries, and what stands before them, do besides.

use http::StatusCode;

use super::crates_io::CONTAINER_LETS_IN;
use super::parts::{
    ALLOW_ORIGIN, CATALOG, CATALOG_SCOPE, DEMO_ACCOUNT, LIMITED_ACCOUNT, entry, fault, get, sign_in_page,
};
use super::proof::Shows::{self, Body, Header, HeaderHas, HeaderLacks, Status, Without};
use super::proof::{Proof, Sent, To};
use super::{Group, Scenario, Step};
use crate::client::Client;
use crate::nginx::front::Front;
use crate::proxy::{Cors, Fault, Proxy, When};
use crate::setup::{Content, Plan, Setup};
use crate::tools::registries::CONTAINER;

/// nginx gives one request a minute; this is it.
pub(super) const USE_THE_LIMIT_UP: Step = Step::Start(|setup| {
    Box::pin(async move {
        Client::default().get(&format!("{}/v2/", setup.registry_origin()), &[]).await?;
        Ok(())
    })
});

/// The proxy redirects every blob, also one that is not there.
const BLOB: &str = "/v2/library/hello/blobs/sha256:0000000000000000000000000000000000000000000000000000000000000000";
const MANIFEST: &str =
    "/v2/library/hello/manifests/sha256:0000000000000000000000000000000000000000000000000000000000000000";
const HTML: &[Shows] = &[Status(200), Header("content-type", "text/html"), Body("<!doctype html>")];

pub(super) const SCENARIOS: &[Scenario] = &[
    service(
        "rate-limited",
        "nginx lets one request a minute pass, and this minute's is used up: 429 with Retry-After: 30.",
        &["rate-limited"],
        || Plan {
            nginx: Some(Front { limits: true, ..Front::default() }),
            ..Plan::anonymous().content(Content::Empty)
        },
    )
    .prepare(&[USE_THE_LIMIT_UP])
    .shows(&[entry(&[Status(429), Header("retry-after", "30"), Header(ALLOW_ORIGIN, "{page}")])]),
    service(
        "catalog-denied",
        "The account `limited` may pull library/* but not list the catalog.",
        &["catalog-denied"],
        Plan::token,
    )
    .signed_in(LIMITED_ACCOUNT)
    .shows(&[Proof {
        credentials: Sent::Token(CATALOG_SCOPE),
        ..get(CATALOG, &[Status(401), HeaderHas("www-authenticate", "insufficient_scope")])
    }]),
    service("catalog-denied-403", "The catalog is forbidden to everybody: 403.", &["catalog-denied"], Plan::anonymous)
        .prepare(&[Step::Break(|setup| {
            let denied = r#"{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}"#;
            fault(setup, When::path(CATALOG), Fault::answer(StatusCode::FORBIDDEN, "application/json", denied));
        })])
        .shows(&[entry(&[Status(200)]), get(CATALOG, &[Status(403), Body("DENIED")])]),
    service(
        "catalog-unsupported",
        "The registry has no catalog: 404, as registries answer that never had one.",
        &["catalog-unsupported"],
        Plan::anonymous,
    )
    .prepare(&[Step::Break(|setup| {
        let missing = Fault::answer(StatusCode::NOT_FOUND, "text/plain", "404 page not found\n");
        fault(setup, When::path(CATALOG), missing);
    })])
    .shows(&[entry(&[Status(200)]), get(CATALOG, &[Status(404)])]),
    service(
        "catalog-unsupported-container-registry",
        "container-registry behind a proxy that lets the page in: no list of repositories or tags, and no digest in a header.",
        &["catalog-unsupported"],
        || Plan::anonymous().content(Content::Empty),
    )
    .prepare(&[CONTAINER_LETS_IN])
    .about("library/alpine-like")
    .needing(&CONTAINER)
    .signed_in(DEMO_ACCOUNT)
    .shows(&[
        entry(&[Status(401), HeaderHas("www-authenticate", "Basic realm=")]),
        Proof { credentials: Sent::Password, ..entry(&[Status(200), HeaderHas("www-authenticate", "Basic realm=")]) },
        Proof { credentials: Sent::Password, ..get(CATALOG, &[Status(404)]) },
        Proof { credentials: Sent::Password, ..get("/v2/library/alpine-like/tags/list", &[Status(404)]) },
        get("/v2/library/alpine-like/manifests/latest", &[Status(401), Without("www-authenticate")]),
        Proof {
            credentials: Sent::Password,
            ..get("/v2/library/alpine-like/manifests/latest", &[Status(200), Without("docker-content-digest")])
        },
    ]),
    service(
        "catalog-page-too-large",
        "The registry gives at most 20 repositories in a page, and refuses to be asked for more.",
        &["catalog-page-too-large"],
        || Plan { catalog_maximum: 20, ..Plan::anonymous() },
    )
    .shows(&[
        get("/v2/_catalog?n=100", &[Status(400), Body("PAGINATION_NUMBER_INVALID")]),
        get("/v2/_catalog?n=20", &[Status(200)]),
    ]),
    service(
        "storage-redirect-blocked",
        "Blobs are on another origin, and the storage there sends no CORS headers.",
        &["storage-redirect-blocked"],
        Plan::anonymous,
    )
    .prepare(&[Step::Start(|setup| Box::pin(storage(setup, false)))])
    .shows(&[
        get(BLOB, &[Status(307), Header(ALLOW_ORIGIN, "{page}"), HeaderLacks("location", "{registry}")]),
        Proof { to: To::RedirectTarget, ..get(BLOB, &[Without(ALLOW_ORIGIN)]) },
    ]),
    service(
        "storage-redirect-blocked-origin",
        "Blobs are on another origin that allows the page's origin; after the redirect the browser calls it null.",
        &["storage-redirect-blocked"],
        Plan::anonymous,
    )
    .prepare(&[Step::Start(|setup| Box::pin(storage(setup, true)))])
    .shows(&[
        get(BLOB, &[Status(307), Header(ALLOW_ORIGIN, "{page}")]),
        Proof { to: To::RedirectTarget, origin: "null", ..get(BLOB, &[Header(ALLOW_ORIGIN, "{page}")]) },
    ]),
    service(
        "sign-in-page-redirect",
        "Whoever is not signed in is sent to a sign-in page on another origin.",
        &["sign-in-page-redirect", "address-moved"],
        Plan::anonymous,
    )
    .prepare(&[Step::Start(|setup| Box::pin(sign_in(setup)))])
    .shows(&[
        entry(&[Status(302), Header(ALLOW_ORIGIN, "{page}"), HeaderHas("location", "/login")]),
        Proof { to: To::RedirectTarget, ..entry(HTML) },
        Proof { to: To::RedirectTarget, ..entry(&[Without(ALLOW_ORIGIN)]) },
    ]),
    service(
        "sign-in-page-redirect-without-cors",
        "Whoever is not signed in is sent to a sign-in page on another origin, and the redirect has no CORS headers.",
        &["sign-in-page-redirect", "address-moved"],
        Plan::anonymous,
    )
    .prepare(&[
        Step::Start(|setup| Box::pin(sign_in(setup))),
        Step::Break(|setup| fault(setup, When::any(), Fault::WithoutCors)),
    ])
    .shows(&[entry(&[Status(302), Without(ALLOW_ORIGIN), HeaderHas("location", "/login")])]),
    service(
        "sign-in-page-redirect-same-origin",
        "Whoever is not signed in is sent to a sign-in page on the registry's own origin.",
        &["sign-in-page-redirect"],
        Plan::anonymous,
    )
    .prepare(&[Step::Break(|setup| {
        let html = "<!doctype html><title>Sign in</title><form><input name=user></form>";
        fault(setup, When::path("/login"), Fault::answer(StatusCode::OK, "text/html", html));
        fault(setup, When::any(), Fault::redirect(StatusCode::FOUND, "/login"));
    })])
    .shows(&[entry(&[Status(302), Header("location", "/login")]), Proof { to: To::RedirectTarget, ..entry(HTML) }]),
    service("delete-disabled", "The registry deletes nothing: 405.", &["delete-disabled"], Plan::anonymous)
        .shows(&[Proof { method: "DELETE", ..get(MANIFEST, &[Status(405), Body("UNSUPPORTED")]) }]),
    service(
        "htpasswd-unreadable",
        "A line of Distribution's htpasswd file is not one: it answers everybody 400 without a word.",
        &["htpasswd-unreadable"],
        || Plan { htpasswd: Some("demo\n"), ..Plan::basic().content(Content::Empty) },
    )
    .signed_in(DEMO_ACCOUNT)
    .shows(&[Proof { credentials: Sent::Password, ..entry(&[Status(400), HeaderLacks("www-authenticate", "")]) }]),
    service(
        "htpasswd-unreadable-not-bcrypt",
        "Distribution's htpasswd file holds no bcrypt: the right password is answered 401.",
        &["htpasswd-unreadable", "credentials-rejected"],
        || Plan { htpasswd: Some(NOT_BCRYPT), ..Plan::basic().content(Content::Empty) },
    )
    .signed_in(DEMO_ACCOUNT)
    .shows(&[Proof { credentials: Sent::Password, ..entry(&[Status(401), HeaderHas("www-authenticate", "Basic")]) }]),
    service(
        "answer-not-json-html",
        "The catalog is answered with a page of HTML.",
        &["answer-not-json"],
        Plan::anonymous,
    )
    .prepare(&[Step::Break(|setup| {
        let html = "<!doctype html><title>Welcome</title><h1>It works!</h1>";
        fault(setup, When::path(CATALOG), Fault::answer(StatusCode::OK, "text/html", html));
    })])
    .shows(&[get(CATALOG, HTML)]),
    service(
        "answer-not-json-truncated",
        "The catalog's answer ends in the middle.",
        &["answer-not-json"],
        Plan::anonymous,
    )
    .prepare(&[Step::Break(|setup| fault(setup, When::path(CATALOG), Fault::Truncate(20)))])
    .shows(&[get(CATALOG, &[Status(200), Body("\"repositories"), Shows::BodyLacks("]}")])]),
    service("server-forbids", "Whoever asks is refused: 403, before any sign-in.", &["server-forbids"], Plan::token)
        .prepare(&[Step::Break(|setup| {
            fault(setup, When::any(), Fault::answer(StatusCode::FORBIDDEN, "text/html", "<h1>Forbidden</h1>"));
        })])
        .shows(&[entry(&[Status(403), Header(ALLOW_ORIGIN, "{page}")])]),
    service("server-error", "The registry answers 500 to everything.", &["server-error"], Plan::anonymous)
        .prepare(&[Step::Break(|setup| {
            let unknown = r#"{"errors":[{"code":"UNKNOWN","message":"unknown error","detail":{}}]}"#;
            let error = Fault::answer(StatusCode::INTERNAL_SERVER_ERROR, "application/json", unknown);
            fault(setup, When::any(), error);
        })])
        .shows(&[entry(&[Status(500), Header(ALLOW_ORIGIN, "{page}")])]),
    service("server-error-catalog", "Only the catalog is answered 500.", &["server-error"], Plan::anonymous)
        .prepare(&[Step::Break(|setup| {
            let error = Fault::answer(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "out of memory\n");
            fault(setup, When::path(CATALOG), error);
        })])
        .shows(&[entry(&[Status(200)]), get(CATALOG, &[Status(500)])]),
];

/// What `htpasswd` writes unless one asks for bcrypt; the password is right.
const NOT_BCRYPT: &str = "demo:$apr1$pierglas$81UWmrCPt0EYjvOh7dI.q1\n";

const fn service(
    name: &'static str,
    sentence: &'static str,
    causes: &'static [&'static str],
    plan: fn() -> Plan,
) -> Scenario {
    Scenario::new(Group::Service, name, sentence, plan).causes(causes)
}

/// Redirects blobs to a storage that holds what the registry holds.
async fn storage(setup: &mut Setup, allows_the_page: bool) -> anyhow::Result<()> {
    let cors = if allows_the_page { Cors::for_page(&setup.page_origin()) } else { Cors::pass_through() };
    let storage = Proxy::start(&setup.registry.origin(), cors).await?;
    fault(setup, When::containing("/blobs/"), Fault::Redirect(StatusCode::TEMPORARY_REDIRECT, storage.origin()));
    setup.keep(storage);
    Ok(())
}

async fn sign_in(setup: &mut Setup) -> anyhow::Result<()> {
    let login = format!("{}/login", sign_in_page(setup).await?);
    fault(setup, When::any(), Fault::redirect(StatusCode::FOUND, &login));
    Ok(())
}
