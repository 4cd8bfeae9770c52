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
