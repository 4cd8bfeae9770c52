//! DSSE: an envelope around a payload, with signatures over payload and type.
//!
//! ```text
//! {"payloadType": "application/vnd.in-toto+json", "payload": "<base64>", "signatures": [{"keyid": "…", "sig": "<base64>"}]}
//! signed: "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body        https://github.com/secure-systems-lab/dsse, protocol.md
//! ```

use serde_json::Value;

pub use crate::json::DocumentError;
use crate::json::{bytes, items, object, optional_text, text};

/// The payload type of in-toto's statements (<https://github.com/in-toto/attestation>, envelope.md).
pub const IN_TOTO: &str = "application/vnd.in-toto+json";

/// More signatures of one envelope are left out.
const MANY: usize = 32;

/// An envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// What the payload is, by its own account.
    pub payload_type: String,
    /// What was signed.
    pub payload: Vec<u8>,
    /// The signatures: at most 32, none where there are none.
    pub signatures: Vec<EnvelopeSignature>,
}

/// One signature of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeSignature {
    /// Which key made it, by its own account.
    pub key_id: Option<String>,
    /// The signature.
    pub signature: Vec<u8>,
}

impl Envelope {
    /// Reads an envelope.
    pub fn parse(body: &[u8]) -> Result<Envelope, DocumentError> {
        Envelope::of(&object(body)?)
    }

    /// Reads an envelope that stands in another document.
    pub fn of(value: &Value) -> Result<Envelope, DocumentError> {
        let signatures = items(value, "signatures").iter().take(MANY).map(|one| {
            let key_id = optional_text(one, "keyid").filter(|id| !id.is_empty());
            // One that cannot be read is no reason to leave the payload unread: it fits no key.
            EnvelopeSignature { key_id, signature: bytes(one, "sig").unwrap_or_default() }
        });
        Ok(Envelope {
            payload_type: text(value, "payloadType")?,
            payload: bytes(value, "payload")?,
            signatures: signatures.collect(),
        })
    }

    /// What the signatures are over: the pre-authentication encoding.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let begin = format!("DSSEv1 {} {} {} ", self.payload_type.len(), self.payload_type, self.payload.len());
        [begin.as_bytes(), &self.payload].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of protocol.md.
    #[test]
    fn what_is_signed_is_the_type_and_the_payload() {
        let body = br#"{"payload": "aGVsbG8gd29ybGQ=", "payloadType": "http://example.com/HelloWorld",
            "signatures": [{"sig": "AQI=", "keyid": "k"}, {"sig": "_-8", "keyid": ""}, {"sig": 5}]}"#;
        let envelope = Envelope::parse(body).expect("an envelope");
        assert_eq!(envelope.signed_bytes(), b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
        let signatures: Vec<_> = envelope.signatures.into_iter().map(|one| (one.key_id, one.signature)).collect();
        assert_eq!(signatures, [(Some("k".to_owned()), vec![1, 2]), (None, vec![0xff, 0xef]), (None, vec![])]);
    }

    #[test]
    fn what_is_none_is_said() {
        for (body, error) in [
            ("", DocumentError::NotJson),
            ("[]", DocumentError::NotJson),
            (r#"{"payload": "aGVs"#, DocumentError::NotJson),
            (r#"{"payload": "aGVs"}"#, DocumentError::Member("payloadType")),
            (r#"{"payload": "?", "payloadType": "a"}"#, DocumentError::Member("payload")),
        ] {
            assert_eq!(Envelope::parse(body.as_bytes()), Err(error), "{body}");
        }
    }
}
