//! Writes down every request that a check-up makes, the handshake's too, and keeps the whole within its time and its number.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use url::Url;

use super::reading;
use crate::diagnosis::observation::{AuthorizationKind, Observation, Outcome, Probe, Read, Server, Step};
use crate::diagnosis::redact;
use crate::diagnosis::senses::{LONG_ACCEPT, Sense, Senses};
use crate::registry::auth::challenge::{Scheme, parse_challenges};
use crate::registry::auth::guess::guesses;
use crate::registry::auth::realm::Realm;
use crate::registry::host::RegistryHost;
use crate::registry::http::{Answer, Authorization, Blocked, Http, HttpError, Method, Mode, Moment, Request, Response};
use crate::registry::secret::Secret;

/// An answer to a probe takes at most so long, on a server that answers quickly.
pub(super) const PROBE_LIMIT: Duration = Duration::from_secs(5);

/// Nothing new begins after this time, on a server that answers quickly: whatever comes late each time, a report comes.
const TIME_IN_ALL: Duration = Duration::from_secs(25);

/// So much longer for each second of the slowest answer, as often as a handshake with a token and a look at an image has to wait.
const ANSWERS_IN_ALL: u32 = 10;

/// Who is slower than this is not kept waiting for one question after the other.
const SLOW: Duration = Duration::from_millis(1000);

/// So many requests go out at most, a browser's own questions (OPTIONS) counted.
const REQUESTS_IN_ALL: usize = 40;

/// So much of an answer is read: a list of a few names, a manifest, a config.
const BODY_LIMIT: usize = 256 << 10;

/// Why a request did not go out, where that says nothing about any server.
const NO_TIME: &str = "the time for the check-up ran out";
const NO_MORE: &str = "the check-up asks no more than 40 requests";
const ASKED_TO_WAIT: &str = "the server had asked to wait";

/// A way to the outside world that writes down what it sends.
pub(super) struct Recorder<'a, S> {
    senses: &'a S,
    observation: &'a RefCell<Observation>,
    on_step: &'a dyn Fn(&Observation),
    /// The later answer that is looked closer at.
    pub(super) about: Cell<Option<Probe>>,
    realms: RefCell<Vec<Url>>,
    requests: Cell<usize>,
}

