//! Notation's signatures, as JSON (JWS) and as CBOR (COSE).
//!
//! ```text
//! JWS   {"payload", "protected", "header": {"x5c": [<base64 DER>], …}, "signature"}        signed: protected "." payload
//! COSE  18([<protected>, {33: [<DER>], …}, <payload>, <signature>])                        signed: ["Signature1", protected, h'', payload]
//! both  protected: algorithm, content type, critical, io.cncf.notary.{signingScheme,signingTime,expiry}
//!       payload: {"targetArtifact": {"mediaType", "digest", "size"}}
//! https://github.com/notaryproject/specifications/blob/main/specs/signature-specification.md and beside it
//! ```

use crate::certificate::Certificate;
use crate::chain::{ChainError, follow};
use crate::content::{Signed, Subject};
use crate::json::{object, optional_text};
use crate::signature::{Fit, Fits, Message};
use crate::trust::{Rule, Trust};
use crate::verdict::{CertificateFault, Doubt, Finding, Missing, Note, Proof, Refusal, Signer, Verdict};

mod cose;
mod envelope;
mod jws;

use envelope::header;
pub use envelope::{NotationAlgorithm, NotationSignature};

/// What the payload is called.
const PAYLOAD: &str = "application/vnd.cncf.notary.payload.v1+json";

/// Reads a signature, `None` where it is none of Notation's.
///
/// # Errors
///
/// Why it is refused whoever signed it.
pub fn read(signed: &Signed) -> Option<Result<NotationSignature, Refusal>> {
    match signed {
        Signed::Jws(body) => Some(jws::read(body)),
        Signed::Cose(body) => Some(cose::read(body)),
        _ => None,
    }
}

/// Whether a signature is by a certificate that a rule trusts, over this image. `now` is in seconds since 1970.
pub fn by_certificates(signed: &Signed, subject: &Subject, rules: &[Rule], now: i64, fits: Fits) -> Finding {
    match read(signed) {
        Some(Ok(read)) => judged(&read, subject, rules, now, fits),
        Some(Err(refusal)) => refusal.into(),
        None => Finding::of(Verdict::NotChecked(Missing::Certificate)),
    }
}

fn judged(read: &NotationSignature, subject: &Subject, rules: &[Rule], now: i64, fits: Fits) -> Finding {
    if let Err(refusal) = what_it_says(read, subject, now) {
        return refusal.into();
    }
    let certificates: Option<Vec<_>> = read.certificates.iter().map(|der| Certificate::parse(der)).collect();
    let Some((leaf, others)) = certificates.as_deref().and_then(|all| all.split_first()) else {
        return Refusal::Certificate(CertificateFault::Unreadable).into();
    };
    let scheme = match &read.algorithm {
        NotationAlgorithm::Known(scheme) => *scheme,
        NotationAlgorithm::Other(name) => {
            return Finding::of(Verdict::NotChecked(Missing::Algorithm(name.clone())));
        }
    };
    match fits(&leaf.key, scheme, Message::Bytes(&read.signed), &read.signature) {
        Fit::Fits => {}
        Fit::Differs => return Refusal::DiffersFromCertificate.into(),
        Fit::Unknown => {
            let name = leaf.key.algorithm.name().to_owned();
            return Finding::of(Verdict::NotChecked(Missing::Algorithm(name)));
        }
    }
    let mut notes = vec![Note::RevocationNotChecked];
    notes.extend(read.signing_time.map(Note::SaidTime));
    notes.extend(read.has_timestamp.then_some(Note::TimestampsNotChecked));
    let anchors = rules.iter().filter_map(|rule| match &rule.trust {
        Trust::Certificate(certificate) => Some((rule, certificate.as_ref().clone())),
        _ => None,
    });
    let anchors: Vec<_> = anchors.collect();
    if anchors.is_empty() {
        return Finding { verdict: Verdict::NotChecked(Missing::Certificate), notes };
    }
    // Where the life of the signer's certificate is over, all that is left is whether it led to one that counts.
    let is_alive = leaf.is_valid_at(now);
    let at = if is_alive { now } else { leaf.not_after };
    let mut refusal = Refusal::NoAnchor;
    for (rule, anchor) in &anchors {
        match follow(leaf, others, std::slice::from_ref(anchor), at, fits) {
            Ok(_) if leaf.not_before > now => refusal = Refusal::Certificate(CertificateFault::NotValid),
            Ok(_) => {
                let by = Signer::Certificate { subject: leaf.subject_text(), fingerprint: leaf.fingerprint() };
                let proof = Proof { by, rule: rule.name.clone() };
                let verdict = match is_alive {
                    true => Verdict::Proven(proof),
                    false => Verdict::Doubtful(proof, Doubt::NoTrustedTime),
                };
                return Finding { verdict, notes };
            }
            Err(ChainError::Fault(fault)) => refusal = Refusal::Certificate(fault),
            Err(ChainError::NoAnchor) => {}
        }
    }
    Finding { verdict: Verdict::Refused(refusal), notes }
}

/// Whether it says something of this image, today, that is understood here.
fn what_it_says(read: &NotationSignature, subject: &Subject, now: i64) -> Result<(), Refusal> {
    let known = [header::SCHEME, header::TIME, header::AUTHENTIC_TIME, header::EXPIRY];
    if let Some(unknown) = read.critical.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(Refusal::UnknownCritical(unknown.clone()));
    }
    // The specification wants these two to be critical where they are there.
    let is_critical = |name: &str| read.critical.iter().any(|one| one == name);
    if !is_critical(header::SCHEME) || (read.expiry.is_some() && !is_critical(header::EXPIRY)) {
        return Err(Refusal::NoSignature);
    }
    if !["notary.x509", "notary.x509.signingAuthority"].contains(&read.signing_scheme.as_str()) {
        return Err(Refusal::UnknownCritical(read.signing_scheme.clone()));
    }
    if read.content_type != PAYLOAD {
        return Err(Refusal::OtherPayload(read.content_type.clone()));
    }
    let payload = object(&read.payload)?;
    let digest = payload.get("targetArtifact").and_then(|target| optional_text(target, "digest"));
    match digest {
        None => return Err(Refusal::OtherPayload("something without a digest".to_owned())),
        Some(digest) if digest != subject.digest => return Err(Refusal::OtherDigest(digest)),
        Some(_) => {}
    }
    match read.expiry {
        Some(expiry) if expiry < now => Err(Refusal::Expired(expiry)),
        _ => Ok(()),
    }
}
