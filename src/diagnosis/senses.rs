//! What a page can find out beside requests that it may read: facts about itself, and the less usual questions of the
//! probe page.
//!
//! This module asks nothing. In the page `browser/senses.rs` does, in the tests a script.

use std::future::Future;
use std::time::Duration;

use url::Url;

use crate::registry::http::Http;

/// A question about an address that the probe page asks. None sends a credential or changes anything on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// Does it answer with a status of 200 to 299? Meaningful only where something answers at all.
    Object,
    /// Does it send the browser to another origin?
    Oracle,
    /// May a page of origin `null` read it?
    NullOrigin,
    /// Does something listen on that port? `No` comes at once; silence means that something accepted or swallowed it.
    Turn,
    /// Does the name resolve?
    Stun,
    /// Did an answer come at all? Meaningful in Chromium and WebKit.
    EventSource,
    /// How long it takes until a WebSocket closes; tells a refusal from TLS trouble in Firefox.
    WebSocket,
}

/// What a question came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nothing happened within the time limit.
    Silence,
    /// This browser, or the page's surroundings, does not let it be asked.
    Unavailable,
}

/// An answer to a [`Sense`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sensed {
    /// The answer.
    pub said: Said,
    /// How long it took.
    pub after: Duration,
}

/// A page's ways to find something out: requests, questions, and facts about itself.
pub trait Senses: Http {
    /// Asks the probe page. It always answers, after `limit` at the latest.
    fn sense(&self, sense: Sense, url: &Url, limit: Duration) -> impl Future<Output = Sensed>;

    /// Facts about the page, as they are now.
    fn page(&self) -> impl Future<Output = Page>;
}

/// The page that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub url: Url,
    /// Its origin as it goes over the wire; `null` in a sandboxed frame and in a file.
    pub origin: String,
    /// Whether the browser takes it for a secure context.
    pub is_secure_context: bool,
    /// Which engine it runs in.
    pub engine: Engine,
    /// `navigator.onLine`, which is right only when it says no.
    pub is_online: bool,
    /// Whether it may talk to the local network: the strictest of the permissions that the browser knows.
    pub local_network: Permission,
    /// What the page's own content security policy has blocked since the check-up began.
    pub policy_blocked: Vec<PolicyViolation>,
    /// What the browser's deprecation reports named since then (`AuthorizationCoveredByWildcard`).
    pub deprecations: Vec<String>,
    /// Whether it is shown inside of another page.
    pub in_frame: bool,
}

/// A `securitypolicyviolation` event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyViolation {
    /// The origin of what was blocked.
    pub blocked: String,
    /// The directive that blocked it.
    pub directive: String,
}

/// A browser engine. The same observation means different things in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chrome, Edge, Chromium and others.
    Chromium,
    /// Firefox.
    Firefox,
    /// Safari, and every browser on iOS.
    WebKit,
    /// Another one.
    Other,
}

/// The state of a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Given.
    Granted,
    /// The browser would ask.
    Prompt,
    /// Refused.
    Denied,
    /// The browser does not know such a permission.
    Unknown,
}

macro_rules! named {
    ($type:ident: $($variant:ident $name:literal),*) => {
        impl $type {
            /// Its name in an observation.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name),* }
            }

            /// Reads its name again.
            pub fn from_name(name: &str) -> Option<$type> {
                match name { $($name => Some($type::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use named;

named!(Sense: Object "object", Oracle "redirect-oracle", NullOrigin "null-origin", Turn "turn", Stun "stun",
    EventSource "event-source", WebSocket "web-socket");
named!(Said: Yes "yes", No "no", Silence "silence", Unavailable "unavailable");
named!(Engine: Chromium "chromium", Firefox "firefox", WebKit "webkit", Other "other");
named!(Permission: Granted "granted", Prompt "prompt", Denied "denied", Unknown "unknown");
