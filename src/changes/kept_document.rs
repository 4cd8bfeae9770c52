//! A manifest's bytes, as a registry had them before it was deleted.

use crate::registry::digest::Digest;
use crate::registry::media_type::MediaType;

/// A manifest as a registry had it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDocument {
    /// Its digest.
    pub digest: Digest,
    /// The type under which it came.
    pub media_type: MediaType,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
