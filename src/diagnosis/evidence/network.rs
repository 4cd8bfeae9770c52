//! What several rules look for where it is about reaching a server, and whether an answer came at all. Not a rule.

use url::{Host, Url};

use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Outcome, Probe, Server};
use crate::diagnosis::rule::Confidence;
use crate::diagnosis::senses::{Engine, Permission, Sense, SenseAnswer};
use crate::registry::auth::realm::is_internal;
use crate::registry::host::RegistryHost;

/// What answers there speaks http where https was asked for, or the other way round.
pub fn speaks_other_scheme(observation: &Observation, to: Server) -> bool {
    let has_port = observation.address(to).is_some_and(|url| url.port().is_some());
    match observation.reach(to) {
        // Where the root answers, the scheme is right.
        Reach::Unreachable => {
            is_opaque(observation, to, Probe::OtherScheme) && !is_opaque(observation, to, Probe::NoCorsRoot)
        }
        // A TLS server tells a plain request so; only on one and the same port does that say that it speaks TLS alone.
        Reach::Unreadable => is_opaque(observation, to, Probe::OtherScheme) && has_port,
        _ => false,
    }
}

/// How sure [`speaks_other_scheme`] is. Most TLS servers answer a plain request too, with a 400: so an answer over http
/// leaves a certificate that is not trusted open, unless it is a good one. An answer over https on the very port leaves
/// nothing open.
pub fn other_scheme_confidence(observation: &Observation, to: Server) -> Confidence {
    let is_https = observation.address(to).is_some_and(|url| url.scheme() == "https");
    let has_port = observation.address(to).is_some_and(|url| url.port().is_some());
    let is_unreachable = observation.reach(to) == Reach::Unreachable;
    match is_https {
        true if observation.sense_answer(to, Sense::Object) == Some(SenseAnswer::Yes) => Confidence::Certain,
        true => Confidence::Possible,
        false if has_port && is_unreachable => Confidence::Certain,
        false => Confidence::Likely,
    }
}

/// A registry that was called over http on the usual port sends its callers to https, which answers.
pub fn sends_to_https(observation: &Observation) -> bool {
    let to = Server::Registry;
    observation.address(to).is_some_and(|url| url.scheme() == "http" && url.port().is_none())
        && observation.reach(to) == Reach::Unreadable
        && is_redirected_away(observation, to)
        && is_opaque(observation, to, Probe::OtherScheme)
}

/// Where a registry that was called over http sent its callers: to https on the same host, whose answer could be read.
pub fn moved_to_https(observation: &Observation) -> Option<&Url> {
    let address = observation.address(Server::Registry)?;
    let moved = moved_to(observation)?;
    (address.scheme() == "http" && moved.scheme() == "https" && moved.host() == address.host()).then_some(moved)
}

/// Another origin from which the readable answer came in the end.
pub fn moved_to(observation: &Observation) -> Option<&Url> {
    let origin = observation.origin(Server::Registry)?;
    let moved = observation.read(Server::Registry, Probe::PlainGet)?.redirected_to.as_ref()?;
    (moved.origin().ascii_serialization() != origin).then_some(moved)
}

/// How a registry sends the browser on, where the page sees no more than that it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnseenRedirect {
    /// To another origin, where the answer is an error, as a registry's first answer is.
    OtherOriginError,
    /// To another origin, where anything may be.
    OtherOrigin,
    /// To another address of its own.
    SameOrigin,
    /// In a circle: to addresses of its own that never answer.
    Loop,
    /// To where nothing has answered yet.
    NoAnswerYet,
}

/// Whether a registry whose answer the page cannot read sends the browser on, and how.
pub fn unseen_redirect(observation: &Observation) -> Option<UnseenRedirect> {
    let to = Server::Registry;
    let reach = observation.reach(to);
    let out_of_sight = matches!(reach, Reach::Unreadable | Reach::Unreachable | Reach::Silent);
    if !out_of_sight || !is_redirected_away(observation, to) || sends_to_https(observation) {
        return None;
    }
    // The oracle knows other origins alone.
    Some(match (observation.sense_answer(to, Sense::Oracle), reach) {
        (_, Reach::Silent) => UnseenRedirect::NoAnswerYet,
        (Some(SenseAnswer::No), Reach::Unreachable) => UnseenRedirect::Loop,
        (Some(SenseAnswer::No), _) => UnseenRedirect::SameOrigin,
        (_, Reach::Unreadable) if observation.sense_answer(to, Sense::Object) == Some(SenseAnswer::No) => {
            UnseenRedirect::OtherOriginError
        }
        _ => UnseenRedirect::OtherOrigin,
    })
}

/// What was typed begins with a scheme.
pub fn names_scheme(observation: &Observation) -> bool {
    observation.typed.contains("://")
}

