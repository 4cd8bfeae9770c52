//! The handshake: what it takes to get a request through to a registry, written once for every registry.
//!
//! 1. Send the request with what is known to be needed; at first that is nothing, which also needs no preflight.
//! 2. On a 401 read the challenge. `Bearer`: fetch a token from its realm, anonymously unless somebody signed in.
//!    `Basic`: the password goes to the registry itself.
//! 3. Send the request again. A refused token is renewed once, its scopes are extended once; then it stops and says why.
//!
//! A session knows nothing about repositories and tags, keeps its secrets in memory only, and never asks a person: what
//! only a person can give comes back as a [`Cause`].

mod hidden;
mod outcome;
mod signed_in;

pub use signed_in::Kept;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use url::Url;

use super::credentials::Credentials;
use super::demand::{Demand, Service};
use super::guess::Guess;
use super::handed_token::HandedToken;
use super::realm::Realm;
use super::scope::ScopeSet;
use super::token::Token;
use super::token_cache::{Key, TokenCache};
use super::token_service::{Way, address, request_token, sign_in};
use crate::registry::failure::{About, Cause, ChallengeProblem, Failure, SignIn};
use crate::registry::host::RegistryHost;
use crate::registry::http::{Answer, Http, HttpError, Request, Response};

/// Everything that is known about getting into one registry.
pub struct Session<H> {
    http: H,
    registry: RegistryHost,
    state: RefCell<State>,
    tokens: TokenCache,
}

#[derive(Default)]
struct State {
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
    configured_realm: Option<Url>,
    /// The outcome of the search for a token service, where the challenge is hidden.
    guessed: Option<Option<Guess>>,
    way: Option<Way>,
}

/// What the scopes of a request are about.
type Kind = &'static str;

/// What a request is sent with.
#[derive(Clone)]
enum Pass {
    Nothing,
    Basic,
    Token(Rc<Held>),
    Handed(Rc<HandedToken>),
}

/// A token, what it was asked for, and whether it was made for this very request.
struct Held {
    token: Token,
    key: Key,
    fresh: bool,
}

/// A request is sent at most so often: as it is, with a token, with a renewed or extended one, and once more where a
/// registry changes its scheme in between (Harbor).
const SENT_AT_MOST: usize = 4;

/// What may be kept about a registry between visits, so that the first 401 can be left out. Holds no secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The realm of the registry's token service.
    pub realm: String,
    /// Its `service`.
    pub service: Option<String>,
}

impl<H: Http> Session<H> {
    /// A session in which nobody is signed in. `realm` is the token service that a configuration names, for a registry
    /// that hides its challenge.
    pub fn new(http: H, registry: RegistryHost, realm: Option<Url>) -> Session<H> {
        let state = State { configured_realm: realm, ..State::default() };
        Session { http, registry, state: RefCell::new(state), tokens: TokenCache::default() }
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
        state.demands.values().find_map(|demand| match demand {
            Demand::Bearer(service) if state.guessed.is_none() => {
                Some(Memory { realm: service.realm.url.to_string(), service: service.service.clone() })
            }
            _ => None,
        })
    }

    /// Uses what was kept from an earlier visit. A realm that would be refused today is not used.
    pub fn remember(&self, memory: &Memory) {
        if let Ok(realm) = Realm::judge(&memory.realm, self.registry.url()) {
            let demand = Demand::Bearer(Service { realm, service: memory.service.clone(), scope: None, error: None });
            self.state.borrow_mut().demands.insert("repository", demand);
        }
    }

    /// How a sign-in would go that nothing has asked for yet. Asks the registry where that is not known.
    pub async fn how_to_sign_in(&self) -> Result<SignIn, Failure> {
        let ping = Request::get(self.registry.api(""));
        let known = self.state.borrow().demands.values().next().cloned();
        let demand = match known {
            Some(demand) => demand,
            None => {
                let response = self.ask(&ping, &Pass::Nothing).await?;
                let demand = match Demand::read(&response, self.registry.url()) {
                    Ok(demand) => demand,
                    Err(_) if response.status != 401 => {
                        return Err(Failure::new(About::Registry, &ping, Cause::SignInNotOffered));
                    }
                    Err(cause) if is_hidden(&cause) => {
                        self.demand_of_hidden_challenge(&response, &ScopeSet::none()).await
                    }
                    Err(cause) => return Err(Failure::new(About::Registry, &ping, cause)),
                };
                self.learn("", demand.clone());
                demand
            }
        };
        Ok(match demand {
            Demand::Basic { realm } => self.basic_sign_in(realm, &ScopeSet::none()),
            Demand::Bearer(service) => sign_in(&service, &ScopeSet::none(), false),
        })
    }

