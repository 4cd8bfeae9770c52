//! Who signed by their own account: what stands in certificates and bundles, read and not checked.

use crate::certificate::Certificate;
use crate::content::Signed;
use crate::notation;
use crate::sigstore::{der_text, issuer};

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Whom the certificate is for: an address of a person or of a workflow.
    Signer,
    /// Who knew them.
    Issuer,
    /// The certificate's name.
    Certificate,
    /// The workflow that signed.
    Workflow,
    /// The repository of its sources.
    Repository,
    /// The commit.
    Commit,
    /// The branch or the tag.
    Reference,
    /// What started it.
    Trigger,
    /// Its run.
    Run,
    /// Where it ran: `github-hosted` for one.
    Runner,
    /// The hint to a key.
    KeyHint,
    /// The place in the log.
    LogIndex,
    /// The program that signed.
    Agent,
}

/// What stands in a signature about whoever made it, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignerFacts {
    /// What, in the order in which it is told.
    pub facts: Vec<(Said, String)>,
    /// From when until when the certificate is valid, in seconds since 1970.
    pub life: Option<(i64, i64)>,
    /// When the log took it in, by the bundle's account.
    pub logged: Option<i64>,
    /// When it was made, by the signer's account.
    pub signed: Option<i64>,
    /// Until when it is good, by the signer's account.
    pub expires: Option<i64>,
}

/// What Fulcio writes into certificates (<https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md>). What is newer stands first; the
/// older ones are no DER.
const WRITTEN: &[(Said, &[(&str, bool)])] = &[
    (Said::Workflow, &[("18", true), ("9", true), ("4", false)]),
    (Said::Repository, &[("12", true), ("5", false)]),
    (Said::Commit, &[("13", true), ("3", false)]),
    (Said::Reference, &[("14", true), ("6", false)]),
    (Said::Trigger, &[("20", true), ("2", false)]),
    (Said::Run, &[("21", true)]),
    (Said::Runner, &[("11", true)]),
];

/// Reads who signed.
pub fn read(signed: &Signed) -> SignerFacts {
    let mut found = SignerFacts::default();
    let notation = notation::read(signed).and_then(Result::ok);
    let certificates = notation.as_ref().map_or(signed.certificates(), |read| &read.certificates);
    if let Some(certificate) = certificates.first().and_then(|der| Certificate::parse(der)) {
        found.life = Some((certificate.not_before, certificate.not_after));
        found.facts.extend(of_certificate(&certificate));
    }
    if let Signed::Bundle(bundle) = signed
        && let crate::bundle::BundleSigner::Key(Some(hint)) = &bundle.signer
    {
        found.facts.push((Said::KeyHint, hint.clone()));
    }
    if let Some(entry) = signed.log_entries().first() {
        found.facts.extend(entry.index.map(|index| (Said::LogIndex, index.to_string())));
        found.logged = entry.integrated_time;
    }
    if let Some(read) = notation {
        found.facts.extend(read.agent.map(|agent| (Said::Agent, agent)));
        found.signed = read.signing_time;
        found.expires = read.expiry;
    }
    found
}

fn of_certificate(certificate: &Certificate) -> Vec<(Said, String)> {
    let mut facts: Vec<_> = certificate.alternative_names().into_iter().map(|name| (Said::Signer, name)).collect();
    facts.extend(issuer(certificate).map(|issuer| (Said::Issuer, issuer)));
    let name = Some(certificate.subject_text()).filter(|name| !name.is_empty());
    facts.extend(name.map(|name| (Said::Certificate, name)));
    for (said, places) in WRITTEN {
        let text = places.iter().find_map(|(place, is_der)| {
            let value = certificate.extension(&format!("1.3.6.1.4.1.57264.1.{place}"))?;
            if *is_der { der_text(value) } else { String::from_utf8(value.to_vec()).ok() }
        });
        facts.extend(text.filter(|text| !text.is_empty()).map(|text| (*said, text)));
    }
    facts
}
