//! Whether a signature fits a key: ECDSA and Ed25519. RSA stands beside it ([`crate::rsa_signature`]), for it comes later.

use ed25519_dalek as ed25519;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::key::{KeyAlgorithm, PublicKey};

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// ECDSA over a hash.
    Ecdsa(Hash, EcdsaForm),
    /// Ed25519 over the message (RFC 8032, "pure").
    Ed25519,
    /// Ed25519 over its SHA-512 (RFC 8032, Ed25519ph).
    Ed25519ph,
    /// RSA as PKCS#1 v1.5 pads.
    RsaPkcs1(Hash),
    /// RSA as PSS pads, with a salt as long as the hash.
    RsaPss(Hash),
}

/// How the two numbers of an ECDSA signature are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EcdsaForm {
    /// As a sequence in DER, as certificates, cosign and bundles have it.
    Der,
    /// One after the other, as JOSE and COSE have it.
    Fixed,
}

/// A hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// What a signature is over.
#[derive(Clone, Copy, Debug)]
pub enum Message<'a> {
    /// These bytes.
    Bytes(&'a [u8]),
    /// Bytes of which only the hash is known.
    Hashed(Hash, &'a [u8]),
}

/// Whether a signature fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It was made by this key over this message.
    Fits,
    /// It was not.
    Differs,
    /// Nobody here can say: the key, the scheme or what is known of the message is of a kind that is not checked.
    Unknown,
}

/// What says whether a signature of a scheme fits a key.
pub type Fits = fn(&PublicKey, Scheme, Message<'_>, &[u8]) -> Fit;

impl Hash {
    /// The hash of bytes.
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha256 => Sha256::digest(bytes).to_vec(),
            Hash::Sha384 => Sha384::digest(bytes).to_vec(),
            Hash::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

impl Message<'_> {
    /// Its hash, where that can be known.
    pub fn hash(self, hash: Hash) -> Option<Vec<u8>> {
        match self {
            Message::Bytes(bytes) => Some(hash.of(bytes)),
            Message::Hashed(of, digest) => (of == hash).then(|| digest.to_vec()),
        }
    }
}

/// By which schemes cosign and Sigstore sign with a key of this kind: they name none. Each is as good as the other, so all are tried.
/// Source: <https://github.com/sigstore/sigstore/blob/main/pkg/signature/algorithm_registry.go>; cosign before 2.5 signed by SHA-256 with
/// any key.
pub fn schemes(algorithm: &KeyAlgorithm) -> &'static [Scheme] {
    match algorithm {
        KeyAlgorithm::P256 => &[Scheme::Ecdsa(Hash::Sha256, EcdsaForm::Der)],
        KeyAlgorithm::P384 => {
            &[Scheme::Ecdsa(Hash::Sha384, EcdsaForm::Der), Scheme::Ecdsa(Hash::Sha256, EcdsaForm::Der)]
        }
        KeyAlgorithm::Ed25519 => &[Scheme::Ed25519, Scheme::Ed25519ph],
        KeyAlgorithm::Rsa => &[Scheme::RsaPkcs1(Hash::Sha256), Scheme::RsaPss(Hash::Sha256)],
        KeyAlgorithm::Other(_) => &[],
    }
}

/// Whether a signature of any of the key's schemes fits. Where one of them cannot be looked at, nobody knows that none does.
pub fn fits_any(fits: Fits, key: &PublicKey, message: Message<'_>, signature: &[u8]) -> Fit {
    let outcomes = schemes(&key.algorithm).iter().map(|scheme| fits(key, *scheme, message, signature));
    let outcomes: Vec<_> = outcomes.collect();
    match (outcomes.contains(&Fit::Fits), outcomes.is_empty() || outcomes.contains(&Fit::Unknown)) {
        (true, _) => Fit::Fits,
        (false, true) => Fit::Unknown,
        (false, false) => Fit::Differs,
    }
}

/// Whether a signature by ECDSA or Ed25519 fits; of RSA nobody says it here.
pub fn fits(key: &PublicKey, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Fit {
    let is_good = match (&key.algorithm, scheme) {
        (KeyAlgorithm::P256, Scheme::Ecdsa(hash, form)) => {
            let Some(digest) = message.hash(hash) else { return Fit::Unknown };
            p256_fits(&key.key, &digest, form, signature)
        }
        (KeyAlgorithm::P384, Scheme::Ecdsa(hash, form)) => {
            let Some(digest) = message.hash(hash) else { return Fit::Unknown };
            p384_fits(&key.key, &digest, form, signature)
        }
        (KeyAlgorithm::Ed25519, Scheme::Ed25519 | Scheme::Ed25519ph) => {
            let Message::Bytes(bytes) = message else { return Fit::Unknown };
            ed25519_fits(&key.key, bytes, scheme == Scheme::Ed25519ph, signature)
        }
        _ => return Fit::Unknown,
    };
    if is_good == Some(true) { Fit::Fits } else { Fit::Differs }
}

fn p256_fits(key: &[u8], digest: &[u8], form: EcdsaForm, signature: &[u8]) -> Option<bool> {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
    let signature = match form {
        EcdsaForm::Der => p256::ecdsa::Signature::from_der(signature),
        EcdsaForm::Fixed => p256::ecdsa::Signature::from_slice(signature),
    };
    Some(key.verify_prehash(digest, &signature.ok()?).is_ok())
}

fn p384_fits(key: &[u8], digest: &[u8], form: EcdsaForm, signature: &[u8]) -> Option<bool> {
    let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
    let signature = match form {
        EcdsaForm::Der => p384::ecdsa::Signature::from_der(signature),
        EcdsaForm::Fixed => p384::ecdsa::Signature::from_slice(signature),
    };
    Some(key.verify_prehash(digest, &signature.ok()?).is_ok())
}

fn ed25519_fits(key: &[u8], message: &[u8], is_prehashed: bool, signature: &[u8]) -> Option<bool> {
    let key = ed25519::VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
    let signature = ed25519::Signature::from_slice(signature).ok()?;
    let outcome = if is_prehashed {
        key.verify_prehashed_strict(Sha512::new_with_prefix(message), None, &signature)
    } else {
        key.verify_strict(message, &signature)
    };
    Some(outcome.is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::unhex;

    /// RFC 8032, 7.3: no program that judges the other signatures knows it.
    #[test]
    fn the_prehashed_form_of_ed25519_is_known() {
        let bytes = |digits: &str| unhex(digits).expect("hexadecimal digits");
        let key = bytes("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf");
        let signature = bytes(
            "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406",
        );
        let key = PublicKey { algorithm: KeyAlgorithm::Ed25519, key, spki: Vec::new() };
        assert_eq!(fits_any(fits, &key, Message::Bytes(b"abc"), &signature), Fit::Fits);
        assert_eq!(fits(&key, Scheme::Ed25519, Message::Bytes(b"abc"), &signature), Fit::Differs);
        assert_eq!(fits_any(fits, &key, Message::Bytes(b"abd"), &signature), Fit::Differs);
        assert_eq!(fits_any(fits, &key, Message::Hashed(Hash::Sha512, &[0; 64]), &signature), Fit::Unknown);
    }
}
