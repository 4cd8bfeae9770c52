//! Signatures, certificates and keys of strangers: whatever comes, nothing panics, and nothing is green that is by nobody who is trusted.

use std::sync::LazyLock;

use pierglass::config::{Config, trust};
use serde_json::Value;
use verify::certificate::Certificate;
use verify::check::{needs_certificates, with_certificates, with_keys};
use verify::content::{COSE, Signed, Subject, annotation};
use verify::key::PublicKey;
use verify::signer;
use verify::trust::{Identity, Rule, Trust, is_about};
use verify::trusted_root::TrustedRoot;
use verify::verdict::{RuleName, Verdict};

use crate::holds;
use crate::input::Input;
use crate::target::Fault;

/// The cells of the table test: what is in the corpora was signed by keys of theirs, and these are the others.
static CELLS: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../verify/tests/data/signatures.json")).unwrap_or_default()
});

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let text = |kind: &str, name: &str| CELLS[kind][name].as_str().unwrap_or_default();
    let root = TrustedRoot::parse(CELLS["roots"]["stranger"].to_string().as_bytes());
    let trusted = [
        PublicKey::parse_pem(text("keys", "p256-other")).map(Trust::Key).ok(),
        PublicKey::parse_pem(text("keys", "ed25519-other")).map(Trust::Key).ok(),
        Certificate::parse_pem(text("certificates", "other")).map(|one| Trust::Certificate(Box::new(one))),
        root.ok().map(|root| {
            let (issuer, subject) = ("https://token.actions.example".to_owned(), "*".to_owned());
            Trust::Identity(Box::new(Identity { issuer, subject, root }))
        }),
    ];
    trusted.into_iter().flatten().map(|trust| Rule { name: RuleName::Pasted, trust }).collect()
});

/// A layer with its media type and its signature on lines before it.
pub fn signature(input: &mut Input) -> Result<(), Fault> {
    let text = input.text().into_owned();
    let mut parts = text.splitn(3, '\n');
    let mut next = || parts.next().unwrap_or_default();
    let (media_type, annotated, body) = (next(), next(), next());
    let annotated = |name: &str| (name == annotation::SIGNATURE).then_some(annotated);
    let Ok(signed) = Signed::read(media_type, annotated, body.as_bytes()) else { return Ok(()) };
    nothing_is_green(&signed)
}

/// A signature in CBOR, in hexadecimal digits.
pub fn cose(input: &mut Input) -> Result<(), Fault> {
    match Signed::read(COSE, |_| None, &unhex(&input.text())) {
        Ok(signed) => nothing_is_green(&signed),
        Err(_) => Ok(()),
    }
}

fn nothing_is_green(signed: &Signed) -> Result<(), Fault> {
    let digest = CELLS["digest"].as_str().unwrap_or_default().to_owned();
    let manifest = CELLS["manifest"].as_str().map(|text| text.as_bytes().to_vec());
    let subject = Subject { digest, names: vec!["registry.example/team/app".to_owned()], manifest };
    holds!(RULES.len() == 4, "{} rules", RULES.len());
    let found = with_certificates(signed, &subject, &RULES, 1_796_083_200);
    holds!(!matches!(found.verdict, Verdict::Proven(_) | Verdict::Doubtful(..)), "{found:?}");
    let (keys, _) = RULES.split_at(2);
    if !needs_certificates(signed, keys) {
        let found = with_keys(signed, &subject, keys);
        holds!(!matches!(found.verdict, Verdict::Proven(_) | Verdict::Doubtful(..)), "{found:?}");
    }
    let _ = (signer::read(signed), signed.about());
    Ok(())
}

/// A certificate or a key, in hexadecimal digits.
pub fn certificate(input: &mut Input) -> Result<(), Fault> {
    let der = unhex(&input.text());
    if let Some(key) = PublicKey::parse_der(&der) {
        holds!(key.spki == der, "a key of {} bytes has {}", der.len(), key.spki.len());
    }
    if let Some(certificate) = Certificate::parse(&der) {
        holds!(certificate.der == der, "another certificate than was given");
        let _ = (certificate.authority(), certificate.is_for_code(), certificate.not_understood());
        let _ = (certificate.alternative_names(), certificate.subject_text());
    }
    Ok(())
}

/// Rules of a configuration: whatever is in one, it is for what it names.
pub fn trust(input: &mut Input) -> Result<(), Fault> {
    let (config, _) = Config::parse(format!("{{\"trust\": {}}}", input.text()).as_bytes());
    let (rules, _) = trust::rules(&config);
    holds!(rules.iter().all(|rule| !rule.repositories.is_empty()), "a rule for nothing by name");
    let pattern = input.another_text();
    let _ = is_about(&pattern, "r.example", &input.another_text());
    Ok(())
}

/// The bytes of the hexadecimal digits of a text; what is none is left out.
fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        text.chars().filter_map(|one| one.to_digit(16)).filter_map(|one| u8::try_from(one).ok()).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}
