//! What several of the words need to know about a step.

use url::Url;

use crate::diagnosis::observation::{Observation, Probe, Step};

pub(super) fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or(url.scheme());
    url.port().map_or_else(|| name.to_string(), |port| format!("{name}:{port}"))
}

/// Whether a browser asks by OPTIONS before this request.
pub(super) fn asks_first(observation: &Observation, step: &Step) -> bool {
    let forced =
        matches!(step.probe, Probe::ForcedPreflight | Probe::MethodOptions | Probe::OwnHeader | Probe::DeletePreflight);
    let elsewhere = step.url.origin().ascii_serialization() != observation.page.origin;
    elsewhere && (forced || step.authorization.is_some())
}
