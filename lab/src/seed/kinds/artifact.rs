//! An artifact as plain data, before it stands anywhere.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::seed::content::{Blob, MediaType};

/// The configuration that says nothing.
pub const EMPTY: &str = "application/vnd.oci.empty.v1+json";
/// An image's.
pub const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";

/// An artifact, and what it consists of.
#[derive(Clone, Debug)]
pub struct Artifact {
    /// The row of the table that it belongs to.
    pub id: String,
    /// Its manifest, without what it is about where the lab writes it.
    pub manifest: Value,
    /// The manifest as a tool has written it; `None` where the lab writes it.
    pub as_written: Option<Bytes>,
    /// Its blobs, those that it shares with nothing.
    pub blobs: Vec<Blob>,
}

/// A configuration or a layer.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its media type.
    pub media_type: &'static str,
    /// Its content.
    pub bytes: Bytes,
    /// Its annotations; `null` for none.
    pub annotations: Value,
}

impl Part {
    /// A part without annotations.
    pub fn new(media_type: &'static str, bytes: impl Into<Bytes>) -> Part {
        Part { media_type, bytes: bytes.into(), annotations: Value::Null }
    }

    /// A file with its name.
    pub fn titled(media_type: &'static str, title: &str, bytes: impl Into<Bytes>) -> Part {
        Part { annotations: json!({"org.opencontainers.image.title": title}), ..Part::new(media_type, bytes) }
    }

    /// The configuration that says nothing.
    pub fn empty() -> Part {
        Part::new(EMPTY, "{}")
    }

    /// The configuration that tools write which make everything an image.
    pub fn no_image() -> Part {
        let config = json!({"architecture": "", "os": "", "config": {}, "rootfs": {"type": "layers", "diff_ids": []}});
        Part::new(OCI_CONFIG, config.to_string())
    }
}

impl Artifact {
    /// An artifact by its parts; an artifact type of `""` is none.
    pub fn new(id: &str, artifact_type: &str, config: Part, layers: Vec<Part>) -> Artifact {
        let mut blobs = Vec::new();
        let mut descriptor = |part: &Part| {
            let blob = Blob::new(part.bytes.clone());
            let mut descriptor = blob.descriptor(part.media_type);
            if !part.annotations.is_null() {
                descriptor["annotations"] = part.annotations.clone();
            }
            blobs.push(blob);
            descriptor
        };
        let mut manifest = json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OciManifest.as_str(),
            "config": descriptor(&config),
            "layers": layers.iter().map(&mut descriptor).collect::<Vec<_>>(),
            "annotations": {"org.opencontainers.image.created": "2026-01-02T03:04:05Z"},
        });
        if !artifact_type.is_empty() {
            manifest["artifactType"] = artifact_type.into();
        }
        Artifact { id: id.to_owned(), manifest, as_written: None, blobs }
    }

    /// The same, annotated besides.
    pub fn annotated(mut self, name: &str, value: &str) -> Artifact {
        self.manifest["annotations"][name] = value.into();
        self
    }

    /// The artifact type, or where there is none the configuration's type; and the types of its layers, each once.
    pub fn types(&self) -> (String, Vec<String>) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let of_layers = self.manifest["layers"].as_array().into_iter().flatten();
        let mut layers: Vec<String> = of_layers.map(|layer| text(&layer["mediaType"])).collect();
        layers.dedup();
        let own = self.manifest["artifactType"].as_str().map(str::to_owned);
        (own.unwrap_or_else(|| text(&self.manifest["config"]["mediaType"])), layers)
    }
}
