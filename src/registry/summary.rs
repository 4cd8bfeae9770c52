//! What a manifest or an index says in short: what lists of them show.

use super::artifact_kind::ArtifactKind;
use super::digest::Digest;
use super::http::Moment;
use super::platform::Platform;

/// What a manifest or an index says in short.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// What it is.
    pub kind: ArtifactKind,
    /// Whether it is an index of several images.
    pub is_index: bool,
    /// The bytes to download for one platform, config and layers; `None` where that is not known.
    pub size: Option<u64>,
    /// For which platforms.
    pub platforms: Vec<Platform>,
    /// The images of an index, in the order of their digests; of anything else none.
    pub images: Vec<Digest>,
    /// When it was made, by its own account. Reproducible builds say 1970, or nothing.
    pub created: Option<Moment>,
}