/// The server sends the browser somewhere else.
pub fn is_redirected_away(observation: &Observation, to: Server) -> bool {
    let manual = observation.step(to, Probe::ManualRedirect).is_some_and(|step| step.outcome == Outcome::Redirected);
    manual || observation.sense_answer(to, Sense::Oracle) == Some(SenseAnswer::Yes)
}

fn is_opaque(observation: &Observation, to: Server, probe: Probe) -> bool {
    observation.step(to, probe).is_some_and(|step| step.outcome == Outcome::Opaque)
}

/// The host of a server, with the port where its address names one.
pub fn place(observation: &Observation, to: Server) -> String {
    let Some(url) = observation.address(to) else { return "the server".to_string() };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default())
}

/// Neither the registry nor the page's own server can be reached, or the browser says that it is offline.
pub fn is_offline(observation: &Observation) -> bool {
    let own = observation.is_blocked(Server::Page, Probe::OwnOrigin) && !policy_blocks(observation, Server::Page);
    let is_loopback = observation.registry().is_ok_and(|registry| registry.is_loopback());
    is_out_of_reach(observation, Server::Registry) && (own || !observation.page.is_online && !is_loopback)
}

/// The page's own policy blocked a request to that server.
pub fn policy_blocks(observation: &Observation, to: Server) -> bool {
    let origin = observation.origin(to);
    observation.page.policy_blocked.iter().any(|violation| Some(&violation.blocked) == origin.as_ref())
}

/// The browser blocks this very path of a server whose root answers.
pub fn is_blocked_by_client(observation: &Observation, to: Server) -> bool {
    observation.reach(to) == Reach::Unreachable
        && is_opaque(observation, to, Probe::NoCorsRoot)
        && !is_redirected_away(observation, to)
}

/// An answer came, and the browser keeps even the fact from the page. Firefox cannot tell.
pub fn is_withheld(observation: &Observation, to: Server) -> bool {
    observation.reach(to) == Reach::Unreachable
        && observation.sense_answer(to, Sense::EventSource) == Some(SenseAnswer::Yes)
        && observation.page.engine != Engine::Firefox
        && !is_redirected_away(observation, to)
}

/// An answer may have come that the browser keeps from the page altogether, for a policy of the server's or of the page's own.
pub fn may_be_withheld(observation: &Observation, to: Server) -> bool {
    (is_kept_dark(observation, to) || is_withheld(observation, to))
        && !policy_blocks(observation, to)
        && matches!(local_network(observation, to), None | Some(LocalNetwork::Withheld | LocalNetwork::Insecure))
}

/// The page's own server wants every answer to carry a policy, and whether one without came cannot be seen: such a page cannot hold the
/// frame of the probes either.
pub fn is_kept_dark(observation: &Observation, to: Server) -> bool {
    observation.reach(to) == Reach::Unreachable
        && observation.wants_policies()
        && !matches!(observation.sense_answer(to, Sense::EventSource), Some(SenseAnswer::Yes | SenseAnswer::No))
        && !is_redirected_away(observation, to)
}

/// Firefox tells a page nothing of an answer with a Cross-Origin-Resource-Policy for others; in the other engines a source of events
/// sees that one came.
pub fn is_firefox_in_the_dark(observation: &Observation, to: Server) -> bool {
    observation.page.engine == Engine::Firefox
        && is_unexplained(observation, to)
        && connects(observation, to) != Some(false)
        && listens(observation, to) != Some(false)
        && resolves(observation, to) != Some(false)
        && !speaks_other_scheme(observation, to)
        && !is_unknown_internal_name(observation, to)
}

/// How a browser guards a private network from pages that come from further outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalNetwork {
    /// The permission is refused.
    Denied,
    /// The browser would ask, and the request waits for an answer.
    Prompt,
    /// An answer came and was withheld, and the permission is not given.
    Withheld,
    /// The page is no secure context, so the browser does not even ask.
    Insecure,
}

/// Whether the browser may be guarding a private network from this page.
pub fn local_network(observation: &Observation, to: Server) -> Option<LocalNetwork> {
    let page = &observation.page;
    let (here, there) = (depth(&page.url), depth(&observation.address(to)?));
    // A page on loopback is asked nothing, and a name that does not resolve is in no network.
    if here == LOOPBACK || resolves(observation, to) == Some(false) || policy_blocks(observation, to) {
        return None;
    }
    let inwards = there > here;
    match (page.local_network, observation.reach(to)) {
        (Permission::Denied, Reach::Unreachable | Reach::Silent) if inwards => Some(LocalNetwork::Denied),
        (Permission::Prompt, Reach::Silent) if inwards => Some(LocalNetwork::Prompt),
        (Permission::Denied | Permission::Prompt, Reach::Unreachable) if is_withheld(observation, to) => {
            Some(LocalNetwork::Withheld)
        }
        (Permission::Unknown, Reach::Unreachable)
            if inwards && !page.is_secure_context && is_withheld(observation, to) =>
        {
            Some(LocalNetwork::Insecure)
        }
        _ => None,
    }
}

