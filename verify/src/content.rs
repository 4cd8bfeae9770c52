//! Signatures as they hang on an image, and whether one by a key holds for it.

use serde_json::Value;

use crate::bundle::{BUNDLE, Bundle, BundleContent, BundleSigner, LogEntry, MessageSignature};
use crate::dsse::{Envelope, IN_TOTO};
use crate::json::{DocumentError, base64, hex, items, object, optional_text, unhex};
use crate::key::PublicKey;
use crate::pem;
use crate::signature::{Fit, Fits, Hash, Message, fits_any};
use crate::simple_signing::{SIMPLE_SIGNING, SimpleSigning};
use crate::trust::Rule;
use crate::verdict::{Doubt, Finding, Missing, Note, Proof, Refusal, Signer, Verdict};

/// The image that a signature hangs on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The digest of its manifest, `sha256:…`.
    pub digest: String,
    /// What its repository is called, with the host: `registry.example/app`; each name that the registry is known by.
    pub names: Vec<String>,
    /// Its manifest, where all of it is here.
    pub manifest: Option<Vec<u8>>,
}

/// A signature with what it signs.
#[derive(Clone, Debug, PartialEq)]
pub enum Signed {
    /// cosign's, beside an image.
    Cosign(CosignSignature),
    /// An envelope by itself, as cosign keeps attestations beside an image.
    Envelope(Envelope),
    /// A Sigstore bundle.
    Bundle(Bundle),
    /// Notation's, as JSON.
    Jws(Vec<u8>),
    /// Notation's, as CBOR.
    Cose(Vec<u8>),
}

/// cosign's signature beside an image: the payload is a layer, the rest are the layer's annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignSignature {
    /// The payload's bytes.
    pub payload: Vec<u8>,
    /// The signature in base64, as it is annotated.
    pub signature: String,
    /// The signer's certificate in DER, and those that vouch for it.
    pub certificates: Vec<Vec<u8>>,
    /// The entry of the log, where one is annotated.
    pub log_entry: Option<LogEntry>,
}

/// What annotations of cosign are called.
pub mod annotation {
    /// The signature, in base64.
    pub const SIGNATURE: &str = "dev.cosignproject.cosign/signature";
    /// The signer's certificate, in PEM.
    pub const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
    /// The certificates that vouch for it, in PEM.
    pub const CHAIN: &str = "dev.sigstore.cosign/chain";
    /// The entry of the log.
    pub const BUNDLE: &str = "dev.sigstore.cosign/bundle";
}

/// The media type of a layer that is an envelope.
pub const ENVELOPE: &str = "application/vnd.dsse.envelope.v1+json";

/// The media types of Notation's signatures.
pub const JWS: &str = "application/jose+json";
/// The same.
pub const COSE: &str = "application/cose";

/// Whether a layer of this type is a signature that is looked at here.
pub fn is_signature(media_type: &str) -> bool {
    [SIMPLE_SIGNING, ENVELOPE, JWS, COSE].contains(&media_type) || media_type.starts_with(BUNDLE)
}

impl Signed {
    /// Reads a layer of such a type, with its annotations by their names.
    pub fn read<'a>(
        media_type: &str,
        annotated: impl Fn(&str) -> Option<&'a str>,
        body: &[u8],
    ) -> Result<Signed, DocumentError> {
        match media_type {
            SIMPLE_SIGNING => {
                let certificates = [annotation::CERTIFICATE, annotation::CHAIN].into_iter().filter_map(&annotated);
                Ok(Signed::Cosign(CosignSignature {
                    payload: body.to_vec(),
                    signature: annotated(annotation::SIGNATURE).unwrap_or_default().to_owned(),
                    certificates: certificates.flat_map(pem::documents).map(|pem| pem.der).collect(),
                    log_entry: annotated(annotation::BUNDLE).and_then(LogEntry::of_cosign),
                }))
            }
            ENVELOPE => Ok(Signed::Envelope(Envelope::parse(body)?)),
            JWS => Ok(Signed::Jws(body.to_vec())),
            COSE => Ok(Signed::Cose(body.to_vec())),
            _ => Ok(Signed::Bundle(Bundle::parse(body)?)),
        }
    }

    /// Whether it is over the manifest's own bytes, which are not in it.
    pub fn is_over_the_manifest(&self) -> bool {
        matches!(self, Signed::Bundle(Bundle { content: BundleContent::Message(_), .. }))
    }

    /// Whether it takes certificates to check it.
    pub fn needs_certificates(&self) -> bool {
        match self {
            Signed::Cosign(one) => !one.certificates.is_empty(),
            Signed::Bundle(bundle) => matches!(bundle.signer, BundleSigner::Certificates(_)),
            Signed::Envelope(_) => false,
            Signed::Jws(_) | Signed::Cose(_) => true,
        }
    }

    /// The digest of the manifest that it is about by its own account, where it names one.
    pub fn about(&self) -> Option<String> {
        let of_statement = |envelope: &Envelope| {
            let statement = object(&envelope.payload).ok()?;
            let digest = optional_text(items(&statement, "subject").first()?.get("digest")?, "sha256")?;
            Some(format!("sha256:{digest}"))
        };
        match self {
            Signed::Cosign(one) => SimpleSigning::parse(&one.payload).ok().map(|payload| payload.manifest_digest),
            Signed::Envelope(envelope) => of_statement(envelope),
            Signed::Bundle(bundle) => match &bundle.content {
                BundleContent::Envelope(envelope) => of_statement(envelope),
                BundleContent::Message(message) => {
                    (message.algorithm == "SHA2_256").then(|| format!("sha256:{}", hex(&message.digest)))
                }
            },
            Signed::Jws(_) | Signed::Cose(_) => None,
        }
    }

    /// The certificates of whoever signed, the signer's first.
    pub fn certificates(&self) -> &[Vec<u8>] {
        match self {
            Signed::Cosign(one) => &one.certificates,
            Signed::Bundle(Bundle { signer: BundleSigner::Certificates(certificates), .. }) => certificates,
            _ => &[],
        }
    }

    /// The entries of logs that it brings.
    pub fn log_entries(&self) -> &[LogEntry] {
        match self {
            Signed::Cosign(one) => one.log_entry.as_slice(),
            Signed::Bundle(bundle) => &bundle.log_entries,
            _ => &[],
        }
    }
}

