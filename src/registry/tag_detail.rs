//! What a row of the tag list shows besides the name.
//!
//! One request for the manifest, one for the config that has the date. An index has neither size nor date of its own:
//! one of its images speaks for it, at two requests more. Tags that share a manifest share its answers.

use super::client::Client;
use super::digest::Digest;
use super::failure::Failure;
use super::http::Http;
use super::index::Index;
use super::manifest::{ArtifactKind, Document, Manifest};
use super::manifests::{image_config, manifest};
use super::media_type::MediaType;
use super::platform::Platform;
use super::reference::{Repository, Tag, Version};
use super::summary::Summary;
use super::time;

/// The details of a tag.
#[derive(Clone, Debug, PartialEq)]
pub struct TagDetail {
    /// What the tag points at.
    pub digest: Digest,
    /// What its manifest says.
    pub summary: Summary,
}

/// Where summaries are kept, at most so many.
const SUMMARIES: usize = 5_000;

/// Fetches the details of a tag. `preferred` is the platform that speaks for an index.
pub async fn tag_detail<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    tag: &Tag,
    preferred: &Platform,
) -> Result<TagDetail, Failure> {
    let fetched = manifest(client, repository, &Version::Tag(tag.clone()), None).await?;
    let digest = fetched.digest;
    let key = digest.to_string();
    let known = client.summaries.borrow().get(&key).cloned();
    if let Some(summary) = known {
        return Ok(TagDetail { digest, summary });
    }
    let (summary, is_whole) = match &fetched.document {
        Document::Image(manifest) => of_image(client, repository, manifest).await?,
        Document::Index(index) => of_index(client, repository, index, preferred).await?,
        Document::Schema1 { .. } => {
            let kind = ArtifactKind::Image;
            (Summary { kind, is_index: false, size: None, platforms: Vec::new(), created: None }, true)
        }
    };
    // What did not come may come the next time.
    if !is_whole {
        return Ok(TagDetail { digest, summary });
    }
    let mut summaries = client.summaries.borrow_mut();
    if summaries.len() >= SUMMARIES {
        summaries.clear();
    }
    summaries.insert(key, summary.clone());
    Ok(TagDetail { digest, summary })
}

/// The summary, and whether all of it came. A configuration that does not come costs the date and the platform alone; only where a
/// sign-in would bring it, that is asked for.
async fn of_image<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    manifest: &Manifest,
) -> Result<(Summary, bool), Failure> {
    let annotated = manifest.annotations.get("org.opencontainers.image.created");
    let mut summary = Summary {
        kind: manifest.kind(),
        is_index: false,
        size: Some(manifest.total_size()),
        platforms: Vec::new(),
        created: annotated.and_then(time::parse),
    };
    let config = manifest
        .config
        .as_ref()
        .filter(|config| matches!(config.media_type, MediaType::OciConfig | MediaType::DockerConfig));
    let Some(config) = config else { return Ok((summary, true)) };
    match image_config(client, repository, config).await {
        Ok(config) => {
            summary.created = config.created.or(summary.created);
            summary.platforms.extend(config.platform());
            Ok((summary, true))
        }
        Err(failure) if failure.sign_in().is_some() => Err(failure),
        Err(_) => Ok((summary, false)),
    }
}

async fn of_index<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    index: &Index,
    preferred: &Platform,
) -> Result<(Summary, bool), Failure> {
    let mut summary = Summary {
        kind: ArtifactKind::Image,
        is_index: true,
        size: None,
        platforms: index.platforms().filter_map(|image| image.platform.clone()).collect(),
        created: index.annotations.get("org.opencontainers.image.created").and_then(time::parse),
    };
    // A child that is missing costs the row its size and date, not its platforms.
    let Some(image) = index.pick(preferred) else { return Ok((summary, true)) };
    let version = Version::Digest(image.digest.clone());
    let Ok(fetched) = manifest(client, repository, &version, Some(&image.media_type)).await else {
        return Ok((summary, false));
    };
    let Document::Image(child) = &fetched.document else { return Ok((summary, true)) };
    let Ok((of_child, is_whole)) = of_image(client, repository, child).await else { return Ok((summary, false)) };
    summary.kind = of_child.kind;
    summary.size = of_child.size;
    summary.created = summary.created.or(of_child.created);
    Ok((summary, is_whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::host::RegistryHost;
    use crate::registry::script::{Script, run};

    /// A configuration that names no platform, and the time of none.
    const CONFIG: &str = r#"{"created":"0001-01-01T00:00:00Z"}"#;

    #[test]
    fn a_configuration_that_does_not_come_costs_its_own_fields_and_is_asked_for_again() {
        let config = Digest::of(CONFIG.as_bytes());
        let manifest = format!(
            r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{config}","size":7}},"layers":[]}}"#
        );
        let asked = |blob: &str| {
            format!(
                "> GET https://r.example/v2/a/manifests/1 (oci)
                 < 200 | Content-Type: application/vnd.oci.image.manifest.v1+json | {manifest}
                 > GET https://r.example/v2/a/blobs/{config}
                 < {blob}\n"
            )
        };
        let script = Script::new(&format!("{}{}", asked("blocked"), asked(&format!("200 | | {CONFIG}"))));
        let client = Client::new(&script, RegistryHost::parse("https://r.example").expect("a registry"), None);
        let (repository, tag) = (Repository::parse("a").expect("a repository"), Tag::parse("1").expect("a tag"));
        for _ in 0..2 {
            let detail = run(tag_detail(&client, &repository, &tag, &Platform::linux_amd64())).expect("a row");
            assert_eq!((detail.summary.size, detail.summary.created), (Some(7), None));
            assert_eq!(detail.summary.platforms, [], "nothing names a platform, and that is none called /");
        }
        script.assert_done();
    }
}
