//! All artifacts of a set in one repository, hanging on one image.

use anyhow::{Context, Result};
use bytes::Bytes;
use serde_json::{Value, json};

use super::artifact::Artifact;
use super::damage::Damage;
use super::table::{KINDS, Kind, Place};
use crate::seed::content::{Blob, Manifest, MediaType, Repository};
use crate::seed::image::Image;

/// What a set is made for.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    /// What is wrong with all of it; `None` for nothing.
    pub damage: Option<Damage>,
    /// Whether the registry finds by itself what hangs on what; else the list is pushed behind a tag, as clients do.
    pub keeps_lists: bool,
}

/// Where an artifact is.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its row of the table.
    pub kind: &'static Kind,
    /// The digest of its manifest.
    pub digest: String,
}

impl Set {
    /// The tag of the image on which the set hangs; its index has the same with `-index` behind.
    pub fn name(self) -> &'static str {
        self.damage.map_or("sound", Damage::name)
    }

    /// Puts a set into a repository.
    pub fn place(self, artifacts: &[Artifact], repository: &mut Repository) -> Result<Vec<Placed>> {
        let image = self.image(artifacts, repository)?;
        let about = image.descriptor();
        repository.add_manifest(image, &[self.name()]);
        let tag = about["digest"].as_str().unwrap_or_default().replace(':', "-");
        let (mut placed, mut list, mut beside) =
            (Vec::new(), Vec::new(), vec![with_platform(about.clone(), "amd64", "linux")]);
        for artifact in artifacts {
            let kind = KINDS.iter().find(|kind| kind.id == artifact.id).context("the table knows it")?;
            if kind.place == Place::Own && artifact.id == "image" && self.damage.is_some() {
                continue;
            }
            let artifact = self.damage.map_or_else(|| artifact.clone(), |damage| damage.of(artifact));
            for blob in &artifact.blobs {
                repository.add_blob(blob.clone());
            }
            let manifest = written(&artifact, kind, &about);
            placed.push(Placed { kind, digest: manifest.digest() });
            let mut entry = manifest.descriptor();
            let mut tags = Vec::new();
            match kind.place {
                Place::Referrer => {
                    entry["artifactType"] = artifact.types().0.into();
                    entry["annotations"] = artifact.manifest["annotations"].clone();
                    list.push(entry);
                }
                Place::Index => beside.push(in_index(entry, kind, &about)),
                Place::Tag(ending) => tags.push(format!("{tag}{ending}")),
                Place::Own => tags.push(format!("{}-{}", self.name(), kind.id)),
            }
            repository.add_manifest(manifest, &tags.iter().map(String::as_str).collect::<Vec<_>>());
        }
        let index = |entries: &[Value]| {
            let index = json!({"schemaVersion": 2, "mediaType": MediaType::OciIndex.as_str(), "manifests": entries});
            Manifest::new(MediaType::OciIndex, &index)
        };
        repository.add_manifest(index(&beside), &[&format!("{}-index", self.name())]);
        if !self.keeps_lists {
            repository.add_manifest(index(&list), &[&tag]);
        }
        Ok(placed)
    }

    /// The image of the tools, or for what is damaged another one.
    fn image(self, artifacts: &[Artifact], repository: &mut Repository) -> Result<Manifest> {
        if self.damage.is_some() {
            return Image { name: self.name(), ..Image::default() }.build(repository);
        }
        let image = artifacts.iter().find(|artifact| artifact.id == "image").context("the set has an image")?;
        let bytes = image.as_written.clone().context("a tool wrote it")?;
        image.blobs.iter().for_each(|blob: &Blob| repository.add_blob(blob.clone()));
        Ok(Manifest::written(MediaType::OciManifest, bytes))
    }
}

/// A manifest as the tool wrote it, where nothing in it has changed.
fn written(artifact: &Artifact, kind: &Kind, about: &Value) -> Manifest {
    let media_type = if artifact.id == "ollama-model" { MediaType::DockerManifest } else { MediaType::OciManifest };
    let mut manifest = artifact.manifest.clone();
    manifest["mediaType"] = media_type.as_str().into();
    if kind.place == Place::Referrer {
        manifest["subject"] = about.clone();
    }
    let is_same =
        |bytes: &&Bytes| serde_json::from_slice::<Value>(bytes).is_ok_and(|as_written| as_written == manifest);
    match artifact.as_written.as_ref().filter(is_same) {
        Some(bytes) => Manifest::written(media_type, bytes.clone()),
        None => Manifest::new(media_type, &manifest),
    }
}

fn with_platform(mut entry: Value, architecture: &str, os: &str) -> Value {
    entry["platform"] = json!({"architecture": architecture, "os": os});
    entry
}

/// How tools name what is no image in an index.
fn in_index(mut entry: Value, kind: &Kind, about: &Value) -> Value {
    match kind.id {
        "buildkit" => {
            entry["annotations"] = json!({
                "vnd.docker.reference.digest": about["digest"],
                "vnd.docker.reference.type": "attestation-manifest",
            });
        }
        "modelpack-model" => {
            entry["annotations"] =
                json!({"io.opendatahub.author": "olot", "io.opendatahub.modelcar.manifest.type": "modelpack"});
        }
        _ => {
            entry["artifactType"] = kind.artifact_type.into();
            entry["annotations"] = json!({"com.amazon.soci.image-manifest-digest": about["digest"]});
            // SOCI names the platform of the image.
            return with_platform(entry, "amd64", "linux");
        }
    }
    with_platform(entry, "unknown", "unknown")
}
