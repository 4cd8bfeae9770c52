//! Fetching manifests and what they name.
//!
//! `Accept` decides what a registry gives, and above 128 bytes it would cause a preflight. So the four usual types are
//! asked for in two pairs: OCI, then Docker. A registry answers the wrong pair with a 404, or (Distribution 2.8 with a
//! Docker image) with a manifest converted to schema 1, which nobody wants. Which pair was right is remembered for each
//! repository.

use super::auth::scope::{Scope, ScopeSet};
use super::client::Client;
use super::digest::Digest;
use super::error::ErrorBody;
use super::failure::{About, Cause, Failure};
use super::http::{Http, Request, Response};
use super::image_config::ImageConfig;
use super::manifest::{Descriptor, Document};
use super::media_type::{ACCEPT_DOCKER, ACCEPT_OCI, MediaType};
use super::reference::{Repository, Version};

/// A manifest or an index, and what came with it.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// What it says.
    pub document: Document,
    /// Its digest, computed from the bytes; the registry's word only for algorithms that are not computed here, and for schema 1.
    pub digest: Digest,
    /// The bytes themselves.
    pub raw: Vec<u8>,
}

/// Fetches what a tag or a digest names. `known` is the media type, where something else has named it already.
pub async fn manifest<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    version: &Version,
    known: Option<&MediaType>,
) -> Result<Fetched, Failure> {
    let remembered = client.accepts.borrow().get(&repository.to_string()).copied();
    let first = match known {
        Some(MediaType::DockerList | MediaType::DockerManifest) => ACCEPT_DOCKER,
        Some(MediaType::OciIndex | MediaType::OciManifest) => ACCEPT_OCI,
        _ => remembered.unwrap_or(ACCEPT_OCI),
    };
    let second = if first == ACCEPT_OCI { ACCEPT_DOCKER } else { ACCEPT_OCI };
    let outcome = fetch(client, repository, version, first).await;
    let missed = match &outcome {
        Ok(fetched) => matches!(fetched.document, Document::Schema1 { .. }),
        Err(failure) => matches!(failure.status(), Some(404 | 406)),
    };
    let (outcome, accept) = match missed {
        false => (outcome, first),
        true => match fetch(client, repository, version, second).await {
            Ok(fetched) => (Ok(fetched), second),
            Err(_) => (outcome, first),
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
    let url = client.session.registry().api(&format!("{repository}/blobs/{}", config.digest));
    let request = Request::get(url).named(&config.digest);
    let response = client.session.send(request.clone(), &rights(repository)).await?;
    let fail = |cause| Failure::new(About::Registry, &request, cause);
    check_digest(&config.digest, &response.body).map_err(|cause| fail(*cause))?;
    ImageConfig::parse(&response.body)
        .map_err(|error| fail(Cause::Unreadable { what: error.to_string(), said: ErrorBody::unread(&response) }))
}

async fn fetch<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    version: &Version,
    accept: &'static str,
) -> Result<Fetched, Failure> {
    let url = client.session.registry().api(&format!("{repository}/manifests/{version}"));
    let request = Request::get(url).accepting(accept);
    let request = if let Version::Digest(digest) = version { request.named(digest) } else { request };
    let response = client.session.send(request.clone(), &rights(repository)).await?;
    let fail = |cause| Failure::new(About::Registry, &request, cause);
    let document = Document::parse(response.headers.get("content-type"), &response.body)
        .map_err(|error| fail(Cause::Unreadable { what: error.to_string(), said: ErrorBody::unread(&response) }))?;
    let digest = match version {
        Version::Digest(digest) => {
            check_digest(digest, &response.body).map_err(|cause| fail(*cause))?;
            digest.clone()
        }
        Version::Tag(_) => digest_of_a_tag(&document, &response).map_err(|cause| fail(*cause))?,
    };
    Ok(Fetched { document, digest, raw: response.body })
}

/// The digest of what a tag names: computed, and held against the registry's word where the page may see it. Only an algorithm that
/// is not computed here is believed.
fn digest_of_a_tag(document: &Document, response: &Response) -> Result<Digest, Box<Cause>> {
    let told = response.headers.get("docker-content-digest").and_then(|text| Digest::parse(text).ok());
    let Some(told) = told else { return Ok(Digest::of(&response.body)) };
    // The digest of a signed schema 1 document is that of its payload, without the signatures.
    if !matches!(document, Document::Schema1 { .. }) {
        check_digest(&told, &response.body)?;
    }
    Ok(told)
}

fn check_digest(wanted: &Digest, body: &[u8]) -> Result<(), Box<Cause>> {
    match wanted.of_the_same_kind(body) {
        Some(found) if found != *wanted => {
            Err(Box::new(Cause::DigestMismatch { wanted: wanted.to_string(), found: found.to_string() }))
        }
        _ => Ok(()),
    }
}

fn rights(repository: &Repository) -> ScopeSet {
    Scope::pull(&repository.to_string()).into()
}

#[cfg(test)]
mod tests;
