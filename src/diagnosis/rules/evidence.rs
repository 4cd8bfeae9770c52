//! What several rules look for, and the words in which they say it. Not a rule.

use url::{Host, Url};

use crate::diagnosis::observation::sight::Reach;
use crate::diagnosis::observation::{Observation, Outcome, Probe, Read, Server, Step};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Severity};
use crate::diagnosis::senses::{Engine, Permission, Said, Sense};
use crate::registry::auth::realm::is_internal;
use crate::registry::host::RegistryHost;

/// Something answers, the page may not read it, and it is the answer itself that is in the way: not a redirect, not the
/// scheme, not a page without an origin that a server could allow.
pub(super) fn is_unreadable(observation: &Observation, to: Server) -> bool {
    observation.reach(to) == Reach::Unreadable
        && !is_redirected_away(observation, to)
        && !speaks_other_scheme(observation, to)
        && !observation.step(to, Probe::PlainGet).is_some_and(Step::is_silent)
        && observation.page.origin != "null"
}

/// What answers there speaks http where https was asked for, or the other way round.
pub(super) fn speaks_other_scheme(observation: &Observation, to: Server) -> bool {
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
pub(super) fn other_scheme_confidence(observation: &Observation, to: Server) -> Confidence {
    let is_https = observation.address(to).is_some_and(|url| url.scheme() == "https");
    let has_port = observation.address(to).is_some_and(|url| url.port().is_some());
    let is_unreachable = observation.reach(to) == Reach::Unreachable;
    match is_https {
        true if observation.said(to, Sense::Object) == Some(Said::Yes) => Confidence::Certain,
        true => Confidence::Possible,
        false if has_port && is_unreachable => Confidence::Certain,
        false => Confidence::Likely,
    }
}

/// A registry that was called over http on the usual port sends its callers to https, which answers.
pub(super) fn sends_to_https(observation: &Observation) -> bool {
    let to = Server::Registry;
    observation.address(to).is_some_and(|url| url.scheme() == "http" && url.port().is_none())
        && observation.reach(to) == Reach::Unreadable
        && is_redirected_away(observation, to)
        && is_opaque(observation, to, Probe::OtherScheme)
}

/// Where a registry that was called over http sent its callers: to https on the same host, whose answer could be read.
pub(super) fn moved_to_https(observation: &Observation) -> Option<&Url> {
    let address = observation.address(Server::Registry)?;
    let moved = moved_to(observation)?;
    (address.scheme() == "http" && moved.scheme() == "https" && moved.host() == address.host()).then_some(moved)
}

/// Another origin from which the readable answer came in the end.
pub(super) fn moved_to(observation: &Observation) -> Option<&Url> {
    let origin = observation.origin(Server::Registry)?;
    let moved = observation.read(Server::Registry, Probe::PlainGet)?.redirected_to.as_ref()?;
    (moved.origin().ascii_serialization() != origin).then_some(moved)
}

/// What was typed begins with a scheme.
pub(super) fn names_scheme(observation: &Observation) -> bool {
    observation.typed.contains("://")
}

/// The server sends the browser somewhere else.
pub(super) fn is_redirected_away(observation: &Observation, to: Server) -> bool {
    let manual = observation.step(to, Probe::ManualRedirect).is_some_and(|step| step.outcome == Outcome::Redirected);
    manual || observation.said(to, Sense::Oracle) == Some(Said::Yes)
}

fn is_opaque(observation: &Observation, to: Server, probe: Probe) -> bool {
    observation.step(to, probe).is_some_and(|step| step.outcome == Outcome::Opaque)
}

/// The host of a server, with the port where its address names one.
pub(super) fn place(observation: &Observation, to: Server) -> String {
    let Some(url) = observation.address(to) else { return "the server".to_string() };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default())
}

/// Neither the registry nor the page's own server can be reached, or the browser says that it is offline.
pub(super) fn is_offline(observation: &Observation) -> bool {
    let own = observation.is_blocked(Server::Page, Probe::OwnOrigin) && !policy_blocks(observation, Server::Page);
    let is_loopback = observation.registry().is_ok_and(|registry| registry.is_loopback());
    is_out_of_reach(observation, Server::Registry) && (own || !observation.page.is_online && !is_loopback)
}

