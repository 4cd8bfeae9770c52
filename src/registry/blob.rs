//! Blobs: layers, configurations, whatever else a manifest names.
//!
//! A large one is fetched and hashed by somebody else, so that none of it crosses the page; here stands how it is asked for, and what
//! length and digest say of it.

use super::auth::scope::{Scope, ScopeSet};
use super::descriptor::Descriptor;
use super::digest::Digest;
use super::host::RegistryHost;
use super::http::Request;
use super::reference::Repository;

/// The request for a blob of a repository (OCI distribution specification, end-2).
pub fn request(registry: &RegistryHost, repository: &Repository, digest: &Digest) -> Request {
    Request::get(registry.api(&format!("{repository}/blobs/{digest}"))).named(digest)
}

/// What it takes to read manifests and blobs of a repository.
pub fn rights(repository: &Repository) -> ScopeSet {
    Scope::pull(&repository.to_string()).into()
}

/// What is wrong with a blob. The figures are bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlobMismatch {
    /// It did not end where it should. No more of it was read, so its digest is not known.
    #[error("more came than the {size} bytes that the manifest names")]
    Longer {
        /// What its descriptor says.
        size: u64,
    },
    /// It ended too early.
    #[error("{length} of {size} bytes came")]
    Shorter {
        /// What its descriptor says.
        size: u64,
        /// What came.
        length: u64,
    },
    /// It has the right length and another digest.
    #[error("what came has the digest {found}")]
    OtherDigest {
        /// Its digest.
        found: String,
    },
}

/// Holds what came against a blob's descriptor: so many bytes with this digest (`sha256:…`), or one byte more than it should have, of
/// which the rest was not read.
pub fn check(blob: &Descriptor, length: u64, digest: &str) -> Result<(), BlobMismatch> {
    let size = blob.size;
    match length {
        _ if length > size => Err(BlobMismatch::Longer { size }),
        _ if length < size => Err(BlobMismatch::Shorter { size, length }),
        _ if digest != blob.digest.as_str() => Err(BlobMismatch::OtherDigest { found: digest.to_owned() }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::annotations::Annotations;
    use crate::registry::media_type::MediaType;

    #[test]
    fn a_blob_is_held_against_its_descriptor() {
        let descriptor = Descriptor {
            media_type: MediaType::from("application/vnd.oci.image.layer.v1.tar+gzip"),
            digest: Digest::of(b"hello"),
            size: 5,
            platform: None,
            annotations: Annotations::default(),
            artifact_type: None,
        };
        let told = |content: &[u8], more: u64| {
            let digest = Digest::of(content);
            check(&descriptor, content.len() as u64 + more, digest.as_str()).map_err(|problem| problem.to_string())
        };
        assert_eq!(told(b"hello", 0), Ok(()));
        assert_eq!(told(b"hello", 1), Err("more came than the 5 bytes that the manifest names".to_owned()));
        assert_eq!(told(b"hell", 0), Err("4 of 5 bytes came".to_owned()));
        let other = told(b"jello", 0).expect_err("another content");
        assert_eq!(other, format!("what came has the digest {}", Digest::of(b"jello")));
    }

    #[test]
    fn a_blob_is_asked_for_by_its_digest() {
        let registry = RegistryHost::parse("reg.example:5000").expect("a registry");
        let repository = Repository::parse("team/app").expect("a repository");
        let digest = Digest::of(b"hello");
        let asked = request(&registry, &repository, &digest);
        assert_eq!(asked.url.as_str(), format!("https://reg.example:5000/v2/team/app/blobs/{digest}"));
        assert_eq!(rights(&repository).to_string(), "repository:team/app:pull");
    }
}
