//! What is known of one repository, at the time when it was read.
//!
//! This module asks nothing: who reads a repository fills it in, and says what could not be read.

use std::collections::{BTreeMap, BTreeSet};

use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::digest::Digest;
use crate::registry::http::Moment;
use crate::registry::media_type::MediaType;
use crate::registry::platform::Platform;
use crate::registry::reference::{Repository, Tag};

/// One repository. What stands nowhere here is not known, which is another thing than not there.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The repository.
    pub repository: Repository,
    /// Every tag of the list, and what it names; `None` where that could not be read.
    pub tags: BTreeMap<Tag, Option<Digest>>,
    /// Why what these tags name could not be read.
    pub unread_tags: BTreeMap<Tag, String>,
    /// Tags of the list behind which there is nothing, by the registry's own word. They are none of [`Known::tags`].
    pub empty_tags: BTreeSet<Tag>,
    /// Whether the list of tags came to its end.
    pub is_whole: bool,
    /// The manifests that were read: those of tags, what their indexes list, and what hangs on them.
    pub manifests: BTreeMap<Digest, Entry>,
    /// Manifests that something names and that could not be read, and why.
    pub unread: BTreeMap<Digest, String>,
    /// Manifests that something names and that are not there, by the registry's own word.
    pub missing: BTreeSet<Digest>,
    /// Whether the registry's own lists of what hangs on manifests were read. Without them only what the tags tell is known.
    pub asked_for_referrers: bool,
}

/// One manifest or index.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its own type.
    pub media_type: MediaType,
    /// What kind of thing it is.
    pub kind: ArtifactKind,
    /// The length of the document itself, in bytes.
    pub size: u64,
    /// What an index lists, in its order.
    pub children: Vec<Child>,
    /// The blobs of a manifest, with their sizes in bytes: its configuration and its layers.
    pub blobs: Vec<(Digest, u64)>,
    /// The manifest that this one is about.
    pub subject: Option<Digest>,
    /// When the image was made, by its own word.
    pub created: Option<Moment>,
}

/// What an index lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    /// The manifest.
    pub digest: Digest,
    /// For which platform.
    pub platform: Option<Platform>,
}
