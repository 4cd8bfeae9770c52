//! Repositories as plain data.

use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// A repository with all that is in it.
#[derive(Clone, Debug, Default)]
pub struct Repository {
    /// Its name, such as `team-a/app`.
    pub name: String,
    /// Layers and configurations.
    pub blobs: Vec<Blob>,
    /// Manifests, those of an index before the index.
    pub manifests: Vec<Manifest>,
    /// Tags with the digests of their manifests, in the order in which they are pushed.
    pub tags: Vec<(String, String)>,
}

/// A layer, a configuration or an artifact's file.
#[derive(Clone, Debug)]
pub struct Blob {
    /// `sha256:...`
    pub digest: String,
    /// Its content.
    pub bytes: Bytes,
}

/// A manifest or an index.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Its media type.
    pub media_type: MediaType,
    /// Its content.
    pub bytes: Bytes,
    digest: String,
}

/// The media types of manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// An OCI image manifest.
    OciManifest,
    /// An OCI image index.
    OciIndex,
    /// Docker's image manifest, version 2 schema 2.
    DockerManifest,
    /// Docker's manifest list.
    DockerList,
}

impl MediaType {
    /// As it stands in headers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OciManifest => "application/vnd.oci.image.manifest.v1+json",
            Self::OciIndex => "application/vnd.oci.image.index.v1+json",
            Self::DockerManifest => "application/vnd.docker.distribution.manifest.v2+json",
            Self::DockerList => "application/vnd.docker.distribution.manifest.list.v2+json",
        }
    }
}

impl Blob {
    /// A blob of some bytes.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { digest: digest(&bytes), bytes }
    }

    /// A descriptor of it.
    pub fn descriptor(&self, media_type: &str) -> Value {
        json!({"mediaType": media_type, "digest": self.digest, "size": self.bytes.len()})
    }
}

impl Manifest {
    /// A manifest of some JSON.
    pub fn new(media_type: MediaType, value: &Value) -> Self {
        let bytes = Bytes::from(format!("{value:#}"));
        Self { media_type, digest: digest(&bytes), bytes }
    }

    /// A manifest as somebody else has written it.
    pub fn written(media_type: MediaType, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { media_type, digest: digest(&bytes), bytes }
    }

    /// `sha256:...`
    pub fn digest(&self) -> String {
        self.digest.clone()
    }

    /// A descriptor of it, for an index.
    pub fn descriptor(&self) -> Value {
        let media_type = self.media_type.as_str();
        json!({"mediaType": media_type, "digest": self.digest, "size": self.bytes.len()})
    }
}

impl Repository {
    /// An empty repository.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Adds a blob once.
    pub fn add_blob(&mut self, blob: Blob) {
        if self.blob(&blob.digest).is_none() {
            self.blobs.push(blob);
        }
    }

    /// Adds a manifest under some tags, or none.
    pub fn add_manifest(&mut self, manifest: Manifest, tags: &[&str]) {
        for tag in tags {
            self.tags.push(((*tag).to_owned(), manifest.digest()));
        }
        if self.manifest(&manifest.digest).is_none() {
            self.manifests.push(manifest);
        }
    }

    /// The blob of a digest.
    pub fn blob(&self, digest: &str) -> Option<&Bytes> {
        let mut blobs = self.blobs.iter();
        blobs.find(|blob| blob.digest == digest).map(|blob| &blob.bytes)
    }

    /// The manifest of a digest.
    pub fn manifest(&self, digest: &str) -> Option<&Manifest> {
        self.manifests.iter().find(|manifest| manifest.digest == digest)
    }

    /// The digest that a tag points to.
    pub fn digest_of(&self, tag: &str) -> Option<&str> {
        let mut tags = self.tags.iter();
        tags.find(|(name, _)| name == tag).map(|(_, digest)| digest.as_str())
    }
}

/// The digest of some bytes.
pub fn digest(bytes: &[u8]) -> String {
    let mut text = String::from("sha256:");
    for byte in Sha256::digest(bytes) {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}