impl<'a, S: Senses> Recorder<'a, S> {
    pub(super) fn new(
        senses: &'a S,
        observation: &'a RefCell<Observation>,
        on_step: &'a dyn Fn(&Observation),
        registry: &Url,
    ) -> Recorder<'a, S> {
        let guessed = guesses(registry).into_iter().map(|guess| guess.realm);
        Recorder {
            senses,
            observation,
            on_step,
            about: Cell::new(None),
            realms: RefCell::new(guessed.collect()),
            // The first one goes out without a look at how many there were.
            requests: Cell::new(1),
        }
    }

    /// A text that must not come back in anything that is kept.
    pub(super) fn keep_secret(&self, secret: &Secret) {
        self.observation.borrow_mut().secrets.add(secret);
    }

    /// A realm: what goes there goes to the token service.
    pub(super) fn add_realm(&self, realm: &Url) {
        self.realms.borrow_mut().push(realm.clone());
    }

    /// Sends a request of a probe and returns what the page may read.
    pub(super) async fn ask(&self, probe: Probe, to: Server, request: Request) -> Option<Response> {
        match self.record(probe, to, request).await {
            Ok(Answer::Read(response)) => Some(response),
            _ => None,
        }
    }

    /// Sends the very first request, which alone may take a minute: a server that is slow is not one that is silent.
    pub(super) async fn ask_patiently(&self, to: Server, url: &Url) -> Option<Response> {
        let at = self.begin(Probe::PlainGet, to, "GET", url, None);
        let request = Request { time_limit: PATIENCE, body_time: Some(PROBE_LIMIT), ..Request::get(url.clone()) };
        match self.send_as(at, Probe::PlainGet, to, request, false).await {
            Ok(Answer::Read(response)) => Some(response),
            _ => None,
        }
    }

    /// Asks the probe page.
    pub(super) async fn sense(&self, to: Server, sense: Sense, url: &Url) {
        let wanted = match sense {
            Sense::Turn => Duration::from_millis(2500),
            Sense::Stun => Duration::from_millis(3000),
            _ => self.patience().unwrap_or(Duration::from_millis(3000)),
        };
        // What took no time at all is asked once more.
        let requests = if sense == Sense::Connection { 2 } else { 1 };
        let Ok((limit, _)) = self.admit(to, wanted, requests) else { return };
        let at = self.begin(Probe::Sense(sense), to, "GET", url, None);
        let sensed = self.senses.sense(sense, url, limit).await;
        self.end(at, Outcome::SenseAnswer(sensed.answer), sensed.after);
    }

    /// Waits.
    pub(super) async fn pause(&self, time: Duration) {
        self.senses.pause(time).await;
    }

    /// Whether the server has shown that it takes its time.
    pub(super) fn is_slow(&self) -> bool {
        self.slowest() > SLOW
    }

    /// Says that a verdict stands on what is known, while the very first answer is still waited for.
    pub(super) fn tell_so_far(&self) {
        let now = self.senses.now();
        let mut observation = self.observation.borrow_mut();
        let after = now.since(observation.begun);
        observation.waits = true;
        if let Some(first) = observation.steps.first_mut() {
            (first.outcome, first.ms) = (Outcome::Blocked(Blocked::TimedOut { after }), after.as_millis() as u64);
        }
        drop(observation);
        (self.on_step)(&self.observation.borrow());
    }

    async fn record(&self, probe: Probe, to: Server, request: Request) -> Result<Answer, HttpError> {
        let kind = request.authorization.as_ref().map(|authorization| match (probe, authorization) {
            (Probe::DummyAuthorization, _) => AuthorizationKind::Dummy,
            (_, Authorization::Basic(_)) => AuthorizationKind::Basic,
            (_, Authorization::Bearer(_)) => AuthorizationKind::Bearer,
        });
        let wanted = self.patience().map_or(request.time_limit.min(PROBE_LIMIT), |patience| {
            if request.time_limit < PROBE_LIMIT { request.time_limit } else { patience }
        });
        let count = 1 + usize::from(has_preflight(&request));
        let (time_limit, cut) = match self.admit(to, wanted, count) {
            Ok(limit) => limit,
            Err(why) => {
                let at = self.begin(probe, to, request.method.as_str(), &request.url, kind);
                self.end(at, Outcome::NotSent(why.to_string()), Duration::ZERO);
                return Err(HttpError(why.to_string()));
            }
        };
        let at = self.begin(probe, to, request.method.as_str(), &request.url, kind);
        let limited = Request { time_limit, body_time: Some(time_limit), ..request };
        self.send_as(at, probe, to, limited, cut).await
    }

    /// Sends what has been written down. `cut` is whether its time is shorter than it should be: then silence says nothing.
    async fn send_as(
        &self,
        at: usize,
        probe: Probe,
        to: Server,
        request: Request,
        cut: bool,
    ) -> Result<Answer, HttpError> {
        let begun = self.senses.now();
        let answer = self.senses.send(Request { body_limit: BODY_LIMIT, ..request }).await;
        let outcome = match &answer {
            Ok(Answer::Read(response)) => Outcome::Read(Box::new(self.read(to, probe, response))),
            Ok(Answer::Opaque) => Outcome::Opaque,
            Ok(Answer::Redirected) => Outcome::Redirected,
            Ok(Answer::Blocked(Blocked::TimedOut { .. } | Blocked::BodyEndless { .. })) if cut => Outcome::Running,
            Ok(Answer::Blocked(blocked)) => Outcome::Blocked(blocked.clone()),
            Err(error) => Outcome::NotSent(error.to_string()),
        };
        self.end(at, outcome, self.senses.now().since(begun));
        answer
    }

    fn begin(
        &self,
        probe: Probe,
        to: Server,
        method: &'static str,
        url: &Url,
        authorization: Option<AuthorizationKind>,
    ) -> usize {
        let url = redact::url_without(&self.observation.borrow().secrets, url);
        let about = self.about.get();
        let step = Step { probe, about, to, method, url, authorization, outcome: Outcome::Running, ms: 0 };
        self.observation.borrow_mut().steps.push(step);
        (self.on_step)(&self.observation.borrow());
        self.observation.borrow().steps.len() - 1
    }

    fn end(&self, at: usize, outcome: Outcome, took: Duration) {
        self.observation.borrow_mut().waits = false;
        if let Some(step) = self.observation.borrow_mut().steps.get_mut(at) {
            step.outcome = outcome;
            step.ms = took.as_millis() as u64;
        }
        (self.on_step)(&self.observation.borrow());
    }

    /// The time that a request gets, and whether that is less than it should have; or why it may not go out.
    fn admit(&self, to: Server, wanted: Duration, count: usize) -> Result<(Duration, bool), &'static str> {
        if to != Server::Page && self.is_asked_to_wait(to) {
            return Err(ASKED_TO_WAIT);
        }
        if self.requests.get() + count > REQUESTS_IN_ALL {
            return Err(NO_MORE);
        }
        let in_all = (TIME_IN_ALL + self.slowest() * ANSWERS_IN_ALL).min(LONGEST);
        let end = self.observation.borrow().begun.plus(in_all);
        let left = end.since(self.senses.now());
        if left < Duration::from_millis(100) {
            return Err(NO_TIME);
        }
        self.requests.set(self.requests.get() + count);
        Ok((left.min(wanted), left < wanted))
    }

    /// Whether that server has answered 429, as far as the page could read it.
    fn is_asked_to_wait(&self, server: Server) -> bool {
        self.observation.borrow().answers(server).any(|(_, read)| read.status == 429)
    }

    /// How long a slow server gets for an answer: twice what its slowest took and three seconds. None where it is quick.
    fn patience(&self) -> Option<Duration> {
        let slowest = self.slowest();
        (slowest > SLOW).then(|| (slowest * 2 + Duration::from_secs(3)).clamp(PROBE_LIMIT, LONGEST_ANSWER))
    }

    /// How long the slowest answer took of any server but the page's own.
    fn slowest(&self) -> Duration {
        let observation = self.observation.borrow();
        let is_answer = |step: &&Step| match step.outcome {
            Outcome::Read(_) | Outcome::Opaque | Outcome::Redirected => true,
            // An answer that is kept from the page took its time, too.
            Outcome::Blocked(Blocked::Rejected { .. }) => step.probe == Probe::PlainGet,
            _ => false,
        };
        let answered = observation.steps.iter().filter(|step| step.to != Server::Page).filter(is_answer);
        Duration::from_millis(answered.map(|step| step.ms).max().unwrap_or_default())
    }

    fn read(&self, to: Server, probe: Probe, response: &Response) -> Read {
        if to == Server::Registry {
            self.learn_realms(response);
        }
        let mut secrets = self.observation.borrow().secrets.clone();
        let read = reading::read(to, probe, response, &mut secrets);
        self.observation.borrow_mut().secrets = secrets;
        read
    }

    /// A realm of `Bearer` is an address; one of `Basic` is a name, also where it looks like an address.
    fn learn_realms(&self, response: &Response) {
        let Some(value) = response.headers.get("www-authenticate") else { return };
        let Ok(registry) = self.observation.borrow().registry() else { return };
        for challenge in parse_challenges(value).iter().filter(|challenge| challenge.scheme == Scheme::Bearer) {
            if let Ok(Realm { url, .. }) =
                Realm::judge(challenge.parameter("realm").unwrap_or_default(), registry.url())
            {
                self.add_realm(&url);
            }
        }
    }

    fn is_realm(&self, url: &Url) -> bool {
        let realms = self.realms.borrow();
        realms.iter().any(|realm| realm.origin() == url.origin() && realm.path() == url.path())
    }
}