/// What was signed, and how, as far as it is the same for keys and certificates.
pub struct Claim<'a> {
    /// What the signature is over.
    pub signed: SignedBytes<'a>,
    /// The signatures, of which one is enough.
    pub signatures: Vec<Vec<u8>>,
    /// The repository that the signer named, where it is another one.
    pub other_repository: Option<String>,
}

/// What a signature is over.
pub enum SignedBytes<'a> {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The manifest, of which maybe only the digest is known.
    Manifest(Option<&'a [u8]>, Hash, Vec<u8>),
}

impl SignedBytes<'_> {
    /// As what a signature is held against.
    pub fn message(&self) -> Message<'_> {
        match self {
            SignedBytes::Bytes(bytes) => Message::Bytes(bytes),
            SignedBytes::Manifest(Some(manifest), ..) => Message::Bytes(manifest),
            SignedBytes::Manifest(None, hash, digest) => Message::Hashed(*hash, digest),
        }
    }
}

/// What a signature claims, if that is about this image at all. What is not is refused whoever signed it.
pub fn claim<'a>(signed: &Signed, subject: &'a Subject) -> Result<Claim<'a>, Refusal> {
    match signed {
        Signed::Cosign(one) => {
            let signature = base64(&one.signature).filter(|bytes| !bytes.is_empty()).ok_or(Refusal::NoSignature)?;
            let payload = simple_signing(&one.payload, subject)?;
            let other_repository = payload.docker_reference.filter(|reference| !is_named(reference, &subject.names));
            let signed = SignedBytes::Bytes(one.payload.clone());
            Ok(Claim { signed, signatures: vec![signature], other_repository })
        }
        Signed::Envelope(envelope) => envelope_claim(envelope, subject),
        Signed::Bundle(Bundle { content: BundleContent::Envelope(envelope), .. }) => envelope_claim(envelope, subject),
        Signed::Bundle(Bundle { content: BundleContent::Message(message), .. }) => message_claim(message, subject),
        Signed::Jws(_) | Signed::Cose(_) => Err(Refusal::NoSignature),
    }
}

fn simple_signing(payload: &[u8], subject: &Subject) -> Result<SimpleSigning, Refusal> {
    let read = SimpleSigning::parse(payload)?;
    if let Some(unknown) = &read.unknown_critical {
        return Err(Refusal::UnknownCritical(unknown.clone()));
    }
    match read.payload_type.as_deref() {
        // containers/image writes the second, which cosign takes too.
        Some("cosign container image signature" | "atomic container signature") => {}
        other => return Err(Refusal::OtherPayload(other.unwrap_or("of no kind").to_owned())),
    }
    if read.manifest_digest != subject.digest {
        return Err(Refusal::OtherDigest(read.manifest_digest));
    }
    Ok(read)
}

/// Whether a reference is to one of these repositories: it may name a tag or a digest besides.
fn is_named(reference: &str, names: &[String]) -> bool {
    names.iter().any(|name| {
        reference.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '@']))
    })
}

/// So many signatures of one envelope are tried: each takes some milliseconds for each key.
const TRIED: usize = 8;

