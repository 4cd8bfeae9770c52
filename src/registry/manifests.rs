//! Fetching manifests and what they name.
//!
//! `Accept` decides what a registry gives, and above 128 bytes it would cause a preflight. So the four usual types are
//! asked for in two pairs: OCI, then Docker. A registry answers the wrong pair with a 404, with a 400 (Distribution 3 has no
//! other answer for a Docker list, nor 2.8 for an image without a history), or (Distribution 2.8 with a Docker image) with a
//! manifest converted to schema 1, which nobody wants. Which pair was right is remembered for each repository.

use super::blob;
use super::client::Client;
use super::descriptor::Descriptor;
use super::digest::Digest;
use super::error::ErrorBody;
use super::failure::{About, Cause, Failure};
use super::http::{Http, Request, Response};
use super::image_config::ImageConfig;
use super::json;
use super::manifest::{Document, signed_payload};
use super::media_type::{ACCEPT_DOCKER, ACCEPT_OCI, MediaType};
use super::rate_limit::RateLimit;
use super::reference::{Repository, Version};
use super::slices::Slices;

/// How much of a manifest or a configuration is read, in bytes: registries need not take a longer manifest (OCI distribution
/// specification, "Pushing Manifests").
pub(super) const DOCUMENT_LIMIT: usize = 4 << 20;

/// A manifest or an index, and what came with it.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// What it says.
    pub document: Document,
    /// Its digest, computed from the bytes; the registry's word only for algorithms that are not computed here.
    pub digest: Digest,
    /// The bytes themselves.
    pub raw: Vec<u8>,
}

/// Fetches what a tag or a digest names. `known` is the media type, where something else has named it already. What a digest names may have
/// been kept since an earlier visit.
pub async fn manifest<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    version: &Version,
    known: Option<&MediaType>,
) -> Result<Fetched, Failure> {
    asked(client, repository, version, known, true).await
}

/// The same as the registry has it now: what was kept here may be gone there.
pub async fn manifest_now<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    version: &Version,
    known: Option<&MediaType>,
) -> Result<Fetched, Failure> {
    asked(client, repository, version, known, false).await
}

async fn asked<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    version: &Version,
    known: Option<&MediaType>,
    may_be_kept: bool,
) -> Result<Fetched, Failure> {
    let remembered = client.accepts.borrow().get(&repository.to_string()).copied();
    let first = match known {
        Some(MediaType::DockerList | MediaType::DockerManifest) => ACCEPT_DOCKER,
        Some(MediaType::OciIndex | MediaType::OciManifest) => ACCEPT_OCI,
        _ => remembered.unwrap_or(ACCEPT_OCI),
    };
    let second = if first == ACCEPT_OCI { ACCEPT_DOCKER } else { ACCEPT_OCI };
    let outcome = fetch(client, repository, version, first, may_be_kept).await;
    let missed = match &outcome {
        Ok(fetched) => matches!(fetched.document, Document::Schema1 { .. }),
        Err(failure) => matches!(failure.status(), Some(400 | 404 | 406 | 415)),
    };
    let (outcome, accept) = match missed {
        false => (outcome, first),
        true => match (fetch(client, repository, version, second, may_be_kept).await, outcome) {
            (Ok(fetched), _) => (Ok(fetched), second),
            // A schema 1 that nobody has pushed has a digest that nobody can pull by.
            (failed, Ok(_)) => (failed, second),
            (Err(_), failed) => (failed, first),
        },
    };
    if outcome.is_ok() && known.is_none() {
        client.accepts.borrow_mut().insert(repository.to_string(), accept);
    }
    outcome
}

/// Fetches the config that a manifest names, and checks its digest.
pub async fn image_config<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    config: &Descriptor,
) -> Result<ImageConfig, Failure> {
    let request = blob::request(client.session.registry(), repository, &config.digest).up_to(DOCUMENT_LIMIT);
    let response = client.session.send(request.clone(), &blob::rights(repository)).await?;
    let fail = |cause| Failure::new(About::Registry, &request, cause);
    let unreadable = |what| fail(unreadable(&response, what));
    let http = client.session.http();
    check_form(&response).map_err(|cause| fail(*cause))?;
    blob::digest_of(http, Some(&config.digest), &response.body).await.map_err(|cause| fail(*cause))?;
    let value = json::read(http, &response.body).await.map_err(|error| unreadable(error.to_string()))?;
    let mut slices = Slices::begin(http);
    let config = ImageConfig::read(value).map_err(|error| unreadable(error.to_string()))?;
    slices.turn(http).await;
    Ok(config)
}

/// Fetches what a tag or a digest names, of these types alone; what a digest names from an earlier visit, where it `may_be_kept`.
pub(super) async fn fetch<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    version: &Version,
    accept: &'static str,
    may_be_kept: bool,
) -> Result<Fetched, Failure> {
    let url = client.session.registry().api(&format!("{repository}/manifests/{version}"));
    let request = Request::get(url).accepting(accept).up_to(DOCUMENT_LIMIT);
    let request = match version {
        Version::Digest(digest) if may_be_kept => request.named(digest),
        _ => request,
    };
    let response = client.session.send(request.clone(), &blob::rights(repository)).await?;
    // What a digest names may come from a cache, with headers of another day.
    if let (Version::Tag(_), Some(limit)) = (version, RateLimit::read(&response.headers)) {
        client.rate_limit.set(Some(limit));
    }
    let fail = |cause| Failure::new(About::Registry, &request, cause);
    check_form(&response).map_err(|cause| fail(*cause))?;
    let unreadable = |what| fail(unreadable(&response, what));
    let http = client.session.http();
    let value = json::read(http, &response.body).await.map_err(|error| unreadable(error.to_string()))?;
    let signed = signed_payload(&value, &response.body);
    let mut slices = Slices::begin(http);
    let document = Document::read(response.headers.get("content-type"), value);
    let document = document.map_err(|error| unreadable(error.to_string()))?;
    slices.turn(http).await;
    let told = match version {
        Version::Digest(digest) => Some(digest.clone()),
        Version::Tag(_) => response.headers.get("docker-content-digest").and_then(|text| Digest::parse(text).ok()),
    };
    let signed = signed.filter(|_| matches!(document, Document::Schema1 { .. }));
    let named = signed.as_deref().unwrap_or(&response.body);
    let digest = blob::digest_of(http, told.as_ref(), named).await.map_err(|cause| fail(*cause))?;
    // What is drawn of it takes a while too.
    slices.turn(http).await;
    Ok(Fetched { document, digest, raw: response.body })
}

fn unreadable(response: &Response, what: String) -> Cause {
    Cause::Unreadable { what: response.quoted(what), said: ErrorBody::unread(response) }
}

/// Whether a body can be a document at all, and so may be held against its digest.
fn check_form(response: &Response) -> Result<(), Box<Cause>> {
    // A `Content-Encoding` is the browser's to undo, and not each browser knows zstd (WebKitGTK 2.50 hands it out as it came).
    let packed = match response.body.as_slice() {
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("zstd"),
        [0x1f, 0x8b, ..] => Some("gzip"),
        _ => None,
    };
    let what = match packed {
        Some(packed) => format!("the document came packed with {packed}, and this browser did not unpack it"),
        None if response.truncated => {
            format!("the document is longer than {} MB, and no registry has to take such a one", DOCUMENT_LIMIT >> 20)
        }
        None => return Ok(()),
    };
    Err(Box::new(Cause::Unreadable { what, said: ErrorBody::default() }))
}

#[cfg(test)]
mod tests;
