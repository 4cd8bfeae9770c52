//! Where the challenge says that tokens come from.

use http::StatusCode;

use super::parts::{
    ALLOW_ORIGIN, CATALOG_QUERY, DEMO_ACCOUNT, entry, page_behind_tls, preflight, realm, registry_behind_tls, token,
    tokens, tokens_behind_tls, tokens_without_cors,
};
use super::proof::Shows::{self, Body, Header, HeaderHas, Refused, Status, Tls, UnknownName, Without};
use super::proof::{Proof, To};
use super::{Group, Scenario, Step};
use crate::network::{Certificate, front, refused_port};
use crate::proxy::{Cors, Fault, Proxy, When};
use crate::setup::{Plan, Setup, Tokens};

const CHALLENGE: &str = "www-authenticate";
const PREFLIGHT_FAILS: &[&str] = &["realm-preflight-fails"];

/// Asks whatever the challenge names.
const fn the_realm(shows: &'static [Shows]) -> Proof {
    Proof { to: To::Realm, path: CATALOG_QUERY, shows, ..super::parts::ENTRY }
}

/// The preflight of the request for a token.
const fn realm_preflight(shows: &'static [Shows]) -> Proof {
    Proof { to: To::Realm, path: CATALOG_QUERY, ..preflight(shows) }
}

