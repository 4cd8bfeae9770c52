//! What is kept of an answer that the page could read.

use serde_json::Value;

use crate::diagnosis::observation::{BodyKind, Probe, Read, Server, TokenFacts};
use crate::diagnosis::redact::{self, Secrets};
use crate::registry::auth::scope::Scope;
use crate::registry::auth::token::{Claims, Token};
use crate::registry::error::{AccessDetail, ErrorBody};
use crate::registry::http::{Authorization, Response};

/// Reads an answer. A token in it becomes one of the secrets, which are kept out of everything that follows.
pub(in crate::diagnosis) fn read(to: Server, probe: Probe, response: &Response, secrets: &mut Secrets) -> Read {
    let is_token = to == Server::TokenService && probe == Probe::Token && response.status < 300;
    let token = is_token.then(|| Token::read(response));
    if let Some(Ok(token)) = &token {
        let (Authorization::Basic(value) | Authorization::Bearer(value)) = token.bearer();
        secrets.add(&value);
    }
    // Before anything is cut off: of a secret that is cut its beginning would stay.
    let clean = |text: &str| redact::text(&secrets.scrub(text));
    let mut error = if response.status >= 400 { ErrorBody::parse(response) } else { ErrorBody::default() };
    error = secrets.scrub_error(error);
    error.text = None;
    error.is_html = false;
    for entry in &mut error.entries {
        entry.message = clean(&entry.message);
        entry.detail = entry.detail.as_deref().map(clean);
    }
    for AccessDetail { kind, name, action } in &mut error.access {
        [kind, name, action].into_iter().for_each(|text| *text = clean(text));
    }
    // Rules read the headers' values, and a short password may stand in a name there by chance.
    let mut headers = response.headers.clone();
    headers.0.iter_mut().for_each(|(_, value)| *value = secrets.scrub_sentence(value));
    let headers = redact::headers(&headers);
    let facts = |token: Token| TokenFacts {
        length: token.length(),
        life: token.expires.since(response.received),
        claims: token.claims.map(|claims| Claims {
            subject: None,
            issuer: claims.issuer.map(|issuer| secrets.scrub_sentence(&issuer)),
            audience: claims.audience.iter().map(|one| secrets.scrub_sentence(one)).collect(),
            access: claims.access.map(|access| {
                let scopes = access.0.iter().map(|scope| Scope(secrets.scrub_sentence(&scope.0)));
                scopes.collect()
            }),
            ..claims
        }),
    };
    Read {
        status: response.status,
        headers,
        body: body_kind(response),
        error,
        token: token.map(|token| token.map(facts)),
        names: names(response),
        redirected_to: response.redirected_to.as_ref().map(|to| redact::url_without(secrets, to)),
        received: response.received,
    }
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
        // A word like true is JSON as well.
        _ if serde_json::from_slice::<Value>(body).is_ok() => BodyKind::Json,
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
