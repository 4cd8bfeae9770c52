//! Sigstore bundles, 0.1 to 0.3: a signature with what is needed to check it offline.
//!
//! ```text
//! {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
//!  "verificationMaterial": {"certificate": {"rawBytes"} | "x509CertificateChain": {"certificates": [{"rawBytes"}]} | "publicKey": {"hint"},
//!                           "tlogEntries": […], "timestampVerificationData": {"rfc3161Timestamps": [{"signedTimestamp"}]}},
//!  "dsseEnvelope": {…} | "messageSignature": {"messageDigest": {"algorithm", "digest"}, "signature"}}
//! https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto
//! ```

use serde_json::Value;

use crate::dsse::Envelope;
pub use crate::json::DocumentError;
use crate::json::{bytes, items, number, object, optional_text, text, unhex};

/// What the media types of bundles begin with.
pub const BUNDLE: &str = "application/vnd.dev.sigstore.bundle";

/// More certificates, log entries or timestamps of one bundle are left out.
const MANY: usize = 16;

/// A bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Its type, with its version.
    pub media_type: String,
    /// What was signed, and the signature.
    pub content: BundleContent,
    /// Who signed, by its own account.
    pub signer: BundleSigner,
    /// Entries of a transparency log.
    pub log_entries: Vec<LogEntry>,
    /// Signed timestamps as RFC 3161 has them.
    pub timestamps: Vec<Vec<u8>>,
}

/// What a bundle signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BundleContent {
    /// An envelope with its payload.
    Envelope(Envelope),
    /// A signature over something that is not in the bundle.
    Message(MessageSignature),
}

/// A signature over something that is not in the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageSignature {
    /// The name of the hash: `SHA2_256`, `SHA2_384`, `SHA2_512`; empty where it is not said.
    pub algorithm: String,
    /// The hash of what was signed; a hint, which the signature need not be over.
    pub digest: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}

/// Who signed, by the bundle's own account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BundleSigner {
    /// A key that is known elsewhere, with a hint to which.
    Key(Option<String>),
    /// Certificates in DER, the signer's first; at least one.
    Certificates(Vec<Vec<u8>>),
}

/// An entry of a transparency log, as Rekor keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its place in the log.
    pub index: Option<i64>,
    /// Which log: the SHA-256 of its public key.
    pub log_id: Vec<u8>,
    /// Its kind and version, such as `dsse 0.0.1`.
    pub kind: String,
    /// When it was taken into the log, in seconds since 1970, by the log's account.
    pub integrated_time: Option<i64>,
    /// The log's signed promise to take it in.
    pub promise: Option<Vec<u8>>,
    /// Whether it brings a proof that it is in the log.
    pub has_proof: bool,
    /// The entry itself.
    pub body: Vec<u8>,
}

/// The versions that are known.
const KNOWN: &[&str] = &["+json;version=0.1", "+json;version=0.2", "+json;version=0.3", ".v0.3+json"];

impl Bundle {
    /// Whether its version is one whose meaning is known here.
    pub fn is_known(&self) -> bool {
        self.media_type.strip_prefix(BUNDLE).is_some_and(|rest| KNOWN.contains(&rest))
    }

    /// Reads a bundle.
    pub fn parse(body: &[u8]) -> Result<Bundle, DocumentError> {
        let value = object(body)?;
        let media_type = text(&value, "mediaType")?;
        if !media_type.starts_with(BUNDLE) {
            return Err(DocumentError::Member("mediaType"));
        }
        let material = value.get("verificationMaterial").ok_or(DocumentError::Member("verificationMaterial"))?;
        let stamps = material.get("timestampVerificationData").unwrap_or(&Value::Null);
        let stamps = items(stamps, "rfc3161Timestamps").iter().take(MANY);
        Ok(Bundle {
            media_type,
            content: content(&value)?,
            signer: signer(material)?,
            log_entries: items(material, "tlogEntries").iter().take(MANY).map(log_entry).collect(),
            timestamps: stamps.filter_map(|stamp| bytes(stamp, "signedTimestamp").ok()).collect(),
        })
    }
}

fn content(value: &Value) -> Result<BundleContent, DocumentError> {
    match (value.get("dsseEnvelope"), value.get("messageSignature")) {
        (Some(envelope), None) => Ok(BundleContent::Envelope(Envelope::of(envelope)?)),
        (None, Some(message)) => {
            let digest = message.get("messageDigest").unwrap_or(&Value::Null);
            Ok(BundleContent::Message(MessageSignature {
                algorithm: optional_text(digest, "algorithm").unwrap_or_default(),
                digest: bytes(digest, "digest").unwrap_or_default(),
                signature: bytes(message, "signature")?,
            }))
        }
        _ => Err(DocumentError::Member("dsseEnvelope or messageSignature")),
    }
}

