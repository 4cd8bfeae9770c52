//! Blobs: layers, configurations, whatever else a manifest names.
//!
//! A small one is fetched whole. A large one is fetched and hashed by somebody else, so that none of it crosses the page; here stands how
//! it is asked for, and what length and digest say of it.

use image::hashing::Hashing;

use super::auth::scope::{Scope, ScopeSet};
use super::client::Client;
use super::descriptor::Descriptor;
use super::digest::Digest;
use super::error::ErrorBody;
use super::failure::{About, Cause, Failure};
use super::host::RegistryHost;
use super::http::{Http, Request};
use super::reference::Repository;
use super::slices::by_the_piece;

/// The most that is fetched whole, in bytes: what a tab holds and reads without harm.
pub const WHOLE_LIMIT: u64 = 16_000_000;

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

/// Fetches a blob whole, of at most [`WHOLE_LIMIT`] bytes by its descriptor, and holds it against that. Where length or digest differ, that
/// is the failure: none of it is given.
pub async fn whole<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    blob: &Descriptor,
) -> Result<Vec<u8>, Failure> {
    let limit = blob.size.min(WHOLE_LIMIT);
    let request = request(client.session.registry(), repository, &blob.digest).up_to(limit as usize);
    let fail = |cause| Failure::new(About::Registry, &request, cause);
    let odd = |what: String| Cause::Unreadable { what, said: ErrorBody::default() };
    if blob.size > WHOLE_LIMIT {
        return Err(fail(odd(format!(
            "by its manifest it is longer than {} MB, and was not asked for",
            WHOLE_LIMIT / 1_000_000
        ))));
    }
    let response = client.session.send(request.clone(), &rights(repository)).await?;
    let length = response.body.len() as u64 + u64::from(response.truncated);
    match check(blob, length, blob.digest.as_str()) {
        Err(mismatch) => Err(fail(odd(mismatch.to_string()))),
        Ok(()) => {
            let found = digest_of(client.session.http(), Some(&blob.digest), &response.body).await;
            found.map_err(|cause| fail(*cause))?;
            Ok(response.body)
        }
    }
}

/// The digest of a content, which is computed by the piece; where it is not the `told` one, that is the failure. An algorithm that is not
/// computed here is believed.
pub(super) async fn digest_of<H: Http>(http: &H, told: Option<&Digest>, body: &[u8]) -> Result<Digest, Box<Cause>> {
    let mut hashing = match told.map(|told| told.hashing().ok_or(told)) {
        None => Hashing::sha256(),
        Some(Ok(hashing)) => hashing,
        Some(Err(told)) => return Ok(told.clone()),
    };
    by_the_piece(http, body, |piece| hashing.add(piece)).await;
    let found = Digest::end(hashing);
    match told {
        Some(told) if *told != found => {
            Err(Box::new(Cause::DigestMismatch { wanted: told.to_string(), found: found.to_string() }))
        }
        _ => Ok(found),
    }
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
    use crate::registry::script::{Script, run};

    fn described(content: &[u8]) -> Descriptor {
        Descriptor {
            media_type: MediaType::from("application/vnd.oci.image.layer.v1.tar+gzip"),
            digest: Digest::of(content),
            size: content.len() as u64,
            platform: None,
            annotations: Annotations::default(),
            artifact_type: None,
        }
    }

    /// What comes of a blob that is `hello` by its descriptor, where the registry answers so.
    fn fetched(answer: &str) -> String {
        let digest = Digest::of(b"hello");
        let script = Script::new(&format!("> GET https://r.example/v2/a/blobs/{digest}\n< {answer}"));
        let client = Client::new(&script, RegistryHost::parse("https://r.example").expect("a registry"), None);
        let whole = run(whole(&client, &Repository::parse("a").expect("a repository"), &described(b"hello")));
        script.assert_done();
        match whole.map_err(|failure| *failure.cause) {
            Ok(bytes) => String::from_utf8(bytes).expect("a text"),
            Err(Cause::Unreadable { what, .. }) => what,
            Err(Cause::DigestMismatch { found, .. }) => format!("has the digest {found}"),
            Err(Cause::Status { status, .. }) => status.to_string(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_blob_comes_whole_or_not_at_all() {
        assert_eq!(fetched("200 | | hello"), "hello");
        assert_eq!(fetched("200 | | hell"), "4 of 5 bytes came");
        assert_eq!(fetched("200 | | hello!"), "more came than the 5 bytes that the manifest names");
        assert_eq!(fetched("200 | | jello"), format!("has the digest {}", Digest::of(b"jello")));
        assert_eq!(fetched("404"), "404");
    }

    #[test]
    fn what_is_too_long_is_not_asked_for() {
        let script = Script::new("");
        let client = Client::new(&script, RegistryHost::parse("https://r.example").expect("a registry"), None);
        let blob = Descriptor { size: WHOLE_LIMIT + 1, ..described(b"hello") };
        let failure = run(whole(&client, &Repository::parse("a").expect("a repository"), &blob)).expect_err("too long");
        let Cause::Unreadable { what, .. } = *failure.cause else { panic!("{:?}", failure.cause) };
        assert_eq!(what, "by its manifest it is longer than 16 MB, and was not asked for");
    }

    #[test]
    fn a_blob_is_held_against_its_descriptor() {
        let descriptor = described(b"hello");
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
