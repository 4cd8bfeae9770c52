//! Writes down every request that a check-up makes, the handshake's too, and keeps the whole within its time.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use url::Url;

use super::reading;
use crate::diagnosis::observation::{Observation, Outcome, Pass, Probe, Read, Server, Step};
use crate::diagnosis::redact;
use crate::diagnosis::senses::{Sense, Senses};
use crate::registry::auth::challenge::parse_challenges;
use crate::registry::auth::guess::guesses;
use crate::registry::auth::realm::Realm;
use crate::registry::http::{Answer, Authorization, Http, HttpError, Moment, Request, Response, Secret};

/// An answer to a probe takes at most so long.
pub(super) const PROBE_LIMIT: Duration = Duration::from_secs(5);

/// Nothing new begins after this time: whatever answers late each time, a report comes.
const TIME_IN_ALL: Duration = Duration::from_secs(25);

/// So much of an answer is read: a list of a few names, a manifest, a config.
const BODY_LIMIT: usize = 256 << 10;

/// A way to the outside world that writes down what it sends.
pub(super) struct Recorder<'a, S> {
    senses: &'a S,
    observation: &'a RefCell<Observation>,
    on_step: &'a dyn Fn(&Observation),
    /// What the next request of the handshake is for.
    pub(super) purpose: Cell<Probe>,
    realms: RefCell<Vec<Url>>,
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
            purpose: Cell::new(Probe::PlainGet),
            realms: RefCell::new(guessed.collect()),
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

    /// Asks the probe page.
    pub(super) async fn sense(&self, to: Server, sense: Sense, url: &Url) {
        let limit = match sense {
            Sense::Turn => Duration::from_millis(2500),
            _ => Duration::from_millis(3000),
        };
        let Some(limit) = self.time_left(limit) else { return };
        let at = self.begin(Probe::Sense(sense), to, "GET", url, None);
        let sensed = self.senses.sense(sense, url, limit).await;
        self.end(at, Outcome::Said(sensed.said), sensed.after);
    }

    async fn record(&self, probe: Probe, to: Server, request: Request) -> Result<Answer, HttpError> {
        let pass = request.authorization.as_ref().map(|authorization| match (probe, authorization) {
            (Probe::DummyAuthorization, _) => Pass::Dummy,
            (_, Authorization::Basic(_)) => Pass::Basic,
            (_, Authorization::Bearer(_)) => Pass::Bearer,
        });
        let Some(time_limit) = self.time_left(request.time_limit) else {
            let at = self.begin(probe, to, request.method.as_str(), &request.url, pass);
            let why = "the time for the check-up ran out".to_string();
            self.end(at, Outcome::NotSent(why.clone()), Duration::ZERO);
            return Err(HttpError(why));
        };
        let at = self.begin(probe, to, request.method.as_str(), &request.url, pass);
        let begun = self.senses.now();
        let limited = Request { time_limit, whole_in_time: true, body_limit: BODY_LIMIT, ..request };
        let answer = self.senses.send(limited).await;
        let outcome = match &answer {
            Ok(Answer::Read(response)) => Outcome::Read(Box::new(self.read(to, probe, response))),
            Ok(Answer::Opaque) => Outcome::Opaque,
            Ok(Answer::Redirected) => Outcome::Redirected,
            Ok(Answer::Blocked(blocked)) => Outcome::Blocked(blocked.clone()),
            Err(error) => Outcome::NotSent(error.to_string()),
        };
        self.end(at, outcome, self.senses.now().since(begun));
        answer
    }

    fn begin(&self, probe: Probe, to: Server, method: &'static str, url: &Url, authorization: Option<Pass>) -> usize {
        let url = redact::url_without(&self.observation.borrow().secrets, url);
        let step = Step { probe, to, method, url, authorization, outcome: Outcome::Running, ms: 0 };
        self.observation.borrow_mut().steps.push(step);
        (self.on_step)(&self.observation.borrow());
        self.observation.borrow().steps.len() - 1
    }

    fn end(&self, at: usize, outcome: Outcome, took: Duration) {
        if let Some(step) = self.observation.borrow_mut().steps.get_mut(at) {
            step.outcome = outcome;
            step.ms = took.as_millis() as u64;
        }
        (self.on_step)(&self.observation.borrow());
    }

    fn time_left(&self, limit: Duration) -> Option<Duration> {
        let end = self.observation.borrow().begun.plus(TIME_IN_ALL);
        let left = end.since(self.senses.now()).min(limit.min(PROBE_LIMIT));
        (left >= Duration::from_millis(100)).then_some(left)
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

    fn learn_realms(&self, response: &Response) {
        let Some(value) = response.headers.get("www-authenticate") else { return };
        let Ok(registry) = self.observation.borrow().registry() else { return };
        for challenge in parse_challenges(value) {
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

/// The handshake sends through here.
impl<S: Senses> Http for &Recorder<'_, S> {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        if self.is_realm(&request.url) {
            return self.record(Probe::Token, Server::TokenService, request).await;
        }
        self.record(self.purpose.get(), Server::Registry, request).await
    }

    fn now(&self) -> Moment {
        self.senses.now()
    }
}
