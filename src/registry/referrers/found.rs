//! What was found, as plain data.

use super::attached_tag::TagRole;
use crate::registry::annotations::{Annotations, CREATED};
use crate::registry::artifact_kind::{ArtifactKind, contents};
use crate::registry::descriptor::Descriptor;
use crate::registry::digest::Digest;
use crate::registry::failure::Failure;
use crate::registry::http::Moment;
use crate::registry::manifest::Document;
use crate::registry::media_type::MediaType;
use crate::registry::time;

/// All that was found, and how well it was looked.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What hangs there; each thing stands behind what it hangs on.
    pub hanging: Vec<Hanging>,
    /// Whether the registry keeps lists of referrers; `None` where it was not asked, or gave no clear answer.
    pub has_lists: Option<bool>,
    /// Whether all tags of the repository are known, so that nothing in them was missed.
    pub knows_tags: bool,
    /// The tags of what was opened that were asked for by name.
    pub asked_names: Vec<TagRole>,
    /// What did not come, at most a few.
    pub failures: Vec<Failure>,
    /// Whether more was listed than is shown.
    pub has_more: bool,
}

/// Something that hangs on a manifest.
#[derive(Clone, Debug)]
pub struct Hanging {
    /// Its name.
    pub digest: Digest,
    /// Its type, by the list that it is from.
    pub media_type: MediaType,
    /// What it hangs on, by the place where it was found.
    pub on: Digest,
    /// The place of that in [`Found::hanging`]; `None` where that is what was opened, or one of its platforms.
    pub parent: Option<usize>,
    /// How many things there are from it to what was opened: 1 for what hangs on that itself.
    pub depth: usize,
    /// Where it was found.
    pub found_in: FoundIn,
    /// What it is, by the list that it is from; nothing where that says nothing.
    pub listed_kind: ArtifactKind,
    /// When it was made, by the list that it is from.
    pub listed_created: Option<Moment>,
    /// What its manifest says, once that was read.
    pub told: Option<Result<Told, Failure>>,
}

/// Where something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundIn {
    /// In the registry's list of referrers.
    Lists,
    /// Behind a tag that is named after what it hangs on, or in the index there.
    Tag(TagRole),
    /// Beside the platforms of an index.
    Index,
}

/// What a manifest says of itself.
#[derive(Clone, Debug)]
pub struct Told {
    /// What it is.
    pub kind: ArtifactKind,
    /// What is in it, in its own words.
    pub contents: Vec<String>,
    /// When it was made.
    pub created: Option<Moment>,
    /// The bytes of its contents; `None` of an index.
    pub size: Option<u64>,
    /// What it is about, by its own account.
    pub subject: Option<Digest>,
}

/// Whether something says itself that it hangs where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It was not read.
    NotRead,
    /// It does, or its place says enough.
    Fits,
    /// It says that it is about nothing.
    Nothing,
    /// It says that it is about something else.
    Another(Digest),
}

impl Hanging {
    /// What a list has an entry for.
    pub(super) fn listed(entry: &Descriptor, on: &Digest, found_in: FoundIn) -> Hanging {
        Hanging {
            digest: entry.digest.clone(),
            media_type: entry.media_type.clone(),
            on: on.clone(),
            parent: None,
            depth: 1,
            found_in,
            listed_kind: match ArtifactKind::of_entry(entry) {
                ArtifactKind::Artifact(name) if name.is_empty() && found_in == FoundIn::Index => {
                    ArtifactKind::Attestation
                }
                kind => kind,
            },
            listed_created: created(&entry.annotations),
            told: None,
        }
    }

    /// What it is, as well as that is known.
    pub fn kind(&self) -> &ArtifactKind {
        match &self.told {
            Some(Ok(told)) => &told.kind,
            _ => &self.listed_kind,
        }
    }

    /// When it was made.
    pub fn created(&self) -> Option<Moment> {
        let told = self.told.as_ref().and_then(|told| told.as_ref().ok());
        told.and_then(|told| told.created).or(self.listed_created)
    }

    /// What the list calls it, where its manifest says that it is something else.
    pub fn other_kind(&self) -> Option<&ArtifactKind> {
        let told = self.told.as_ref()?.as_ref().ok()?;
        let says_less = |kind: &ArtifactKind| matches!(kind, ArtifactKind::Artifact(name) if name.is_empty());
        // A list knows no layers, so an attestation is all that it may know of.
        let is_vague = matches!(self.listed_kind, ArtifactKind::Attestation | ArtifactKind::SigstoreBundle);
        Some(&self.listed_kind).filter(|kind| **kind != told.kind && !says_less(kind) && !is_vague)
    }

    /// Whether it says itself that it hangs there.
    pub fn claim(&self) -> Claim {
        let Some(Ok(told)) = &self.told else { return Claim::NotRead };
        match (&told.subject, self.found_in) {
            (Some(subject), _) if *subject == self.on => Claim::Fits,
            (Some(subject), _) => Claim::Another(subject.clone()),
            // cosign's tags and BuildKit's entries are older than subjects.
            (None, FoundIn::Index | FoundIn::Tag(TagRole::Signature | TagRole::Attestation | TagRole::Sbom)) => {
                Claim::Fits
            }
            (None, FoundIn::Lists | FoundIn::Tag(TagRole::List)) => Claim::Nothing,
        }
    }
}

impl Told {
    pub(super) fn by(document: &Document) -> Told {
        match document {
            Document::Image(manifest) => {
                let kind = manifest.kind();
                let contents = contents(&kind, &manifest.layers, &manifest.annotations);
                let subject = manifest.subject.as_ref().map(|subject| subject.digest.clone());
                let (created, size) = (created(&manifest.annotations), Some(manifest.total_size()));
                Told { kind, contents, created, size, subject }
            }
            Document::Index(index) => {
                let kind = match &index.artifact_type {
                    Some(name) => ArtifactKind::of(Some(name), None, &[], &index.annotations),
                    None => ArtifactKind::Artifact(index.media_type.describe().into_owned()),
                };
                let subject = index.subject.as_ref().map(|subject| subject.digest.clone());
                Told { kind, contents: Vec::new(), created: created(&index.annotations), size: None, subject }
            }
            Document::Schema1 { .. } => {
                Told { kind: ArtifactKind::Image, contents: Vec::new(), created: None, size: None, subject: None }
            }
        }
    }
}

fn created(annotations: &Annotations) -> Option<Moment> {
    annotations.get(CREATED).and_then(time::parse)
}