    /// Proves the credentials of [`Session::sign_in`] at once, where nothing has asked for them yet.
    pub async fn check_sign_in(&self) -> Result<(), Failure> {
        self.how_to_sign_in().await?;
        self.send(Request::get(self.registry.api("")), &ScopeSet::none()).await.map(|_| ())
    }

    /// Sends a request with whatever it takes to get it through, for `wanted` rights. `Ok` is a status of 200 to 299;
    /// everything else is a [`Failure`].
    pub async fn send(&self, request: Request, wanted: &ScopeSet) -> Result<Response, Failure> {
        let request = Request { anonymous: self.account().is_none(), ..request };
        let mut pass = self.pass_ahead(wanted).await?;
        let mut extended = false;
        let mut response = self.ask(&request, &pass).await?;
        for _ in 1..SENT_AT_MOST {
            if response.status != 401 {
                break;
            }
            pass = self.next_pass(&request, &response, wanted, pass, &mut extended).await?;
            response = self.ask(&request, &pass).await?;
        }
        match response.status {
            401 => Err(self.explain(&request, &response, wanted, &pass)),
            _ => self.settle(&request, response, wanted, &pass),
        }
    }

    /// What the first try is sent with: what an earlier challenge taught, or nothing.
    async fn pass_ahead(&self, wanted: &ScopeSet) -> Result<Pass, Failure> {
        let (demand, signed_in) = {
            let state = self.state.borrow();
            if let Some(handed) = &state.handed {
                return Ok(Pass::Handed(Rc::new(handed.clone())));
            }
            let demand = state.demands.get(kind(wanted)).or_else(|| state.demands.values().next());
            (demand.cloned(), state.credentials.is_some())
        };
        match demand {
            None => Ok(Pass::Nothing),
            Some(Demand::Basic { .. }) => Ok(if signed_in { Pass::Basic } else { Pass::Nothing }),
            Some(Demand::Bearer(service)) => {
                let learned = self.state.borrow().extended.get(wanted).cloned();
                let off_grammar = |scopes: &ScopeSet| scopes.0.iter().any(|scope| scope.parts().is_none());
                let scopes = match (learned, &service.scope) {
                    (Some(learned), _) => learned,
                    (None, Some(fixed)) if off_grammar(fixed) => fixed.clone(),
                    _ => wanted.clone(),
                };
                match self.token_pass(&service, &scopes, wanted).await {
                    Err(failure) if is_about_the_person(&failure) => Err(failure),
                    // What was known may be out of date. The registry itself is asked before anything is called broken.
                    Err(_) => {
                        self.state.borrow_mut().demands.clear();
                        Ok(Pass::Nothing)
                    }
                    pass => pass,
                }
            }
        }
    }

    /// What to send after a 401: the answer to its challenge, or the reason why there is nothing left to try.
    async fn next_pass(
        &self,
        request: &Request,
        response: &Response,
        wanted: &ScopeSet,
        pass: Pass,
        extended: &mut bool,
    ) -> Result<Pass, Failure> {
        if let Some(pass) = self.handed_pass(&pass) {
            return Ok(pass);
        }
        if matches!(pass, Pass::Handed(_)) {
            return Err(self.explain(request, response, wanted, &pass));
        }
        let demand = match Demand::read(response, &request.url) {
            Ok(demand) => demand,
            Err(cause) if is_hidden(&cause) => match &pass {
                Pass::Nothing => self.demand_of_hidden_challenge(response, wanted).await,
                _ => return Err(self.explain(request, response, wanted, &pass)),
            },
            Err(cause) => return Err(Failure::new(About::Registry, request, cause)),
        };
        self.learn(kind(wanted), demand.clone());
        match (demand, pass) {
            (Demand::Basic { .. }, Pass::Basic) => Err(self.explain(request, response, wanted, &Pass::Basic)),
            (Demand::Basic { realm }, _) => {
                if self.account().is_some() {
                    return Ok(Pass::Basic);
                }
                let sign_in = self.basic_sign_in(realm, wanted);
                Err(Failure::new(About::Registry, request, Cause::SignInRequired(sign_in)))
            }
            (Demand::Bearer(service), Pass::Token(held)) => {
                let demanded = held.key.2.union(&service.scopes_for(wanted)).union(wanted);
                let asks_for_more = demanded != held.key.2;
                if held.fresh && (!asks_for_more || *extended) {
                    return Err(self.explain(request, response, wanted, &Pass::Token(held)));
                }
                self.tokens.forget(&held.key, &held.token);
                if asks_for_more {
                    *extended = true;
                    self.state.borrow_mut().extended.insert(wanted.clone(), demanded.clone());
                }
                self.token_pass(&service, &demanded, wanted).await
            }
            (Demand::Bearer(service), Pass::Nothing | Pass::Basic | Pass::Handed(_)) => {
                self.token_pass(&service, &service.scopes_for(wanted), wanted).await
            }
        }
    }

