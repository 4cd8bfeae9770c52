//! Statements alone, in envelopes and in bundles, and what is wrong with them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Statement, Unwrapped, read};
use crate::registry::json;
use crate::registry::script::{Busy, run};

/// A statement of this type about `sha256:ab`.
fn statement(predicate_type: &str, predicate: &str) -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"app","digest":{{"sha256":"ab","sha1":"cd"}}}},{{}}],
            "predicateType":"{predicate_type}","predicate":{predicate}}}"#
    )
}

fn envelope(payload_type: &str, payload: &str) -> String {
    let payload = STANDARD.encode(payload);
    format!(r#"{{"payloadType":"{payload_type}","payload":"{payload}","signatures":[{{"sig":"AA=="}}]}}"#)
}

const IN_TOTO: &str = "application/vnd.in-toto+json";

/// What comes of it, in a line.
fn said(body: &str) -> String {
    match run(read(&Busy::default(), json::parse(body.as_bytes()).expect("JSON"))) {
        Unwrapped::No(_) => "no statement".to_owned(),
        Unwrapped::OtherPayload(payload) => format!("holds {payload}"),
        Unwrapped::Broken(problem) => problem,
        Unwrapped::Statement(statement) => {
            let Statement { within, signatures, predicate_type, text, .. } = &*statement;
            let name = statement.name();
            format!("{name} {predicate_type} in {within:?}, {signatures} signatures, text {}", text.is_some())
        }
    }
}

#[test]
fn whatever_it_stands_in() {
    let bare = statement("https://slsa.dev/provenance/v1", "{}");
    let wrapped = envelope(IN_TOTO, &bare);
    let bundle = format!(r#"{{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","dsseEnvelope":{wrapped}}}"#);
    for (body, within) in [
        (&bare, "None, 0 signatures, text false"),
        (&wrapped, "Some(\"DSSE envelope\"), 1 signatures, text true"),
        (&bundle, "Some(\"Sigstore bundle\"), 1 signatures, text true"),
    ] {
        assert_eq!(said(body), format!("SLSA provenance https://slsa.dev/provenance/v1 in {within}"));
    }
}

#[test]
fn what_is_stated() {
    for (predicate_type, predicate, name) in [
        ("https://spdx.dev/Document", r#"{"spdxVersion":"SPDX-2.3"}"#, "SPDX SBOM"),
        ("https://spdx.dev/Document", r#"{"Data":"{\"spdxVersion\":\"SPDX-2.2\"}"}"#, "SPDX SBOM"),
        ("https://cyclonedx.org/bom", r#"{"Data":{"bomFormat":"CycloneDX"}}"#, "CycloneDX SBOM"),
        ("https://openvex.dev/ns/v0.2.0", r#"{"@context":"https://openvex.dev/ns/v0.2.0"}"#, "OpenVEX document"),
        (
            "https://cosign.sigstore.dev/attestation/vuln/v1",
            r#"{"scanner":{"result":{"version":"2.1.0","runs":[]}}}"#,
            "vulnerability report",
        ),
        ("https://slsa.dev/provenance/v1", "null", "in-toto attestation"),
        ("https://team.example/tests/v1", r#"{"passed":3}"#, "in-toto attestation"),
    ] {
        let said = said(&statement(predicate_type, predicate));
        assert_eq!(said, format!("{name} {predicate_type} in None, 0 signatures, text false"));
    }
}

#[test]
fn what_is_no_statement_says_why() {
    for (body, expected) in [
        (r#"{"payloadType":"a"}"#.to_owned(), "no statement"),
        ("{}".to_owned(), "no statement"),
        ("[]".to_owned(), "no statement"),
        (envelope("text/plain", "hello"), "holds text/plain"),
        (envelope(IN_TOTO, "{}"), "what is in the envelope is no statement"),
        (
            envelope(IN_TOTO, "{\"_type\":"),
            "of what is in the envelope, the document is JSON that was cut off (line 1, column 9)",
        ),
        (envelope(IN_TOTO, ""), "of what is in the envelope, the document is empty"),
        (
            r#"{"payloadType":"application/vnd.in-toto+json","payload":"?"}"#.to_owned(),
            "the envelope cannot be read: payload is missing, or is not what it should be",
        ),
        (
            r#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","messageSignature":{}}"#.to_owned(),
            "no statement",
        ),
    ] {
        assert_eq!(said(&body), expected, "{body}");
    }
}

#[test]
fn whom_it_is_about() {
    let Unwrapped::Statement(statement) =
        run(read(&Busy::default(), json::parse(statement("a", "{}").as_bytes()).expect("JSON")))
    else {
        panic!("a statement")
    };
    assert!(statement.is_about("sha256:ab") && statement.is_about("sha256:AB") && statement.is_about("sha1:cd"));
    assert!(!statement.is_about("sha256:cd") && !statement.is_about(""));
    assert_eq!(statement.subjects.len(), 2);
}
