//! The way in where the page cannot see the challenge.

use url::Url;

use super::Session;
use crate::registry::auth::demand::{Demand, Service};
use crate::registry::auth::guess::guesses;
use crate::registry::auth::realm::Realm;
use crate::registry::auth::scope::ScopeSet;
use crate::registry::auth::token_service::{TokenRequestMethod, request_token};
use crate::registry::error::ErrorBody;
use crate::registry::http::{Http, Response};

impl<H: Http> Session<H> {
    /// A page that cannot see the challenge asks where a token service may be, and otherwise takes it for `Basic`.
    pub(super) async fn demand_of_hidden_challenge(&self, response: &Response, wanted: &ScopeSet) -> Demand {
        let (configured, guessed) = {
            let state = self.state.borrow();
            (state.configured_realm.clone(), state.guessed.clone())
        };
        let registry = self.registry.url();
        // The body of a 401 names the missing right even where the header is hidden.
        let named = ErrorBody::parse(response).access;
        let named: Vec<String> =
            named.iter().map(|access| format!("{}:{}:{}", access.kind, access.name, access.action)).collect();
        let scopes = if *wanted == ScopeSet::none() { ScopeSet::parse(&named.join(" ")) } else { wanted.clone() };
        let service = |realm: Url, service: Option<String>| {
            let foreign = realm.origin() != registry.origin();
            let realm = Realm { url: realm, foreign, relative: false };
            Service { realm, service, scope: Some(scopes.clone()), error: None }
        };
        let found = match (configured, guessed) {
            (Some(realm), _) => Some(service(realm, None)),
            (None, Some(guessed)) => guessed.map(|guess| service(guess.realm, Some(guess.service))),
            (None, None) => {
                let mut found = None;
                for guess in guesses(registry) {
                    let candidate = service(guess.realm.clone(), Some(guess.service.clone()));
                    let key = (candidate.realm.url.to_string(), candidate.service.clone(), scopes.clone(), None);
                    let asked = request_token(&self.http, &candidate, &scopes, None, TokenRequestMethod::Get);
                    let asked = async { asked.await.map(|(token, _)| token) };
                    if self.tokens.token(key, || self.http.now(), asked).await.is_ok() {
                        found = Some(guess);
                        break;
                    }
                }
                self.state.borrow_mut().guessed = Some(found.clone());
                found.map(|guess| service(guess.realm, Some(guess.service)))
            }
        };
        match found {
            Some(service) => Demand::Bearer(service),
            None => Demand::Basic { realm: None },
        }
    }
}
