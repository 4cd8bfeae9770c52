//! Manifests: what the document behind a tag is, and what it lists.
//!
//! This module fetches nothing. Where a part of a document is broken, the rest is kept and the part is named.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::digest::Digest;
use super::index::Index;
use super::media_type::MediaType;
use super::platform::Platform;

/// What stands behind a tag or a manifest digest.
#[allow(clippy::large_enum_variant, reason = "a page holds one or a few, and never a list of them")]
#[derive(Clone, Debug, PartialEq)]
pub enum Document {
    /// The manifest of one image or artifact.
    Image(Manifest),
    /// A list of manifests.
    Index(Index),
    /// A manifest of Docker's schema 1, of which only the head is read.
    Schema1 {
        /// The repository that it was made for.
        name: String,
        /// The tag that it was made for.
        tag: String,
        /// The processor.
        architecture: String,
        /// How many layers it lists.
        layers: usize,
    },
}

/// Why a body is no manifest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// There is nothing in it.
    #[error("the document is empty")]
    Empty,
    /// It is no JSON, or it was cut off.
    #[error("the document is {} (line {line}, column {column})", if *.html { "a web page and not JSON" } else if *.cut_off { "JSON that was cut off" } else { "not JSON" })]
    NotJson {
        /// Whether it looks like a web page.
        html: bool,
        /// Whether it is JSON up to its end.
        cut_off: bool,
        /// Where reading stopped, from 1.
        line: usize,
        /// Where reading stopped, in bytes from 1.
        column: usize,
    },
    /// It is JSON and neither a manifest nor an index.
    #[error("the document is neither a manifest nor an index; it has {0}")]
    UnknownShape(String),
}

/// The manifest of one image or artifact.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// Its own type.
    pub media_type: MediaType,
    /// The configuration blob.
    pub config: Option<Descriptor>,
    /// The layers from the lowest to the highest, or an artifact's blobs.
    pub layers: Vec<Descriptor>,
    /// The manifest that this one is about, which makes it a referrer.
    pub subject: Option<Descriptor>,
    /// What kind of artifact it says it is.
    pub artifact_type: Option<String>,
    /// Its annotations.
    pub annotations: BTreeMap<String, String>,
    /// What could not be used, in words.
    pub problems: Vec<String>,
}

/// A reference to a content: its type, name and size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// What it is.
    pub media_type: MediaType,
    /// Its name.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// What it is for, in an index.
    pub platform: Option<Platform>,
    /// Its annotations.
    pub annotations: BTreeMap<String, String>,
    /// What kind of artifact it refers to.
    pub artifact_type: Option<String>,
}

/// What a manifest is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArtifactKind {
    /// A container image.
    Image,
    /// A Helm chart.
    HelmChart,
    /// Build attestations: provenance, or a list of materials.
    Attestation,
    /// A signature of cosign, sigstore or notation.
    Signature,
    /// A WebAssembly component.
    Wasm,
    /// Anything else, with its type.
    Artifact(String),
}

impl Document {
    /// Reads the body of a manifest's answer.
    ///
    /// What it is, its shape says: `manifests` make an index, `layers` or `config` a manifest, `fsLayers` schema 1. Which type of
    /// those, the content type says; without a telling one the `mediaType` member. A document of no shape, or of two, is what it
    /// is called.
    pub fn parse(content_type: Option<&str>, body: &[u8]) -> Result<Document, DocumentError> {
        let value = parse_json(body)?;
        let told = content_type.map(MediaType::from).filter(is_document);
        let member = member_text(&value, "mediaType").map(|text| MediaType::from(text.as_str())).filter(is_document);
        let mut problems = Vec::new();
        if let (Some(told), Some(member)) = (&told, &member)
            && told != member
        {
            problems.push(format!("the content type says {told} and the document {member}"));
        }
        let shaped = guess(&value);
        let fits = |named: &MediaType| {
            let is_kind = |one: &MediaType| (one.is_index(), one.is_schema1());
            shaped.as_ref().is_none_or(|shaped| is_kind(shaped) == is_kind(named))
        };
        if let (Some(named), Some(shaped)) = (told.as_ref().or(member.as_ref()), &shaped)
            && !fits(named)
        {
            problems.push(format!("it is called {named}, and has the shape of {shaped}"));
        }
        let Some(media_type) = [told, member].into_iter().flatten().find(fits).or(shaped) else {
            return Err(DocumentError::UnknownShape(shape(&value)));
        };
        if value.get("manifests").is_some() && value.get("layers").is_some() {
            problems.push("it has the members of an index and of a manifest".to_owned());
        }
        if media_type.is_schema1() {
            let text = |name: &str| member_text(&value, name).unwrap_or_default();
            let layers = value.get("fsLayers").and_then(Value::as_array).map_or(0, Vec::len);
            return Ok(Document::Schema1 {
                name: text("name"),
                tag: text("tag"),
                architecture: text("architecture"),
                layers,
            });
        }
        if !value.is_object() {
            return Err(DocumentError::UnknownShape(shape(&value)));
        }
        if media_type.is_index() {
            return Ok(Document::Index(Index::read(&value, media_type, problems)));
        }
        Ok(Document::Image(Manifest::read(&value, media_type, problems)))
    }

