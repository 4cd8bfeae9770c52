//! A signature of Notation's as plain data, whichever way it was written.

use crate::signature::Scheme;

/// What headers are called.
pub(super) mod header {
    pub const SCHEME: &str = "io.cncf.notary.signingScheme";
    pub const TIME: &str = "io.cncf.notary.signingTime";
    pub const AUTHENTIC_TIME: &str = "io.cncf.notary.authenticSigningTime";
    pub const EXPIRY: &str = "io.cncf.notary.expiry";
    pub const AGENT: &str = "io.cncf.notary.signingAgent";
    pub const TIMESTAMP: &str = "io.cncf.notary.timestampSignature";
}

/// A signature of Notation's, whichever way it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct NotationSignature {
    /// What was signed, as it is signed.
    pub signed: Vec<u8>,
    /// How.
    pub algorithm: NotationAlgorithm,
    /// The payload's type.
    pub content_type: String,
    /// The payload.
    pub payload: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
    /// `notary.x509`, or `notary.x509.signingAuthority`.
    pub signing_scheme: String,
    /// When it was made, by the signer's account, in seconds since 1970.
    pub signing_time: Option<i64>,
    /// Until when it is good.
    pub expiry: Option<i64>,
    /// What must be understood, by the headers' names.
    pub critical: Vec<String>,
    /// The certificates in DER, the signer's first.
    pub certificates: Vec<Vec<u8>>,
    /// The program that made it, by its own account.
    pub agent: Option<String>,
    /// Whether it brings a timestamp as RFC 3161 has it.
    pub has_timestamp: bool,
}

/// How it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotationAlgorithm {
    /// A way that is known here.
    Known(Scheme),
    /// Another, by its name.
    Other(String),
}
