//! The handshake: what it takes to get a request through to a registry, written once for every registry.
//!
//! 1. Send the request with what is known to be needed; at first that is nothing, which also needs no preflight.
//! 2. On a 401 read the challenge. `Bearer`: fetch a token from its realm, anonymously unless somebody signed in.
//!    `Basic`: the password goes to the registry itself.
//! 3. Send the request again. A refused token is renewed once, its scopes are extended once; then it stops and says why.
//!
//! A session knows nothing about repositories and tags, keeps its secrets in memory only, and never asks a person: what
//! only a person can give comes back as a [`Cause`].

mod handshake;
mod hidden;
mod outcome;
mod ready;
mod signed_in;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use url::Url;

use super::credentials::Credentials;
use super::demand::Demand;
use super::guess::Guess;
use super::handed_token::HandedToken;
use super::scope::ScopeSet;
use super::token::Token;
use super::token_cache::{TokenCache, TokenKey};
use super::token_service::TokenRequestMethod;
use crate::registry::failure::{About, Cause, Failure};
use crate::registry::host::RegistryHost;
use crate::registry::http::{Answer, Http, HttpError, Request, Response};
use crate::registry::plain_url;

/// Everything that is known about getting into one registry.
pub struct Session<H> {
    http: H,
    registry: RegistryHost,
    state: RefCell<State>,
    tokens: TokenCache,
    handshake: RunHandshake<H>,
}

#[derive(Default)]
struct State {
    /// Counts up with everybody who comes or leaves.
    who: u64,
    credentials: Option<Credentials>,
    /// A ready token in their place.
    handed: Option<HandedToken>,
    /// The token service has taken these credentials: a later refusal is about rights, not about the password.
    proven_by_token: bool,
    /// How each kind of resource is guarded: Harbor guards its catalog by another scheme than its repositories.
    demands: BTreeMap<Kind, Demand>,
    /// Wanted scopes for which a registry turned out to demand more.
    extended: BTreeMap<ScopeSet, ScopeSet>,
    consented: Vec<String>,
    /// From an earlier visit, and not looked at yet.
    remembered: Option<Memory>,
    configured_realm: Option<Url>,
    /// The outcome of the search for a token service, where the challenge is hidden.
    guessed: Option<Option<Guess>>,
    token_by: Option<TokenRequestMethod>,
}

/// What the scopes of a request are about.
type Kind = &'static str;

/// What a request is sent with.
#[derive(Clone)]
enum RequestAuth {
    Nothing,
    Basic(Rc<Credentials>),
    Token(Rc<Held>),
    Handed(Rc<HandedToken>),
}

/// A token, what it was asked for, whether it was made for this very request, and who was signed in then.
struct Held {
    token: Token,
    key: TokenKey,
    fresh: bool,
    who: u64,
}

/// A request that wants a handshake: something is known about the way in, or the plain request was not answered well.
pub struct Handshake<'a, H> {
    session: &'a Session<H>,
    request: Request,
    /// What came of the request as it is, where it was sent.
    answer: Option<Response>,
    wanted: &'a ScopeSet,
    /// Who asked.
    who: u64,
}

impl<H> Handshake<'_, H> {
    /// The request, without anything secret.
    pub fn request(&self) -> &Request {
        &self.request
    }
}

/// How a handshake is run: [`Handshake::run`], or that after its code has come. An open registry never needs it.
pub type RunHandshake<H> = for<'a> fn(Handshake<'a, H>) -> ResponseFuture<'a>;

/// What comes of a request in the end.
pub type ResponseFuture<'a> = Pin<Box<dyn Future<Output = Result<Response, Failure>> + 'a>>;

/// What may be kept about a registry between visits, so that the first 401 can be left out. Holds no secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The realm of the registry's token service.
    pub realm: String,
    /// Its `service`.
    pub service: Option<String>,
}

/// A sign-in, for a check-up, which makes a session of its own.
#[derive(Clone, Debug, Default)]
pub struct KeptSignIn {
    /// The password.
    pub credentials: Option<Credentials>,
    /// The token that was handed over in its place.
    pub handed: Option<HandedToken>,
    /// The origins that may have the password.
    pub consented: Vec<Url>,
}

