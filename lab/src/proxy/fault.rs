//! How the proxy misbehaves: an ordered list of rules that may change while it runs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, StatusCode};

/// One fault and the requests it strikes.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Which requests.
    pub when: When,
    /// What happens to them.
    pub fault: Fault,
    /// How many more requests it strikes; none means all.
    pub times: Option<usize>,
}

/// Which requests a rule strikes. Everything given must match.
#[derive(Clone, Debug, Default)]
pub struct When {
    /// Only this method. Without one, all but preflights.
    pub method: Option<Method>,
    /// Only these paths.
    pub path: Path,
    /// Only requests with (or without) an `Authorization` header.
    pub authorized: Option<bool>,
    /// Only requests whose query contains this text.
    pub query: Option<String>,
}

/// Paths, without the query.
#[derive(Clone, Debug, Default)]
pub enum Path {
    /// Every path.
    #[default]
    Any,
    /// This path.
    Exactly(String),
    /// Paths that begin so.
    Under(String),
    /// Paths that end so, such as `/tags/list`.
    EndingIn(String),
    /// Paths that contain this, such as `/manifests/`.
    Containing(String),
}

/// What happens to a request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The proxy answers itself. CORS headers are still set if the policy sets them.
    Answer {
        /// The status.
        status: StatusCode,
        /// The headers.
        headers: Vec<(String, String)>,
        /// The body.
        body: Bytes,
    },
    /// The answer comes this much later.
    Delay(Duration),
    /// The connection is closed without an answer.
    Cut,
    /// A header of the answer is left out. Names any header, also one of the CORS policy.
    DropHeader(String),
    /// A header of the answer is set, in place of others of the name.
    SetHeader(String, String),
    /// A header of the answer is added on a line of its own.
    AppendHeader(String, String),
    /// The browser hides `WWW-Authenticate` because it is not exposed.
    HideChallenge,
    /// The answer ends properly after this many bytes, as if that were all.
    Truncate(usize),
    /// The connection breaks after this many bytes of the body.
    BreakAfter(usize),
    /// The answer stands still after this many bytes of the body, until the client leaves.
    StallAfter(usize),
    /// The preflight goes to the server instead of being answered here.
    ForwardPreflight,
    /// The answer carries no CORS header at all, as errors of many proxies do.
    WithoutCors,
    /// The answer sends the browser to the same path of another origin.
    Redirect(StatusCode, String),
    /// In a header of the answer, the first text becomes the second.
    ReplaceInHeader(String, String, String),
}

/// The rules of a running proxy, in order. All that match apply; of several that answer, the first.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Vec<Rule>>>);

impl Rule {
    /// A rule for all matching requests.
    pub fn new(when: When, fault: Fault) -> Self {
        Self { when, fault, times: None }
    }

    /// Only the next so many matching requests.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }
}

impl When {
    /// Every request but preflights.
    pub fn any() -> Self {
        Self::default()
    }

    /// Requests of this path but preflights.
    pub fn path(path: &str) -> Self {
        Self { path: Path::Exactly(path.to_owned()), ..Self::default() }
    }

    /// Requests whose path ends so but preflights.
    pub fn ending_in(end: &str) -> Self {
        Self { path: Path::EndingIn(end.to_owned()), ..Self::default() }
    }

    /// Requests without an `Authorization` header but preflights.
    pub fn unauthorized() -> Self {
        Self { authorized: Some(false), ..Self::default() }
    }

    /// Requests whose path contains this but preflights.
    pub fn containing(part: &str) -> Self {
        Self { path: Path::Containing(part.to_owned()), ..Self::default() }
    }

    /// Preflights.
    pub fn preflight() -> Self {
        Self { method: Some(Method::OPTIONS), ..Self::default() }
    }

    fn matches<B>(&self, request: &Request<B>) -> bool {
        let method = match &self.method {
            Some(method) => request.method() == method,
            None => request.method() != Method::OPTIONS,
        };
        let path = request.uri().path();
        let path = match &self.path {
            Path::Any => true,
            Path::Exactly(wanted) => path == wanted,
            Path::Under(start) => path.starts_with(start.as_str()),
            Path::EndingIn(end) => path.ends_with(end.as_str()),
            Path::Containing(part) => path.contains(part.as_str()),
        };
        let authorized = request.headers().contains_key(http::header::AUTHORIZATION);
        let query = request.uri().query().unwrap_or_default();
        method
            && path
            && self.authorized.is_none_or(|wanted| wanted == authorized)
            && self.query.as_ref().is_none_or(|part| query.contains(part.as_str()))
    }
}

impl Fault {
    /// A header of the answer is set, in place of others of the name.
    pub fn set_header(name: &str, value: &str) -> Self {
        Self::SetHeader(name.to_owned(), value.to_owned())
    }

    /// The proxy answers with a redirect to one address.
    pub fn redirect(status: StatusCode, location: &str) -> Self {
        Self::Answer { status, headers: vec![("location".to_owned(), location.to_owned())], body: Bytes::new() }
    }

    /// The proxy answers with a status and a text of some type.
    pub fn answer(status: StatusCode, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self::Answer { status, headers: vec![("content-type".to_owned(), content_type.to_owned())], body: body.into() }
    }
}

impl Faults {
    /// Adds a rule after those that are there.
    pub fn add(&self, when: When, fault: Fault) {
        self.add_rule(Rule::new(when, fault));
    }

    /// Adds a rule, possibly with a limit.
    pub fn add_rule(&self, rule: Rule) {
        self.rules().push(rule);
    }

    /// Ends all faults.
    pub fn clear(&self) {
        self.rules().clear();
    }

    /// The faults that strike a request; counts them down.
    pub(super) fn striking<B>(&self, request: &Request<B>) -> Vec<Fault> {
        let mut rules = self.rules();
        let mut striking = Vec::new();
        for rule in rules.iter_mut() {
            if rule.times == Some(0) || !rule.when.matches(request) {
                continue;
            }
            rule.times = rule.times.map(|left| left - 1);
            striking.push(rule.fault.clone());
        }
        striking
    }

    fn rules(&self) -> std::sync::MutexGuard<'_, Vec<Rule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
