//! What several rules look for where it is about what a page may read and send, and the words in which they say it. Not a rule.

use url::Url;

use super::network::{
    UnseenRedirect, is_kept_dark, is_redirected_away, may_be_withheld, moved_to, speaks_other_scheme, unseen_redirect,
};
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Probe, Read, Server, Step};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Severity};
use crate::diagnosis::senses::{Sense, SenseAnswer};

/// Whether an address is named as sign-in pages are: by a word for signing in, or for who does it.
pub fn is_sign_in_page(url: &Url) -> bool {
    const WORDS: [&str; 14] = [
        "login",
        "logon",
        "signin",
        "auth",
        "oauth",
        "authenticate",
        "authentication",
        "authorize",
        "oidc",
        "saml",
        "sso",
        "adfs",
        "idp",
        "accounts",
    ];
    let text = format!("{}{}", url.host_str().unwrap_or_default(), url.path()).to_ascii_lowercase();
    // oauth2, saml2
    let is_word = |word: &str| WORDS.contains(&word.trim_end_matches(|one: char| one.is_ascii_digit()));
    text.contains("sign-in")
        || text.contains("sign_in")
        || text.split(|one: char| !one.is_ascii_alphanumeric()).any(is_word)
}

/// Something answers, the page may not read it, and it is the answer itself that is in the way: not a redirect to somewhere else, not
/// the scheme, not a page without an origin that a server could allow.
pub fn is_unreadable(observation: &Observation, to: Server) -> bool {
    // What the end of a redirect to an address of its own lacks, it lacks as any other answer.
    let stays = to == Server::Registry && unseen_redirect(observation) == Some(UnseenRedirect::SameOrigin);
    (observation.reach(to) == Reach::Unreadable || may_be_withheld(observation, to))
        && (stays || !is_redirected_away(observation, to))
        && !speaks_other_scheme(observation, to)
        && !observation.step(to, Probe::PlainGet).is_some_and(Step::is_silent)
        && observation.page.origin != "null"
}

/// What the object probe adds to an answer that may not be read.
pub fn object_says(observation: &Observation, to: Server) -> &'static str {
    match observation.sense_answer(to, Sense::Object) {
        Some(SenseAnswer::Yes) => "The unread answer is a good one (a status of 200 to 299).",
        Some(SenseAnswer::No) => "The unread answer is an error (a status of 400 or above).",
        _ => "Whether the unread answer is a good one or an error could not be seen.",
    }
}

/// The page of origin `null` may read what this page may not: the server allows that origin.
pub fn allows_null(observation: &Observation, to: Server) -> bool {
    is_unreadable(observation, to) && observation.sense_answer(to, Sense::NullOrigin) == Some(SenseAnswer::Yes)
}

/// Which of the ways to let no page in it is stays open.
pub fn lacks_a_usable_origin(observation: &Observation, to: Server) -> bool {
    is_unreadable(observation, to) && !allows_null(observation, to)
        || to == Server::Registry && hides_signed_in(observation)
}

/// The same, where an answer is known to have come: the rarer ways are not worth naming where even that is open.
pub fn has_an_unusable_origin(observation: &Observation, to: Server) -> bool {
    lacks_a_usable_origin(observation, to) && !may_be_withheld(observation, to)
}

/// The same, where no other answer of that server is right: a value that is wrong is wrong in all of them.
pub fn has_an_odd_origin(observation: &Observation, to: Server) -> bool {
    has_an_unusable_origin(observation, to) && observation.at.is_none()
}

/// A request with a token or a password was blocked at once, and the same with a word that is none was read: the preflight passes, and it
/// is the answer to a good sign-in that may not be read.
pub fn hides_signed_in(observation: &Observation) -> bool {
    let is_blocked = |step: &Step| step.is_blocked() && !step.is_silent();
    observation.at.is_some()
        && observation.authorized().any(is_blocked)
        && observation.read(Server::Registry, Probe::DummyAuthorization).is_some()
}

