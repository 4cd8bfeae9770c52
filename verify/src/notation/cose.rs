//! Notation's signatures as CBOR
//! (<https://github.com/notaryproject/specifications/blob/main/specs/signature-envelope-cose.md>, RFC 9052).

use super::envelope::{NotationAlgorithm, NotationSignature, header};
use crate::cbor::{Cbor, write_bytes};
use crate::json::DocumentError;
use crate::signature::{EcdsaForm, Hash, Scheme};
use crate::verdict::Refusal;

/// More is no signature, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// A list of four with the mark of `COSE_Sign1`.
const SIGN1: u64 = 18;

/// Headers by their numbers (IANA, COSE Header Parameters).
const ALGORITHM: i64 = 1;
const CRITICAL: i64 = 2;
const CONTENT_TYPE: i64 = 3;
const CERTIFICATES: i64 = 33;

pub(super) fn read(body: &[u8]) -> Result<NotationSignature, Refusal> {
    if body.len() > SIZE_LIMIT {
        return Err(DocumentError::TooLong.into());
    }
    sign1(body).ok_or(Refusal::NoSignature)?
}

fn sign1(body: &[u8]) -> Option<Result<NotationSignature, Refusal>> {
    let Cbor::Tagged(SIGN1, inside) = Cbor::parse(body)? else { return None };
    let Cbor::List(parts) = *inside else { return None };
    let [Cbor::Bytes(protected), Cbor::Map(unsigned), Cbor::Bytes(payload), Cbor::Bytes(signature)] = parts.as_slice()
    else {
        return None;
    };
    let Cbor::Map(headers) = Cbor::parse(protected)? else { return None };
    let critical = match numbered(&headers, CRITICAL) {
        None => Vec::new(),
        Some(Cbor::List(names)) => names.iter().map(name).collect(),
        Some(_) => return None,
    };
    let Cbor::Number(algorithm) = numbered(&headers, ALGORITHM)? else { return None };
    let certificates = match numbered(unsigned, CERTIFICATES)? {
        Cbor::Bytes(one) => vec![one.clone()],
        Cbor::List(all) => all.iter().map(|one| one.bytes().map(<[u8]>::to_vec)).collect::<Option<_>>()?,
        _ => return None,
    };
    let signing_time = match time(&headers, header::TIME)? {
        Some(time) => Some(time),
        None => time(&headers, header::AUTHENTIC_TIME)?,
    };
    Some(Ok(NotationSignature {
        signed: signed(protected, payload),
        algorithm: scheme(*algorithm),
        content_type: numbered(&headers, CONTENT_TYPE).and_then(Cbor::text).unwrap_or_default().to_owned(),
        payload: payload.clone(),
        signature: signature.clone(),
        signing_scheme: named(&headers, header::SCHEME).and_then(Cbor::text).unwrap_or_default().to_owned(),
        signing_time,
        expiry: time(&headers, header::EXPIRY)?,
        // Of COSE's own headers the content type is understood, the algorithm always.
        critical: critical.into_iter().filter(|name| *name != "3" && *name != "1").collect(),
        certificates,
        agent: named(unsigned, header::AGENT).and_then(Cbor::text).map(str::to_owned),
        has_timestamp: named(unsigned, header::TIMESTAMP).is_some(),
    }))
}

/// What is signed: `["Signature1", protected, h'', payload]`.
fn signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut written = b"\x84\x6aSignature1".to_vec();
    write_bytes(&mut written, protected);
    write_bytes(&mut written, b"");
    write_bytes(&mut written, payload);
    written
}

fn numbered(headers: &[(Cbor, Cbor)], number: i64) -> Option<&Cbor> {
    headers.iter().find(|(key, _)| *key == Cbor::Number(number)).map(|(_, value)| value)
}

fn named<'a>(headers: &'a [(Cbor, Cbor)], name: &str) -> Option<&'a Cbor> {
    headers.iter().find(|(key, _)| key.text() == Some(name)).map(|(_, value)| value)
}

/// A time, inside of which is none: `None` where what stands there is no time.
fn time(headers: &[(Cbor, Cbor)], name: &str) -> Option<Option<i64>> {
    match named(headers, name) {
        None => Some(None),
        Some(Cbor::Tagged(1, seconds)) => match **seconds {
            Cbor::Number(seconds) => Some(Some(seconds)),
            _ => None,
        },
        Some(_) => None,
    }
}

/// The name of a critical header; COSE's own have numbers.
fn name(value: &Cbor) -> String {
    match value {
        Cbor::Text(text) => text.clone(),
        Cbor::Number(number) => number.to_string(),
        _ => "something without a name".to_owned(),
    }
}

fn scheme(number: i64) -> NotationAlgorithm {
    NotationAlgorithm::Known(match number {
        -7 => Scheme::Ecdsa(Hash::Sha256, EcdsaForm::Fixed),
        -35 => Scheme::Ecdsa(Hash::Sha384, EcdsaForm::Fixed),
        -37 => Scheme::RsaPss(Hash::Sha256),
        -38 => Scheme::RsaPss(Hash::Sha384),
        -39 => Scheme::RsaPss(Hash::Sha512),
        -36 => return NotationAlgorithm::Other("ECDSA P-521".to_owned()),
        other => return NotationAlgorithm::Other(format!("algorithm {other}")),
    })
}
