//! What several rules look for, and the words in which they say it. Not a rule.

use crate::diagnosis::observation::sight::Reach;
use crate::diagnosis::observation::{Observation, Outcome, Probe, Server};
use crate::diagnosis::senses::{Said, Sense};

/// Something answers, the page may not read it, and it is the answer itself and not a redirect that is in the way.
pub(super) fn is_unreadable(observation: &Observation, to: Server) -> bool {
    observation.reach(to) == Reach::Unreadable
        && !is_redirected_away(observation, to)
        && !speaks_other_scheme(observation, to)
}

/// What answers there speaks http where https was asked for, or the other way round.
pub(super) fn speaks_other_scheme(observation: &Observation, to: Server) -> bool {
    let answers = |probe| observation.step(to, probe).is_some_and(|step| step.outcome == Outcome::Opaque);
    let has_port = observation.address(to).is_some_and(|url| url.port().is_some());
    match observation.reach(to) {
        Reach::Unreachable => answers(Probe::OtherScheme),
        // A TLS server tells a plain request so; only on one and the same port does that say that it speaks TLS alone.
        Reach::Unreadable => answers(Probe::OtherScheme) && has_port,
        _ => false,
    }
}

/// The server sends the browser somewhere else.
pub(super) fn is_redirected_away(observation: &Observation, to: Server) -> bool {
    let manual = observation.step(to, Probe::ManualRedirect).is_some_and(|step| step.outcome == Outcome::Redirected);
    manual || observation.said(to, Sense::Oracle) == Some(Said::Yes)
}

/// What the object probe adds to an answer that may not be read.
pub(super) fn object_says(observation: &Observation, to: Server) -> &'static str {
    match observation.said(to, Sense::Object) {
        Some(Said::Yes) => "The unread answer is a good one (a status of 200 to 299).",
        Some(Said::No) => "The unread answer is an error (a status of 400 or above).",
        _ => "Whether the unread answer is a good one or an error could not be seen.",
    }
}

/// The header that lets this page read.
pub(super) fn allow_origin_line(observation: &Observation) -> String {
    format!("Access-Control-Allow-Origin: {}", observation.page.origin)
}

/// The registry's plain answers can be read, and every request with a preflight was blocked at once.
pub(super) fn is_preflight_refused(observation: &Observation) -> bool {
    let preflighted = |probe: Probe| observation.step(Server::Registry, probe);
    let all_blocked = [Probe::ForcedPreflight, Probe::MethodOptions, Probe::OwnHeader]
        .into_iter()
        .filter_map(preflighted)
        .all(|step| step.is_blocked());
    let forced = preflighted(Probe::ForcedPreflight);
    let is_silent = forced.is_some_and(|step| step.is_silent());
    observation.reach(Server::Registry) == Reach::Readable && forced.is_some() && all_blocked && !is_silent
}
