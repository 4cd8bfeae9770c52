//! What the last answer of a handshake means: a result, or the reason why there is none.

use std::mem;
use std::rc::Rc;

use super::{Held, RequestAuth, Session, kind};
use crate::registry::auth::demand::{Demand, Service};
use crate::registry::auth::realm::RealmError;
use crate::registry::auth::scope::ScopeSet;
use crate::registry::auth::token::Claims;
use crate::registry::auth::token_service::sign_in;
use crate::registry::error::{ErrorBody, retry_after};
use crate::registry::failure::{About, Cause, ChallengeProblem, Failure, SignIn};
use crate::registry::http::{Http, Request, Response, Scrub};
use crate::registry::secrets::Secrets;

impl<H: Http> Session<H> {
    /// A status other than 401.
    pub(super) fn settle(
        &self,
        request: &Request,
        response: Response,
        wanted: &ScopeSet,
        auth: &RequestAuth,
    ) -> Result<Response, Failure> {
        // zot sends its challenge with a 200 too: worth knowing for a later sign-in.
        if matches!(auth, RequestAuth::Nothing)
            && let Ok(demand) = Demand::read(&response, &request.url)
            && response.status == 200
            && matches!(demand, Demand::Basic { .. })
        {
            self.learn(kind(wanted), demand);
        }
        let said = || Self::said(&response, auth);
        let cause = match response.status {
            200..=299 => {
                let scrub = Self::sent(auth).map(|sent| Scrub(Rc::new(move |words| sent.scrub_sentence(words))));
                return Ok(Response { scrub, ..response });
            }
            403 => Cause::AccessDenied { wanted: wanted.clone(), claims: claims(auth), status: 403, said: said() },
            429 => Cause::RateLimited { retry_after: retry_after(&response.headers, self.http.now()), said: said() },
            status => Cause::Status { status, said: said() },
        };
        Err(self.failure(request, cause, auth))
    }

    /// The last 401.
    pub(super) fn explain(
        &self,
        request: &Request,
        response: &Response,
        wanted: &ScopeSet,
        auth: &RequestAuth,
    ) -> Failure {
        let said = Self::said(response, auth);
        let demand = Self::demand(request, response, auth).ok();
        let (service, error) = match &demand {
            Some(Demand::Bearer(Service { service, error, .. })) => (service.clone(), error.clone()),
            _ => (None, None),
        };
        let denied = |said, claims| Cause::AccessDenied { wanted: wanted.clone(), claims, status: 401, said };
        let cause = match auth {
            RequestAuth::Nothing => Cause::Challenge(ChallengeProblem::NotVisible),
            RequestAuth::Basic(_) if self.state.borrow().proven_by_token => denied(said, None),
            RequestAuth::Basic(credentials) => {
                self.drop_credentials(&Some((**credentials).clone()));
                // Where nothing says what is wanted, a password may well be right and not what is wanted.
                let challenge_hidden = demand.is_none();
                let realm = match demand {
                    Some(Demand::Basic { realm }) => realm,
                    _ => None,
                };
                let sign_in = SignIn { challenge_hidden, ..self.basic_sign_in(realm, wanted) };
                Cause::CredentialsRejected { sign_in, said }
            }
            RequestAuth::Handed(handed) => {
                self.drop_handed(handed);
                Cause::HandedTokenRefused { wanted: wanted.clone(), claims: handed.claims.clone(), said }
            }
            RequestAuth::Token(held) => {
                let Held { token, key, .. } = &**held;
                let says_no = token.admits_too_little_for(wanted);
                let says_yes = token.claims.as_ref().is_some_and(|claims| claims.access.is_some()) && !says_no;
                let rights_are_missing = match error.as_deref() {
                    Some("insufficient_scope") => true,
                    Some("invalid_token") => false,
                    // Distribution 3 names no error for a wrong signature.
                    _ => !says_yes,
                };
                match (rights_are_missing, &key.3, demand) {
                    (true, None, Some(Demand::Bearer(service))) => {
                        Cause::SignInRequired(sign_in(&service, wanted, true))
                    }
                    (true, _, _) => denied(said, token.claims.clone()),
                    (false, _, _) => {
                        let service = service.map(|service| Self::clean(service, auth));
                        Cause::TokenRejected { claims: token.claims.clone(), service, said }
                    }
                }
            }
        };
        self.failure(request, cause, auth)
    }

    /// What the registry said, without what it was sent.
    fn said(response: &Response, auth: &RequestAuth) -> ErrorBody {
        let said = ErrorBody::parse(response);
        match Self::sent(auth) {
            Some(sent) => sent.scrub_error(said),
            None => said,
        }
    }

    /// What a challenge demands, or what is wrong with it; what people read of that is without what was sent with the request.
    pub(super) fn demand(request: &Request, response: &Response, auth: &RequestAuth) -> Result<Demand, Box<Cause>> {
        let demand = Demand::read(response, &request.url);
        let clean = |text: String| Self::clean(text, auth);
        match demand {
            Ok(Demand::Basic { realm }) => Ok(Demand::Basic { realm: realm.map(clean) }),
            Ok(demand) => Ok(demand),
            Err(mut cause) => {
                match &mut *cause {
                    Cause::Challenge(ChallengeProblem::Unsupported(schemes)) => {
                        *schemes = mem::take(schemes).into_iter().map(clean).collect();
                    }
                    Cause::Realm(RealmError::NotAUrl(text) | RealmError::OtherScheme(text)) => {
                        *text = clean(mem::take(text));
                    }
                    Cause::Realm(RealmError::Insecure(url) | RealmError::Internal(url))
                        if Self::sent(auth).is_some() =>
                    {
                        url.set_path("");
                        url.set_query(None);
                    }
                    _ => {}
                }
                Err(cause)
            }
        }
    }

    fn clean(text: String, auth: &RequestAuth) -> String {
        match Self::sent(auth) {
            Some(sent) => sent.scrub_sentence(&text),
            None => text,
        }
    }

    /// What a request with this authorization carries.
    fn sent(auth: &RequestAuth) -> Option<Secrets> {
        Self::authorization(auth).map(|sent| Secrets::of(&sent))
    }

    fn failure(&self, request: &Request, cause: Cause, auth: &RequestAuth) -> Failure {
        let mut failure = Failure::new(About::Registry, request, cause);
        failure.asked.authorization = match auth {
            RequestAuth::Nothing => None,
            RequestAuth::Basic(_) => Some("Basic"),
            RequestAuth::Token(_) | RequestAuth::Handed(_) => Some("Bearer"),
        };
        failure
    }

    pub(super) fn basic_sign_in(&self, realm: Option<String>, wanted: &ScopeSet) -> SignIn {
        SignIn {
            to: self.registry.url().clone(),
            foreign: false,
            challenge_hidden: realm.is_none(),
            basic_realm: realm,
            anonymous_too_weak: false,
            wanted: wanted.clone(),
        }
    }
}

fn claims(auth: &RequestAuth) -> Option<Claims> {
    match auth {
        RequestAuth::Token(held) => held.token.claims.clone(),
        RequestAuth::Handed(handed) => handed.claims.clone(),
        _ => None,
    }
}
