//! The payload that cosign signs beside an image: which manifest it is about.
//!
//! ```text
//! {"critical": {"identity": {"docker-reference": "…"}, "image": {"docker-manifest-digest": "sha256:…"},
//!               "type": "cosign container image signature"}, "optional": {…}}
//! https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md, "Payloads"
//! ```

use serde_json::Value;

pub use crate::json::DocumentError;
use crate::json::{object, optional_text, text};

/// The media type of such a payload.
pub const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";

/// Such a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimpleSigning {
    /// The repository that the signer named, `None` where it named none.
    pub docker_reference: Option<String>,
    /// The digest of the manifest that it is about.
    pub manifest_digest: String,
    /// What it says that it is.
    pub payload_type: Option<String>,
    /// A member of what must be understood that is not known here.
    pub unknown_critical: Option<String>,
    /// What else the signer wrote into it, in its order; what is no text as JSON.
    pub optional: Vec<(String, String)>,
}

impl SimpleSigning {
    /// Reads a payload.
    pub fn parse(body: &[u8]) -> Result<SimpleSigning, DocumentError> {
        let value = object(body)?;
        let critical = value.get("critical").ok_or(DocumentError::Member("critical"))?;
        let image = critical.get("image").ok_or(DocumentError::Member("critical.image"))?;
        let identity = critical.get("identity");
        let optional = value.get("optional").and_then(Value::as_object).into_iter().flatten();
        let optional = optional
            .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
        Ok(SimpleSigning {
            docker_reference: identity
                .and_then(|identity| optional_text(identity, "docker-reference"))
                .filter(|reference| !reference.is_empty()),
            manifest_digest: text(image, "docker-manifest-digest")?,
            payload_type: optional_text(critical, "type"),
            unknown_critical: unknown(critical, &["identity", "image", "type"])
                .or_else(|| unknown(identity?, &["docker-reference"]))
                .or_else(|| unknown(image, &["docker-manifest-digest"])),
            optional: optional.take(MANY).collect(),
        })
    }
}

/// A member that is none of the known ones.
fn unknown(value: &Value, known: &[&str]) -> Option<String> {
    value.as_object()?.keys().find(|name| !known.contains(&name.as_str())).cloned()
}

/// More of the signer's own words are left out.
const MANY: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_says_what_it_is_about() {
        let body = br#"{"critical":{"identity":{"docker-reference":"registry.example/app"},"image":{"docker-manifest-digest":"sha256:ab"},
            "type":"cosign container image signature"},"optional":{"creator":"us","n":1}}"#;
        let payload = SimpleSigning::parse(body).expect("a payload");
        assert_eq!(payload.docker_reference.as_deref(), Some("registry.example/app"));
        assert_eq!(payload.manifest_digest, "sha256:ab");
        let optional = [("creator".to_owned(), "us".to_owned()), ("n".to_owned(), "1".to_owned())];
        assert_eq!(payload.optional, optional);
    }

    #[test]
    fn what_is_none_is_said() {
        for (body, error) in [
            ("{", DocumentError::NotJson),
            ("{}", DocumentError::Member("critical")),
            (r#"{"critical": {}}"#, DocumentError::Member("critical.image")),
            (
                r#"{"critical": {"image": {"docker-manifest-digest": 1}}}"#,
                DocumentError::Member("docker-manifest-digest"),
            ),
        ] {
            assert_eq!(SimpleSigning::parse(body.as_bytes()), Err(error), "{body}");
        }
    }
}