/// The page's own policy blocked a request to that server.
pub(super) fn policy_blocks(observation: &Observation, to: Server) -> bool {
    let origin = observation.origin(to);
    observation.page.policy_blocked.iter().any(|violation| Some(&violation.blocked) == origin.as_ref())
}

/// The browser blocks this very path of a server whose root answers.
pub(super) fn is_blocked_by_client(observation: &Observation, to: Server) -> bool {
    observation.reach(to) == Reach::Unreachable
        && is_opaque(observation, to, Probe::NoCorsRoot)
        && !is_redirected_away(observation, to)
}

/// An answer came, and the browser keeps even the fact from the page. Firefox cannot tell.
pub(super) fn is_withheld(observation: &Observation, to: Server) -> bool {
    observation.reach(to) == Reach::Unreachable
        && observation.said(to, Sense::EventSource) == Some(Said::Yes)
        && observation.page.engine != Engine::Firefox
        && !is_redirected_away(observation, to)
}

/// How a browser guards a private network from pages that come from further outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LocalNetwork {
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
pub(super) fn local_network(observation: &Observation, to: Server) -> Option<LocalNetwork> {
    let page = &observation.page;
    let (here, there) = (depth(&page.url), depth(&observation.address(to)?));
    // A page on loopback is asked nothing, and a name that does not resolve is in no network.
    if here == LOOPBACK || observation.said(to, Sense::Stun) == Some(Said::No) || policy_blocks(observation, to) {
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

const LOOPBACK: u8 = 2;

/// How far inside an address is, by its name: public 0, a private network 1, this machine [`LOOPBACK`].
fn depth(url: &Url) -> u8 {
    match RegistryHost::from_origin(url) {
        Some(host) if host.is_loopback() => LOOPBACK,
        _ => u8::from(is_internal(url)),
    }
}

/// Nothing answers, and neither the page nor the browser explains it; the scheme still may.
pub(super) fn is_unexplained(observation: &Observation, to: Server) -> bool {
    is_out_of_reach(observation, to)
        && !is_offline(observation)
        && !policy_blocks(observation, to)
        && !is_redirected_away(observation, to)
        && !is_blocked_by_client(observation, to)
        && !is_withheld(observation, to)
        && local_network(observation, to).is_none_or(|why| why == LocalNetwork::Prompt)
}

/// Nothing answers, and nothing but the network, the server or TLS explains it.
pub(super) fn is_network_fault(observation: &Observation, to: Server) -> bool {
    is_unexplained(observation, to) && !speaks_other_scheme(observation, to)
}

fn is_out_of_reach(observation: &Observation, to: Server) -> bool {
    matches!(observation.reach(to), Reach::Unreachable | Reach::Silent)
}

/// Whether something listens on the server's port, as far as the engine can tell.
pub(super) fn listens(observation: &Observation, to: Server) -> Option<bool> {
    match observation.said(to, Sense::Turn)? {
        Said::Yes => Some(true),
        Said::No => Some(false),
        // Requests were refused at once, so what Firefox is silent about was accepted.
        Said::Silence if observation.page.engine == Engine::Firefox => Some(true),
        Said::Silence | Said::Unavailable => None,
    }
}

/// Nothing answers under a name that only a private network knows, and nothing shows that this machine knows it.
pub(super) fn is_unknown_internal_name(observation: &Observation, to: Server) -> bool {
    let Some(url) = observation.address(to) else { return false };
    let is_name = matches!(url.host(), Some(Host::Domain(_))) && depth(&url) == 1;
    is_name
        && observation.reach(to) == Reach::Unreachable
        && is_network_fault(observation, to)
        && observation.said(to, Sense::Stun) != Some(Said::Yes)
        && listens(observation, to) != Some(true)
}

/// What the object probe adds to an answer that may not be read.
pub(super) fn object_says(observation: &Observation, to: Server) -> &'static str {
    match observation.said(to, Sense::Object) {
        Some(Said::Yes) => "The unread answer is a good one (a status of 200 to 299).",
        Some(Said::No) => "The unread answer is an error (a status of 400 or above).",
        _ => "Whether the unread answer is a good one or an error could not be seen.",
    }
}

/// The page of origin `null` may read what this page may not: the server allows that origin.
pub(super) fn allows_null(observation: &Observation, to: Server) -> bool {
    is_unreadable(observation, to) && observation.said(to, Sense::NullOrigin) == Some(Said::Yes)
}

/// Good answers of that server can be read, and this one, an error, cannot.
pub(super) fn hides_errors_alone(observation: &Observation, to: Server) -> bool {
    is_unreadable(observation, to)
        && !allows_null(observation, to)
        && observation.said(to, Sense::Object) == Some(Said::No)
        && observation.read(to, Probe::PlainRoot).is_some_and(|root| root.status < 400)
}

/// Which of the ways to let no page in it is stays open.
pub(super) fn lacks_a_usable_origin(observation: &Observation, to: Server) -> bool {
    is_unreadable(observation, to) && !allows_null(observation, to) && !hides_errors_alone(observation, to)
}

/// What is seen of every answer that this page may not read.
pub(super) const UNREAD: &str =
    "A request whose answer stays unread got through; the same request, made to be read, was blocked.";

/// The header that lets a page see what a registry says beside its bodies: the same in all rules, so that no rule's
/// line takes the place of another's.
pub(super) const EXPOSE_LINE: &str = "Access-Control-Expose-Headers: WWW-Authenticate, Docker-Content-Digest, Link";

/// The header that lets this page read.
pub(super) fn allow_origin_line(observation: &Observation) -> String {
    format!("Access-Control-Allow-Origin: {}", observation.page.origin)
}

/// The registry's plain answers can be read, and every request with a preflight was blocked at once. A server that
/// sends its callers elsewhere sends the preflight there too, which is another fault.
pub(super) fn is_preflight_refused(observation: &Observation) -> bool {
    let forced = observation.step(Server::Registry, Probe::ForcedPreflight);
    observation.reach(Server::Registry) == Reach::Readable
        && forced.is_some_and(|step| step.is_blocked() && !step.is_silent())
        && preflight_passed(observation).is_none()
        && moved_to(observation).is_none()
}

/// The first request with a preflight whose answer could be read: preflights as such are answered.
pub(super) fn preflight_passed(observation: &Observation) -> Option<&Step> {
    let harmless = [
        Probe::ForcedPreflight,
        Probe::MethodOptions,
        Probe::OwnHeader,
        Probe::DummyAuthorization,
        Probe::DeletePreflight,
    ];
    let harmless = harmless.into_iter().filter_map(|probe| observation.step(Server::Registry, probe));
    harmless.chain(observation.authorized()).find(|step| step.read().is_some())
}

/// Requests with an `Authorization` header are blocked, and a preflight for something else passes: that one.
pub(super) fn blocks_authorization_alone(observation: &Observation) -> Option<&Step> {
    let dummy = observation.step(Server::Registry, Probe::DummyAuthorization);
    let sent: Vec<&Step> = observation.authorized().chain(dummy).collect();
    let rejected = sent.iter().any(|step| step.is_blocked() && !step.is_silent());
    let passed = preflight_passed(observation)?;
    (rejected && sent.iter().all(|step| step.read().is_none())).then_some(passed)
}

/// The first good answer of that kind that the registry let the page read.
pub(super) fn good_answer(observation: &Observation, probe: Probe) -> Option<&Read> {
    let good = |step: &Step, read: &Read| step.probe == probe && (200..300).contains(&read.status);
    observation.answers(Server::Registry).find(|(step, read)| good(step, read)).map(|(_, read)| read)
}

/// One of the ways to let no page in that a page cannot tell apart: each stays possible until curl has decided.
pub(super) fn may_be(title: &str, fact: &str) -> Finding {
    Finding::new(Server::Registry, title)
        .confidence(Confidence::Possible)
        .evidence(UNREAD)
        .evidence(fact)
        .decide(Decide::PasteGet)
}

/// A header that is there, most likely, and that the page may not see.
pub(super) fn hidden_header(title: &str) -> Finding {
    Finding::new(Server::Registry, title)
        .severity(Severity::Warning)
        .confidence(Confidence::Likely)
        .change("Let the server in front of the registry add this line to every answer, errors included.")
        .line(EXPOSE_LINE)
        .decide(Decide::PasteGet)
}