/// What is seen of an answer that this page may not read.
pub fn unread(observation: &Observation, to: Server) -> &'static str {
    if to == Server::Registry && hides_signed_in(observation) {
        return "With the sign-in the answer was blocked; without it, and with a word in its place, it was read.";
    }
    match (observation.reach(to) == Reach::Unreachable, observation.wants_policies(), is_kept_dark(observation, to)) {
        (false, ..) => {
            "A request whose answer stays unread got through; the same request, made to be read, was blocked."
        }
        (true, _, true) => {
            "Every request was blocked. This page's own server wants it so for answers without a Cross-Origin-Resource-Policy (by its \
             Cross-Origin-Embedder-Policy), so whether one came cannot be seen."
        }
        (true, true, false) => {
            "An answer came, and the browser passed it on neither to be read nor unread: this page's own server wants it so for answers \
             without a Cross-Origin-Resource-Policy (Cross-Origin-Embedder-Policy)."
        }
        (true, false, false) => {
            "An answer came, and the browser passed it on neither to be read nor unread, as for one with a Cross-Origin-Resource-Policy."
        }
    }
}

/// The later address that is looked at, as a path.
pub fn path(observation: &Observation) -> Option<&str> {
    observation.at.as_ref().map(Url::path)
}

/// The header that lets a page see what a registry says beside its bodies: the same in all rules, so that no rule's
/// line takes the place of another's.
pub const EXPOSE_LINE: &str = "Access-Control-Expose-Headers: WWW-Authenticate, Docker-Content-Digest, Link";

/// The header that lets this page read.
pub fn allow_origin_line(observation: &Observation) -> String {
    format!("Access-Control-Allow-Origin: {}", observation.page.origin)
}

/// The registry's plain answers can be read, and every request with a preflight was blocked at once. A server that
/// sends its callers elsewhere sends the preflight there too, which is another fault.
pub fn is_preflight_refused(observation: &Observation) -> bool {
    observation.reach(Server::Registry) == Reach::Readable
        && preflighted(observation).any(|step| step.is_blocked() && !step.is_silent())
        && !preflighted(observation).any(Step::is_silent)
        && preflight_passed(observation).is_none()
        && moved_to(observation).is_none()
}

/// The first request with a preflight whose answer could be read: preflights as such are answered.
pub fn preflight_passed(observation: &Observation) -> Option<&Step> {
    preflighted(observation).find(|step| step.read().is_some())
}

/// The first request of each kind that a browser asks about by OPTIONS, and all that carried a sign-in.
fn preflighted(observation: &Observation) -> impl Iterator<Item = &Step> {
    let harmless = [
        Probe::ForcedPreflight,
        Probe::MethodOptions,
        Probe::OwnHeader,
        Probe::DummyAuthorization,
        Probe::DeletePreflight,
        Probe::PutPreflight,
    ];
    let harmless = harmless.into_iter().filter_map(|probe| observation.step(Server::Registry, probe));
    harmless.chain(observation.authorized())
}

/// Requests with an `Authorization` header are blocked, and a preflight for something else passes: that one.
pub fn blocks_authorization_alone(observation: &Observation) -> Option<&Step> {
    let dummy = observation.step(Server::Registry, Probe::DummyAuthorization)?;
    let sent: Vec<&Step> = observation.authorized().chain([dummy]).collect();
    let rejected = sent.iter().any(|step| step.is_blocked() && !step.is_silent());
    let passed = preflight_passed(observation)?;
    (rejected && sent.iter().all(|step| step.read().is_none())).then_some(passed)
}

/// The first good answer of that kind that the registry let the page read.
pub fn good_answer(observation: &Observation, probe: Probe) -> Option<&Read> {
    let good = |step: &Step, read: &Read| step.probe == probe && (200..300).contains(&read.status);
    observation.answers(Server::Registry).find(|(step, read)| good(step, read)).map(|(_, read)| read)
}

/// One of the ways to let no page in that a page cannot tell apart: each stays possible until curl has decided.
pub fn may_be(observation: &Observation, title: &str, fact: &str) -> Finding {
    Finding::new(Server::Registry, title)
        .confidence(Confidence::Possible)
        .evidence(unread(observation, Server::Registry))
        .evidence(fact)
        .decide(Decide::PasteGet)
}

/// A header that is there, most likely, and that the page may not see.
pub fn hidden_header(title: &str) -> Finding {
    Finding::new(Server::Registry, title)
        .severity(Severity::Warning)
        .confidence(Confidence::Likely)
        .change("Let the server in front of the registry add this line to every answer, errors included.")
        .line(EXPOSE_LINE)
        .decide(Decide::PasteGet)
}
