//! Whether a request may pass, and the challenge if not, as Distribution 2.8.2 words it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use serde_json::{Value, json};

use crate::registry::auth::{Auth, BASIC_REALM};
use crate::token_service::ISSUER;
use crate::token_service::account::Accounts;
use crate::token_service::keys::Claims;

/// What a request needs: nothing, the catalog, or pulling from a repository.
#[derive(Clone, Debug)]
pub(super) enum Need {
    Entry,
    Catalog,
    Pull(String),
}

/// The challenge and the `detail` of a 401.
#[derive(Debug)]
pub(super) struct Challenge {
    pub(super) header: String,
    pub(super) detail: Value,
}

pub(super) fn check(auth: &Auth, need: &Need, headers: &HeaderMap) -> Result<(), Challenge> {
    let given =
        headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.split_once(' '));
    match auth {
        Auth::Anonymous => Ok(()),
        Auth::Basic(accounts) => match given {
            Some((scheme, value)) if scheme.eq_ignore_ascii_case("basic") && signs_in(accounts, value) => Ok(()),
            _ => Err(Challenge { header: format!("Basic realm=\"{BASIC_REALM}\""), detail: need.detail() }),
        },
        Auth::Token { realm, service, keys } => {
            let refuse = |error: &str| {
                let mut header = format!("Bearer realm=\"{realm}\",service=\"{service}\"");
                if let Some(scope) = need.scope() {
                    header.push_str(&format!(",scope=\"{scope}\""));
                }
                if !error.is_empty() {
                    header.push_str(&format!(",error=\"{error}\""));
                }
                Err(Challenge { header, detail: need.detail() })
            };
            let Some((_, token)) = given.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) else {
                return refuse("");
            };
            match keys.check(token, ISSUER, service) {
                None => refuse("invalid_token"),
                Some(claims) if !need.met_by(&claims) => refuse("insufficient_scope"),
                Some(_) => Ok(()),
            }
        }
    }
}

fn signs_in(accounts: &Accounts, encoded: &str) -> bool {
    let decoded = BASE64.decode(encoded.trim()).unwrap_or_default();
    let decoded = String::from_utf8(decoded).unwrap_or_default();
    decoded.split_once(':').is_some_and(|(name, password)| accounts.sign_in(name, password))
}

impl Need {
    fn parts(&self) -> Option<(&'static str, &str, &'static str)> {
        match self {
            Self::Entry => None,
            Self::Catalog => Some(("registry", "catalog", "*")),
            Self::Pull(name) => Some(("repository", name, "pull")),
        }
    }

    fn scope(&self) -> Option<String> {
        let (kind, name, action) = self.parts()?;
        Some(format!("{kind}:{name}:{action}"))
    }

    fn detail(&self) -> Value {
        match self.parts() {
            None => Value::Null,
            Some((kind, name, action)) => {
                json!([{"Type": kind, "Class": "", "Name": name, "Action": action}])
            }
        }
    }

    fn met_by(&self, claims: &Claims) -> bool {
        self.parts().is_none_or(|(kind, name, action)| {
            claims
                .access
                .iter()
                .any(|held| held.kind == kind && held.name == name && held.actions.iter().any(|held| held == action))
        })
    }
}
