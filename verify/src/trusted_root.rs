//! Whom Sigstore's checks rely on: authorities for certificates and logs, as Sigstore hands them out in `trusted_root.json`.
//!
//! ```text
//! {"certificateAuthorities": [{"certChain": {"certificates": [{"rawBytes"}]}, "validFor": {"start", "end"}}],
//!  "tlogs": [{"publicKey": {"rawBytes", "validFor"}, "logId": {"keyId"}}]}
//! https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto
//! ```

use serde_json::Value;

use crate::certificate::Certificate;
use crate::json::{DocumentError, bytes, items, object, optional_text};
use crate::key::PublicKey;
use crate::time::rfc3339;

/// More authorities or logs are left out.
const MANY: usize = 64;

/// Such a root.
#[derive(Clone, Debug, PartialEq)]
pub struct TrustedRoot {
    /// Who issues certificates; at least one.
    pub authorities: Vec<Authority>,
    /// The logs of signatures.
    pub logs: Vec<Log>,
}

/// Who issues certificates.
#[derive(Clone, Debug, PartialEq)]
pub struct Authority {
    /// Its certificates, the root's last; at least one.
    pub chain: Vec<Certificate>,
    /// When it counts.
    pub valid: Term,
}

/// A log of signatures.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// The SHA-256 of its key.
    pub id: Vec<u8>,
    /// The key.
    pub key: PublicKey,
    /// When it counts.
    pub valid: Term,
}

/// From when until when, in seconds since 1970; `None` for no end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// The first second.
    pub start: Option<i64>,
    /// The last.
    pub end: Option<i64>,
}

impl Term {
    /// Whether a time is in it.
    pub fn holds(&self, seconds: i64) -> bool {
        self.start.is_none_or(|start| start <= seconds) && self.end.is_none_or(|end| seconds <= end)
    }
}

impl TrustedRoot {
    /// Reads a root. A log whose key is of a kind that is not checked here is left out.
    pub fn parse(body: &[u8]) -> Result<TrustedRoot, DocumentError> {
        let value = object(body)?;
        let authorities = items(&value, "certificateAuthorities").iter().take(MANY).map(authority);
        let authorities = authorities.collect::<Option<Vec<_>>>();
        let authorities = authorities
            .filter(|authorities| !authorities.is_empty())
            .ok_or(DocumentError::Member("certificateAuthorities"))?;
        let logs = items(&value, "tlogs").iter().take(MANY).map(log).collect::<Option<Vec<_>>>();
        Ok(TrustedRoot { authorities, logs: logs.ok_or(DocumentError::Member("tlogs"))? })
    }
}

fn authority(value: &Value) -> Option<Authority> {
    let chain = items(value.get("certChain")?, "certificates").iter();
    let chain = chain.map(|one| Certificate::parse(&bytes(one, "rawBytes").ok()?)).collect::<Option<Vec<_>>>()?;
    let valid = term(value.get("validFor"))?;
    (!chain.is_empty()).then_some(Authority { chain, valid })
}

fn log(value: &Value) -> Option<Log> {
    let key = value.get("publicKey")?;
    let valid = term(key.get("validFor"))?;
    Some(Log {
        id: bytes(value.get("logId")?, "keyId").ok()?,
        key: PublicKey::parse_der(&bytes(key, "rawBytes").ok()?)?,
        valid,
    })
}

/// A term that says something that is no time is none: it would else count for ever.
fn term(value: Option<&Value>) -> Option<Term> {
    let Some(value) = value else { return Some(Term::default()) };
    let end = |name: &str| match optional_text(value, name) {
        Some(text) => rfc3339(&text).map(Some),
        None => Some(None),
    };
    Some(Term { start: end("start")?, end: end("end")? })
}
