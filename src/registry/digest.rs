//! Digests: the names of contents.
//!
//! This module computes SHA-256 alone; digests of other algorithms are kept and shown, not checked.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// The name of a content: an algorithm and its encoded result.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(String);

/// Why a text is no digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// There is no colon.
    #[error("the digest has no algorithm in front of a colon")]
    NoColon,
    /// The part in front of the colon breaks the grammar.
    #[error("{0:?} is not a digest algorithm")]
    BadAlgorithm(String),
    /// The part after the colon breaks the grammar, or is not lower-case hexadecimal for a known algorithm.
    #[error("the encoded part of the {algorithm} digest has characters that do not belong there")]
    BadEncoded {
        /// The algorithm.
        algorithm: String,
    },
    /// A known algorithm with a result of another length.
    #[error("a {algorithm} digest has {expected} hexadecimal characters, and this one has {found}")]
    WrongLength {
        /// The algorithm.
        algorithm: String,
        /// How many characters it has.
        expected: usize,
        /// How many there are.
        found: usize,
    },
}

impl Digest {
    /// Reads a digest (OCI image specification, descriptor.md).
    ///
    /// ```text
    /// digest    := algorithm ":" encoded
    /// algorithm := component ( [+._-] component )*
    /// component := [a-z0-9]+
    /// encoded   := [a-zA-Z0-9=_-]+          # sha256: [a-f0-9]{64}, sha512: [a-f0-9]{128}
    /// ```
    pub fn parse(text: &str) -> Result<Digest, DigestError> {
        let (algorithm, encoded) = text.split_once(':').ok_or(DigestError::NoColon)?;
        let is_component = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if !algorithm.split(['+', '.', '_', '-']).all(is_component) {
            return Err(DigestError::BadAlgorithm(algorithm.to_owned()));
        }
        let length = match algorithm {
            "sha256" => Some(64),
            "sha512" => Some(128),
            _ => None,
        };
        let fits = |byte: u8| match length {
            Some(_) => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            None => byte.is_ascii_alphanumeric() || matches!(byte, b'=' | b'_' | b'-'),
        };
        if encoded.is_empty() || !encoded.bytes().all(fits) {
            return Err(DigestError::BadEncoded { algorithm: algorithm.to_owned() });
        }
        match length {
            Some(expected) if expected != encoded.len() => {
                Err(DigestError::WrongLength { algorithm: algorithm.to_owned(), expected, found: encoded.len() })
            }
            _ => Ok(Digest(text.to_owned())),
        }
    }

    /// The SHA-256 digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Digest {
        let mut text = String::from("sha256:");
        for byte in Sha256::digest(bytes) {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
            }
        }
        Digest(text)
    }

    /// Whether `bytes` are the content with this name; `None` for an algorithm that is not computed here.
    pub fn matches(&self, bytes: &[u8]) -> Option<bool> {
        (self.algorithm() == "sha256").then(|| *self == Digest::of(bytes))
    }

    /// The whole digest, `sha256:...`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part in front of the colon.
    pub fn algorithm(&self) -> &str {
        self.0.split_once(':').map_or("", |(algorithm, _)| algorithm)
    }

    /// The part after the colon.
    pub fn encoded(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, encoded)| encoded)
    }

    /// The first 12 characters of the encoded part, as docker shows them.
    pub fn short(&self) -> &str {
        let encoded = self.encoded();
        encoded.get(..12).unwrap_or(encoded)
    }

    /// The tag under which clients keep the referrers of this content where the registry has no referrers API
    /// (OCI distribution specification, "Referrers Tag Schema"): `sha256-...`, at most 32 + 1 + 64 characters.
    pub fn fallback_tag(&self) -> String {
        let algorithm = self.algorithm().chars().take(32);
        let encoded = self.encoded().chars().take(64);
        let is_tag_character = |one: char| one.is_ascii_alphanumeric() || matches!(one, '.' | '_' | '-');
        algorithm.chain(['-']).chain(encoded).map(|one| if is_tag_character(one) { one } else { '-' }).collect()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