    /// What could not be used, in words.
    pub fn problems(&self) -> &[String] {
        match self {
            Document::Image(manifest) => &manifest.problems,
            Document::Index(index) => &index.problems,
            Document::Schema1 { .. } => &[],
        }
    }
}

const OCI_ARTIFACT: &str = "application/vnd.oci.artifact.manifest.v1+json";

fn is_document(media_type: &MediaType) -> bool {
    media_type.is_index() || media_type.is_manifest() || media_type.as_str() == OCI_ARTIFACT
}

/// What a document is by its shape, where that is one.
fn guess(value: &Value) -> Option<MediaType> {
    let has = |name: &str| value.get(name).is_some();
    let is_index = value.get("manifests").is_some_and(Value::is_array);
    let is_manifest = has("layers") || (has("config") && has("schemaVersion"));
    match (is_index, is_manifest, has("fsLayers")) {
        (true, false, false) => Some(MediaType::OciIndex),
        (false, true, false) => Some(MediaType::OciManifest),
        (false, false, true) => Some(MediaType::DockerSchema1),
        _ => None,
    }
}

/// What the digest of a signed schema 1 document is of: the document without its signatures, as the first of them says.
///
/// ```text
/// protected := Base64 of {"formatLength": <bytes of the document that stay>, "formatTail": <Base64 of what ends it>, …}
/// ```
/// (JSON Web Signatures, distribution, manifest schema 1). `None` where it is not signed so.
pub(super) fn signed_payload(body: &[u8]) -> Option<Vec<u8>> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let protected = member_text(value.get("signatures")?.get(0)?, "protected")?;
    let read = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
    let protected: Value = serde_json::from_slice(&read(&protected)?).ok()?;
    let length = usize::try_from(protected.get("formatLength")?.as_u64()?).ok()?;
    let mut payload = body.get(..length)?.to_vec();
    payload.extend(read(&member_text(&protected, "formatTail")?)?);
    Some(payload)
}

/// What a JSON document is that nothing else fits, in a few words.
fn shape(value: &Value) -> String {
    match value {
        Value::Object(members) if members.is_empty() => "no members".to_owned(),
        Value::Object(members) => {
            let names: Vec<&str> = members.keys().take(6).map(String::as_str).collect();
            format!("the members {}", names.join(", "))
        }
        Value::Array(items) => format!("{} items in a list", items.len()),
        _ => "a single value".to_owned(),
    }
}

/// The body as JSON.
pub(super) fn parse_json(body: &[u8]) -> Result<Value, DocumentError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let Some(first) = body.iter().find(|byte| !byte.is_ascii_whitespace()) else {
        return Err(DocumentError::Empty);
    };
    serde_json::from_slice(body).map_err(|error| DocumentError::NotJson {
        html: *first == b'<',
        cut_off: error.is_eof(),
        line: error.line(),
        column: error.column(),
    })
}

impl Manifest {
    fn read(value: &Value, media_type: MediaType, mut problems: Vec<String>) -> Manifest {
        let list = if media_type.as_str() == OCI_ARTIFACT { "blobs" } else { "layers" };
        Manifest {
            media_type,
            config: Descriptor::read_member(value, "config", &mut problems),
            layers: Descriptor::read_list(value, list, &mut problems),
            subject: Descriptor::read_member(value, "subject", &mut problems),
            artifact_type: member_text(value, "artifactType").filter(|text| !text.is_empty()),
            annotations: member_map(value, "annotations"),
            problems,
        }
    }

    /// The bytes that a pull of everything moves: configuration and layers, packed.
    pub fn total_size(&self) -> u64 {
        self.config.iter().chain(&self.layers).fold(0, |sum, descriptor| sum.saturating_add(descriptor.size))
    }

