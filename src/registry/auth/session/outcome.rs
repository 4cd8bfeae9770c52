//! What the last answer of a handshake means: a result, or the reason why there is none.

use super::{Held, Pass, Session, kind};
use crate::registry::auth::demand::Demand;
use crate::registry::auth::scope::ScopeSet;
use crate::registry::auth::token::Claims;
use crate::registry::auth::token_service::sign_in;
use crate::registry::error::{ErrorBody, retry_after};
use crate::registry::failure::{About, Cause, ChallengeProblem, Failure, SignIn};
use crate::registry::http::{Http, Request, Response};
use crate::registry::secrets::Secrets;

impl<H: Http> Session<H> {
    /// A status other than 401.
    pub(super) fn settle(
        &self,
        request: &Request,
        response: Response,
        wanted: &ScopeSet,
        pass: &Pass,
    ) -> Result<Response, Failure> {
        // zot sends its challenge with a 200 too: worth knowing for a later sign-in.
        if matches!(pass, Pass::Nothing)
            && let Ok(demand) = Demand::read(&response, &request.url)
            && response.status == 200
            && matches!(demand, Demand::Basic { .. })
        {
            self.learn(kind(wanted), demand);
        }
        let said = || Self::said(&response, pass);
        let cause = match response.status {
            200..=299 => return Ok(response),
            403 => Cause::AccessDenied { wanted: wanted.clone(), claims: claims(pass), status: 403, said: said() },
            429 => Cause::RateLimited { retry_after: retry_after(&response.headers, self.http.now()), said: said() },
            status => Cause::Status { status, said: said() },
        };
        Err(self.failure(request, cause, pass))
    }

    /// The last 401.
    pub(super) fn explain(&self, request: &Request, response: &Response, wanted: &ScopeSet, pass: &Pass) -> Failure {
        let said = Self::said(response, pass);
        let demand = Demand::read(response, &request.url).ok();
        let (service, error) = match &demand {
            Some(Demand::Bearer(service)) => (service.service.clone(), service.error.clone()),
            _ => (None, None),
        };
        let denied = |said, claims| Cause::AccessDenied { wanted: wanted.clone(), claims, status: 401, said };
        let cause = match pass {
            Pass::Nothing => Cause::Challenge(ChallengeProblem::NotVisible),
            Pass::Basic(_) if self.state.borrow().proven_by_token => denied(said, None),
            Pass::Basic(credentials) => {
                self.drop_credentials(&Some((**credentials).clone()));
                let realm = match demand {
                    Some(Demand::Basic { realm }) => realm,
                    _ => None,
                };
                Cause::CredentialsRejected { sign_in: self.basic_sign_in(realm, wanted), said }
            }
            Pass::Handed(handed) => {
                self.drop_handed(handed);
                Cause::HandedTokenRefused { wanted: wanted.clone(), claims: handed.claims.clone(), said }
            }
            Pass::Token(held) => {
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
                    (false, _, _) => Cause::TokenRejected { claims: token.claims.clone(), service, said },
                }
            }
        };
        self.failure(request, cause, pass)
    }

    /// What the registry said, without what it was sent.
    fn said(response: &Response, pass: &Pass) -> ErrorBody {
        let said = ErrorBody::parse(response);
        match Self::authorization(pass) {
            Some(sent) => Secrets::of(&sent).scrub_error(said),
            None => said,
        }
    }

    fn failure(&self, request: &Request, cause: Cause, pass: &Pass) -> Failure {
        let mut failure = Failure::new(About::Registry, request, cause);
        failure.asked.authorization = match pass {
            Pass::Nothing => None,
            Pass::Basic(_) => Some("Basic"),
            Pass::Token(_) | Pass::Handed(_) => Some("Bearer"),
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

fn claims(pass: &Pass) -> Option<Claims> {
    match pass {
        Pass::Token(held) => held.token.claims.clone(),
        Pass::Handed(handed) => handed.claims.clone(),
        _ => None,
    }
}
