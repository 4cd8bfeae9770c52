//! Notation's signatures as JSON
//! (<https://github.com/notaryproject/specifications/blob/main/specs/signature-envelope-jws.md>).

use serde_json::Value;

use super::envelope::{NotationAlgorithm, NotationSignature, header};
use crate::json::{base64, bytes, items, object, optional_text, text};
use crate::signature::{EcdsaForm, Hash, Scheme};
use crate::time::rfc3339;
use crate::verdict::Refusal;

pub(super) fn read(body: &[u8]) -> Result<NotationSignature, Refusal> {
    let value = object(body)?;
    let (protected, payload) = (text(&value, "protected")?, text(&value, "payload")?);
    let headers = object(&bytes(&value, "protected")?)?;
    let unsigned = value.get("header").unwrap_or(&Value::Null);
    let certificates = items(unsigned, "x5c").iter().map(|one| one.as_str().and_then(base64));
    let certificates = certificates.collect::<Option<Vec<_>>>().ok_or(Refusal::NoSignature)?;
    let signature = bytes(&value, "signature")?;
    let critical = items(&headers, "crit")
        .iter()
        .map(|name| name.as_str().unwrap_or("something without a name").to_owned())
        .collect();
    let name = text(&headers, "alg")?;
    Ok(NotationSignature {
        signed: format!("{protected}.{payload}").into_bytes(),
        algorithm: algorithm(&name),
        content_type: optional_text(&headers, "cty").unwrap_or_default(),
        payload: bytes(&value, "payload")?,
        signature,
        signing_scheme: optional_text(&headers, header::SCHEME).unwrap_or_default(),
        signing_time: match time(&headers, header::TIME)? {
            Some(time) => Some(time),
            None => time(&headers, header::AUTHENTIC_TIME)?,
        },
        expiry: time(&headers, header::EXPIRY)?,
        critical: with_unknown(critical, &headers),
        certificates,
        agent: optional_text(unsigned, header::AGENT),
        has_timestamp: unsigned.get(header::TIMESTAMP).is_some_and(|stamp| !stamp.is_null()),
    })
}

/// A header that is there and is no time is no way around it.
fn time(headers: &Value, name: &'static str) -> Result<Option<i64>, Refusal> {
    match headers.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().and_then(rfc3339).map(Some).ok_or(Refusal::NoSignature),
    }
}

/// What must be understood, with what changes what is signed: `b64` (RFC 7797).
fn with_unknown(mut critical: Vec<String>, headers: &Value) -> Vec<String> {
    critical.extend(headers.get("b64").map(|_| "b64".to_owned()));
    critical
}

fn algorithm(name: &str) -> NotationAlgorithm {
    NotationAlgorithm::Known(match name {
        "PS256" => Scheme::RsaPss(Hash::Sha256),
        "PS384" => Scheme::RsaPss(Hash::Sha384),
        "PS512" => Scheme::RsaPss(Hash::Sha512),
        "ES256" => Scheme::Ecdsa(Hash::Sha256, EcdsaForm::Fixed),
        "ES384" => Scheme::Ecdsa(Hash::Sha384, EcdsaForm::Fixed),
        other => return NotationAlgorithm::Other(other.to_owned()),
    })
}