/// A server is in a network that is further inside than the page's, before which the browser has not let it through yet.
pub fn may_be_guarded(observation: &Observation, to: Server) -> bool {
    let leads_inwards = observation.address(to).is_some_and(|there| depth(&there) > depth(&observation.page.url));
    leads_inwards && matches!(observation.page.local_network, Permission::Prompt | Permission::Denied)
}

const LOOPBACK: u8 = 2;

/// How far inside an address is, by its name: public 0, a private network 1, this machine [`LOOPBACK`].
fn depth(url: &Url) -> u8 {
    match RegistryHost::from_origin(url) {
        Some(host) if host.is_loopback() => LOOPBACK,
        _ => u8::from(is_internal(url)),
    }
}

/// Nothing answers, and neither the page nor the browser explains it; the scheme still may.
pub fn is_unexplained(observation: &Observation, to: Server) -> bool {
    is_out_of_reach(observation, to)
        && !is_offline(observation)
        && !policy_blocks(observation, to)
        && !is_redirected_away(observation, to)
        && !is_blocked_by_client(observation, to)
        && !is_withheld(observation, to)
        && local_network(observation, to).is_none_or(|why| why == LocalNetwork::Prompt)
}

/// Nothing answers, and nothing but the network, the server or TLS explains it.
pub fn is_network_fault(observation: &Observation, to: Server) -> bool {
    is_unexplained(observation, to) && !speaks_other_scheme(observation, to)
}

fn is_out_of_reach(observation: &Observation, to: Server) -> bool {
    matches!(observation.reach(to), Reach::Unreachable | Reach::Silent)
}

/// Whether something listens on the server's port, as far as the engine can tell.
pub fn listens(observation: &Observation, to: Server) -> Option<bool> {
    let is_https = observation.address(to).is_some_and(|url| url.scheme() == "https");
    match (observation.sense_answer(to, Sense::Turn), connects(observation, to)) {
        (Some(SenseAnswer::Yes), _) | (_, Some(true)) => Some(true),
        (Some(SenseAnswer::No), _) => Some(false),
        // Requests were refused at once, so what Firefox is silent about was accepted.
        (Some(SenseAnswer::Silence), _)
            if observation.page.engine == Engine::Firefox && was_refused_at_once(observation, to) =>
        {
            Some(true)
        }
        // Without TLS there is nothing more to a connection than that somebody takes it.
        (_, Some(false)) if !is_https => Some(false),
        _ => None,
    }
}

/// Whether a connection stood on which a request went out, with TLS where the address says so. Firefox alone tells.
pub fn connects(observation: &Observation, to: Server) -> Option<bool> {
    match observation.sense_answer(to, Sense::Connection)? {
        SenseAnswer::Yes => Some(true),
        SenseAnswer::No => Some(false),
        SenseAnswer::Silence | SenseAnswer::Unavailable => None,
    }
}

/// Whether a request ended in much less time than silence has lasted.
fn was_refused_at_once(observation: &Observation, to: Server) -> bool {
    let silence = observation.step(to, Probe::Sense(Sense::Turn)).map_or(0, |step| step.ms);
    observation.step(to, Probe::NoCorsGet).is_some_and(|step| step.is_blocked() && step.ms * 3 < silence)
}

/// Whether the name of a server resolves, as far as the engine can tell. An accepted connection is the better proof, and a call that does
/// not find the page's own name either finds names otherwise than requests do: in the hosts file, on loopback, by rules.
pub fn resolves(observation: &Observation, to: Server) -> Option<bool> {
    match observation.sense_answer(to, Sense::Stun)? {
        _ if listens(observation, to) == Some(true) => Some(true),
        SenseAnswer::Yes => Some(true),
        SenseAnswer::No if finds_own_name(observation) => Some(false),
        SenseAnswer::No | SenseAnswer::Silence | SenseAnswer::Unavailable => None,
    }
}

/// Whether it was seen that this browser's calls find the name that the page came from.
fn finds_own_name(observation: &Observation) -> bool {
    matches!(observation.sense_answer(Server::Page, Sense::Stun), Some(SenseAnswer::Yes | SenseAnswer::Silence))
}

/// No call found the name, and whether calls find any could not be seen.
pub fn may_not_resolve(observation: &Observation, to: Server) -> bool {
    observation.sense_answer(to, Sense::Stun) == Some(SenseAnswer::No) && resolves(observation, to).is_none()
}

/// Nothing answers under a name that only a private network knows, and nothing shows that this machine knows it.
pub fn is_unknown_internal_name(observation: &Observation, to: Server) -> bool {
    let Some(url) = observation.address(to) else { return false };
    let is_name = matches!(url.host(), Some(Host::Domain(_))) && depth(&url) == 1;
    is_name
        && observation.reach(to) == Reach::Unreachable
        && is_network_fault(observation, to)
        && resolves(observation, to) != Some(true)
        && listens(observation, to) != Some(true)
}
