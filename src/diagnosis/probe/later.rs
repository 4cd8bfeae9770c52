//! Closer looks at answers after the first: a list, a manifest or a blob that the browser kept from the page.
//!
//! Each address is asked by itself, as the first one is: it may lack what the others have.

use std::cell::RefCell;

use url::Url;

use super::closer_look::look_closer;
use super::recorder::Recorder;
use super::{dummy, get};
use crate::diagnosis::observation::looks::LATER;
use crate::diagnosis::observation::{Observation, Outcome, Probe, Server, Step};
use crate::diagnosis::senses::{LONG_ACCEPT, Senses};
use crate::registry::http::{Authorization, Blocked, Request};

/// So many addresses are looked at: where more are blocked, they are so for the same reason.
const ENOUGH: usize = 2;

/// Looks at each later answer that was blocked, where the first address does not explain it.
pub(super) async fn look_at_later<S: Senses>(recorder: &Recorder<'_, S>, observation: &RefCell<Observation>) {
    let blocked: Vec<Step> = {
        let observation = observation.borrow();
        let explained = observation.is_blocked(Server::Registry, Probe::DummyAuthorization);
        let all = LATER.into_iter().filter_map(|probe| observation.later_blocked(probe));
        let is_open = |step: &&Step| {
            let is_redirect = observation.steps.iter().any(|other| {
                step.probe == Probe::Blob
                    && other.probe == Probe::ManualRedirect
                    && other.outcome == Outcome::Redirected
            });
            // What was silent once is silent again.
            let is_rejected = matches!(step.outcome, Outcome::Blocked(Blocked::Rejected { .. }));
            is_rejected && !is_redirect && !(explained && step.authorization.is_some())
        };
        all.filter(is_open).take(ENOUGH).cloned().collect()
    };
    for step in blocked {
        recorder.about.set(Some(step.probe));
        // Without a sign-in it went out as plainly as a first request does, and was blocked.
        let is_read = step.authorization.is_some()
            && recorder.ask(Probe::PlainGet, Server::Registry, get(&step.url)).await.is_some();
        match is_read {
            true => ask_preflight(recorder, &step.url).await,
            false => look_closer(recorder, observation, Server::Registry, &step.url).await,
        }
        recorder.about.set(None);
    }
}

/// Whether this address lets a page send `Authorization`, or any request with a preflight.
async fn ask_preflight<S: Senses>(recorder: &Recorder<'_, S>, url: &Url) {
    let authorization = Authorization::Bearer(dummy());
    let answer =
        recorder.ask(Probe::DummyAuthorization, Server::Registry, get(url).authorized(Some(authorization))).await;
    if answer.is_none() {
        let request = Request { accept: Some(LONG_ACCEPT), ..get(url) };
        recorder.ask(Probe::ForcedPreflight, Server::Registry, request).await;
    }
}