impl<H: Http> Session<H> {
    /// A session in which nobody is signed in. `realm` is the token service that a configuration names, for a registry
    /// that hides its challenge; `handshake` is [`Handshake::run`], or what has to come before it.
    pub fn new(http: H, registry: RegistryHost, realm: Option<Url>, handshake: RunHandshake<H>) -> Session<H> {
        let state = State { configured_realm: realm, ..State::default() };
        Session { http, registry, state: RefCell::new(state), tokens: TokenCache::default(), handshake }
    }

    /// The registry.
    pub fn registry(&self) -> &RegistryHost {
        &self.registry
    }

    /// The way to the outside world.
    pub fn http(&self) -> &H {
        &self.http
    }

    /// What may be kept for the next visit.
    pub fn memory(&self) -> Option<Memory> {
        let state = self.state.borrow();
        let learned = state.demands.values().find_map(|demand| match demand {
            Demand::Bearer(service) if state.guessed.is_none() => {
                Some(Memory { realm: service.realm.url.to_string(), service: service.service.clone() })
            }
            _ => None,
        });
        learned.or_else(|| state.remembered.clone())
    }

    /// Uses what was kept from an earlier visit. A realm that would be refused today is not used.
    pub fn remember(&self, memory: &Memory) {
        self.state.borrow_mut().remembered = Some(memory.clone());
    }

    /// Sends a request with whatever it takes to get it through, for `wanted` rights. `Ok` is a status of 200 to 299;
    /// everything else is a [`Failure`].
    pub async fn send(&self, request: Request, wanted: &ScopeSet) -> Result<Response, Failure> {
        let request = Request { anonymous: true, ..request };
        let who = self.who();
        let answer = match self.knows_something() {
            true => None,
            false => Some(self.exchange(request.clone()).await?),
        };
        match answer {
            Some(answer) if is_plain(&answer) => Ok(answer),
            answer => (self.handshake)(Handshake { session: self, request, answer, wanted, who }).await,
        }
    }

    /// Whether a request may need more than itself; else it goes out plain, which also needs no preflight.
    fn knows_something(&self) -> bool {
        let state = self.state.borrow();
        state.handed.is_some() || state.remembered.is_some() || !state.demands.is_empty()
    }

    /// Sends a request as it is, once.
    async fn exchange(&self, request: Request) -> Result<Response, Failure> {
        let answer = self.http.send(request.clone()).await;
        Self::readable(&request, answer)
    }

    /// An answer that a page may read. What another origin answers is not the registry's: only a content that its digest names may
    /// come from elsewhere (a storage), where it is good.
    fn readable(request: &Request, answer: Result<Answer, HttpError>) -> Result<Response, Failure> {
        let fail = |cause| Err(Failure::new(About::Registry, request, cause));
        match answer {
            Ok(Answer::Read(Response { status, redirected_to: Some(to), .. }))
                if !(is_same_origin(&to, &request.url) || request.named.is_some() && matches!(status, 200..=299)) =>
            {
                fail(Cause::Redirected { to: without_query(&to) })
            }
            Ok(Answer::Read(response)) => Ok(response),
            Ok(Answer::Blocked(blocked)) => fail(Cause::Blocked(blocked)),
            Ok(Answer::Opaque | Answer::Redirected) => fail(Cause::Request(HttpError("an opaque answer".to_string()))),
            Err(error) => fail(Cause::Request(error)),
        }
    }

    fn learn(&self, kind: Kind, demand: Demand) {
        self.state.borrow_mut().demands.insert(kind, demand);
    }
}

/// Compared by hand, as below: what `url` has for it brings its parser into the first list's module (decision 2).
pub(crate) fn is_same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host_str() == other.host_str()
        && one.port_or_known_default() == other.port_or_known_default()
}

/// An address as it may be shown: what redirects add to it can be a signature or a session.
pub(in crate::registry) fn without_query(url: &Url) -> Url {
    let text = url.as_str().split(['?', '#']).next().unwrap_or_default();
    plain_url::parse(text).unwrap_or_else(|| url.clone())
}

fn kind(wanted: &ScopeSet) -> Kind {
    match wanted.0.first() {
        None => "",
        Some(scope) if scope.0.starts_with("registry:") => "registry",
        Some(_) => "repository",
    }
}

/// Whether an answer is a good one that asks for nothing. zot sends its challenge with a 200 too.
fn is_plain(answer: &Response) -> bool {
    matches!(answer.status, 200..=299) && answer.headers.get("www-authenticate").is_none()
}

#[cfg(test)]
mod tests;
