//! What to ask of a server whose plain answer the page may not read.

use std::cell::RefCell;
use std::time::Duration;

use futures_util::future::{OptionFuture, join, join_all, join4, join5};
use url::{Host, Url};

use super::get;
use super::recorder::Recorder;
use crate::diagnosis::observation::{Observation, Outcome, Probe, Server};
use crate::diagnosis::senses::{Engine, Sense, Senses};
use crate::registry::http::{Blocked, Mode, Request};

/// Against silence every further question takes its whole time, so they get less of it.
const AFTER_SILENCE: Duration = Duration::from_secs(3);

/// Splits silence as far as a page can, while the request that got none still waits.
pub(super) async fn look_at_silence<S: Senses>(
    recorder: &Recorder<'_, S>,
    observation: &RefCell<Observation>,
    to: Server,
    url: &Url,
) {
    let engine = observation.borrow().page.engine;
    let opaque =
        recorder.ask(Probe::NoCorsGet, to, Request { time_limit: AFTER_SILENCE, mode: Mode::NoCors, ..get(url) });
    // Redirects may go on and on; the first of them comes soon.
    let redirect = recorder.ask(
        Probe::ManualRedirect,
        to,
        Request { time_limit: AFTER_SILENCE, mode: Mode::ManualRedirect, ..get(url) },
    );
    let senses = network_senses(url, engine).into_iter().map(|sense| recorder.sense(to, sense, url));
    join4(is_alive(recorder, observation), opaque, redirect, join_all(senses)).await;
}

/// Whether the page's own server answers; asked once.
async fn is_alive<S: Senses>(recorder: &Recorder<'_, S>, observation: &RefCell<Observation>) {
    let own_page = observation.borrow().page.url.clone();
    let asked_before = observation.borrow().step(Server::Page, Probe::OwnOrigin).is_some();
    if own_page.scheme().starts_with("http") && !asked_before {
        let request = Request { time_limit: AFTER_SILENCE, mode: Mode::NoCors, ..get(&own_page) };
        recorder.ask(Probe::OwnOrigin, Server::Page, request).await;
    }
}

/// Splits "blocked" as far as a page can. `url` is what was blocked.
pub(super) async fn look_closer<S: Senses>(
    recorder: &Recorder<'_, S>,
    observation: &RefCell<Observation>,
    to: Server,
    url: &Url,
) {
    let about = recorder.about.get();
    let outcome_of = |probe: Probe| {
        let observation = observation.borrow();
        let mut mine =
            observation.steps.iter().filter(|step| step.about == about && step.to == to && step.probe == probe);
        mine.next().map(|step| step.outcome.clone())
    };
    let was_silent = matches!(outcome_of(Probe::PlainGet), Some(Outcome::Blocked(Blocked::TimedOut { .. })));
    if was_silent {
        look_at_silence(recorder, observation, to, url).await;
        return;
    }
    let (own_page, engine) = {
        let page = &observation.borrow().page;
        (page.url.clone(), page.engine)
    };
    let opaque = recorder.ask(Probe::NoCorsGet, to, Request { mode: Mode::NoCors, ..get(url) });
    join(is_alive(recorder, observation), opaque).await;
    let answers = outcome_of(Probe::NoCorsGet) == Some(Outcome::Opaque);
    let root = url.join("/").unwrap_or_else(|_| url.clone());
    let other = async {
        // Of a later address the scheme is right.
        let is_open = about.is_none() && (!answers || url.scheme() == "http");
        if let Some(other) = other_scheme(url, &own_page).filter(|_| is_open) {
            recorder.ask(Probe::OtherScheme, to, Request { mode: Mode::NoCors, ..get(&other) }).await;
            let is_opaque = outcome_of(Probe::OtherScheme) == Some(Outcome::Opaque);
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
        // Whether this browser's calls find any name: the page's own is one that it knows.
        let compares = questions.contains(&Sense::Stun) && is_known_by_name(&own_page);
        let compared = observation.borrow().sense_answer(Server::Page, Sense::Stun).is_some();
        let own_name = (compares && !compared).then(|| recorder.sense(Server::Page, Sense::Stun, &own_page));
        let senses = questions.into_iter().map(|sense| recorder.sense(to, sense, url));
        join5(no_cors_root, redirect, other, join_all(senses), OptionFuture::from(own_name)).await;
    }
}

/// Whether an address has a name that somebody has to look up.
fn is_known_by_name(url: &Url) -> bool {
    matches!(url.host(), Some(Host::Domain(name)) if name != "localhost" && !name.ends_with(".localhost"))
}

/// What splits "nothing came" further, as far as this engine can.
fn network_senses(url: &Url, engine: Engine) -> Vec<Sense> {
    // Firefox cannot say what an EventSource met, and WebKit has no WebRTC.
    let mut senses = Vec::new();
    if engine != Engine::WebKit {
        senses.push(Sense::Turn);
    }
    if engine != Engine::WebKit && is_known_by_name(url) {
        senses.push(Sense::Stun);
    }
    senses.push(if engine == Engine::Firefox { Sense::Connection } else { Sense::EventSource });
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
