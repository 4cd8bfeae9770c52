//! A check-up as a picture tells it: who was asked, for what, and what came of it, each in a few words.
//!
//! It judges nothing and draws nothing. The picture, its list and the progress line all take their words from here.

pub mod facts;
mod picture;
mod step;
#[cfg(test)]
mod tests;
mod words;

pub use picture::{Arrow, Lane, PictureRow, Story, Tone};
pub use words::question;

use url::Url;

use super::observation::{Observation, Outcome, Probe, Server, Step};
use step::{asks_first, host};

/// Tells it. `is_running` is whether more comes: else what has no answer was given up.
pub fn tell(observation: &Observation, is_running: bool) -> Story {
    let stop = observation.steps.iter().position(|step| stops(observation, step));
    let mut rows: Vec<PictureRow> = Vec::new();
    for (at, step) in observation.steps.iter().enumerate() {
        let mut arrow = arrow(observation, at, step, stop == Some(at));
        if step.outcome == Outcome::Running && is_running {
            arrow.outcome = "no answer yet".to_string();
        }
        if !is_closer(observation, step) {
            rows.push(PictureRow::Arrow(arrow));
        } else if let Some(PictureRow::Closer(group)) = rows.last_mut() {
            group.push(arrow);
        } else {
            rows.push(PictureRow::Closer(vec![arrow]));
        }
    }
    Story { lanes: lanes(observation), rows }
}

fn arrow(observation: &Observation, at: usize, step: &Step, is_break: bool) -> Arrow {
    let (outcome, tone) = words::outcome(observation, step);
    let guess = is_missed_guess(observation, step);
    let preflight = asks_first(observation, step);
    Arrow {
        number: at + 1,
        to: lane_of(step),
        question: if guess { words::GUESS } else { question(step.probe) },
        request: if matches!(step.probe, Probe::Sense(_)) { String::new() } else { request(step) },
        with: words::with(step),
        preflight,
        outcome,
        visible: words::visible(step),
        hidden: if is_break { words::hidden(step, preflight) } else { "" },
        tone: if guess { Tone::Plain } else { tone },
        is_break,
        ms: step.ms,
    }
}

/// Where the answer came from: the registry may have sent the browser on.
fn lane_of(step: &Step) -> Server {
    match storage(step) {
        Some(_) => Server::Storage,
        None => step.to,
    }
}

/// The address on another origin that a registry's answer came from.
fn storage(step: &Step) -> Option<&Url> {
    let to = step.read()?.redirected_to.as_ref()?;
    (step.to == Server::Registry && to.origin() != step.url.origin()).then_some(to)
}

fn lanes(observation: &Observation) -> Vec<Lane> {
    let mut lanes = vec![Lane { server: Server::Page, host: host(&observation.page.url) }];
    for server in [Server::Registry, Server::TokenService, Server::Storage] {
        let asked = |step: &Step| match storage(step) {
            Some(to) if server == Server::Storage => Some(host(to)),
            _ => (step.to == server && !is_missed_guess(observation, step)).then(|| host(&step.url)),
        };
        if let Some(host) = observation.steps.iter().find_map(asked) {
            lanes.push(Lane { server, host });
        }
    }
    lanes
}

/// Method and address as short as they say something: no host, digests cut, the query as it is meant.
fn request(step: &Step) -> String {
    let mut short = match step.probe {
        Probe::OtherScheme => format!("{} {}", step.method, step.url.origin().ascii_serialization()),
        _ => step.method.to_string() + " ",
    };
    let segments = step.url.path().split('/').map(|segment| match segment.strip_prefix("sha256:") {
        Some(hex) => format!("sha256:{}…", hex.get(..12).unwrap_or(hex)),
        None => segment.to_string(),
    });
    short.push_str(&segments.collect::<Vec<String>>().join("/"));
    for (at, (name, value)) in step.url.query_pairs().enumerate() {
        short.push(if at == 0 { '?' } else { '&' });
        short.push_str(&name);
        short.push('=');
        short.push_str(&value);
    }
    short
}

/// Where the challenge is hidden, the handshake tries the usual places for a token; most are not there.
fn is_missed_guess(observation: &Observation, step: &Step) -> bool {
    let has_token = step.read().is_some_and(|read| matches!(read.token, Some(Ok(_))));
    step.probe == Probe::Token && !has_token && observation.challenges().is_empty()
}

/// What the handshake needs is told in the open; all else is a closer look.
fn is_closer(observation: &Observation, step: &Step) -> bool {
    match step.probe {
        _ if step.about.is_some() => true,
        Probe::Token if is_missed_guess(observation, step) => true,
        Probe::Token | Probe::Catalog | Probe::CatalogNext | Probe::Tags | Probe::Manifest | Probe::Blob => false,
        Probe::DummyAuthorization | Probe::DeletePreflight | Probe::PutPreflight => false,
        Probe::PlainGet => step.to != Server::Registry,
        _ => true,
    }
}

/// Whether the handshake ends here: it did not give what was wanted, and no later try did.
fn stops(observation: &Observation, step: &Step) -> bool {
    let at = observation.steps.iter().position(|other| std::ptr::eq(other, step)).unwrap_or_default();
    let broken = |step: &Step| matches!(words::outcome(observation, step).1, Tone::Broken | Tone::Silent);
    let same = |later: &&Step| later.probe == step.probe && later.to == step.to;
    !is_closer(observation, step)
        && broken(step)
        && !observation.steps[at + 1..].iter().filter(same).any(|later| !broken(later))
}

impl Observation {
    /// The question that is out, and how many have been answered.
    pub fn progress(&self) -> (Option<&'static str>, usize) {
        let is_running = |step: &&Step| step.outcome == Outcome::Running;
        let out = self.steps.iter().rev().find(is_running).map(|step| question(step.probe));
        (out, self.steps.iter().filter(|step| !is_running(step)).count())
    }
}
