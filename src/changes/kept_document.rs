//! A manifest that was deleted, as whoever ran the plan read it before.

use crate::registry::digest::Digest;
use crate::registry::media_type::MediaType;

/// A manifest that was deleted. It can be put again while its blobs stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDocument {
    /// Its name.
    pub digest: Digest,
    /// Its type.
    pub media_type: MediaType,
    /// Its very bytes.
    pub bytes: Vec<u8>,
}
