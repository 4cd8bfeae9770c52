//! Whether a signature fits a key, RSA too (PKCS#1 v1.5 and PSS, RFC 8017).

use rsa::{BigUint, Pkcs1v15Sign, Pss, RsaPublicKey};
use sha2::{Sha256, Sha384, Sha512};

use crate::der::{Der, tag};
use crate::key::{KeyAlgorithm, PublicKey};
use crate::signature::{self, Fit, Hash, Message, Scheme};

/// The shortest modulus that proves anything, in bits.
const SHORTEST: usize = 2048;

/// The longest that is computed with, in bits: a stranger's key must not keep the page busy.
const LONGEST: usize = 4096;

/// Whether a signature by RSA, ECDSA or Ed25519 fits.
pub fn fits(key: &PublicKey, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Fit {
    if key.algorithm != KeyAlgorithm::Rsa {
        return signature::fits(key, scheme, message, signature);
    }
    let (Scheme::RsaPkcs1(hash) | Scheme::RsaPss(hash)) = scheme else { return Fit::Unknown };
    let (Some(digest), Some(modulus)) = (message.hash(hash), numbers(&key.key)) else { return Fit::Unknown };
    let (modulus, exponent) = modulus;
    if modulus.bits() < SHORTEST || modulus.bits() > LONGEST {
        return Fit::Unknown;
    }
    let Ok(key) = RsaPublicKey::new(modulus, exponent) else { return Fit::Differs };
    let outcome = match (scheme, hash) {
        (Scheme::RsaPkcs1(_), Hash::Sha256) => key.verify(Pkcs1v15Sign::new::<Sha256>(), &digest, signature),
        (Scheme::RsaPkcs1(_), Hash::Sha384) => key.verify(Pkcs1v15Sign::new::<Sha384>(), &digest, signature),
        (Scheme::RsaPkcs1(_), Hash::Sha512) => key.verify(Pkcs1v15Sign::new::<Sha512>(), &digest, signature),
        (_, Hash::Sha256) => key.verify(Pss::new::<Sha256>(), &digest, signature),
        (_, Hash::Sha384) => key.verify(Pss::new::<Sha384>(), &digest, signature),
        (_, Hash::Sha512) => key.verify(Pss::new::<Sha512>(), &digest, signature),
    };
    if outcome.is_ok() { Fit::Fits } else { Fit::Differs }
}

/// Modulus and exponent of an RSAPublicKey.
fn numbers(key: &[u8]) -> Option<(BigUint, BigUint)> {
    let mut numbers = Der::only(key, tag::SEQUENCE)?;
    let (modulus, exponent) = (numbers.unsigned()?, numbers.unsigned()?);
    numbers.is_empty().then(|| (BigUint::from_bytes_be(modulus), BigUint::from_bytes_be(exponent)))
}
