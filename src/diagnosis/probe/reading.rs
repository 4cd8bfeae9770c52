//! What is kept of an answer that the page could read.

use serde_json::Value;

use crate::diagnosis::observation::{BodyKind, Probe, Read, Server, TokenFacts};
use crate::diagnosis::redact;
use crate::registry::auth::token::{Claims, Token};
use crate::registry::error::ErrorBody;
use crate::registry::http::{Authorization, Response, Secret};

/// Nothing shorter is taken for a token.
const TOKEN_LENGTH: usize = 24;

/// Reads an answer; a token in it comes back beside it, so that it can be kept out of everything that follows.
pub(in crate::diagnosis) fn read(
    to: Server,
    probe: Probe,
    response: &Response,
    secrets: &[Secret],
) -> (Read, Option<Secret>) {
    let is_token = to == Server::TokenService && probe == Probe::Token && response.status < 300;
    let token = is_token.then(|| Token::read(response));
    let mut secrets = secrets.to_vec();
    let value = token.as_ref().and_then(|token| token.as_ref().ok()).map(|token| match token.bearer() {
        Authorization::Basic(value) | Authorization::Bearer(value) => value,
    });
    secrets.extend(value.clone());
    let clean = |text: &str| redact::scrub(&redact::text(text), &secrets);
    let mut error = if response.status >= 400 { ErrorBody::parse(response) } else { ErrorBody::default() };
    error.text = None;
    error.is_html = false;
    for entry in &mut error.entries {
        entry.message = clean(&entry.message);
        entry.detail = entry.detail.as_deref().map(clean);
    }
    // Rules read the headers' values, and a short password may stand in a name there by chance; tokens do not.
    let tokens: Vec<Secret> = secrets.iter().filter(|secret| secret.expose().len() >= TOKEN_LENGTH).cloned().collect();
    let mut headers = redact::headers(&response.headers);
    headers.0.iter_mut().for_each(|(_, value)| *value = redact::scrub(value, &tokens));
    let facts = |token: Token| TokenFacts {
        life: token.expires.since(response.received),
        claims: token.claims.map(|claims| Claims { subject: None, ..claims }),
    };
    let read = Read {
        status: response.status,
        headers,
        body: body_kind(response),
        error,
        token: token.map(|token| token.map(facts)),
        names: names(response),
        redirected_to: response.redirected_to.as_ref().map(redact::url),
        received: response.received,
    };
    (read, value)
}

fn body_kind(response: &Response) -> BodyKind {
    let body = response.body.trim_ascii();
    if response.truncated {
        return BodyKind::Large;
    }
    if body.is_empty() {
        return BodyKind::Empty;
    }
    if response.is_html() {
        return BodyKind::Html;
    }
    match body.first() {
        Some(b'{' | b'[') if serde_json::from_slice::<Value>(body).is_ok() => BodyKind::Json,
        Some(b'{' | b'[') => BodyKind::BrokenJson,
        _ => BodyKind::Other,
    }
}

/// How many repositories or tags a list holds.
fn names(response: &Response) -> Option<usize> {
    let value: Value = serde_json::from_slice(&response.body).ok()?;
    let list = value.get("repositories").or_else(|| value.get("tags"))?;
    Some(list.as_array().map_or(0, Vec::len))
}
