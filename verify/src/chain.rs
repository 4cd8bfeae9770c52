//! From a signer's certificate to one that is trusted (RFC 5280, 6.1, as far as it applies: names, signatures, rights, time).
//!
//! What is not looked at: lists of certificates that were taken back, and policies. Constraints on names make a chain fail.

use crate::certificate::Certificate;
use crate::signature::{Fit, Fits, Message};
use crate::verdict::CertificateFault;

/// Longer chains are not followed.
const LONGEST: usize = 8;

/// Why a chain does not lead to one that is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainError {
    /// It leads to none of them.
    NoAnchor,
    /// A certificate of it is no good.
    Fault(CertificateFault),
}

/// Follows a chain from `leaf` over `others` to one of `anchors`, at a time; an anchor may be the leaf itself, or stand in the middle.
///
/// # Errors
///
/// What is wrong with the way that goes furthest: the names decide where it goes.
pub fn follow<'a>(
    leaf: &'a Certificate,
    others: &'a [Certificate],
    anchors: &'a [Certificate],
    seconds: i64,
    fits: Fits,
) -> Result<&'a Certificate, ChainError> {
    if !leaf.is_for_code() {
        return Err(ChainError::Fault(CertificateFault::OtherUse));
    }
    let mut here = leaf;
    for depth in 0..LONGEST {
        if let Some(oid) = here.not_understood() {
            return Err(ChainError::Fault(CertificateFault::UnknownCritical(oid.to_owned())));
        }
        if !here.is_valid_at(seconds) {
            return Err(ChainError::Fault(CertificateFault::NotValid));
        }
        if let Some(anchor) = anchors.iter().find(|anchor| anchor.der == here.der) {
            return Ok(anchor);
        }
        // Of several with one name, a renewed authority's for one, the one counts that did issue it.
        let named = anchors.iter().chain(others).filter(|other| other.subject == here.issuer && other.der != here.der);
        let mut named = named.peekable();
        if named.peek().is_none() {
            return Err(ChainError::NoAnchor);
        }
        let issuer =
            named.find(|issuer| is_issued(here, issuer, fits)).ok_or(ChainError::Fault(CertificateFault::NotIssued))?;
        // A path length counts the authorities between it and the last certificate.
        let may_issue = issuer.authority().is_some_and(|length| length.is_none_or(|length| depth <= length));
        if !may_issue {
            return Err(ChainError::Fault(CertificateFault::NoAuthority));
        }
        here = issuer;
    }
    Err(ChainError::NoAnchor)
}

fn is_issued(certificate: &Certificate, issuer: &Certificate, fits: Fits) -> bool {
    certificate.scheme.is_some_and(|scheme| {
        fits(&issuer.key, scheme, Message::Bytes(&certificate.signed), &certificate.signature) == Fit::Fits
    })
}
