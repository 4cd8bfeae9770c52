//! What several groups of scenarios are made of: accounts, requests, and faults that pairs combine.

use anyhow::{Context, Result};
use http::StatusCode;

use super::Account;
use super::proof::{Proof, Sent, Shows, To};
use crate::network::{Certificate, Listener, Manner, front};
use crate::proxy::{Cors, Fault, Proxy, When};
use crate::setup::{DEMO, LIMITED, PASSWORD, Setup, Tokens};
use crate::token_service::Settings;

pub(super) const DEMO_ACCOUNT: Account = Account { name: DEMO, password: PASSWORD };
pub(super) const LIMITED_ACCOUNT: Account = Account { name: LIMITED, password: PASSWORD };
pub(super) const WRONG_PASSWORD: Account = Account { name: DEMO, password: "not-the-password" };

pub(super) const CATALOG: &str = "/v2/_catalog";
pub(super) const CATALOG_SCOPE: &str = "registry:catalog:*";
pub(super) const CATALOG_TOKEN: &str = "/token?service=pierglass-lab&scope=registry:catalog:*";
/// What follows a realm when a token for the catalog is asked for.
pub(super) const CATALOG_QUERY: &str = "?service=pierglass-lab&scope=registry:catalog:*";
pub(super) const ALLOW_ORIGIN: &str = "access-control-allow-origin";

/// The first request of every handshake.
pub(super) const ENTRY: Proof = get("/v2/", &[]);

/// A request as a page sends it.
pub(super) const fn get(path: &'static str, shows: &'static [Shows]) -> Proof {
    Proof { to: To::Registry, method: "GET", path, origin: "{page}", headers: &[], credentials: Sent::Nothing, shows }
}

/// `GET /v2/` as a page sends it.
pub(super) const fn entry(shows: &'static [Shows]) -> Proof {
    Proof { shows, ..ENTRY }
}

/// The image that the samples' stories begin with: an index.
pub(super) const fn hello(shows: &'static [Shows]) -> Proof {
    let headers = &[("Accept", "application/vnd.oci.image.index.v1+json")];
    Proof { headers, ..get("/v2/library/hello/manifests/latest", shows) }
}

/// The preflight of a request with `Authorization`.
pub(super) const fn preflight(shows: &'static [Shows]) -> Proof {
    let headers = &[("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization")];
    Proof { method: "OPTIONS", headers, shows, ..ENTRY }
}

/// The catalog, with a token for it.
pub(super) const fn catalog_with_token(shows: &'static [Shows]) -> Proof {
    Proof { credentials: Sent::Token(CATALOG_SCOPE), shows, ..get(CATALOG, &[]) }
}

/// A token for the catalog, with the account's password.
pub(super) const fn token(shows: &'static [Shows]) -> Proof {
    Proof { to: To::Tokens, credentials: Sent::Password, shows, ..get(CATALOG_TOKEN, &[]) }
}

/// What the typed address holds; nothing is asked.
pub(super) const fn typed(shows: &'static [Shows]) -> Proof {
    Proof { shows, ..ENTRY }
}

pub(super) fn fault(setup: &Setup, when: When, fault: Fault) {
    setup.registry_proxy.faults.add(when, fault);
}

pub(super) fn cors(setup: &Setup, change: impl FnOnce(&mut Cors)) {
    setup.registry_proxy.change_cors(change);
}

pub(super) fn tokens(setup: &Setup, change: impl FnOnce(&Tokens)) {
    if let Some(tokens) = &setup.tokens {
        change(tokens);
    }
}

pub(super) fn token_settings(setup: &Setup, change: impl FnOnce(&mut Settings)) {
    tokens(setup, |tokens| tokens.service.change(change));
}

/// Challenges name another realm; their service and scope stay.
pub(super) fn realm(setup: &Setup, new: &str) {
    let old = format!("{}/token", setup.token_origin().unwrap_or_default());
    let name = "www-authenticate".to_owned();
    fault(setup, When::any(), Fault::ReplaceInHeader(name, old, new.to_owned()));
}

/// Puts a raw server in the registry's place.
pub(super) fn registry_is(setup: &mut Setup, manner: Manner, certificate: Option<Certificate>) -> Result<()> {
    let server = Listener::with_manner(manner, certificate)?;
    let scheme = if certificate.is_some() { "https" } else { "http" };
    setup.typed = Some(format!("{scheme}://{}", server.host()));
    setup.keep(server);
    Ok(())
}

/// Puts TLS before the registry's proxy.
pub(super) fn registry_behind_tls(setup: &mut Setup, certificate: Certificate) -> Result<()> {
    let front = front::front(setup.registry_proxy.address(), certificate)?;
    setup.typed = Some(format!("https://localhost:{}", front.address.port()));
    setup.keep(front);
    Ok(())
}

/// Puts TLS before the page, and lets the servers allow the origin that it then has.
pub(super) fn page_behind_tls(setup: &mut Setup) -> Result<()> {
    let front = front::front(setup.page.address(), Certificate::Right)?;
    let origin = format!("https://localhost:{}", front.address.port());
    cors(setup, |cors| cors.allow_origin.clone_from(&origin));
    tokens(setup, |tokens| tokens.proxy.change_cors(|cors| cors.allow_origin.clone_from(&origin)));
    setup.page_front = Some(origin);
    setup.keep(front);
    Ok(())
}

/// Puts TLS before the token service, and its new address into the challenges.
pub(super) fn tokens_behind_tls(setup: &mut Setup) -> Result<()> {
    let address = setup.tokens.as_ref().context("a plan with tokens")?.proxy.address();
    let front = front::front(address, Certificate::Right)?;
    realm(setup, &format!("https://localhost:{}/token", front.address.port()));
    setup.keep(front);
    Ok(())
}

/// A server of HTML on an origin of its own, without CORS; its origin.
pub(super) async fn sign_in_page(setup: &mut Setup) -> Result<String> {
    // Nothing is behind it: it answers all by itself.
    let server = Proxy::start("http://127.0.0.1:9", Cors::pass_through()).await?;
    let html = "<!doctype html><title>Sign in</title><form><input name=user></form>";
    server.faults.add(When::any(), Fault::answer(StatusCode::OK, "text/html", html));
    let origin = server.origin();
    setup.keep(server);
    Ok(origin)
}

pub(super) fn hide_challenge(setup: &Setup) {
    cors(setup, |cors| cors.hide("WWW-Authenticate"));
}

pub(super) fn hide_digest(setup: &Setup) {
    cors(setup, |cors| cors.hide("Docker-Content-Digest"));
}

pub(super) fn hide_link(setup: &Setup) {
    cors(setup, |cors| cors.hide("Link"));
}

/// The registry sends no CORS header of its own.
pub(super) fn no_cors(setup: &Setup) {
    cors(setup, |cors| *cors = Cors::pass_through());
}

/// Answers carry no allowed origin, preflights and all else are right.
pub(super) fn no_origin(setup: &Setup) {
    for when in [When::any(), When::preflight()] {
        fault(setup, when, Fault::DropHeader(ALLOW_ORIGIN.to_owned()));
    }
}

pub(super) fn tokens_without_cors(setup: &Setup) {
    tokens(setup, |tokens| tokens.proxy.change_cors(|cors| *cors = Cors::pass_through()));
}

/// The preflight goes to the server behind, which wants to be signed in to first.
pub(super) fn forward_preflight(setup: &Setup) {
    fault(setup, When::preflight(), Fault::ForwardPreflight);
}
