//! What works: the facts of a check-up that are worth a line each, for a registry that is well.

use crate::diagnosis::observation::{Observation, Outcome, Probe, Read, Server, Step};
use crate::registry::auth::challenge::Scheme;

/// Name and value of each fact.
pub fn facts(observation: &Observation) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Sign-in", sign_in(observation))];
    facts.extend(token(observation).map(|token| ("Token", token)));
    facts.push(("This page may read", joined(readable(observation), "nothing")));
    if observation.is_cross_origin(Server::Registry) {
        let mut headers: Vec<&str> = observation.steps.iter().flat_map(super::words::visible).collect();
        headers.sort_unstable();
        headers.dedup();
        facts.push(("Headers it sees", joined(headers, "none that matter here")));
        facts.extend(preflight(observation).map(|words| ("Preflights", words.to_string())));
    } else {
        facts.push(("CORS", "not needed, for page and registry share an origin".to_string()));
    }
    facts.push(("Asked", asked(observation)));
    facts
}

fn joined(parts: Vec<&str>, none: &str) -> String {
    if parts.is_empty() { none.to_string() } else { parts.join(", ") }
}

fn sign_in(observation: &Observation) -> String {
    let challenges = observation.challenges();
    let who = if observation.signed_in { "you are signed in" } else { "nobody is signed in" };
    match challenges.first().map(|challenge| &challenge.scheme) {
        Some(Scheme::Bearer) => match observation.realm() {
            Some((_, Ok(realm))) => format!("by tokens of {}; {who}", super::host(&realm.url)),
            _ => format!("by tokens; {who}"),
        },
        Some(scheme) => format!("{scheme}, a password with each request; {who}"),
        None if observation.refusal().is_some() => format!("wanted; {who}"),
        None => "not asked for".to_string(),
    }
}

fn token(observation: &Observation) -> Option<String> {
    let facts = observation.steps.iter().filter_map(Step::read).find_map(|read| read.token.as_ref()?.as_ref().ok())?;
    Some(format!("lives {} s", facts.life.as_secs()))
}

/// What the page could read, and could make something of.
pub fn readable(observation: &Observation) -> Vec<&'static str> {
    let kinds = [
        (Probe::Catalog, "the list of repositories"),
        (Probe::Tags, "tags"),
        (Probe::Manifest, "manifests"),
        (Probe::Blob, "blobs"),
    ];
    let is_read = |wanted: Probe| {
        observation.steps.iter().any(|step| step.probe == wanted && step.read().is_some_and(Read::is_usable))
    };
    kinds.into_iter().filter(|(probe, _)| is_read(*probe)).map(|(_, words)| words).collect()
}

fn preflight(observation: &Observation) -> Option<&'static str> {
    let asked = |step: &&Step| step.to == Server::Registry && super::asks_first(observation, step);
    let mut asked = observation.steps.iter().filter(asked).peekable();
    asked.peek()?;
    let pass = asked.all(|step| matches!(step.outcome, Outcome::Read(_) | Outcome::Redirected));
    Some(if pass { "pass" } else { "do not all pass" })
}

fn asked(observation: &Observation) -> String {
    let is_request = |step: &&Step| !matches!(step.probe, Probe::Sense(_));
    let requests = observation.steps.iter().filter(is_request).count();
    let all: u64 = observation.steps.iter().filter(is_request).map(|step| step.ms).sum();
    if requests == 1 { format!("1 request, {all} ms") } else { format!("{requests} requests, {all} ms in all") }
}
