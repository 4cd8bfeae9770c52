//! Manifests: what the document behind a tag is, and what it lists.
//!
//! This module fetches nothing. Where a part of a document is broken, the rest is kept and the part is named.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::annotations::Annotations;
use super::artifact_kind::ArtifactKind;
use super::descriptor::Descriptor;
use super::index::Index;
use super::json::{self, JsonError};
use super::media_type::MediaType;
use super::member::{Problem, take_descriptor, take_descriptors};

/// What stands behind a tag or a manifest digest.
#[derive(Clone, Debug, PartialEq)]
pub enum Document {
    /// The manifest of one image or artifact.
    Image(Arc<Manifest>),
    /// A list of manifests.
    Index(Arc<Index>),
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
    /// It is no JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
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
    pub annotations: Annotations,
    /// What could not be used.
    pub problems: Vec<Problem>,
}

impl Document {
    /// Reads the body of a manifest's answer.
    ///
    /// What it is, its shape says: `manifests` make an index, `layers` or `config` a manifest, `fsLayers` schema 1. Which type of
    /// those, the content type says; without a telling one the `mediaType` member. A document of no shape, or of two, is what it
    /// is called.
    pub fn parse(content_type: Option<&str>, body: &[u8]) -> Result<Document, DocumentError> {
        Document::read(content_type, json::parse(body)?)
    }

    /// The same of a body that was read already.
    ///
    /// # Errors
    ///
    /// Where it is no document.
    pub fn read(content_type: Option<&str>, value: Value) -> Result<Document, DocumentError> {
        let told = content_type.map(MediaType::from).filter(is_document);
        let member = json::text(&value, "mediaType").map(|text| MediaType::from(text.as_str())).filter(is_document);
        let mut problems = Vec::new();
        if let (Some(told), Some(member)) = (&told, &member)
            && told != member
        {
            problems.push(Problem::TwoTypes { told: told.clone(), member: member.clone() });
        }
        let shaped = guess(&value);
        let fits = |named: &MediaType| {
            let is_kind = |one: &MediaType| (one.is_index(), one.is_schema1());
            shaped.as_ref().is_none_or(|shaped| is_kind(shaped) == is_kind(named))
        };
        if let (Some(named), Some(shaped)) = (told.as_ref().or(member.as_ref()), &shaped)
            && !fits(named)
        {
            problems.push(Problem::OtherShape { named: named.clone(), shaped: shaped.clone() });
        }
        let Some(media_type) = [told, member].into_iter().flatten().find(fits).or(shaped) else {
            return Err(DocumentError::UnknownShape(shape(&value)));
        };
        if value.get("manifests").is_some() && value.get("layers").is_some() {
            problems.push(Problem::TwoShapes);
        }
        if media_type.is_schema1() {
            let text = |name: &str| json::text(&value, name).unwrap_or_default();
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
            return Ok(Document::Index(Arc::new(Index::read(value, media_type, problems))));
        }
        Ok(Document::Image(Arc::new(Manifest::read(value, media_type, problems))))
    }

    /// What could not be used.
    pub fn problems(&self) -> &[Problem] {
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
/// (JSON Web Signatures, distribution, manifest schema 1). `None` where it is not signed so. `value` is what `body` says.
pub(super) fn signed_payload(value: &Value, body: &[u8]) -> Option<Vec<u8>> {
    let protected = json::text(value.get("signatures")?.get(0)?, "protected")?;
    let read = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
    let protected: Value = serde_json::from_slice(&read(&protected)?).ok()?;
    let length = usize::try_from(protected.get("formatLength")?.as_u64()?).ok()?;
    let mut payload = body.get(..length)?.to_vec();
    payload.extend(read(&json::text(&protected, "formatTail")?)?);
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

impl Manifest {
    fn read(mut value: Value, media_type: MediaType, mut problems: Vec<Problem>) -> Manifest {
        let list = if media_type.as_str() == OCI_ARTIFACT { "blobs" } else { "layers" };
        Manifest {
            media_type,
            config: take_descriptor(&mut value, "config", &mut problems),
            layers: take_descriptors(&mut value, list, &mut problems),
            subject: take_descriptor(&mut value, "subject", &mut problems),
            artifact_type: json::filled(&value, "artifactType"),
            annotations: json::take_annotations(&mut value, "annotations"),
            problems,
        }
    }

    /// The bytes that a pull of everything moves: configuration and layers, packed.
    pub fn total_size(&self) -> u64 {
        self.config.iter().chain(&self.layers).fold(0, |sum, descriptor| sum.saturating_add(descriptor.size))
    }

    /// What the manifest is about.
    pub fn kind(&self) -> ArtifactKind {
        let config = self.config.as_ref().map(|config| &config.media_type);
        ArtifactKind::of(self.artifact_type.as_deref(), config, &self.layers, &self.annotations)
    }
}

#[cfg(test)]
mod tests;
