//! The handshake as a probe: the session's own requests, written down, and what splits their failure.

use std::cell::RefCell;

use futures_util::future::join;
use url::Url;

use super::closer_look::look_closer;
use super::exposed::look_at_content;
use super::recorder::Recorder;
use super::{CheckUpInput, dummy, get};
use crate::diagnosis::observation::{Observation, Outcome, Probe, Server, Step};
use crate::diagnosis::senses::{LONG_ACCEPT, Senses};
use crate::registry::any_http::AnyHttp;
use crate::registry::auth::scope::Scope;
use crate::registry::client::Client;
use crate::registry::failure::{About, Cause};
use crate::registry::http::{Authorization, Method, Request};

/// A header that a browser asks about, and that goes along with what is put somewhere.
const OWN_HEADER: Option<(&str, &str)> = Some(("Content-Type", "application/json"));

/// Goes on after the registry's first readable answer.
pub(super) async fn shake_hands<S: Senses>(
    recorder: &Recorder<'_, S>,
    observation: &RefCell<Observation>,
    input: &CheckUpInput,
) {
    let Ok(registry) = observation.borrow().registry() else { return };
    let client = Client::new(AnyHttp(&recorder), registry.clone(), input.realm.clone());
    let session = &client.session;
    if let Some(realm) = &input.realm {
        recorder.add_realm(realm);
    }
    if let Some(credentials) = &input.credentials {
        session.sign_in(credentials.clone());
        input.consented.iter().for_each(|realm| session.consent(realm));
    }
    if let Some(handed) = &input.handed {
        session.hand_over(handed.clone());
    }
    let list = Request::get(registry.api("_catalog?n=1"));
    let catalog = session.send(list, &Scope::catalog().into()).await;
    // Where the password waits for consent, the service is looked at without one.
    if let Err(failure) = &catalog
        && failure.about == About::TokenService
        && matches!(*failure.cause, Cause::Blocked(_) | Cause::ConsentNeeded { .. })
    {
        ask_realm(recorder, observation, &failure.asked.url).await;
    }
    // The list may have failed before anybody was asked for a token.
    let realm = observation.borrow().realm().and_then(|(_, realm)| realm.ok());
    let asked = observation.borrow().steps.iter().any(|step| step.to == Server::TokenService);
    if let Some(realm) = realm.filter(|_| !asked) {
        ask_realm(recorder, observation, &realm.url).await;
    }
    let content = look_at_content(recorder, &client, observation, input, catalog.ok());
    let preflights = ask_preflights(recorder, observation, input);
    // What is known after the list is enough for both, and a slow server keeps nobody waiting for one after the other.
    if recorder.is_slow() {
        join(content, preflights).await;
    } else {
        content.await;
        preflights.await;
    }
}

/// The token service was blocked: without `Authorization`, can the page read it?
async fn ask_realm<S: Senses>(recorder: &Recorder<'_, S>, observation: &RefCell<Observation>, url: &Url) {
    if observation.borrow().is_mixed_content(url) {
        return;
    }
    let blocked_with_more = {
        let observation = observation.borrow();
        let blocked = observation.steps.iter().find(|step| step.to == Server::TokenService && step.is_blocked());
        blocked.is_some_and(|step| step.authorization.is_some() || step.method != "GET")
    };
    let readable = recorder.ask(Probe::PlainGet, Server::TokenService, get(url)).await.is_some();
    if !readable && observation.borrow().is_blocked(Server::TokenService, Probe::PlainGet) {
        look_closer(recorder, observation, Server::TokenService, url).await;
    } else if readable && blocked_with_more {
        let request = Request { accept: Some(LONG_ACCEPT), ..get(url) };
        recorder.ask(Probe::ForcedPreflight, Server::TokenService, request).await;
    }
}

/// Whether requests that need a preflight get through, where the handshake has not shown it already.
async fn ask_preflights<S: Senses>(
    recorder: &Recorder<'_, S>,
    observation: &RefCell<Observation>,
    input: &CheckUpInput,
) {
    let (registry, cross_origin, passed) = {
        let observation = observation.borrow();
        let Ok(registry) = observation.registry() else { return };
        let passed = observation.authorized().any(|step| matches!(step.outcome, Outcome::Read(_)));
        (registry, observation.is_cross_origin(Server::Registry), passed)
    };
    if !cross_origin {
        return;
    }
    let root = registry.api("");
    let to = Server::Registry;
    let mut blocked = false;
    if !passed {
        // Never a password: accounts get locked by wrong ones. Where everybody gets in, it tells whether signing in would work.
        let authorization = Authorization::Bearer(dummy());
        recorder.ask(Probe::DummyAuthorization, to, get(&root).authorized(Some(authorization))).await;
        blocked = observation.borrow().is_blocked(to, Probe::DummyAuthorization);
    }
    // A preflight that is left unanswered once is so again.
    let is_silent = observation.borrow().step(to, Probe::DummyAuthorization).is_some_and(Step::is_silent);
    if blocked && !is_silent {
        recorder.ask(Probe::ForcedPreflight, to, Request { accept: Some(LONG_ACCEPT), ..get(&root) }).await;
        if observation.borrow().is_blocked(to, Probe::ForcedPreflight) {
            recorder.ask(Probe::MethodOptions, to, Request { method: Method::Options, ..get(&root) }).await;
            recorder.ask(Probe::OwnHeader, to, Request { probe_header: OWN_HEADER, ..get(&root) }).await;
        }
    }
    if input.deleting && !blocked {
        let nothing = format!("pierglass-check-up/manifests/sha256:{}", "0".repeat(64));
        recorder
            .ask(Probe::DeletePreflight, to, Request { method: Method::Delete, ..get(&registry.api(&nothing)) })
            .await;
        // A manifest that is put under a repository's name could make that repository, even where it is refused. The root has none.
        let put = Request { method: Method::Put, probe_header: OWN_HEADER, ..get(&root) };
        recorder.ask(Probe::PutPreflight, to, put).await;
        if observation.borrow().is_blocked(to, Probe::PutPreflight) {
            recorder.ask(Probe::OwnHeader, to, Request { probe_header: OWN_HEADER, ..get(&root) }).await;
        }
    }
}
