//! How a resource of a registry is guarded, read from the challenges of one answer.

use url::Url;

use super::challenge::{Challenge, Scheme, parse_challenges};
use super::realm::{Realm, RealmError};
use super::scope::ScopeSet;
use crate::registry::failure::{Cause, ChallengeProblem};
use crate::registry::http::Response;

/// What it takes to get in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand {
    /// A password with every request.
    Basic {
        /// The realm: a text for people, `None` where the page cannot see the challenge and only guesses.
        realm: Option<String>,
    },
    /// A token with every request.
    Bearer(Service),
}

/// A token service and what to say to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Where it is.
    pub realm: Realm,
    /// The `service` parameter, which names the registry to the service.
    pub service: Option<String>,
    /// The `scope` parameter; `None` where the challenge has none.
    pub scope: Option<ScopeSet>,
    /// The `error` parameter: why the token that was sent is not good enough.
    pub error: Option<String>,
}

impl Service {
    /// The scopes to ask for when `wanted` is needed.
    ///
    /// A registry knows best what its own scopes are called, so the challenge's go before ours; but what it says to
    /// somebody who wants nothing in particular may be a placeholder (GHCR: `repository:user/image:pull`). Quay answers
    /// 400 to a catalog scope that it did not name.
    pub fn scopes_for(&self, wanted: &ScopeSet) -> ScopeSet {
        if *wanted == ScopeSet::none() {
            return ScopeSet::none();
        }
        match &self.scope {
            Some(scope) => scope.clone(),
            None => wanted.0.iter().filter(|scope| scope.0.starts_with("repository:")).cloned().collect(),
        }
    }
}

impl Demand {
    /// What an answer of `registry` demands. `Err` says why none of its challenges can be used.
    pub fn read(response: &Response, registry: &Url) -> Result<Demand, Box<Cause>> {
        let challenges = response.headers.get("www-authenticate").map(parse_challenges).unwrap_or_default();
        let mut refused_realm: Option<RealmError> = None;
        for challenge in challenges.iter().filter(|challenge| challenge.scheme == Scheme::Bearer) {
            match Realm::judge(challenge.parameter("realm").unwrap_or_default(), registry) {
                Ok(realm) => return Ok(Demand::Bearer(service(challenge, realm))),
                Err(error) => refused_realm = refused_realm.or(Some(error)),
            }
        }
        if let Some(challenge) = challenges.iter().find(|challenge| challenge.scheme == Scheme::Basic) {
            let realm = challenge.parameter("realm").unwrap_or_default();
            return Ok(Demand::Basic { realm: Some(realm.to_string()) });
        }
        Err(Box::new(match refused_realm {
            Some(error) => Cause::Realm(error),
            None if challenges.is_empty() => Cause::Challenge(ChallengeProblem::NotVisible),
            None => {
                let schemes = challenges.iter().map(|challenge| challenge.scheme.to_string()).collect();
                Cause::Challenge(ChallengeProblem::Unsupported(schemes))
            }
        }))
    }
}

fn service(challenge: &Challenge, realm: Realm) -> Service {
    let text = |name: &str| challenge.parameter(name).filter(|value| !value.is_empty()).map(str::to_string);
    Service {
        realm,
        service: text("service"),
        scope: challenge.parameter("scope").map(ScopeSet::parse),
        error: text("error"),
    }
}