    /// A token for these scopes: a living one, or a new one from the service.
    async fn token_pass(&self, service: &Service, scopes: &ScopeSet, wanted: &ScopeSet) -> Result<Pass, Failure> {
        let consented = !service.realm.foreign || self.has_consent(&service.realm.url);
        let (credentials, way) = {
            let state = self.state.borrow();
            (state.credentials.clone(), state.way.unwrap_or(Way::Get))
        };
        let account = credentials.as_ref().map(|credentials| credentials.user.clone());
        let key = (service.realm.url.to_string(), service.service.clone(), scopes.clone(), account);
        let about_token = |cause| Failure::new(About::TokenService, &Request::get(address(service, scopes)), cause);
        let is_too_weak = |token: &Token| credentials.is_none() && token.admits_too_little_for(wanted);
        let too_weak = || about_token(Cause::SignInRequired(sign_in(service, wanted, true)));
        if let Some(token) = self.tokens.living(&key, self.http.now()) {
            return match is_too_weak(&token) {
                true => Err(too_weak()),
                false => Ok(Pass::Token(Rc::new(Held { token, key, fresh: false }))),
            };
        }
        if credentials.is_some() && !consented {
            return Err(about_token(Cause::ConsentNeeded { realm: service.realm.url.clone() }));
        }
        let handshake = async {
            let (token, way) = request_token(&self.http, service, scopes, credentials.as_ref(), way).await?;
            let mut state = self.state.borrow_mut();
            // Whoever signed in while the answer was on its way is somebody else.
            if credentials.is_some() && state.credentials == credentials {
                state.way = Some(way);
                state.proven_by_token = true;
            }
            Ok(token)
        };
        let token = match self.tokens.token(key.clone(), || self.http.now(), handshake).await {
            Ok(token) => token,
            Err(failure) => {
                if matches!(*failure.cause, Cause::CredentialsRejected { .. }) {
                    self.drop_credentials(&credentials);
                }
                return Err(failure);
            }
        };
        if is_too_weak(&token) {
            return Err(too_weak());
        }
        Ok(Pass::Token(Rc::new(Held { token, key, fresh: true })))
    }

    async fn ask(&self, request: &Request, pass: &Pass) -> Result<Response, Failure> {
        let authorization = match pass {
            Pass::Nothing => None,
            Pass::Basic => self.state.borrow().credentials.as_ref().map(Credentials::basic),
            Pass::Token(held) => Some(held.token.bearer()),
            Pass::Handed(handed) => Some(handed.bearer()),
        };
        let request = request.clone().authorized(authorization);
        let fail = |cause| Err(Failure::new(About::Registry, &request, cause));
        match self.http.send(request.clone()).await {
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

fn kind(wanted: &ScopeSet) -> Kind {
    match wanted.0.first() {
        None => "",
        Some(scope) if scope.0.starts_with("registry:") => "registry",
        Some(_) => "repository",
    }
}

fn is_hidden(cause: &Cause) -> bool {
    *cause == Cause::Challenge(ChallengeProblem::NotVisible)
}

/// Whether only the person can help: then the registry need not be asked.
fn is_about_the_person(failure: &Failure) -> bool {
    matches!(
        *failure.cause,
        Cause::SignInRequired(_)
            | Cause::CredentialsRejected { .. }
            | Cause::ConsentNeeded { .. }
            | Cause::HandedTokenRefused { .. }
            | Cause::AccessDenied { .. }
            | Cause::RateLimited { .. }
    )
}

#[cfg(test)]
mod tests;
