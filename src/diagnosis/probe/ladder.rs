//! What to ask of a server whose plain answer the page may not read.

use std::cell::RefCell;
use std::time::Duration;

use futures_util::future::{join, join_all, join3, join4};
use url::{Host, Url};

use super::get;
use super::recorder::Recorder;
use crate::diagnosis::observation::{Observation, Outcome, Probe, Server};
use crate::diagnosis::senses::{Engine, Sense, Senses};
use crate::registry::http::{Mode, Request};

/// Against silence every further question takes its whole time, so they get less of it.
const AFTER_SILENCE: Duration = Duration::from_secs(3);

/// Splits "blocked" as far as a page can. `url` is what was blocked.
pub(super) async fn look_closer<S: Senses>(
    recorder: &Recorder<'_, S>,
    observation: &RefCell<Observation>,
    to: Server,
    url: &Url,
) {
    let was_silent = observation.borrow().step(to, Probe::PlainGet).is_some_and(|step| step.is_silent());
    let (own_page, engine) = {
        let page = &observation.borrow().page;
        (page.url.clone(), page.engine)
    };
    let asked_before = observation.borrow().step(Server::Page, Probe::OwnOrigin).is_some();
    let alive = async {
        if own_page.scheme().starts_with("http") && !asked_before {
            let request = Request { time_limit: AFTER_SILENCE, mode: Mode::NoCors, ..get(&own_page) };
            recorder.ask(Probe::OwnOrigin, Server::Page, request).await;
        }
    };
    let opaque = async {
        let time_limit = if was_silent { AFTER_SILENCE } else { get(url).time_limit };
        recorder.ask(Probe::NoCorsGet, to, Request { time_limit, mode: Mode::NoCors, ..get(url) }).await;
    };
    if was_silent {
        let senses = network_senses(url, engine).into_iter().map(|sense| recorder.sense(to, sense, url));
        join3(alive, opaque, join_all(senses)).await;
        return;
    }
    join(alive, opaque).await;
    let answers = observation.borrow().step(to, Probe::NoCorsGet).is_some_and(|step| step.outcome == Outcome::Opaque);
    let root = url.join("/").unwrap_or_else(|_| url.clone());
    let other = async {
        if let Some(other) = other_scheme(url, &own_page).filter(|_| !answers || url.scheme() == "http") {
            recorder.ask(Probe::OtherScheme, to, Request { mode: Mode::NoCors, ..get(&other) }).await;
            let is_opaque =
                observation.borrow().step(to, Probe::OtherScheme).is_some_and(|step| step.outcome == Outcome::Opaque);
            if is_opaque && !answers && url.scheme() == "https" {
                // A TLS server answers a plain request with an error, a registry's root with a good answer.
                recorder.sense(to, Sense::Object, &other.join("/").unwrap_or(other)).await;
            }
        }
    };
    if answers {
        let redirect = recorder.ask(Probe::ManualRedirect, to, Request { mode: Mode::ManualRedirect, ..get(url) });
        let plain_root = recorder.ask(Probe::PlainRoot, to, get(&root));
        let senses = [Sense::Oracle, Sense::Object, Sense::NullOrigin].map(|sense| recorder.sense(to, sense, url));
        join4(redirect, plain_root, other, join_all(senses)).await;
    } else {
        let no_cors_root = recorder.ask(Probe::NoCorsRoot, to, Request { mode: Mode::NoCors, ..get(&root) });
        let redirect = recorder.ask(Probe::ManualRedirect, to, Request { mode: Mode::ManualRedirect, ..get(url) });
        let mut questions = network_senses(url, engine);
        questions.push(Sense::Oracle);
        let senses = questions.into_iter().map(|sense| recorder.sense(to, sense, url));
        join4(no_cors_root, redirect, other, join_all(senses)).await;
    }
}

/// What splits "nothing came" further, as far as this engine can.
fn network_senses(url: &Url, engine: Engine) -> Vec<Sense> {
    let is_name = matches!(url.host(), Some(Host::Domain(name)) if name != "localhost");
    // Firefox cannot say what an EventSource met, and WebKit has no WebRTC.
    let mut senses = Vec::new();
    if engine != Engine::WebKit {
        senses.push(Sense::Turn);
    }
    if engine != Engine::WebKit && is_name {
        senses.push(Sense::Stun);
    }
    if engine != Engine::Firefox {
        senses.push(Sense::EventSource);
    }
    senses
}

/// The same address with http for https or the other way round, where the page may ask for it.
fn other_scheme(url: &Url, page: &Url) -> Option<Url> {
    let other = match url.scheme() {
        "https" if page.scheme() == "http" => "http",
        "http" => "https",
        _ => return None,
    };
    let mut changed = url.clone();
    // Without a port the other scheme has another default, which is what a person would mean too.
    changed.set_scheme(other).ok()?;
    Some(changed)
}
