//! Who is signed in, and what may be sent for them.

use std::rc::Rc;

use url::Url;

use super::handshake::is_hidden;
use super::{KeptSignIn, RequestAuth, Session};
use crate::registry::auth::credentials::Credentials;
use crate::registry::auth::demand::Demand;
use crate::registry::auth::handed_token::HandedToken;
use crate::registry::auth::scope::ScopeSet;
use crate::registry::auth::token::Token;
use crate::registry::auth::token_service::sign_in;
use crate::registry::failure::{About, Cause, Failure, SignIn};
use crate::registry::http::{Http, Request};

impl<H: Http> Session<H> {
    /// Signs in: the next request that needs it proves the credentials. All tokens of before are forgotten.
    pub fn sign_in(&self, credentials: Credentials) {
        self.forget_who();
        self.state.borrow_mut().credentials = Some(credentials);
    }

    /// Signs in with a ready token. It goes to the registry alone, with every request, until the registry refuses it.
    pub fn hand_over(&self, token: HandedToken) {
        self.forget_who();
        self.state.borrow_mut().handed = Some(token);
    }

    /// Forgets the credentials, the tokens and what the person agreed to.
    pub fn sign_out(&self) {
        self.forget_who();
        self.state.borrow_mut().consented.clear();
    }

    fn forget_who(&self) {
        self.tokens.clear();
        let mut state = self.state.borrow_mut();
        state.who += 1;
        state.credentials = None;
        state.handed = None;
        state.proven_by_token = false;
    }

    /// The person agreed that the password may go to the origin of `realm`.
    pub fn consent(&self, realm: &Url) {
        self.state.borrow_mut().consented.push(realm.origin().ascii_serialization());
    }

    /// The person agreed to these origins earlier.
    pub fn consent_again(&self, origins: &[String]) {
        self.state.borrow_mut().consented.extend_from_slice(origins);
    }

    /// Whether the person agreed to the origin of `realm` since the last sign-out.
    pub fn has_consent(&self, realm: &Url) -> bool {
        self.state.borrow().consented.contains(&realm.origin().ascii_serialization())
    }

    /// Who is signed in, and the origins that may have the password.
    pub fn sign_in_kept(&self) -> KeptSignIn {
        let state = self.state.borrow();
        let consented = state.consented.iter().filter_map(|origin| Url::parse(origin).ok()).collect();
        KeptSignIn { credentials: state.credentials.clone(), handed: state.handed.clone(), consented }
    }

    /// How a sign-in would go that nothing has asked for yet. Asks the registry where that is not known.
    pub async fn how_to_sign_in(&self) -> Result<SignIn, Failure> {
        let ping = Request::get(self.registry.api(""));
        self.recall();
        let known = self.state.borrow().demands.values().next().cloned();
        let demand = match known {
            Some(demand) => demand,
            None => {
                let response = self.exchange(Self::authorized(&ping, &RequestAuth::Nothing)).await?;
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

    /// A number that is another one as soon as somebody comes or leaves.
    pub fn who(&self) -> u64 {
        self.state.borrow().who
    }

    /// The user name, where somebody is signed in.
    pub fn account(&self) -> Option<String> {
        let state = self.state.borrow();
        let handed = state.handed.as_ref().map(|handed| handed.user.clone());
        state.credentials.as_ref().map(|credentials| credentials.user.clone()).or(handed)
    }

    /// The tokens that live now; their claims say what was granted.
    pub fn living_tokens(&self) -> Vec<Token> {
        self.tokens.all_living(self.http.now())
    }

    /// Refused credentials are not sent again. Newer ones, typed meanwhile, stay.
    pub(super) fn drop_credentials(&self, refused: &Option<Credentials>) {
        let mut state = self.state.borrow_mut();
        if state.credentials == *refused {
            state.credentials = None;
        }
    }

    /// The same for a token that was handed over.
    pub(super) fn drop_handed(&self, refused: &HandedToken) {
        let mut state = self.state.borrow_mut();
        if state.handed.as_ref() == Some(refused) {
            state.handed = None;
        }
    }

    /// The token that was handed over, unless it is the one that a request went out with.
    pub(super) fn handed_auth(&self, sent: &RequestAuth) -> Option<RequestAuth> {
        let handed = self.state.borrow().handed.clone()?;
        let is_sent = matches!(sent, RequestAuth::Handed(sent) if **sent == handed);
        (!is_sent).then(|| RequestAuth::Handed(Rc::new(handed)))
    }
}