fn envelope_claim<'a>(envelope: &Envelope, subject: &Subject) -> Result<Claim<'a>, Refusal> {
    if envelope.payload_type != IN_TOTO {
        return Err(Refusal::OtherPayload(envelope.payload_type.clone()));
    }
    let statement = object(&envelope.payload)?;
    let kind = optional_text(&statement, "_type").unwrap_or_default();
    if !kind.starts_with("https://in-toto.io/Statement/") {
        return Err(Refusal::OtherPayload(if kind.is_empty() { "of no kind".to_owned() } else { kind }));
    }
    let (algorithm, digits) = subject.digest.split_once(':').unwrap_or_default();
    let digest = |one: &Value| one.get("digest").and_then(|digests| optional_text(digests, algorithm));
    let mut about = items(&statement, "subject").iter().filter_map(digest);
    let first = about.next();
    if first.as_deref() != Some(digits) && !about.any(|other| other == digits) {
        let first = first.map_or_else(|| "none that it names".to_owned(), |first| format!("{algorithm}:{first}"));
        return Err(Refusal::OtherDigest(first));
    }
    let signatures: Vec<_> = envelope.signatures.iter().take(TRIED).map(|one| one.signature.clone()).collect();
    if signatures.iter().all(Vec::is_empty) {
        return Err(Refusal::NoSignature);
    }
    Ok(Claim { signed: SignedBytes::Bytes(envelope.signed_bytes()), signatures, other_repository: None })
}

fn message_claim<'a>(message: &MessageSignature, subject: &'a Subject) -> Result<Claim<'a>, Refusal> {
    let (algorithm, digits) = subject.digest.split_once(':').unwrap_or_default();
    let hash = if algorithm == "sha512" { Hash::Sha512 } else { Hash::Sha256 };
    let is_same_kind = match hash {
        Hash::Sha512 => message.algorithm == "SHA2_512",
        _ => message.algorithm == "SHA2_256",
    };
    if is_same_kind && hex(&message.digest) != digits {
        return Err(Refusal::OtherDigest(format!("{algorithm}:{}", hex(&message.digest))));
    }
    if message.signature.is_empty() {
        return Err(Refusal::NoSignature);
    }
    let digest = unhex(digits).ok_or(Refusal::OtherDigest(subject.digest.clone()))?;
    let manifest = subject.manifest.as_deref().filter(|manifest| hash.of(manifest) == digest);
    let signed = SignedBytes::Manifest(manifest, hash, digest);
    Ok(Claim { signed, signatures: vec![message.signature.clone()], other_repository: None })
}

/// Whether a signature is by one of the keys, over this image.
pub fn by_keys(signed: &Signed, subject: &Subject, rules: &[Rule], fits: Fits) -> Finding {
    if let Signed::Bundle(bundle) = signed
        && !bundle.is_known()
    {
        return Finding::of(Verdict::NotChecked(Missing::Version(bundle.media_type.clone())));
    }
    let notes = notes(signed);
    let verdict = match claim(signed, subject) {
        Err(refusal) => Verdict::Refused(refusal),
        Ok(claim) => {
            let (verdict, others) = judged(signed, &claim, rules, fits);
            let notes = others.into_iter().chain(notes).collect();
            return Finding { verdict, notes };
        }
    };
    Finding { verdict, notes }
}

fn judged(signed: &Signed, claim: &Claim<'_>, rules: &[Rule], fits: Fits) -> (Verdict, Option<Note>) {
    let mut keys = 0;
    let mut unknown = None;
    for (rule, key) in rules.iter().filter_map(|rule| Some((rule, rule.key()?))) {
        keys += 1;
        let outcomes: Vec<_> =
            claim.signatures.iter().map(|one| fits_any(fits, key, claim.signed.message(), one)).collect();
        if outcomes.contains(&Fit::Fits) {
            let proof = Proof { by: by_key(key), rule: rule.name.clone() };
            let bad = outcomes.iter().filter(|outcome| **outcome != Fit::Fits).count();
            return (proven(claim, proof), (bad > 0).then_some(Note::OthersDiffer(bad)));
        }
        if outcomes.contains(&Fit::Unknown) {
            unknown = Some(key.algorithm.name().to_owned());
        }
    }
    let verdict = match (keys, unknown, &claim.signed) {
        (0, ..) if signed.needs_certificates() => Verdict::NotChecked(Missing::Identity),
        (0, ..) => Verdict::NotChecked(Missing::Key),
        (_, Some(_), SignedBytes::Manifest(None, ..)) => Verdict::NotChecked(Missing::Manifest),
        (_, Some(algorithm), _) => Verdict::NotChecked(Missing::Algorithm(algorithm)),
        (keys, None, _) => Verdict::Refused(Refusal::FitsNoKey(keys)),
    };
    (verdict, None)
}

/// What a proof comes to, with what the signer said of the repository.
pub fn proven(claim: &Claim<'_>, proof: Proof) -> Verdict {
    match &claim.other_repository {
        Some(other) => Verdict::Doubtful(proof, Doubt::OtherRepository(other.clone())),
        None => Verdict::Proven(proof),
    }
}

/// A key as the one who signed.
pub fn by_key(key: &PublicKey) -> Signer {
    Signer::Key { algorithm: key.algorithm.name().to_owned(), fingerprint: key.fingerprint() }
}

fn notes(signed: &Signed) -> Vec<Note> {
    let mut notes = Vec::new();
    if !signed.log_entries().is_empty() {
        notes.push(Note::LogNotChecked);
    }
    if matches!(signed, Signed::Bundle(bundle) if !bundle.timestamps.is_empty()) {
        notes.push(Note::TimestampsNotChecked);
    }
    notes
}
