//! Public keys: ECDSA P-256 and P-384, Ed25519, RSA (SubjectPublicKeyInfo, RFC 5280 4.1.2.7, RFC 8410, RFC 5480).

use sha2::{Digest, Sha256};

use crate::der::{Der, tag};
use crate::json::hex;
use crate::pem;

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// What it signs by.
    pub algorithm: KeyAlgorithm,
    /// The key itself: a point (SEC 1), 32 bytes, or modulus and exponent (RSAPublicKey), by the algorithm.
    pub key: Vec<u8>,
    /// All of it in DER, as it is given out.
    pub spki: Vec<u8>,
}

/// What a key signs by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// ECDSA over P-256.
    P256,
    /// ECDSA over P-384.
    P384,
    /// Ed25519.
    Ed25519,
    /// RSA.
    Rsa,
    /// Something that is not checked here, by its object identifier.
    Other(String),
}

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is no PEM in it.
    #[error("it holds no line \"-----BEGIN PUBLIC KEY-----\"")]
    NoPem,
    /// It is a private key: nobody gives that to a web page.
    #[error("it is a private key, which belongs into no page and no configuration")]
    Private,
    /// The document between the lines is no key.
    #[error("what stands between its lines is no public key, or was cut")]
    Unreadable,
}

impl PublicKey {
    /// The key of a text in PEM, the first where there are several.
    pub fn parse_pem(text: &str) -> Result<PublicKey, KeyError> {
        if text.contains("PRIVATE KEY-----") {
            return Err(KeyError::Private);
        }
        let found = pem::documents(text);
        match found.iter().find(|one| one.label == "PUBLIC KEY") {
            Some(one) => PublicKey::parse_der(&one.der).ok_or(KeyError::Unreadable),
            None if text.contains("-----BEGIN PUBLIC KEY-----") => Err(KeyError::Unreadable),
            None => Err(KeyError::NoPem),
        }
    }

    /// The key of a SubjectPublicKeyInfo.
    pub fn parse_der(spki: &[u8]) -> Option<PublicKey> {
        let mut all = Der::only(spki, tag::SEQUENCE)?;
        let mut algorithm = all.inside(tag::SEQUENCE)?;
        let name = algorithm.oid()?;
        let key = all.bits()?;
        if !all.is_empty() {
            return None;
        }
        let algorithm = match name.as_str() {
            "1.2.840.10045.2.1" => match algorithm.oid()?.as_str() {
                "1.2.840.10045.3.1.7" => KeyAlgorithm::P256,
                "1.3.132.0.34" => KeyAlgorithm::P384,
                curve => KeyAlgorithm::Other(curve.to_owned()),
            },
            "1.3.101.112" => KeyAlgorithm::Ed25519,
            "1.2.840.113549.1.1.1" => KeyAlgorithm::Rsa,
            _ => KeyAlgorithm::Other(name),
        };
        Some(PublicKey { algorithm, key: key.to_vec(), spki: spki.to_vec() })
    }

    /// By what people compare keys: the SHA-256 of its DER, as `openssl pkey -pubin -outform der | sha256sum` prints it.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.spki)
    }
}

impl KeyAlgorithm {
    /// What it is called.
    pub fn name(&self) -> &str {
        match self {
            KeyAlgorithm::P256 => "ECDSA P-256",
            KeyAlgorithm::P384 => "ECDSA P-384",
            KeyAlgorithm::Ed25519 => "Ed25519",
            KeyAlgorithm::Rsa => "RSA",
            KeyAlgorithm::Other(oid) => oid,
        }
    }
}

/// The SHA-256 of a document, in hexadecimal digits.
pub fn fingerprint(der: &[u8]) -> String {
    hex(&Sha256::digest(der))
}
