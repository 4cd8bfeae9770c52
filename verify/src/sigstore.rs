//! Signatures with a certificate for an identity, as Sigstore's authority issues them: it lives for minutes, so what counts is when the
//! signature was made, and that a log says.
//!
//! The log's promise to keep the entry is checked, and that the entry is about this very signature. What is not checked, and said: proofs
//! of inclusion, timestamps as RFC 3161 has them, and whether the certificate stands in a public list of certificates.

use serde_json::Value;

use crate::bundle::{Bundle, BundleContent, LogEntry};
use crate::certificate::Certificate;
use crate::chain::{ChainError, follow};
use crate::content::{Claim, Signed, SignedBytes, Subject, claim, proven};
use crate::der::{Der, tag};
use crate::json::{base64, hex, items, object};
use crate::pem;
use crate::signature::{Fit, Fits, Hash, Message, fits_any};
use crate::trust::{Identity, Rule, Trust, matches};
use crate::trusted_root::TrustedRoot;
use crate::verdict::{CertificateFault, Doubt, Finding, Missing, Note, Proof, Refusal, Signer, Verdict};

/// Who knew the signer (<https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md>): the second is older, and no DER.
pub(crate) const ISSUER: [&str; 2] = ["1.3.6.1.4.1.57264.1.8", "1.3.6.1.4.1.57264.1.1"];

/// Whether a signature is by somebody whom a rule trusts by identity, over this image. `now` is in seconds since 1970.
pub fn by_identities(signed: &Signed, subject: &Subject, rules: &[Rule], now: i64, fits: Fits) -> Finding {
    if let Signed::Bundle(bundle) = signed
        && !bundle.is_known()
    {
        return Finding::of(Verdict::NotChecked(Missing::Version(bundle.media_type.clone())));
    }
    let claim = match claim(signed, subject) {
        Ok(claim) => claim,
        Err(refusal) => return refusal.into(),
    };
    let certificates: Option<Vec<_>> = signed.certificates().iter().map(|der| Certificate::parse(der)).collect();
    let Some((leaf, others)) = certificates.as_deref().and_then(|all| all.split_first()) else {
        return Refusal::Certificate(CertificateFault::Unreadable).into();
    };
    let outcomes: Vec<_> =
        claim.signatures.iter().map(|one| (one, fits_any(fits, &leaf.key, claim.signed.message(), one))).collect();
    let Some((signature, _)) = outcomes.iter().find(|(_, fit)| *fit == Fit::Fits) else {
        let is_unknown = outcomes.iter().any(|(_, fit)| *fit == Fit::Unknown);
        return match (is_unknown, &claim.signed) {
            (true, SignedBytes::Manifest(None, ..)) => Finding::of(Verdict::NotChecked(Missing::Manifest)),
            (true, _) => Finding::of(Verdict::NotChecked(Missing::Algorithm(leaf.key.algorithm.name().to_owned()))),
            _ => Refusal::DiffersFromCertificate.into(),
        };
    };
    let bad = outcomes.len() - outcomes.iter().filter(|(_, fit)| *fit == Fit::Fits).count();
    let signer = CertificateSigner { leaf, others, signature, claim: &claim, signed, now, fits };
    let mut best = Finding::of(Verdict::NotChecked(Missing::Identity));
    for rule in rules {
        let Trust::Identity(identity) = &rule.trust else { continue };
        let found = signer.held_against(identity, rule);
        if rank(&found.verdict) > rank(&best.verdict) {
            best = found;
        }
    }
    best.notes.extend((bad > 0).then_some(Note::OthersDiffer(bad)));
    best
}

/// Which of several rules' verdicts is told.
fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Proven(_) => 4,
        Verdict::Doubtful(..) => 3,
        Verdict::Refused(Refusal::OtherIdentity { .. }) => 1,
        Verdict::Refused(_) => 2,
        Verdict::NotChecked(_) => 0,
    }
}

/// A signature that fits its certificate.
struct CertificateSigner<'a> {
    leaf: &'a Certificate,
    others: &'a [Certificate],
    signature: &'a [u8],
    claim: &'a Claim<'a>,
    signed: &'a Signed,
    now: i64,
    fits: Fits,
}

