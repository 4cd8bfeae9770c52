//! What a tag names at this moment, and whether a digest is there: past every cache, and without the document where that is not wanted.
//!
//! HEAD asks for no body, needs no preflight that GET does not need, and is not counted where manifests are (Docker Hub). It says what a tag
//! names only where `Docker-Content-Digest` is exposed; where it is not, the document is fetched and its digest computed.

use super::blob::rights;
use super::client::Client;
use super::digest::Digest;
use super::failure::Failure;
use super::http::{Http, Method, Request, Response};
use super::manifests::manifest;
use super::media_type::{ACCEPT_DOCKER, ACCEPT_OCI, MediaType};
use super::reference::{Repository, Tag, Version};

/// What a tag names now; `None` where there is no such tag.
///
/// # Errors
///
/// Where that could not be read.
pub async fn named_now<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    tag: &Tag,
) -> Result<Option<Digest>, Failure> {
    let version = Version::Tag(tag.clone());
    if client.shows_digest.get() != Some(false) {
        match head(client, repository, &version).await? {
            Head::Nothing => return Ok(None),
            Head::Answer(response) => {
                let digest = response.headers.get("docker-content-digest").and_then(|text| Digest::parse(text).ok());
                client.shows_digest.set(Some(digest.is_some()));
                if digest.is_some() {
                    return Ok(digest);
                }
            }
            Head::Unclear => {}
        }
    }
    match manifest(client, repository, &version, None).await {
        Ok(fetched) => Ok(Some(fetched.digest)),
        Err(failure) if failure.status() == Some(404) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Whether a manifest is there now.
///
/// # Errors
///
/// Where that could not be read.
pub async fn is_there<H: Http>(client: &Client<H>, repository: &Repository, digest: &Digest) -> Result<bool, Failure> {
    let version = Version::Digest(digest.clone());
    match head(client, repository, &version).await? {
        Head::Nothing => Ok(false),
        Head::Answer(_) => Ok(true),
        Head::Unclear => match ask(client, repository, &version, Method::Get, ACCEPT_OCI).await {
            Ok(_) => Ok(true),
            Err(failure) if failure.status() == Some(404) => Ok(false),
            Err(failure) => Err(failure),
        },
    }
}

/// What a HEAD says.
enum Head {
    Nothing,
    Answer(Response),
    /// It is refused, or of a document that the registry would make on the spot.
    Unclear,
}

async fn head<H: Http>(client: &Client<H>, repository: &Repository, version: &Version) -> Result<Head, Failure> {
    let remembered = client.accepts.borrow().get(repository.as_str()).copied();
    let first = remembered.unwrap_or(ACCEPT_OCI);
    let second = if first == ACCEPT_OCI { ACCEPT_DOCKER } else { ACCEPT_OCI };
    let mut is_clear = true;
    for accept in [first, second] {
        match ask(client, repository, version, Method::Head, accept).await {
            // Distribution 2.8 converts what it may not give as it is, and says the digest of that, which nobody can pull by.
            Ok(response) if kind(&response).is_schema1() => is_clear = false,
            Ok(response) => {
                client.accepts.borrow_mut().insert(repository.to_string(), accept);
                return Ok(Head::Answer(response));
            }
            Err(failure) if failure.status() == Some(404) => {}
            Err(failure) if matches!(failure.status(), Some(400 | 405 | 406 | 415 | 501)) => is_clear = false,
            Err(failure) => return Err(failure),
        }
    }
    Ok(if is_clear { Head::Nothing } else { Head::Unclear })
}

fn kind(response: &Response) -> MediaType {
    MediaType::from(response.headers.get("content-type").unwrap_or_default())
}

/// Asks without the digest's name, by which kept answers are found.
async fn ask<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    version: &Version,
    method: Method,
    accept: &'static str,
) -> Result<Response, Failure> {
    let url = client.session.registry().api(&format!("{repository}/manifests/{version}"));
    let request = Request { method, ..Request::get(url).accepting(accept) };
    client.session.send(request, &rights(repository)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::host::RegistryHost;
    use crate::registry::script::{Script, run};

    const HEX: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn named(script: &str) -> String {
        let script = Script::new(script);
        let client = Client::new(&script, RegistryHost::parse("https://r.example").expect("a registry"), None);
        let (repository, tag) = (Repository::parse("a").expect("a repository"), Tag::parse("1").expect("a tag"));
        let named = run(named_now(&client, &repository, &tag));
        script.assert_done();
        match named {
            Ok(None) => "nothing".to_owned(),
            Ok(Some(digest)) => digest.to_string(),
            Err(failure) => format!("status {}", failure.status().unwrap_or_default()),
        }
    }

    #[test]
    fn a_head_says_what_a_tag_names() {
        let ask = "> HEAD https://r.example/v2/a/manifests/1";
        let oci = "Content-Type: application/vnd.oci.image.manifest.v1+json";
        let docker = "Content-Type: application/vnd.docker.distribution.manifest.v2+json";
        let schema_1 = "Content-Type: application/vnd.docker.distribution.manifest.v1+prettyjws";
        let digest = format!("Docker-Content-Digest: sha256:{HEX}");
        let is = |script: &str, expected: &str| assert_eq!(named(script), expected, "{script}");
        is(&format!("{ask} (oci)\n< 200 | {oci} ;; {digest} |"), &format!("sha256:{HEX}"));
        is(&format!("{ask} (oci)\n< 404\n{ask} (docker)\n< 404"), "nothing");
        is(&format!("{ask} (oci)\n< 404\n{ask} (docker)\n< 200 | {docker} ;; {digest} |"), &format!("sha256:{HEX}"));
        is(&format!("{ask} (oci)\n< 500"), "status 500");
        let made = format!("{schema_1} ;; Docker-Content-Digest: sha256:{}", HEX.replace('e', "f"));
        is(
            &format!("{ask} (oci)\n< 200 | {made} |\n{ask} (docker)\n< 200 | {docker} ;; {digest} |"),
            &format!("sha256:{HEX}"),
        );
    }

    #[test]
    fn where_the_digest_is_not_exposed_it_is_computed() {
        let body = r#"{"schemaVersion":2,"layers":[]}"#;
        let oci = "Content-Type: application/vnd.oci.image.manifest.v1+json";
        let script = format!(
            "> HEAD https://r.example/v2/a/manifests/1 (oci)\n< 200 | {oci} |
             > GET https://r.example/v2/a/manifests/1 (oci)\n< 200 | {oci} | {body}"
        );
        assert_eq!(named(&script), Digest::of(body.as_bytes()).to_string());
        let refused = format!(
            "> HEAD https://r.example/v2/a/manifests/1 (oci)\n< 405
             > HEAD https://r.example/v2/a/manifests/1 (docker)\n< 405
             > GET https://r.example/v2/a/manifests/1 (oci)\n< 200 | {oci} | {body}"
        );
        assert_eq!(named(&refused), Digest::of(body.as_bytes()).to_string());
    }
}
