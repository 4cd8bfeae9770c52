//! The two ways in: what a few kilobytes can check, and what takes certificates and RSA, whose code comes by itself.

use crate::content::{Signed, Subject, by_keys};
use crate::notation::by_certificates;
use crate::rsa_signature;
use crate::signature;
use crate::sigstore::by_identities;
use crate::trust::{Rule, Trust};
use crate::verdict::{Finding, Verdict};

/// Whether it takes [`with_certificates`] to check a signature by these rules.
pub fn needs_certificates(signed: &Signed, rules: &[Rule]) -> bool {
    signed.needs_certificates() || rules.iter().any(Rule::needs_certificates)
}

/// Checks a signature by keys of ECDSA and Ed25519.
pub fn with_keys(signed: &Signed, subject: &Subject, rules: &[Rule]) -> Finding {
    by_keys(signed, subject, rules, signature::fits)
}

/// Checks a signature by anything that a rule may trust. `now` is in seconds since 1970.
pub fn with_certificates(signed: &Signed, subject: &Subject, rules: &[Rule], now: i64) -> Finding {
    if let Signed::Jws(_) | Signed::Cose(_) = signed {
        return by_certificates(signed, subject, rules, now, rsa_signature::fits);
    }
    let has_identity = rules.iter().any(|rule| matches!(rule.trust, Trust::Identity(_)));
    let has_key = rules.iter().any(|rule| rule.key().is_some());
    if !signed.needs_certificates() || (has_key && !has_identity) {
        return by_keys(signed, subject, rules, rsa_signature::fits);
    }
    let found = by_identities(signed, subject, rules, now, rsa_signature::fits);
    if !has_key || found.is_proven() {
        return found;
    }
    // A key may be known to whoever does not know the identity.
    let by_key = by_keys(signed, subject, rules, rsa_signature::fits);
    if matches!(by_key.verdict, Verdict::Proven(_) | Verdict::Doubtful(..)) { by_key } else { found }
}
