//! A handshake: what is done about a request that a registry does not simply answer.

use std::ops::ControlFlow;
use std::rc::Rc;

use super::ready::Ready;
use super::{Handshake, Held, Memory, RequestAuth, ResponseFuture, Session, kind};
use crate::registry::auth::demand::{Demand, Service};
use crate::registry::auth::realm::Realm;
use crate::registry::auth::scope::ScopeSet;
use crate::registry::auth::token::Token;
use crate::registry::auth::token_service::{TokenRequestMethod, address, request_token, sign_in};
use crate::registry::failure::{About, Cause, ChallengeProblem, Failure};
use crate::registry::http::{Answer, Authorization, Http, HttpError, Moment, Request, Response};

impl<'a, H: Http> Handshake<'a, H> {
    /// Gets the request through, or says why it does not get through.
    pub fn run(self) -> ResponseFuture<'a> {
        Box::pin(async move {
            let Handshake { session, request, answer, wanted, who } = self;
            let mut ready = match answer {
                None => session.ready_for(request, wanted, who).await?,
                Some(answer) => {
                    session.recall();
                    match Ready::plain(session, request, wanted, who).heard(answer).await? {
                        ControlFlow::Break(response) => return Ok(response),
                        ControlFlow::Continue(ready) => ready,
                    }
                }
            };
            loop {
                let answer = session.http.send(ready.request()).await;
                match ready.answered(answer).await? {
                    ControlFlow::Break(response) => return Ok(response),
                    ControlFlow::Continue(again) => ready = again,
                }
            }
        })
    }
}

impl<H: Http> Session<H> {
    /// The authorization, unless it is that of somebody who left while it was on its way.
    pub(super) fn of_now(&self, auth: RequestAuth) -> RequestAuth {
        let state = self.state.borrow();
        let is_of_now = match &auth {
            RequestAuth::Nothing => true,
            RequestAuth::Basic(credentials) => state.credentials.as_ref() == Some(&**credentials),
            RequestAuth::Token(held) => held.key.3.is_none() || held.who == state.who,
            RequestAuth::Handed(handed) => state.handed.as_ref() == Some(&**handed),
        };
        if is_of_now { auth } else { RequestAuth::Nothing }
    }

    /// Judges what was remembered from an earlier visit.
    pub(super) fn recall(&self) {
        let Some(Memory { realm, service }) = self.state.borrow_mut().remembered.take() else { return };
        if let Ok(realm) = Realm::judge(&realm, self.registry.url()) {
            let demand = Demand::Bearer(Service { realm, service, scope: None, error: None });
            self.state.borrow_mut().demands.insert("repository", demand);
        }
    }

    /// What the first try is sent with: what an earlier challenge taught, or nothing.
    pub(super) async fn auth_ahead(&self, wanted: &ScopeSet) -> Result<RequestAuth, Failure> {
        let (demand, credentials) = {
            let state = self.state.borrow();
            if let Some(handed) = &state.handed {
                return Ok(RequestAuth::Handed(Rc::new(handed.clone())));
            }
            let demand = state.demands.get(kind(wanted)).or_else(|| state.demands.values().next());
            (demand.cloned(), state.credentials.clone())
        };
        match demand {
            None => Ok(RequestAuth::Nothing),
            Some(Demand::Basic { .. }) => {
                Ok(credentials.map_or(RequestAuth::Nothing, |who| RequestAuth::Basic(Rc::new(who))))
            }
            Some(Demand::Bearer(service)) => {
                let learned = self.state.borrow().extended.get(wanted).cloned();
                let off_grammar = |scopes: &ScopeSet| scopes.0.iter().any(|scope| scope.parts().is_none());
                let scopes = match (learned, &service.scope) {
                    (Some(learned), _) => learned,
                    (None, Some(fixed)) if off_grammar(fixed) => fixed.clone(),
                    _ => wanted.clone(),
                };
                match self.token_auth(&service, &scopes, wanted).await {
                    // Which right it takes to change something only the registry knows: Pulp wants `push` for a deletion.
                    Err(failure) if is_about_the_person(&failure) && !is_refused_change(&failure, wanted) => {
                        Err(failure)
                    }
                    // What was known may be out of date. The registry itself is asked before anything is called broken.
                    Err(_) => {
                        self.state.borrow_mut().demands.clear();
                        Ok(RequestAuth::Nothing)
                    }
                    auth => auth,
                }
            }
        }
    }

