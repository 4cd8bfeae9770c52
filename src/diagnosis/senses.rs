//! What a page can find out beside readable requests: its own circumstances, and the less usual questions that a check-up
//! asks in a page of their own (`probe/`).
//!
//! This module does not know how a question is asked, nor what an answer means: one answer alone seldom says anything, and
//! no sense works alike in all engines. Each says for itself what it was measured to say.

use std::future::Future;
use std::time::Duration;

use url::Url;

use super::named::named;
use crate::registry::http::Http;

/// What a page can find out beside readable requests: written once, by the browser in the page and by a script in the tests.
pub trait Senses: Http {
    /// Asks one question about an address. It sends no password and no token of ours, changes nothing, and always ends: soon after the
    /// limit where nothing is said.
    fn sense(&self, sense: Sense, url: &Url, limit: Duration) -> impl Future<Output = TimedAnswer>;

    /// The page's own circumstances, as they are now.
    fn page(&self) -> impl Future<Output = Page>;

    /// Waits.
    fn pause(&self, time: Duration) -> impl Future<Output = ()>;
}

/// An `Accept` of more than 128 bytes, which means nothing more than a short one and forces a preflight.
pub const LONG_ACCEPT: &str = "application/json, application/vnd.oci.image.index.v1+json, \
    application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, */*";

/// A question that a readable request cannot answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sense {
    /// Does this address answer with 2xx? No means something only where an opaque request got an answer: no answer at all is
    /// a no as well. Unavailable in Firefox, which would open its password box where the answer is a Basic challenge. WebKit takes the
    /// cookies and the password along that it keeps for that server itself, so there it may be the answer to whoever is signed in.
    Object,
    /// Does this address send the browser to another origin? http to https of the same host is none. Unavailable where the
    /// host is an IPv6 address or has an underscore.
    Oracle,
    /// May a page of the origin `null` read it?
    NullOrigin,
    /// Does something accept connections there, whatever it speaks? Chromium says yes or no, and is silent where nothing
    /// comes back or the name does not resolve; it does not ask low ports but 80 and 443 of a name. Firefox is silent where
    /// something accepted and waits, or where nothing came back; everything else is unavailable, and loopback altogether.
    /// Unavailable in WebKitGTK.
    Turn,
    /// Does the name resolve? No: the browser looked it up for each family of addresses, and found none. The machine's hosts file and
    /// its search domains are not asked, so a name that only they know is a no as well, and in Firefox one that leads to loopback.
    /// Silence: no end was seen, so it most likely does. Yes for localhost and for addresses of numbers, for there is nothing to
    /// look up.
    Stun,
    /// Did an answer come, whatever the page may see of it? Unavailable in Firefox.
    EventSource,
    /// Did a connection stand, with TLS where the address says https, so that a request went out? In Firefox alone. No: none stood, whether
    /// the name is unknown, nothing listens, or TLS failed.
    Connection,
    /// Has the answer a `WWW-Authenticate` that fetch gives a page none of? Firefox hides one that stands on two lines, and shows both to
    /// `XMLHttpRequest`. The page asks this itself, for the answer may be for its origin alone, and asks another origin than its own
    /// alone: there no password of the browser's goes along, and no password box opens.
    SplitChallenge,
}

impl Sense {
    /// All of them.
    pub const ALL: [Sense; 8] = [
        Sense::Object,
        Sense::Oracle,
        Sense::NullOrigin,
        Sense::Turn,
        Sense::Stun,
        Sense::EventSource,
        Sense::Connection,
        Sense::SplitChallenge,
    ];
}

/// The answer to a [`Sense`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SenseAnswer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nothing happened within the limit.
    Silence,
    /// This browser cannot ask, or a policy forbids it.
    Unavailable,
}

impl SenseAnswer {
    /// All of them.
    pub const ALL: [SenseAnswer; 4] =
        [SenseAnswer::Yes, SenseAnswer::No, SenseAnswer::Silence, SenseAnswer::Unavailable];
}

