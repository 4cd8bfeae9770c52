//! What a plan has to know of a manifest, taken from the document.

use std::collections::BTreeMap;

use super::known::{Child, Entry};
use crate::registry::annotations::{Annotations, CREATED};
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::descriptor::Descriptor;
use crate::registry::digest::Digest;
use crate::registry::http::Moment;
use crate::registry::manifest::Document;
use crate::registry::media_type::MediaType;
use crate::registry::time;

/// What a document of `size` bytes says.
pub(super) fn entry(document: &Document, size: u64) -> Entry {
    let media_type = media_type(document);
    match document {
        Document::Image(manifest) => Entry {
            media_type,
            kind: manifest.kind(),
            size,
            children: Vec::new(),
            blobs: blobs(manifest.config.iter().chain(&manifest.layers)),
            subject: manifest.subject.as_ref().map(|subject| subject.digest.clone()),
            created: created(&manifest.annotations),
        },
        Document::Index(index) => {
            let child = |one: &Descriptor| Child { digest: one.digest.clone(), platform: one.platform.clone() };
            let kind = match &index.artifact_type {
                Some(name) => ArtifactKind::of(Some(name), None, &[], &index.annotations),
                None => ArtifactKind::Image,
            };
            Entry {
                media_type,
                kind,
                size,
                children: index.manifests.iter().map(child).collect(),
                blobs: Vec::new(),
                subject: index.subject.as_ref().map(|subject| subject.digest.clone()),
                created: created(&index.annotations),
            }
        }
        Document::Schema1 { .. } => Entry {
            media_type,
            kind: ArtifactKind::Image,
            size,
            children: Vec::new(),
            blobs: Vec::new(),
            subject: None,
            created: None,
        },
    }
}

/// The type of a document.
pub(super) fn media_type(document: &Document) -> MediaType {
    match document {
        Document::Image(manifest) => manifest.media_type.clone(),
        Document::Index(index) => index.media_type.clone(),
        Document::Schema1 { .. } => MediaType::DockerSchema1Signed,
    }
}

/// The configuration that says when an image was made.
pub(super) fn config(document: &Document) -> Option<&Descriptor> {
    let Document::Image(manifest) = document else { return None };
    let is_image = |one: &&Descriptor| matches!(one.media_type, MediaType::OciConfig | MediaType::DockerConfig);
    manifest.config.as_ref().filter(is_image)
}

/// Each once. What a licence keeps elsewhere is in no registry.
fn blobs<'a>(descriptors: impl Iterator<Item = &'a Descriptor>) -> Vec<(Digest, u64)> {
    let is_here =
        |one: &&Descriptor| !matches!(one.media_type, MediaType::OciForeignLayer(_) | MediaType::DockerForeignLayer(_));
    let sizes: BTreeMap<&Digest, u64> = descriptors.filter(is_here).map(|one| (&one.digest, one.size)).collect();
    sizes.into_iter().map(|(digest, size)| (digest.clone(), size)).collect()
}

fn created(annotations: &Annotations) -> Option<Moment> {
    annotations.get(CREATED).and_then(time::parse)
}