/// The longest that the very first answer is waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// The longest that any other answer is waited for.
const LONGEST_ANSWER: Duration = Duration::from_secs(30);

/// A check-up of the slowest server takes no longer than this.
const LONGEST: Duration = Duration::from_secs(100);

/// The handshake sends through here.
impl<S: Senses> Http for &Recorder<'_, S> {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        // A token service that moved is asked at its new address, which no challenge names.
        let registry = self.observation.borrow().registry();
        let is_registry = |registry: &RegistryHost| {
            request.url.origin() == registry.url().origin() && request.url.path().starts_with("/v2/")
        };
        if self.is_realm(&request.url) || !registry.is_ok_and(|registry| is_registry(&registry)) {
            return self.record(Probe::Token, Server::TokenService, request).await;
        }
        self.record(purpose(&request), Server::Registry, request).await
    }

    fn now(&self) -> Moment {
        self.senses.now()
    }
}

/// Whether a browser asks by OPTIONS before it, on another origin.
fn has_preflight(request: &Request) -> bool {
    request.authorization.is_some()
        || request.probe_header.is_some()
        || !matches!(request.method, Method::Get | Method::Head | Method::Post)
        || request.accept == Some(LONG_ACCEPT)
}

/// What a request of the handshake is for: its address says it.
fn purpose(request: &Request) -> Probe {
    let path = request.url.path();
    let asks = |name: &str, value: Option<&str>| {
        request.url.query_pairs().any(|(known, said)| known == name && value.is_none_or(|value| said == value))
    };
    match request.mode {
        Mode::ManualRedirect => Probe::ManualRedirect,
        _ if path.ends_with("/_catalog") && asks("last", None) => Probe::CatalogNext,
        _ if path.ends_with("/_catalog") && asks("n", Some("1")) => Probe::Catalog,
        _ if path.ends_with("/_catalog") => Probe::CatalogPage,
        _ if path.ends_with("/tags/list") => Probe::Tags,
        _ if path.contains("/manifests/") => Probe::Manifest,
        _ if path.contains("/blobs/") => Probe::Blob,
        _ => Probe::PlainGet,
    }
}
