//! What blobs are found to be, and what is said of those that are called something else.

use super::{ArtifactContent, ReadBlob, read};
use crate::registry::annotations::Annotations;
use crate::registry::descriptor::Descriptor;
use crate::registry::digest::Digest;
use crate::registry::media_type::MediaType;
use crate::registry::script::{Busy, run};

/// A blob of this type.
pub(super) fn blob(media_type: &str, bytes: &[u8]) -> Descriptor {
    Descriptor {
        media_type: MediaType::from(media_type),
        digest: Digest::of(bytes),
        size: bytes.len() as u64,
        platform: None,
        annotations: Annotations::default(),
        artifact_type: None,
    }
}

/// What such a blob is found to be.
pub(super) fn found(media_type: &str, bytes: &[u8]) -> ReadBlob {
    run(read(&Busy::default(), &blob(media_type, bytes), bytes))
}

/// The same in a line.
fn said(media_type: &str, bytes: &[u8]) -> String {
    let ReadBlob { content, doubt } = found(media_type, bytes);
    format!("{} | {}", content.name(), doubt.unwrap_or_default())
}

#[test]
fn what_has_no_kind_is_json_text_or_bytes() {
    for (media_type, bytes, expected) in [
        ("application/json", &b"{\"a\":1}"[..], "JSON | "),
        ("application/octet-stream", b"{\"a\":1}", "JSON | "),
        ("application/vnd.oci.empty.v1+json", b"{}", "empty | "),
        ("text/plain", b"", "empty | "),
        ("text/plain", "hello, שלום".as_bytes(), "text | "),
        ("application/octet-stream", b"\x7fELF\0", "bytes | "),
        ("application/octet-stream", b"a\xff", "bytes | "),
    ] {
        assert_eq!(said(media_type, bytes), expected, "{media_type}");
    }
}

#[test]
fn what_should_be_json_and_is_none_says_so() {
    for (media_type, bytes, expected) in [
        ("application/spdx+json", &b""[..], "empty | It should be JSON, and there is nothing in it."),
        (
            "application/spdx+json",
            b"{\"spdxVersion\":\"SPDX-2.3\",",
            "text | It should be JSON, and the document is JSON that was cut off (line 1, column 26).",
        ),
        (
            "application/octet-stream",
            b"{\"a\":",
            "text | It should be JSON, and the document is JSON that was cut off (line 1, column 5).",
        ),
        (
            "application/vnd.cyclonedx+json",
            b"<!doctype html>",
            "text | It should be JSON, and the document is a web page and not JSON (line 1, column 1).",
        ),
        (
            "application/json",
            b"\x1f\x8b\x08",
            "bytes | It should be JSON, and the document is not JSON (line 1, column 1).",
        ),
    ] {
        assert_eq!(said(media_type, bytes), expected, "{media_type}");
    }
    assert_eq!(found("text/plain", b"a").content, ArtifactContent::Text);
}

/// A statement that says this of itself.
fn statement(predicate_type: &str) -> Vec<u8> {
    let head = r#"{"_type":"https://in-toto.io/Statement/v0.1","subject":[],"predicateType":"#;
    format!("{head}\"{predicate_type}\",\"predicate\":{{\"spdxVersion\":\"SPDX-2.3\"}}}}").into_bytes()
}

#[test]
fn what_is_called_one_thing_and_is_another_says_so() {
    let statement = statement("https://spdx.dev/Document");
    for (media_type, bytes, expected) in [
        ("application/spdx+json", &b"{\"spdxVersion\":\"SPDX-2.3\"}"[..], "SPDX SBOM | "),
        ("text/spdx+json", b"{\"spdxVersion\":\"SPDX-2.3\"}", "SPDX SBOM | "),
        ("application/octet-stream", b"{\"bomFormat\":\"CycloneDX\"}", "CycloneDX SBOM | "),
        ("application/vnd.in-toto+json", &statement, "SPDX SBOM | "),
        ("application/vnd.dev.sigstore.bundle.v0.3+json", b"{\"messageSignature\":{}}", "JSON | "),
        (
            "application/spdx+json",
            b"{\"bomFormat\":\"CycloneDX\"}",
            "CycloneDX SBOM | By its type: SPDX SBOM. What came: CycloneDX SBOM.",
        ),
        (
            "application/vnd.cyclonedx+json",
            &statement,
            "SPDX SBOM | By its type: CycloneDX SBOM. What came: an in-toto statement.",
        ),
        (
            "application/sarif+json",
            b"{\"a\":1}",
            "JSON | By its type: SARIF report. What came: JSON that does not say so itself.",
        ),
        ("text/spdx", b"SPDXVersion: SPDX-2.3\n", "SPDX SBOM as tags and values | "),
        ("text/spdx", b"hello", "text | By its type: SPDX SBOM. What came: a text of another kind."),
        (
            "application/vnd.in-toto+json",
            b"{\"payloadType\":\"a\",\"payload\":\"aGVsbG8=\"}",
            "JSON | It is an envelope with something else in it than a statement: \"a\".",
        ),
    ] {
        assert_eq!(said(media_type, bytes), expected, "{media_type}");
    }
}

#[test]
fn archives_charts_and_webassembly_that_were_promised() {
    let config = "application/vnd.cncf.helm.config.v1+json";
    let files = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    let source = "application/vnd.cncf.flux.content.v1.tar+gzip";
    let archive: &[u8] = include_bytes!("../../image/tests/data/ustar.tar.gz");
    let wasm = "application/wasm";
    for (media_type, bytes, expected) in [
        (config, &br#"{"name":"a","version":"1"}"#[..], "Helm chart | "),
        ("text/plain", br#"{"apiVersion":"v2","name":"a","version":"1"}"#, "Helm chart | "),
        ("text/plain", br#"{"apiVersion":"v1","kind":"Pod","name":"a","version":"1"}"#, "JSON | "),
        (config, b"[1]", "JSON | It is called Helm chart, and it says neither a name nor a version."),
        (config, b"{}", "empty | It is called Helm chart, and there is nothing in it."),
        (files, archive, "an archive | It is called Helm chart, and no Chart.yaml is in it."),
        (files, b"", "empty | It should be an archive that gzip packed, and there is nothing in it."),
        (files, b"kind: Pod", "text | It should be an archive that gzip packed, and is text."),
        (source, archive, "an archive | "),
        (source, b"\0asm\x01\0\0\0", "Wasm module | It should be an archive that gzip packed, and is Wasm module."),
        (wasm, b"\0asm\x01\0\0\0", "Wasm module | "),
        (wasm, archive, "an archive | It should be WebAssembly, and is an archive."),
        (
            "application/vnd.acme.files.v1.tar+zstd",
            b"\x28\xb5\x2f\xfd\xff\0",
            "bytes | It is packed by zstd, and the page unpacks gzip alone.",
        ),
        ("application/vnd.acme.files.v1.tar+zstd", archive, "an archive | "),
        ("text/markdown", b"# a", "Markdown | "),
        ("text/plain", archive, "an archive | "),
    ] {
        assert_eq!(said(media_type, bytes), expected, "{media_type}");
    }
}
