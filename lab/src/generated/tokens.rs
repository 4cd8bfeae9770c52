//! The token service, and what the registry makes of tokens.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::message::{Answer, Request};
use super::plan::{Rights, Tokens};
use super::world::{SERVICE, World};

const HOUR: i64 = 3600;

/// What stands in an `Authorization`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing.
    Nothing,
    /// A name with its password, and whether they are an account's.
    Password(bool),
    /// A token, and the scopes that it holds if it is one of this registry's.
    Token(Option<Vec<String>>),
}

/// Reads what a request shows.
pub fn shown(world: &World, request: &Request) -> Shown {
    let Some((scheme, value)) = request.header("authorization").and_then(|value| value.split_once(' ')) else {
        return Shown::Nothing;
    };
    if scheme.eq_ignore_ascii_case("basic") {
        let (name, password) = world.account();
        let right = STANDARD.encode(format!("{name}:{password}"));
        return Shown::Password(value.trim() == right);
    }
    Shown::Token(read(value.trim()))
}

/// The token service's answer.
pub fn answer(world: &World, request: &Request) -> Answer {
    if request.method != "GET" {
        return Answer::error(404, "NOT_FOUND", "ask with GET");
    }
    let rights = match shown(world, request) {
        Shown::Password(true) => world.plan.rights,
        Shown::Nothing => world.plan.anonymous,
        Shown::Password(false) | Shown::Token(_) => Rights::NoToken,
    };
    if rights == Rights::NoToken {
        let mut refused = Answer::error(401, "UNAUTHORIZED", "incorrect username or password");
        refused.add("WWW-Authenticate", "Basic realm=\"token service\"");
        return refused;
    }
    let query = request.query();
    let service = query.iter().find(|(name, _)| name == "service").map_or("", |(_, value)| value.as_str());
    let scopes = query.iter().filter(|(name, _)| name == "scope").flat_map(|(_, value)| value.split(' '));
    let scopes: Vec<&str> = scopes.filter(|scope| !scope.is_empty() && rights.hold(scope)).collect();
    let issued = httpdate::HttpDate::from(SystemTime::now()).to_string();
    let token = make(world.plan.tokens, service, &scopes);
    let body = match world.plan.tokens {
        Tokens::None => json!({"expires_in": 300, "result": "ok"}),
        Tokens::AccessTokenOnly => json!({"access_token": token, "expires_in": 300}),
        _ => json!({"token": token, "access_token": token, "expires_in": 300}),
    };
    let mut answer = Answer::new(200, "application/json", body.to_string());
    answer.add("Date", &issued);
    answer.add("Cache-Control", "no-store");
    answer
}

fn make(kind: Tokens, service: &str, scopes: &[&str]) -> String {
    if kind == Tokens::Opaque {
        return "b3BhcXVlIHRva2VuIG9mIGFub3RoZXIgc3lzdGVt".to_owned();
    }
    let now = now();
    let begins = match kind {
        Tokens::Expired => now - 2 * HOUR,
        Tokens::Early => now + HOUR,
        _ => now - 5,
    };
    let audience = if kind == Tokens::OtherAudience { "another.registry.lab" } else { service };
    let access: Vec<Value> = scopes.iter().filter_map(|scope| access(scope)).collect();
    let mut claims = json!({
        "iss": "token.lab", "sub": "somebody", "aud": audience, "jti": "1", "access": access,
        "iat": begins, "nbf": begins, "exp": begins + HOUR,
    });
    if kind == Tokens::Long {
        claims["groups"] = vec!["cn=a-group-with-a-long-name,ou=groups,dc=example,dc=test"; 120].into();
    }
    let header = json!({"typ": "JWT", "alg": "ES256", "kid": "lab"}).to_string();
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let key = if kind == Tokens::OtherKey { "another key" } else { KEY };
    format!("{signed}.{}", signature(key, &signed))
}

const KEY: &str = "the key of the lab";

/// As long as a signature of ES256, and good enough among these servers.
fn signature(key: &str, signed: &str) -> String {
    let first = Sha256::digest(format!("{key} {signed}"));
    let second = Sha256::digest(first);
    URL_SAFE_NO_PAD.encode([first.as_slice(), second.as_slice()].concat())
}

fn access(scope: &str) -> Option<Value> {
    let (kind, rest) = scope.split_once(':')?;
    let (name, actions) = rest.rsplit_once(':')?;
    let actions: Vec<&str> = actions.split(',').collect();
    Some(json!({"type": kind, "name": name, "actions": actions}))
}

/// The scopes of a token that this registry takes.
fn read(token: &str) -> Option<Vec<String>> {
    let (signed, given) = token.rsplit_once('.')?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(signed.split_once('.')?.1).ok()?).ok()?;
    let (begins, ends) = (claims["nbf"].as_i64()?, claims["exp"].as_i64()?);
    let in_time = begins - 60 <= now() && now() <= ends + 60;
    if given != signature(KEY, signed) || claims["aud"] != SERVICE || !in_time {
        return None;
    }
    let access = claims["access"].as_array()?.iter();
    Some(
        access
            .flat_map(|one| {
                let actions = one["actions"].as_array().cloned().unwrap_or_default();
                let (kind, name) = (one["type"].clone(), one["name"].clone());
                actions.into_iter().filter_map(move |action| {
                    Some(format!("{}:{}:{}", kind.as_str()?, name.as_str()?, action.as_str()?))
                })
            })
            .collect(),
    )
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
