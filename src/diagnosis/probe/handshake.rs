//! The handshake as a probe: the session's own requests, written down, and what splits their failure.

use std::cell::RefCell;

use url::Url;

use super::exposed::look_at_content;
use super::ladder::look_closer;
use super::recorder::Recorder;
use super::{Wish, dummy, get};
use crate::diagnosis::observation::{Observation, Outcome, Probe, Server};
use crate::diagnosis::senses::{LONG_ACCEPT, Senses};
use crate::registry::any_http::AnyHttp;
use crate::registry::auth::scope::Scope;
use crate::registry::client::Client;
use crate::registry::failure::{About, Cause};
use crate::registry::http::{Authorization, Method, Request, Response};

/// Goes on after the registry's first readable answer.
pub(super) async fn shake_hands<S: Senses>(
    recorder: &Recorder<'_, S>,
    observation: &RefCell<Observation>,
    wish: &Wish,
    first: &Response,
) {
    let Ok(registry) = observation.borrow().registry() else { return };
    let client = Client::new(AnyHttp(&recorder), registry.clone(), wish.realm.clone());
    let session = &client.session;
    if let Some(realm) = &wish.realm {
        recorder.add_realm(realm);
    }
    if let Some(credentials) = &wish.credentials {
        session.sign_in(credentials.clone());
        wish.consented.iter().for_each(|realm| session.consent(realm));
    }
    if let Some(handed) = &wish.handed {
        session.hand_over(handed.clone());
    }
    let wants_sign_in = first.status == 401;
    recorder.purpose.set(Probe::Catalog);
    let list = Request::get(registry.api("_catalog?n=1"));
    let catalog = session.send(list, &Scope::catalog().into()).await;
    // Where the password waits for consent, the service is looked at without one.
    if let Err(failure) = &catalog
        && failure.about == About::TokenService
        && matches!(*failure.cause, Cause::Blocked(_) | Cause::ConsentNeeded { .. })
    {
        ask_realm(recorder, observation, &failure.asked.url).await;
    }
    look_at_content(recorder, &client, observation, wish, catalog.ok()).await;
    ask_preflights(recorder, observation, wish, wants_sign_in).await;
}

/// The token service was blocked: without `Authorization`, can the page read it?
async fn ask_realm<S: Senses>(recorder: &Recorder<'_, S>, observation: &RefCell<Observation>, url: &Url) {
    if observation.borrow().is_mixed_content(url) {
        return;
    }
    let asked_plainly = {
        let observation = observation.borrow();
        let blocked = observation.steps.iter().find(|step| step.to == Server::TokenService && step.is_blocked());
        blocked.is_some_and(|step| step.authorization.is_none() && step.method == "GET")
    };
    let readable = recorder.ask(Probe::PlainGet, Server::TokenService, get(url)).await.is_some();
    if !readable && observation.borrow().is_blocked(Server::TokenService, Probe::PlainGet) {
        look_closer(recorder, observation, Server::TokenService, url).await;
    } else if readable && !asked_plainly {
        let request = Request { accept: Some(LONG_ACCEPT), ..get(url) };
        recorder.ask(Probe::ForcedPreflight, Server::TokenService, request).await;
    }
}

/// Whether requests that need a preflight get through, where the handshake has not shown it already.
async fn ask_preflights<S: Senses>(
    recorder: &Recorder<'_, S>,
    observation: &RefCell<Observation>,
    wish: &Wish,
    wants_sign_in: bool,
) {
    let (registry, cross_origin, passed, failed) = {
        let observation = observation.borrow();
        let Ok(registry) = observation.registry() else { return };
        let passed = observation.authorized().any(|step| matches!(step.outcome, Outcome::Read(_)));
        let failed = observation.authorized().any(|step| step.is_blocked());
        (registry, observation.is_cross_origin(Server::Registry), passed, failed)
    };
    if !cross_origin {
        return;
    }
    let root = registry.api("");
    let to = Server::Registry;
    let mut blocked = failed && !passed;
    if wants_sign_in && !passed && !failed {
        let pass = Authorization::Bearer(dummy());
        recorder.ask(Probe::DummyAuthorization, to, get(&root).authorized(Some(pass))).await;
        blocked = observation.borrow().is_blocked(to, Probe::DummyAuthorization);
    }
    if blocked || !wants_sign_in {
        recorder.ask(Probe::ForcedPreflight, to, Request { accept: Some(LONG_ACCEPT), ..get(&root) }).await;
    }
    if blocked && observation.borrow().is_blocked(to, Probe::ForcedPreflight) {
        recorder.ask(Probe::MethodOptions, to, Request { method: Method::Options, ..get(&root) }).await;
        let header = Some(("Content-Type", "application/json"));
        recorder.ask(Probe::OwnHeader, to, Request { probe_header: header, ..get(&root) }).await;
    }
    if wish.deleting && !blocked {
        let nothing = format!("pierglass-check-up/manifests/sha256:{}", "0".repeat(64));
        recorder
            .ask(Probe::DeletePreflight, to, Request { method: Method::Delete, ..get(&registry.api(&nothing)) })
            .await;
    }
}
