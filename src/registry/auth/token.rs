//! What a token service answers, and what a token says about itself.
//!
//! ```json
//! {"token": "…", "access_token": "…", "expires_in": 300, "issued_at": "…"}        distribution, spec/auth/token.md
//! ```
//!
//! At least one of the two names is there and they mean the same. A token is opaque to a client; its claims are looked at
//! only to explain a refusal and to save a request that must fail. Nothing here checks a signature.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::scope::{Scope, ScopeSet};
use crate::registry::http::{Authorization, Moment, Response};
use crate::registry::json::{filled, take, take_texts, text};
use crate::registry::secret::Secret;

/// The life of a token whose service does not say, in the specification's words.
const DEFAULT_LIFE: Duration = Duration::from_secs(60);

/// A token is renewed when a fifth of its life is left, and never later than this before its end.
const MARGIN_AT_MOST: Duration = Duration::from_secs(30);

/// A token and what is known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    value: Secret,
    /// When it stops being valid, by the page's own clock: the answer's arrival plus `expires_in`.
    pub expires: Moment,
    /// When to fetch the next one.
    pub renew: Moment,
    /// What it says about itself, where it is a JSON Web Token.
    pub claims: Option<Claims>,
}

/// Why the answer of a token service is of no use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// A web page, most often a sign-in page.
    #[error("the token service answered with a web page instead of a token")]
    Html,
    /// Not the JSON of the specification.
    #[error("the token service's answer is not JSON")]
    NotJson,
    /// JSON with neither `token` nor `access_token`.
    #[error("the token service's answer holds no token")]
    Missing,
}

impl Token {
    /// Reads a token from an answer with status 200.
    pub fn read(response: &Response) -> Result<Token, TokenError> {
        if response.is_html() {
            return Err(TokenError::Html);
        }
        let body: Value = serde_json::from_slice(&response.body).map_err(|_| TokenError::NotJson)?;
        let usable = |name: &str| text(&body, name).filter(|value| !value.is_empty() && is_header_value(value));
        let value = usable("token").or_else(|| usable("access_token")).ok_or(TokenError::Missing)?;
        // Not `issued_at`: the service's clock need not agree with the page's.
        let life = body.get("expires_in").and_then(Value::as_f64).filter(|seconds| *seconds >= 1.0);
        let life = life.map_or(DEFAULT_LIFE, |seconds| Duration::from_secs(seconds.min(1e9) as u64));
        let expires = response.received.plus(life);
        let margin = (life / 5).min(MARGIN_AT_MOST);
        Ok(Token {
            renew: response.received.plus(life.saturating_sub(margin)),
            expires,
            claims: Claims::peek(&value),
            value: Secret::new(value),
        })
    }

    /// The header that carries it.
    pub fn bearer(&self) -> Authorization {
        Authorization::Bearer(self.value.clone())
    }

    /// How long its text is, bytes.
    pub fn length(&self) -> usize {
        self.value.expose().len()
    }

    /// Whether the token itself says that it cannot do all of `wanted`. `false` where it does not say.
    pub fn admits_too_little_for(&self, wanted: &ScopeSet) -> bool {
        let granted = self.claims.as_ref().and_then(|claims| claims.access.as_ref());
        granted.is_some_and(|granted| wanted.0.iter().any(|scope| scope.parts().is_some() && !scope.is_within(granted)))
    }
}

/// Whether a token can stand in a header: visible ASCII, no space.
pub(super) fn is_header_value(value: &str) -> bool {
    value.bytes().all(|byte| (0x21..0x7f).contains(&byte))
}

/// The claims of a token that help to explain a refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `iss`, who signed it.
    pub issuer: Option<String>,
    /// `sub`, whom it is for.
    pub subject: Option<String>,
    /// `aud`, for which services.
    pub audience: Vec<String>,
    /// `exp`.
    pub expires: Option<Moment>,
    /// `nbf`.
    pub not_before: Option<Moment>,
    /// `access`, what it permits; `None` where the token does not say.
    pub access: Option<ScopeSet>,
}

impl Claims {
    /// Decodes the payload of a JSON Web Token; `None` for any other token.
    pub fn peek(token: &str) -> Option<Claims> {
        let mut parts = token.split('.');
        let (_, payload, _, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next()) else {
            return None;
        };
        let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        let mut payload: Value = serde_json::from_slice(&payload).ok()?;
        payload.as_object()?;
        let access = match take(&mut payload, "access") {
            Value::Array(entries) => Some(entries.into_iter().filter_map(granted).collect()),
            _ => None,
        };
        let audience = match text(&payload, "aud") {
            Some(one) => vec![one],
            None => take_texts(&mut payload, "aud"),
        };
        let moment = |name: &str| {
            let seconds = payload.get(name).and_then(Value::as_f64)?;
            Some(Moment((seconds.max(0.0) * 1000.0) as u64))
        };
        Some(Claims {
            issuer: text(&payload, "iss"),
            subject: filled(&payload, "sub"),
            audience,
            expires: moment("exp"),
            not_before: moment("nbf"),
            access,
        })
    }
}

