//! in-toto statements: what somebody states about contents (<https://github.com/in-toto/attestation/tree/main/spec>). Bare as BuildKit
//! stores them, in a DSSE envelope as cosign does, or in a Sigstore bundle. Whether a signature holds, `verify` says and not this.
//!
//! ```text
//! {"_type": "https://in-toto.io/Statement/v1", "subject": [{"name", "digest": {"sha256": "…"}}], "predicateType", "predicate": {…}}
//! ```

use std::sync::Arc;

use serde_json::Value;
use verify::dsse::{Envelope, IN_TOTO};

use super::member::{digests, items, text};
use super::provenance::{self, Provenance};
use super::report::{self, ScanReport};
use super::sbom::{self, Sbom};
use super::vex::{self, Vex};
use crate::registry::http::Http;
use crate::registry::json;

/// What somebody states.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// What it stands in: `DSSE envelope`, `Sigstore bundle`; nothing where it stands alone.
    pub within: Option<&'static str>,
    /// How many signatures are beside it. They are not checked here.
    pub signatures: usize,
    /// What kind of statement it is: an address, by its own account.
    pub predicate_type: String,
    /// What it is about.
    pub subjects: Vec<StatementSubject>,
    /// What is stated.
    pub predicate: Predicate,
    /// The statement itself, where it stands in something.
    pub text: Option<Arc<Vec<u8>>>,
}

/// A content that a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementSubject {
    /// What it is called, which proves nothing.
    pub name: String,
    /// Its digests: `sha256:…`.
    pub digests: Vec<String>,
}

/// What is stated.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// How something was built.
    Provenance(Box<Provenance>),
    /// What is in it.
    Sbom(Box<Sbom>),
    /// Which vulnerabilities matter.
    Vex(Vex),
    /// What a scanner found.
    Report(ScanReport),
    /// Something that is not read here.
    Other,
}

/// What comes of a JSON document that may be a statement, or have one in it.
pub(super) enum Unwrapped {
    /// It is neither.
    No(Value),
    /// A statement that stands alone.
    Statement(Box<Statement>),
    /// Something else in an envelope: its type.
    OtherPayload(String),
    /// An envelope or a bundle whose payload cannot be read: a sentence's end.
    Broken(String),
}

/// Reads a statement, out of what it stands in.
pub(super) async fn read<H: Http>(http: &H, value: Value) -> Unwrapped {
    let bundle = text(&value, "mediaType").starts_with(verify::bundle::BUNDLE);
    let (within, envelope) = match (bundle, value.get("payloadType")) {
        (true, _) => match value.get("dsseEnvelope") {
            Some(envelope) => ("Sigstore bundle", envelope),
            None => return Unwrapped::No(value),
        },
        (false, Some(_)) if value.get("payload").is_some() => ("DSSE envelope", &value),
        _ => return bare(value),
    };
    let envelope = match Envelope::of(envelope) {
        Ok(envelope) => envelope,
        Err(problem) => return Unwrapped::Broken(format!("the envelope cannot be read: {problem}")),
    };
    if envelope.payload_type != IN_TOTO {
        return Unwrapped::OtherPayload(envelope.payload_type);
    }
    let payload = match json::read(http, &envelope.payload).await {
        Ok(payload) => payload,
        Err(problem) => return Unwrapped::Broken(format!("of what is in the envelope, {problem}")),
    };
    match bare(payload) {
        Unwrapped::Statement(statement) => Unwrapped::Statement(Box::new(Statement {
            within: Some(within),
            signatures: envelope.signatures.len(),
            text: Some(Arc::new(envelope.payload)),
            ..*statement
        })),
        _ => Unwrapped::Broken("what is in the envelope is no statement".to_owned()),
    }
}

fn bare(value: Value) -> Unwrapped {
    let is_statement = text(&value, "_type").starts_with("https://in-toto.io/Statement/");
    if !is_statement {
        return Unwrapped::No(value);
    }
    let subjects = items(&value, "subject")
        .iter()
        .map(|one| StatementSubject { name: text(one, "name").to_owned(), digests: digests(one) });
    let predicate_type = text(&value, "predicateType");
    Unwrapped::Statement(Box::new(Statement {
        within: None,
        signatures: 0,
        predicate_type: predicate_type.to_owned(),
        subjects: subjects.collect(),
        predicate: predicate(predicate_type, &value["predicate"]),
        text: None,
    }))
}

fn predicate(predicate_type: &str, value: &Value) -> Predicate {
    if predicate_type.starts_with("https://slsa.dev/provenance/") {
        let read = provenance::read(predicate_type, value);
        return read.map_or(Predicate::Other, |read| Predicate::Provenance(Box::new(read)));
    }
    // cosign wrote SBOMs as a text, or as they are, into a member of this name.
    let within = match value.get("Data") {
        Some(Value::String(data)) => serde_json::from_str(data).ok(),
        Some(data) => Some(data.clone()),
        None => None,
    };
    let value = within.as_ref().unwrap_or(value);
    if let Some(sbom) = sbom::read(value) {
        return Predicate::Sbom(Box::new(sbom));
    }
    let vex = vex::read(value).map(Predicate::Vex);
    let report = || report::of_attestation(value).or_else(|| report::read(value)).map(Predicate::Report);
    vex.or_else(report).unwrap_or(Predicate::Other)
}

/// What is stated by a statement's text, as a document of its own; `None` where nothing is.
pub fn predicate_of(text: &[u8]) -> Option<Vec<u8>> {
    let statement = json::parse(text).ok()?;
    serde_json::to_vec_pretty(statement.get("predicate")?).ok()
}

impl Statement {
    /// What it is, as [`crate::registry::artifact_kind::ArtifactKind::name`] has it.
    pub fn name(&self) -> &'static str {
        match &self.predicate {
            Predicate::Provenance(_) => "SLSA provenance",
            Predicate::Sbom(sbom) => sbom.form.name(),
            Predicate::Vex(_) => "OpenVEX document",
            Predicate::Report(report) => report.name,
            Predicate::Other => "in-toto attestation",
        }
    }

    /// Whether it is about the content of this digest.
    pub fn is_about(&self, digest: &str) -> bool {
        self.subjects.iter().any(|subject| subject.digests.iter().any(|one| one.eq_ignore_ascii_case(digest)))
    }
}

#[cfg(test)]
mod tests;