    /// What to send after a 401: the answer to its challenge, or the reason why there is nothing left to try.
    pub(super) async fn next_auth(
        &self,
        request: &Request,
        response: &Response,
        wanted: &ScopeSet,
        auth: RequestAuth,
        extended: &mut bool,
    ) -> Result<RequestAuth, Failure> {
        if let Some(auth) = self.handed_auth(&auth) {
            return Ok(auth);
        }
        if matches!(auth, RequestAuth::Handed(_)) {
            return Err(self.explain(request, response, wanted, &auth));
        }
        let demand = match Self::demand(request, response, &auth) {
            Ok(demand) => demand,
            Err(cause) if is_hidden(&cause) => match &auth {
                RequestAuth::Nothing => self.demand_of_hidden_challenge(response, wanted).await,
                _ => return Err(self.explain(request, response, wanted, &auth)),
            },
            Err(cause) => return Err(Failure::new(About::Registry, request, cause)),
        };
        self.learn(kind(wanted), demand.clone());
        match (demand, auth) {
            (Demand::Basic { .. }, auth @ RequestAuth::Basic(_)) => Err(self.explain(request, response, wanted, &auth)),
            (Demand::Basic { realm }, _) => {
                if let Some(credentials) = self.state.borrow().credentials.clone() {
                    return Ok(RequestAuth::Basic(Rc::new(credentials)));
                }
                let sign_in = self.basic_sign_in(realm, wanted);
                Err(Failure::new(About::Registry, request, Cause::SignInRequired(sign_in)))
            }
            (Demand::Bearer(service), RequestAuth::Token(held)) => {
                let demanded = held.key.2.union(&service.scopes_for(wanted)).union(wanted);
                let asks_for_more = demanded != held.key.2;
                if held.fresh && (!asks_for_more || *extended) {
                    return Err(self.explain(request, response, wanted, &RequestAuth::Token(held)));
                }
                self.tokens.forget(&held.key, &held.token);
                if asks_for_more {
                    *extended = true;
                    self.state.borrow_mut().extended.insert(wanted.clone(), demanded.clone());
                }
                self.token_auth(&service, &demanded, wanted).await
            }
            (Demand::Bearer(service), RequestAuth::Nothing | RequestAuth::Basic(_) | RequestAuth::Handed(_)) => {
                let scopes = service.scopes_for(wanted);
                // Quay's token service answers 400 to `delete`, and its registry wants `pull,push`.
                if service.scope.is_some() && wanted.may_change() && scopes != *wanted {
                    self.state.borrow_mut().extended.insert(wanted.clone(), scopes.clone());
                }
                self.token_auth(&service, &scopes, wanted).await
            }
        }
    }

    /// A token for these scopes: a living one, or a new one from the service.
    async fn token_auth(
        &self,
        service: &Service,
        scopes: &ScopeSet,
        wanted: &ScopeSet,
    ) -> Result<RequestAuth, Failure> {
        let consented = !service.realm.foreign || self.has_consent(&service.realm.url);
        let (credentials, method, who) = {
            let state = self.state.borrow();
            (state.credentials.clone(), state.token_by.clone().unwrap_or(TokenRequestMethod::Get), state.who)
        };
        let account = credentials.as_ref().map(|credentials| credentials.user.clone());
        let key = (service.realm.url.to_string(), service.service.clone(), scopes.clone(), account);
        let about_token = |cause| Failure::new(About::TokenService, &Request::get(address(service, scopes)), cause);
        let is_too_weak = |token: &Token| credentials.is_none() && token.admits_too_little_for(wanted);
        let too_weak = || about_token(Cause::SignInRequired(sign_in(service, wanted, true)));
        if let Some(token) = self.tokens.living(&key, self.http.now()) {
            return match is_too_weak(&token) {
                true => Err(too_weak()),
                false => Ok(RequestAuth::Token(Rc::new(Held { token, key, fresh: false, who }))),
            };
        }
        if credentials.is_some() && !consented {
            return Err(about_token(Cause::ConsentNeeded { realm: service.realm.url.clone() }));
        }
        let handshake = async {
            let http = OnBehalf { session: self, who };
            let (token, method) = request_token(&http, service, scopes, credentials.as_ref(), method).await?;
            let mut state = self.state.borrow_mut();
            // Whoever signed in while the answer was on its way is somebody else.
            if credentials.is_some() && state.credentials == credentials {
                state.token_by = Some(method);
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
        Ok(RequestAuth::Token(Rc::new(Held { token, key, fresh: true, who })))
    }

    /// The header of an authorization.
    pub(super) fn authorization(auth: &RequestAuth) -> Option<Authorization> {
        match auth {
            RequestAuth::Nothing => None,
            RequestAuth::Basic(credentials) => Some(credentials.basic()),
            RequestAuth::Token(held) => Some(held.token.bearer()),
            RequestAuth::Handed(handed) => Some(handed.bearer()),
        }
    }

    /// A request as it goes out with an authorization.
    pub(super) fn authorized(request: &Request, auth: &RequestAuth) -> Request {
        let anonymous = match auth {
            RequestAuth::Nothing => true,
            RequestAuth::Token(held) => held.key.3.is_none(),
            RequestAuth::Basic(_) | RequestAuth::Handed(_) => false,
        };
        Request { anonymous, ..request.clone().authorized(Self::authorization(auth)) }
    }
}

/// The way to a token service for whoever is signed in: it closes to their password when they leave.
struct OnBehalf<'a, H> {
    session: &'a Session<H>,
    who: u64,
}

impl<H: Http> Http for OnBehalf<'_, H> {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let is_secret = request.authorization.is_some() || request.form.is_some();
        if is_secret && self.session.state.borrow().who != self.who {
            return Err(HttpError("whoever was signed in has left meanwhile".to_string()));
        }
        self.session.http.send(request).await
    }

    fn now(&self) -> Moment {
        self.session.http.now()
    }
}

pub(super) fn is_hidden(cause: &Cause) -> bool {
    *cause == Cause::Challenge(ChallengeProblem::NotVisible)
}

/// Whether a token service refuses the right to change something, as it is called here.
fn is_refused_change(failure: &Failure, wanted: &ScopeSet) -> bool {
    wanted.may_change() && matches!(*failure.cause, Cause::AccessDenied { .. })
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
