//! What signs tokens: an elliptic key and a certificate of it that registries trust.

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use serde::{Deserialize, Serialize};

use super::scope::ResourceScope;

/// A signing key with its certificate.
pub struct Keys {
    signing: EncodingKey,
    checking: DecodingKey,
    certificate: Vec<u8>,
    /// The certificate for a registry's `rootcertbundle`.
    pub certificate_pem: String,
}

/// The content of a token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Who made it.
    pub iss: String,
    /// The account; empty without one.
    pub sub: String,
    /// For whom; Distribution 2.8 reads only a single string.
    pub aud: String,
    /// Ends at, seconds since 1970.
    pub exp: u64,
    /// Not before, seconds since 1970.
    pub nbf: u64,
    /// Made at, seconds since 1970.
    pub iat: u64,
    /// A name of its own for each token.
    pub jti: String,
    /// What it allows.
    pub access: Vec<ResourceScope>,
}

impl Keys {
    /// New keys.
    pub fn generate() -> Result<Self> {
        let pair = KeyPair::generate().context("no signing key could be made")?;
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name = DistinguishedName::new();
        parameters.distinguished_name.push(DnType::CommonName, "Pierglass lab tokens");
        let certificate = parameters.self_signed(&pair)?;
        Ok(Self {
            signing: EncodingKey::from_ec_der(&pair.serialize_der()),
            checking: DecodingKey::from_ec_der(pair.public_key_raw()),
            certificate: certificate.der().to_vec(),
            certificate_pem: certificate.pem(),
        })
    }

    /// A signed token. Its header carries the certificate (`x5c`), because Distribution 2.8 knows
    /// no other key name that a standard library can compute.
    pub fn sign(&self, claims: &Claims) -> Result<String> {
        let mut header = Header::new(Algorithm::ES256);
        header.x5c = Some(vec![BASE64.encode(&self.certificate)]);
        Ok(jsonwebtoken::encode(&header, claims, &self.signing)?)
    }

    /// The content of a token that these keys signed and that has not ended; as registries do,
    /// with 60 seconds of leeway.
    pub fn check(&self, token: &str, issuer: &str, audience: &str) -> Option<Claims> {
        let mut rules = Validation::new(Algorithm::ES256);
        rules.set_issuer(&[issuer]);
        rules.set_audience(&[audience]);
        rules.validate_nbf = true;
        let token = jsonwebtoken::decode::<Claims>(token, &self.checking, &rules);
        token.ok().map(|token| token.claims)
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(<redacted>)")
    }
}