pub(super) const SCENARIOS: &[Scenario] = &[
    broken("realm-invalid", "The realm is no address.", &["realm-invalid"])
        .prepare(&[Step::Break(|setup| realm(setup, "http://tokens example/token"))])
        .shows(&[entry(&[Status(401), HeaderHas(CHALLENGE, "realm=\"http://tokens example/token\",service=")])]),
    broken("realm-invalid-scheme", "The realm's scheme is not one that browsers ask by.", &["realm-invalid"])
        .prepare(&[Step::Break(|setup| realm(setup, "ldap://tokens.example/token"))])
        .shows(&[entry(&[Status(401), HeaderHas(CHALLENGE, "realm=\"ldap://tokens.example/token\",service=")])]),
    broken("realm-relative", "The realm is a path without an origin.", &["realm-relative"])
        .prepare(&[Step::Break(|setup| realm(setup, "/token"))])
        .shows(&[entry(&[Status(401), HeaderHas(CHALLENGE, "realm=\"/token\",service=")]), the_realm(&[Status(404)])]),
    broken(
        "realm-mixed-content",
        "Page and registry come by https, and the realm is plain http.",
        &["realm-mixed-content", "realm-insecure"],
    )
    .prepare(&[Step::Start(|setup| {
        Box::pin(async move {
            page_behind_tls(setup)?;
            realm(setup, "http://tokens.example/token");
            registry_behind_tls(setup, Certificate::Right)
        })
    })])
    .accepting_certificates()
    .shows(&[entry(&[
        Status(401),
        Header(ALLOW_ORIGIN, "{page}"),
        HeaderHas(CHALLENGE, "realm=\"http://tokens.example/token\""),
    ])]),
    broken("realm-insecure", "The registry comes by https, and its realm is plain http.", &["realm-insecure"])
        .prepare(&[Step::Start(|setup| Box::pin(async move { registry_behind_tls(setup, Certificate::Right) }))])
        .accepting_certificates()
        .shows(&[entry(&[Status(401), HeaderHas(CHALLENGE, "realm=\"http://127.0.0.1:")]), token(&[Status(200)])]),
    broken("realm-internal-name", "The realm's name is one that only the servers know.", &["realm-internal-name"])
        .prepare(&[Step::Break(|setup| realm(setup, "http://token-service:5001/token"))])
        .shows(&[entry(&[Status(401), HeaderHas(CHALLENGE, "realm=\"http://token-service:5001/token\"")])]),
    broken("realm-unreachable", "Nobody listens where the realm is.", &["realm-unreachable"])
        .prepare(&[Step::Start(|setup| {
            Box::pin(async move {
                realm(setup, &format!("http://127.0.0.1:{}/token", refused_port()?));
                Ok(())
            })
        })])
        .shows(&[entry(&[Status(401)]), the_realm(&[Refused])]),
    broken("realm-unreachable-unknown-name", "No name server knows the realm's name.", &["realm-unreachable"])
        .prepare(&[Step::Break(|setup| realm(setup, "http://tokens.invalid/token"))])
        .shows(&[entry(&[Status(401)]), the_realm(&[UnknownName])]),
    broken("realm-unreachable-certificate", "The token service signed its certificate itself.", &["realm-unreachable"])
        .prepare(&[Step::Start(|setup| {
            Box::pin(async move {
                if let Some(tokens) = &setup.tokens {
                    let front = front::front(tokens.proxy.address(), Certificate::Untrusted)?;
                    realm(setup, &format!("https://localhost:{}/token", front.address.port()));
                    setup.keep(front);
                }
                Ok(())
            })
        })])
        .shows(&[the_realm(&[Tls("UnknownIssuer")])]),
    broken("realm-cors-missing", "The token service sends no CORS headers.", &["realm-cors-missing"])
        .prepare(&[Step::Break(tokens_without_cors)])
        .shows(&[token(&[Status(200), Without(ALLOW_ORIGIN)])]),
    broken(
        "realm-cors-missing-on-errors",
        "The token service gives nothing to whoever does not sign in, and its 401 has no CORS headers.",
        &["realm-cors-missing"],
    )
    .unsigned()
    .prepare(&[Step::Break(|setup| {
        tokens(setup, |tokens| {
            let faults = &tokens.proxy.faults;
            faults.add(When::unauthorized(), unauthorized());
            faults.add(When::unauthorized(), Fault::WithoutCors);
        });
    })])
    .shows(&[the_realm(&[Status(401), Without(ALLOW_ORIGIN)]), token(&[Status(200), Header(ALLOW_ORIGIN, "{page}")])]),
    broken("realm-preflight-fails", "The token service answers preflights with 405.", PREFLIGHT_FAILS)
        .prepare(&[Step::Break(|setup| preflights_answer(setup, StatusCode::METHOD_NOT_ALLOWED))])
        .shows(&[realm_preflight(&[Status(405)]), token(&[Status(200), Header(ALLOW_ORIGIN, "{page}")])]),
    broken("realm-preflight-fails-401", "The token service answers preflights with 401.", PREFLIGHT_FAILS)
        .prepare(&[Step::Break(|setup| preflights_answer(setup, StatusCode::UNAUTHORIZED))])
        .shows(&[realm_preflight(&[Status(401)]), token(&[Status(200), Header(ALLOW_ORIGIN, "{page}")])]),
    broken("realm-not-a-token-service", "A web page answers where the realm is.", &["realm-not-a-token-service"])
        .prepare(&[Step::Break(|setup| {
            let html = "<!doctype html><title>Our portal</title>";
            tokens(setup, |tokens| {
                tokens.proxy.faults.add(When::any(), Fault::answer(StatusCode::OK, "text/html", html));
            });
        })])
        .shows(&[the_realm(&[Status(200), Header("content-type", "text/html"), Body("<!doctype html>")])]),
    broken("realm-not-a-token-service-404", "The realm's path is not there.", &["realm-not-a-token-service"])
        .prepare(&[Step::Break(|setup| {
            realm(setup, &format!("{}/auth", setup.token_origin().unwrap_or_default()));
        })])
        .shows(&[the_realm(&[Status(404), Header(ALLOW_ORIGIN, "{page}")])]),
    broken("realm-moved", "The token service sends everybody on to another origin, which answers.", &["realm-moved"])
        .prepare(&[Step::Start(|setup| {
            Box::pin(async move {
                let Some(Tokens { service, proxy }) = &setup.tokens else { return Ok(()) };
                let now = Proxy::start(&service.origin(), Cors::for_everybody()).await?;
                proxy.faults.add(When::any(), Fault::Redirect(StatusCode::PERMANENT_REDIRECT, now.origin()));
                setup.keep(now);
                Ok(())
            })
        })])
        .shows(&[the_realm(&[Status(308), HeaderHas("location", "/token")])]),
    broken(
        "realm-on-other-host",
        "Tokens come from another host than the registry's, and all works.",
        &["realm-on-other-host"],
    )
    .prepare(&[Step::Break(|setup| {
        let other = setup.token_origin().unwrap_or_default().replace("127.0.0.1", "localhost");
        realm(setup, &format!("{other}/token"));
    })])
    .shows(&[
        entry(&[Status(401), HeaderHas(CHALLENGE, "realm=\"http://localhost:")]),
        the_realm(&[Status(200), Header(ALLOW_ORIGIN, "{page}")]),
    ]),
    broken(
        "realm-on-other-host-tls",
        "Registry by http, tokens by https from another host, and all works.",
        &["realm-on-other-host"],
    )
    .prepare(&[Step::Start(|setup| Box::pin(async move { tokens_behind_tls(setup) }))])
    .accepting_certificates()
    .shows(&[the_realm(&[Status(200), Header(ALLOW_ORIGIN, "{page}")])]),
];

const fn broken(name: &'static str, sentence: &'static str, causes: &'static [&'static str]) -> Scenario {
    Scenario::new(Group::Realm, name, sentence, Plan::token).causes(causes).signed_in(DEMO_ACCOUNT)
}

fn preflights_answer(setup: &Setup, status: StatusCode) {
    tokens(setup, |tokens| {
        tokens.proxy.faults.add(When::preflight(), Fault::answer(status, "text/plain", "no\n"));
    });
}

/// What token services say that give nothing to whoever does not sign in.
pub(super) fn unauthorized() -> Fault {
    let body = r#"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"#;
    Fault::answer(StatusCode::UNAUTHORIZED, "application/json", body)
}
