//! What can be wrong with an artifact though its manifest is right.

use bytes::Bytes;
use serde_json::Value;

use super::artifact::{Artifact, EMPTY, OCI_CONFIG};
use crate::seed::content::Blob;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The layers name the media type of something else; what tells their kind otherwise stays.
    WrongType,
    /// The layers, and a configuration of its own, have no byte.
    Empty,
    /// They are JSON with nothing in it, `{}`.
    Bare,
    /// They end in their middle.
    Cut,
}

impl Damage {
    /// All of them.
    pub const ALL: [Damage; 4] = [Damage::WrongType, Damage::Empty, Damage::Bare, Damage::Cut];

    /// The word for it in names.
    pub fn name(self) -> &'static str {
        match self {
            Damage::WrongType => "wrong-type",
            Damage::Empty => "empty",
            Damage::Bare => "bare",
            Damage::Cut => "cut",
        }
    }

    /// An artifact of which that is so.
    pub fn of(self, artifact: &Artifact) -> Artifact {
        let mut damaged = Artifact { as_written: None, ..artifact.clone() };
        let Artifact { manifest, blobs, .. } = &mut damaged;
        let config = manifest["config"]["mediaType"].as_str().unwrap_or_default();
        // What such a configuration says is not what the artifact is about.
        let is_own = ![EMPTY, OCI_CONFIG, "application/vnd.docker.container.image.v1+json"].contains(&config);
        if is_own && self != Damage::WrongType {
            self.one(&mut manifest["config"], blobs);
        }
        for layer in manifest["layers"].as_array_mut().into_iter().flatten() {
            self.one(layer, blobs);
        }
        damaged
    }

    fn one(self, descriptor: &mut Value, blobs: &mut Vec<Blob>) {
        let digest = descriptor["digest"].as_str().unwrap_or_default();
        let bytes = blobs.iter().find(|blob| blob.digest == digest).map(|blob| blob.bytes.clone()).unwrap_or_default();
        let blob = Blob::new(match self {
            Damage::WrongType => bytes.clone(),
            Damage::Empty => Bytes::new(),
            Damage::Bare => Bytes::from_static(b"{}"),
            Damage::Cut => bytes.slice(..bytes.len() / 2),
        });
        if self == Damage::WrongType {
            let is = descriptor["mediaType"].as_str().unwrap_or_default();
            let other =
                if is.contains("cyclonedx") { "application/spdx+json" } else { "application/vnd.cyclonedx+json" };
            descriptor["mediaType"] = other.into();
        }
        descriptor["digest"] = blob.digest.clone().into();
        descriptor["size"] = blob.bytes.len().into();
        // Some manifests hold what is in a layer besides.
        if let Some(descriptor) = descriptor.as_object_mut() {
            descriptor.remove("data");
        }
        blobs.push(blob);
    }
}