/// An answer, and how long it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedAnswer {
    /// The answer.
    pub answer: SenseAnswer,
    /// From the question to the answer, without the time that the page of the probes took to load.
    pub after: Duration,
}

/// The page's own circumstances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page's address, without query and hash.
    pub url: Url,
    /// Its origin, `null` where it is opaque: a file, a sandboxed frame.
    pub origin: String,
    /// Whether the browser takes it for a secure context: https, or loopback.
    pub is_secure_context: bool,
    /// The engine.
    pub engine: Engine,
    /// `navigator.onLine`. It lies: `true` means little, `false` is nearly always right.
    pub is_online: bool,
    /// The strictest of the permissions `local-network`, `loopback-network` and `local-network-access`.
    pub local_network: Permission,
    /// What policies of the page blocked since the check-up began.
    pub policy_blocked: Vec<PolicyViolation>,
    /// Ids of Chromium's deprecation reports since the check-up began, such as `AuthorizationCoveredByWildcard`.
    pub deprecations: Vec<String>,
    /// Whether the page is inside of another.
    pub in_frame: bool,
}

/// A request that the page's content security policy blocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyViolation {
    /// The origin that was not let through, or a word such as `inline`. Never a path or a query.
    pub blocked: String,
    /// The directive that blocked it, such as `connect-src`.
    pub directive: String,
}

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// Chromium, and what is made of it.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKit: Safari, and every browser on iOS.
    WebKit,
    /// Another one.
    Other,
}

impl Engine {
    /// All of them.
    pub const ALL: [Engine; 4] = [Engine::Chromium, Engine::Firefox, Engine::WebKit, Engine::Other];
}

/// The state of a permission, from the strictest to none known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Given.
    Granted,
    /// The browser would ask the person.
    Prompt,
    /// Refused.
    Denied,
    /// The browser knows no such permission.
    Unknown,
}

impl Permission {
    /// All of them.
    pub const ALL: [Permission; 4] = [Permission::Granted, Permission::Prompt, Permission::Denied, Permission::Unknown];

    /// The stricter of two: denied, prompt, granted; what is unknown counts least.
    pub fn stricter(self, other: Permission) -> Permission {
        let strictness = |permission| match permission {
            Permission::Unknown => 0,
            Permission::Granted => 1,
            Permission::Prompt => 2,
            Permission::Denied => 3,
        };
        if strictness(other) > strictness(self) { other } else { self }
    }
}

named!(Sense: Object "object", Oracle "oracle", NullOrigin "null-origin", Turn "turn", Stun "stun", EventSource "event-source", Connection "connection",
    SplitChallenge "split-challenge");

named!(SenseAnswer: Yes "yes", No "no", Silence "silence", Unavailable "unavailable");

named!(Engine: Chromium "chromium", Firefox "firefox", WebKit "webkit", Other "other");

named!(Permission: Granted "granted", Prompt "prompt", Denied "denied", Unknown "unknown");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for sense in Sense::ALL {
            assert_eq!(Sense::parse(sense.name()), Some(sense));
        }
        for answer in SenseAnswer::ALL {
            assert_eq!(SenseAnswer::parse(answer.name()), Some(answer));
        }
        for engine in Engine::ALL {
            assert_eq!(Engine::parse(engine.name()), Some(engine));
        }
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.name()), Some(permission));
        }
        assert_eq!((Sense::parse(""), SenseAnswer::parse("Yes"), Engine::parse("gecko")), (None, None, None));
    }

    #[test]
    fn the_long_accept_is_long_enough() {
        assert!(LONG_ACCEPT.len() > 128, "{}", LONG_ACCEPT.len());
    }

    #[test]
    fn the_stricter_permission() {
        use Permission::*;
        for (one, other, stricter) in [
            (Granted, Denied, Denied),
            (Unknown, Granted, Granted),
            (Prompt, Granted, Prompt),
            (Unknown, Unknown, Unknown),
        ] {
            assert_eq!(one.stricter(other), stricter);
            assert_eq!(other.stricter(one), stricter);
        }
    }
}