/// The scope that an entry of `access` grants: `{"type": "repository", "name": "team/app", "actions": ["pull"]}`.
fn granted(mut entry: Value) -> Option<Scope> {
    let actions = take_texts(&mut entry, "actions");
    let (kind, name) = (text(&entry, "type")?, text(&entry, "name")?);
    (!actions.is_empty()).then(|| Scope(format!("{kind}:{name}:{}", actions.join(","))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> Response {
        Response { status: 200, body: body.into(), received: Moment(1_000_000), ..Response::default() }
    }

    #[test]
    fn answers_of_token_services() {
        let check = |body: &str, expected: Result<u64, TokenError>| {
            let found = Token::read(&answer(body)).map(|token| token.expires.since(Moment(1_000_000)).as_secs());
            assert_eq!(found, expected, "for {body:?}");
        };
        check(r#"{"token":"abc","expires_in":300,"issued_at":"2026-11-22T10:00:00Z"}"#, Ok(300));
        // docker_auth gives no life
        check(r#"{"token":"abc","access_token":"abc"}"#, Ok(60));
        check(r#"{"access_token":"abc","expires_in":3600}"#, Ok(3600));
        check(r#"{"token":"","access_token":"abc"}"#, Ok(60));
        check(r#"{"token":null,"access_token":"abc","expires_in":0}"#, Ok(60));
        check(r#"{"token":"abc","expires_in":1e300}"#, Ok(1_000_000_000));
        check(r#"{"details":"no"}"#, Err(TokenError::Missing));
        check(r#"{"token":"two\nlines"}"#, Err(TokenError::Missing));
        check("<!DOCTYPE html><title>Sign in</title>", Err(TokenError::Html));
        let mut labelled = answer(r#"{"token":"abc"}"#);
        labelled.headers.0.push(("content-type".to_owned(), "text/html; charset=UTF-8".to_owned()));
        assert!(Token::read(&labelled).is_ok(), "JSON is read whatever it is called");
        check(r#"{"token":"ab"#, Err(TokenError::NotJson));
        check("", Err(TokenError::NotJson));
    }

    #[test]
    fn renewed_ahead_of_its_end() {
        let check = |life: u64, expected: u64| {
            let token = Token::read(&answer(&format!(r#"{{"token":"a","expires_in":{life}}}"#))).expect("a token");
            assert_eq!(token.renew.since(Moment(1_000_000)).as_secs(), expected, "for a life of {life} s");
        };
        check(60, 48);
        check(5, 4);
        check(3600, 3570);
    }

    #[test]
    fn claims() {
        let token = |payload: &str| format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload));
        let claims = Claims::peek(&token(
            r#"{"iss":"i","sub":"","aud":"s","exp":10.5,"nbf":1,"access":[{"type":"repository","name":"a/b","actions":["pull","push"]},{"type":"registry","name":"catalog","actions":[]}]}"#,
        ))
        .expect("a JSON Web Token");
        assert_eq!(claims.audience, ["s"]);
        assert_eq!(claims.subject, None);
        assert_eq!(claims.expires, Some(Moment(10_500)));
        assert_eq!(claims.access, Some(ScopeSet::parse("repository:a/b:pull,push")));
        assert_eq!(Claims::peek(&token(r#"{"aud":["a","b"]}"#)).expect("a token").audience, ["a", "b"]);
        for opaque in ["", "abc", "a.b", "a.b.c", "a.!.c", "....", "e30.W10.x"] {
            assert_eq!(Claims::peek(opaque), None, "for {opaque:?}");
        }
    }

    #[test]
    fn a_token_that_admits_too_little() {
        let check = |access: &str, wanted: &str, expected: bool| {
            let payload = URL_SAFE_NO_PAD.encode(format!(r#"{{"access":{access}}}"#));
            let token = Token::read(&answer(&format!(r#"{{"token":"e30.{payload}.x"}}"#))).expect("a token");
            assert_eq!(token.admits_too_little_for(&ScopeSet::parse(wanted)), expected, "{access} for {wanted:?}");
        };
        check("[]", "registry:catalog:*", true);
        check("[]", "", false);
        check("null", "registry:catalog:*", false);
        check(r#"[{"type":"repository","name":"a","actions":["pull"]}]"#, "repository:a:pull", false);
        // only the registry knows what a scope off the grammar stands for
        check("[]", "aws", false);
    }

    #[test]
    fn debug_shows_no_token() {
        let token = Token::read(&answer(r#"{"token":"very-secret"}"#)).expect("a token");
        assert!(!format!("{token:?}").contains("very-secret"));
    }
}