    /// What the manifest is about, from its artifact type, its configuration's type and its layers' types.
    pub fn kind(&self) -> ArtifactKind {
        let config = self.config.as_ref().map(|config| &config.media_type);
        let layers_are = |fits: &dyn Fn(&MediaType) -> bool| {
            !self.layers.is_empty() && self.layers.iter().all(|layer| fits(&layer.media_type))
        };
        let named = [self.artifact_type.as_deref(), config.map(MediaType::as_str)];
        let is_named = |start: &str| named.iter().flatten().any(|name| name.starts_with(start));
        if config == Some(&MediaType::HelmConfig) || layers_are(&|layer| *layer == MediaType::HelmChart) {
            return ArtifactKind::HelmChart;
        }
        if SIGNATURES.iter().any(|start| is_named(start))
            || layers_are(&|layer| SIGNATURES.iter().any(|start| layer.as_str().starts_with(start)))
        {
            return ArtifactKind::Signature;
        }
        if is_named("application/vnd.in-toto") || layers_are(&|layer| is_attestation(layer)) {
            return ArtifactKind::Attestation;
        }
        if WASM.iter().any(|start| is_named(start))
            || layers_are(&|layer| WASM.iter().any(|start| layer.as_str().starts_with(start)))
        {
            return ArtifactKind::Wasm;
        }
        match (&self.artifact_type, config) {
            (Some(name), _) => ArtifactKind::Artifact(name.clone()),
            (None, Some(MediaType::OciConfig | MediaType::DockerConfig)) => ArtifactKind::Image,
            (None, Some(config)) if *config != MediaType::Empty => ArtifactKind::Artifact(config.as_str().to_owned()),
            (None, _) if layers_are(&MediaType::is_layer) => ArtifactKind::Image,
            (None, _) => {
                let first = self.layers.first().map_or("", |layer| layer.media_type.as_str());
                ArtifactKind::Artifact(first.to_owned())
            }
        }
    }
}

const SIGNATURES: [&str; 4] = [
    "application/vnd.dev.cosign.simplesigning.",
    "application/vnd.dev.cosign.artifact.sig.",
    "application/vnd.dev.sigstore.bundle.",
    "application/vnd.cncf.notary.signature",
];

const WASM: [&str; 4] = [
    "application/wasm",
    "application/vnd.wasm.",
    "application/vnd.module.wasm.",
    "application/vnd.bytecodealliance.wasm.",
];

/// Cosign wraps its attestations in a DSSE envelope, BuildKit writes them as they are.
fn is_attestation(layer: &MediaType) -> bool {
    *layer == MediaType::InToto || layer.as_str().starts_with("application/vnd.dsse.envelope.")
}

impl Descriptor {
    /// Reads one descriptor (OCI image specification, descriptor.md): `mediaType`, `digest` and `size` are required.
    pub(super) fn read(value: &Value) -> Result<Descriptor, String> {
        let digest = member_text(value, "digest").ok_or("it has no digest")?;
        let digest = Digest::parse(&digest).map_err(|error| error.to_string())?;
        let size = value.get("size").and_then(Value::as_u64).ok_or("its size is missing or is no whole number")?;
        let media_type = member_text(value, "mediaType").ok_or("it has no media type")?;
        Ok(Descriptor {
            media_type: MediaType::from(media_type.as_str()),
            digest,
            size,
            platform: value.get("platform").and_then(Platform::read),
            annotations: member_map(value, "annotations"),
            artifact_type: member_text(value, "artifactType").filter(|text| !text.is_empty()),
        })
    }

    /// The descriptor in a member; a broken one goes to `problems`.
    pub(super) fn read_member(value: &Value, name: &str, problems: &mut Vec<String>) -> Option<Descriptor> {
        let member = value.get(name).filter(|member| !member.is_null())?;
        Descriptor::read(member).map_err(|problem| problems.push(format!("{name} is left out: {problem}"))).ok()
    }

    /// The descriptors in a list; broken ones go to `problems`.
    pub(super) fn read_list(value: &Value, name: &str, problems: &mut Vec<String>) -> Vec<Descriptor> {
        let mut good = Vec::new();
        match value.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    match Descriptor::read(item) {
                        Ok(descriptor) => good.push(descriptor),
                        Err(problem) => problems.push(format!("{name}[{at}] is left out: {problem}")),
                    }
                }
            }
            Some(_) => problems.push(format!("{name} is no list")),
        }
        good
    }
}

/// A member that is a text.
pub(super) fn member_text(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// The texts in a member that is a list of texts.
pub(crate) fn member_list(value: &Value, name: &str) -> Vec<String> {
    let items = value.get(name).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// The texts in a member that is an object of texts.
pub(super) fn member_map(value: &Value, name: &str) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    // Not collected: that would sort, with 5 KB of code.
    for (key, member) in value.get(name).and_then(Value::as_object).into_iter().flatten() {
        if let Some(text) = member.as_str() {
            texts.insert(key.clone(), text.to_owned());
        }
    }
    texts
}

#[cfg(test)]
mod tests;
