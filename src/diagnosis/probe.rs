//! The check-up: which questions to ask, in which order, each only where the earlier ones did not decide.
//!
//! The order is measured (BROWSER.md of the project's notes, section 5): a readable GET, then what tells a server that is
//! not there from one that may not be read, then the handshake, then what the page may see of lists, manifests and blobs.
//! No question changes anything on a server, and a password goes only where the handshake needs it. This module judges
//! nothing.

mod closer_look;
mod exposed;
mod handshake;
mod input;
mod later;
mod questions;
pub(super) mod reading;
mod recorder;
#[cfg(test)]
mod tests;

pub use input::CheckUpInput;

use std::cell::RefCell;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use url::Url;

use super::observation::{Observation, Probe, Server};
use super::redact::Secrets;
use super::senses::{Engine, Sense, Senses};
use crate::registry::host::has_credentials;
use crate::registry::http::{Authorization, Response};
use closer_look::{look_at_silence, look_closer};
use handshake::shake_hands;
use later::look_at_later;
use questions::{dummy, get};
use recorder::Recorder;

/// Runs a check-up. `on_step` is called whenever a question goes out or comes back, and where a verdict stands while an answer is still
/// waited for ([`Observation::waits`]); dropping the future ends it.
pub async fn check_up<S: Senses>(senses: &S, input: &CheckUpInput, on_step: &dyn Fn(&Observation)) -> Observation {
    let observation = RefCell::new(Observation {
        typed: without_password(&input.typed),
        page: senses.page().await,
        signed_in: input.credentials.is_some(),
        begun: senses.now(),
        steps: Vec::new(),
        complete: false,
        waits: false,
        at: None,
        secrets: Secrets::default(),
    });
    on_step(&observation.borrow());
    let registry = observation.borrow().registry();
    if let Ok(registry) = registry {
        let recorder = Recorder::new(senses, &observation, on_step, registry.url());
        if let Some(credentials) = &input.credentials {
            recorder.keep_secret(&credentials.password);
            if let Authorization::Basic(pair) = credentials.basic() {
                recorder.keep_secret(&pair);
            }
        }
        if let Some(handed) = &input.handed {
            recorder.keep_secret(&handed.value);
        }
        let mixed = observation.borrow().is_mixed_content(registry.url());
        let is_refused = registry.url().port().is_some_and(super::ports::is_refused);
        // A browser does not even send these.
        if !mixed && !is_refused {
            ask_registry(&recorder, &observation, input, &registry.api("")).await;
        }
    }
    // What the browser reported comes with some delay, so the page is looked at once more.
    let page = senses.page().await;
    let mut observation = observation.into_inner();
    observation.page = page;
    observation.complete = true;
    on_step(&observation);
    observation
}

async fn ask_registry<S: Senses>(
    recorder: &Recorder<'_, S>,
    observation: &RefCell<Observation>,
    input: &CheckUpInput,
    root: &Url,
) {
    let plain = patiently(recorder, observation, root).await;
    let Some(response) = plain else {
        let broken = !observation.borrow().is_blocked(Server::Registry, Probe::PlainGet);
        let looked = observation.borrow().step(Server::Registry, Probe::NoCorsGet).is_some();
        if !broken && !looked {
            look_closer(recorder, observation, Server::Registry, root).await;
        }
        return;
    };
    // A proxy's own page says 401 as well as a registry does.
    let worth_more = response.status == 401 || (200..300).contains(&response.status) && !response.is_html();
    if worth_more {
        look_for_split_challenge(recorder, observation, root, &response).await;
        shake_hands(recorder, observation, input).await;
        look_at_later(recorder, observation).await;
    }
}

/// A challenge that is not to be seen may stand on two lines, of which Firefox shows none.
async fn look_for_split_challenge<S: Senses>(
    recorder: &Recorder<'_, S>,
    observation: &RefCell<Observation>,
    root: &Url,
    response: &Response,
) {
    let is_hidden = response.status == 401 && response.headers.get("www-authenticate").is_none();
    let is_asked = {
        let observation = observation.borrow();
        observation.page.engine == Engine::Firefox && observation.is_cross_origin(Server::Registry)
    };
    if is_hidden && is_asked {
        recorder.sense(Server::Registry, Sense::SplitChallenge, root).await;
    }
}

/// The first answer, waited for up to a minute. Where none has come soon, what a silent server gives away is asked meanwhile, and told;
/// a later answer takes that back.
async fn patiently<S: Senses>(
    recorder: &Recorder<'_, S>,
    observation: &RefCell<Observation>,
    root: &Url,
) -> Option<Response> {
    let mut plain = pin!(recorder.ask_patiently(Server::Registry, root));
    let soon = pin!(recorder.pause(SOON));
    if let Either::Left((answer, _)) = select(plain.as_mut(), soon).await {
        return answer;
    }
    let looking = pin!(look_at_silence(recorder, observation, Server::Registry, root));
    let answer = match select(plain.as_mut(), looking).await {
        Either::Left((answer, _)) => answer,
        Either::Right(((), _)) => {
            recorder.tell_so_far();
            plain.await
        }
    };
    let was_silent = observation.borrow().step(Server::Registry, Probe::PlainGet).is_some_and(|step| step.is_silent());
    if !was_silent {
        // What said nothing within a moment would have said something later.
        observation.borrow_mut().steps.retain(|step| step.probe == Probe::PlainGet || step.to == Server::Page);
    }
    answer
}

/// An answer that takes longer may be none.
const SOON: Duration = Duration::from_secs(3);

/// What was typed, without anything that may be a password.
fn without_password(typed: &str) -> String {
    let typed = typed.trim();
    match typed.rsplit_once('@') {
        Some((before, host)) if has_credentials(typed) => {
            let scheme = before.split_once("://").map_or("", |(scheme, _)| scheme);
            let mark = if scheme.is_empty() { "" } else { "://" };
            format!("{scheme}{mark}{}@{host}", super::redact::LEFT_OUT)
        }
        _ => typed.to_string(),
    }
}