fn signer(material: &Value) -> Result<BundleSigner, DocumentError> {
    let chain = material.get("x509CertificateChain").map(|chain| items(chain, "certificates"));
    let certificates: Vec<&Value> = match (material.get("certificate"), chain) {
        (Some(one), _) => vec![one],
        (None, Some(chain)) => chain.iter().take(MANY).collect(),
        (None, None) => {
            let key = material.get("publicKey").ok_or(DocumentError::Member("certificate or publicKey"))?;
            return Ok(BundleSigner::Key(optional_text(key, "hint").filter(|hint| !hint.is_empty())));
        }
    };
    let certificates = certificates.into_iter().map(|one| bytes(one, "rawBytes")).collect::<Result<Vec<_>, _>>()?;
    if certificates.is_empty() {
        return Err(DocumentError::Member("x509CertificateChain.certificates"));
    }
    Ok(BundleSigner::Certificates(certificates))
}

impl LogEntry {
    /// Reads an entry as cosign annotates it beside an image.
    ///
    /// ```text
    /// {"SignedEntryTimestamp": "<base64>", "Payload": {"body": "<base64>", "integratedTime": 1, "logIndex": 1, "logID": "<hex>"}}
    /// ```
    pub fn of_cosign(text: &str) -> Option<LogEntry> {
        let value = object(text.as_bytes()).ok()?;
        let payload = value.get("Payload")?;
        let body = bytes(payload, "body").ok()?;
        let kind = object(&body).ok().map(|body| [optional_text(&body, "kind"), optional_text(&body, "apiVersion")]);
        Some(LogEntry {
            index: number(payload, "logIndex"),
            log_id: unhex(&optional_text(payload, "logID")?)?,
            kind: kind.into_iter().flatten().flatten().collect::<Vec<_>>().join(" "),
            integrated_time: number(payload, "integratedTime").filter(|time| *time > 0),
            promise: bytes(&value, "SignedEntryTimestamp").ok(),
            has_proof: false,
            body,
        })
    }
}

fn log_entry(value: &Value) -> LogEntry {
    let member = |name: &str| value.get(name).unwrap_or(&Value::Null);
    let kind = member("kindVersion");
    let words = [optional_text(kind, "kind"), optional_text(kind, "version")];
    LogEntry {
        index: number(value, "logIndex"),
        log_id: bytes(member("logId"), "keyId").unwrap_or_default(),
        kind: words.into_iter().flatten().collect::<Vec<_>>().join(" "),
        integrated_time: number(value, "integratedTime").filter(|time| *time > 0),
        promise: bytes(member("inclusionPromise"), "signedEntryTimestamp").ok(),
        has_proof: member("inclusionProof").is_object(),
        body: bytes(value, "canonicalizedBody").unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(material: &str, content: &str) -> Result<Bundle, DocumentError> {
        let media_type = "application/vnd.dev.sigstore.bundle.v0.3+json";
        let json = format!(r#"{{"mediaType": "{media_type}", "verificationMaterial": {material}, {content}}}"#);
        Bundle::parse(json.as_bytes())
    }

    const MESSAGE: &str =
        r#""messageSignature": {"messageDigest": {"algorithm": "SHA2_256", "digest": "qg=="}, "signature": "AQ=="}"#;

    #[test]
    fn a_bundle_says_who_signed_and_what() {
        let by_key = bundle(r#"{"publicKey": {"hint": "lab"}}"#, MESSAGE).expect("a bundle");
        assert_eq!(by_key.signer, BundleSigner::Key(Some("lab".to_owned())));
        let message = MessageSignature { algorithm: "SHA2_256".to_owned(), digest: vec![0xaa], signature: vec![1] };
        assert_eq!(by_key.content, BundleContent::Message(message));

        let entry = r#"{"logIndex": "12", "logId": {"keyId": "Ag=="}, "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": "1700000000", "inclusionPromise": {"signedEntryTimestamp": "Aw=="}, "canonicalizedBody": "e30="}"#;
        let material = format!(r#"{{"certificate": {{"rawBytes": "MAA="}}, "tlogEntries": [{entry}]}}"#);
        let envelope = r#""dsseEnvelope": {"payload": "e30=", "payloadType": "t", "signatures": []}"#;
        let by_certificate = bundle(&material, envelope).expect("a bundle");
        assert_eq!(by_certificate.signer, BundleSigner::Certificates(vec![vec![0x30, 0]]));
        assert!(matches!(&by_certificate.content, BundleContent::Envelope(one) if one.payload == b"{}"));
        let expected = LogEntry {
            index: Some(12),
            log_id: vec![2],
            kind: "dsse 0.0.1".to_owned(),
            integrated_time: Some(1_700_000_000),
            promise: Some(vec![3]),
            has_proof: false,
            body: b"{}".to_vec(),
        };
        assert_eq!(by_certificate.log_entries, [expected]);
    }

    #[test]
    fn what_is_none_is_said() {
        let key = r#"{"publicKey": {}}"#;
        for (read, member) in [
            (bundle("{}", MESSAGE), "certificate or publicKey"),
            (bundle(r#"{"x509CertificateChain": {}}"#, MESSAGE), "x509CertificateChain.certificates"),
            (bundle(r#"{"certificate": {"rawBytes": 5}}"#, MESSAGE), "rawBytes"),
            (bundle(key, r#""other": 1"#), "dsseEnvelope or messageSignature"),
            (bundle(key, r#""messageSignature": {}"#), "signature"),
            (Bundle::parse(br#"{"mediaType": "text/plain"}"#), "mediaType"),
        ] {
            assert_eq!(read, Err(DocumentError::Member(member)));
        }
    }
}
