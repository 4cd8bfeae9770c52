//! Descriptors: references to contents, as manifests and indexes list them.

use serde_json::Value;

use super::annotations::Annotations;
use super::digest::{Digest, DigestError};
use super::json;
use super::media_type::MediaType;
use super::platform::Platform;

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
    pub annotations: Annotations,
    /// What kind of artifact it refers to.
    pub artifact_type: Option<String>,
}

/// Why something is no descriptor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDescriptor {
    /// `digest` is missing.
    #[error("it has no digest")]
    NoDigest,
    /// `digest` is none.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// `size` is missing, or something else.
    #[error("its size is missing or is no whole number")]
    NoSize,
    /// `mediaType` is missing.
    #[error("it has no media type")]
    NoMediaType,
}

impl Descriptor {
    /// Reads one descriptor (OCI image specification, descriptor.md): `mediaType`, `digest` and `size` are required.
    pub(super) fn read(mut value: Value) -> Result<Descriptor, NoDescriptor> {
        let digest = json::text(&value, "digest").ok_or(NoDescriptor::NoDigest)?;
        let digest = Digest::parse(&digest)?;
        let size = value.get("size").and_then(Value::as_u64).ok_or(NoDescriptor::NoSize)?;
        let media_type = json::text(&value, "mediaType").ok_or(NoDescriptor::NoMediaType)?;
        Ok(Descriptor {
            media_type: MediaType::from(media_type.as_str()),
            digest,
            size,
            platform: Platform::read(json::take(&mut value, "platform")),
            annotations: json::take_annotations(&mut value, "annotations"),
            artifact_type: json::filled(&value, "artifactType"),
        })
    }
}