impl CertificateSigner<'_> {
    fn held_against(&self, identity: &Identity, rule: &Rule) -> Finding {
        let mut notes = vec![Note::CertificateLogNotChecked];
        let issuer = issuer(self.leaf);
        let names = self.leaf.alternative_names();
        let is_theirs = issuer.as_deref() == Some(&identity.issuer);
        let Some(name) = names.iter().find(|name| is_theirs && matches(&identity.subject, name)) else {
            let refusal = Refusal::OtherIdentity {
                issuer: issuer.unwrap_or_else(|| "nobody".to_owned()),
                subject: names.first().cloned().unwrap_or_else(|| "nobody".to_owned()),
            };
            return refusal.into();
        };
        let time = match self.promised(&identity.root) {
            Ok(time) => time,
            Err(refusal) => return refusal.into(),
        };
        match time {
            Some(time) => notes.push(Note::Promised(time)),
            None if !self.signed.log_entries().is_empty() => notes.push(Note::LogNotChecked),
            None => {}
        }
        if matches!(self.signed, Signed::Bundle(bundle) if !bundle.timestamps.is_empty()) {
            notes.push(Note::TimestampsNotChecked);
        }
        // Without a trusted time the chain is followed for the time at which it would be good, and that is no proof.
        let is_alive = self.leaf.is_valid_at(self.now);
        let at = time.unwrap_or(if is_alive { self.now } else { self.leaf.not_before });
        if let Err(refusal) = self.chain(&identity.root, at) {
            return refusal.into();
        }
        let by = Signer::Identity { issuer: identity.issuer.clone(), subject: name.clone() };
        let proof = Proof { by, rule: rule.name.clone() };
        let verdict = if time.is_some() || is_alive {
            proven(self.claim, proof)
        } else {
            Verdict::Doubtful(proof, Doubt::NoTrustedTime)
        };
        Finding { verdict, notes }
    }

    fn chain(&self, root: &TrustedRoot, at: i64) -> Result<(), Refusal> {
        let mut fault = Refusal::NoAnchor;
        for authority in root.authorities.iter().filter(|authority| authority.valid.holds(at)) {
            let (anchors, middle) = match authority.chain.split_last() {
                Some((anchor, middle)) => (std::slice::from_ref(anchor), middle),
                None => continue,
            };
            let others: Vec<_> = middle.iter().chain(self.others).cloned().collect();
            match follow(self.leaf, &others, anchors, at, self.fits) {
                Ok(_) => return Ok(()),
                Err(ChainError::Fault(found)) => fault = Refusal::Certificate(found),
                Err(ChainError::NoAnchor) => {}
            }
        }
        Err(fault)
    }

    /// When a log promised to keep the entry, if one that counts did.
    fn promised(&self, root: &TrustedRoot) -> Result<Option<i64>, Refusal> {
        for entry in self.signed.log_entries() {
            let (Some(promise), Some(time), Some(index)) = (&entry.promise, entry.integrated_time, entry.index) else {
                continue;
            };
            let Some(log) = root.logs.iter().find(|log| log.id == entry.log_id && log.valid.holds(time)) else {
                continue;
            };
            let signed = promise_bytes(entry, time, index);
            if fits_any(self.fits, &log.key, Message::Bytes(signed.as_bytes()), promise) != Fit::Fits {
                return Err(Refusal::Promise);
            }
            match self.is_about(entry) {
                Some(true) => return Ok(Some(time)),
                Some(false) => return Err(Refusal::Promise),
                // An entry of a kind that is not known here says nothing of this signature.
                None => {}
            }
        }
        Ok(None)
    }

    /// Whether an entry is about this signature by this certificate.
    fn is_about(&self, entry: &LogEntry) -> Option<bool> {
        let body = object(&entry.body).ok()?;
        let spec = body.get("spec")?;
        let text = |path: &[&str]| {
            path.iter().try_fold(spec, |value, name| value.get(name)).and_then(Value::as_str).map(str::to_owned)
        };
        let is_leaf = |pem: Option<String>| {
            let pem = pem.and_then(|pem| base64(&pem)).and_then(|pem| String::from_utf8(pem).ok()).unwrap_or_default();
            pem::documents(&pem).first().is_some_and(|one| one.der == self.leaf.der)
        };
        let is_signature =
            |text: Option<String>| text.and_then(|text| base64(&text)).as_deref() == Some(self.signature);
        let kind = body.get("kind")?.as_str()?;
        match (kind, body.get("apiVersion")?.as_str()?) {
            ("hashedrekord", "0.0.1") => {
                let hash = self.claim.signed.message().hash(Hash::Sha256)?;
                let is_hash = text(&["data", "hash", "value"]) == Some(hex(&hash));
                let is_named = text(&["data", "hash", "algorithm"]).as_deref() == Some("sha256");
                let is_ours = is_signature(text(&["signature", "content"]))
                    && is_leaf(text(&["signature", "publicKey", "content"]));
                Some(is_hash && is_named && is_ours)
            }
            ("dsse", "0.0.1") => {
                let envelope = self.envelope()?;
                let is_hash = text(&["payloadHash", "value"]) == Some(hex(&Hash::Sha256.of(envelope)));
                let is_named = text(&["payloadHash", "algorithm"]).as_deref() == Some("sha256");
                let member = |one: &Value, name: &str| one.get(name).and_then(Value::as_str).map(str::to_owned);
                let is_ours = items(spec, "signatures")
                    .iter()
                    .any(|one| is_signature(member(one, "signature")) && is_leaf(member(one, "verifier")));
                Some(is_hash && is_named && is_ours)
            }
            _ => None,
        }
    }

    fn envelope(&self) -> Option<&[u8]> {
        match self.signed {
            Signed::Bundle(Bundle { content: BundleContent::Envelope(envelope), .. }) | Signed::Envelope(envelope) => {
                Some(&envelope.payload)
            }
            _ => None,
        }
    }
}

/// What a log signs when it promises to keep an entry: these four, as RFC 8785 writes JSON.
fn promise_bytes(entry: &LogEntry, time: i64, index: i64) -> String {
    let body = crate::json::to_base64(&entry.body);
    let log = hex(&entry.log_id);
    format!(r#"{{"body":"{body}","integratedTime":{time},"logID":"{log}","logIndex":{index}}}"#)
}

/// Who knew the signer, by the certificate.
pub fn issuer(certificate: &Certificate) -> Option<String> {
    let text = certificate.extension(ISSUER[0]).and_then(der_text);
    text.or_else(|| String::from_utf8(certificate.extension(ISSUER[1])?.to_vec()).ok())
}

/// A text in DER.
pub(crate) fn der_text(value: &[u8]) -> Option<String> {
    let mut der = Der::new(value);
    let text = String::from_utf8(der.expect(tag::UTF8_STRING)?.value.to_vec()).ok()?;
    der.is_empty().then_some(text)
}
