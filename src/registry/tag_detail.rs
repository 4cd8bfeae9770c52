//! What a row of the tag list shows besides the name.
//!
//! One request for the manifest, one for the config that has the date. An index has neither size nor date of its own:
//! one of its images speaks for it, at two requests more. Tags that share a manifest share its answers, also while they are on their way.

use super::artifact_kind::ArtifactKind;
use super::client::Client;
use super::digest::Digest;
use super::failure::Failure;
use super::http::Http;
use super::index::Index;
use super::manifest::{Document, Manifest};
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
    let turn = client.reading.borrow_mut().entry(key.clone()).or_default().clone();
    let _turn = turn.lock().await;
    let known = client.summaries.borrow().get(&key).cloned();
    if let Some(summary) = known {
        return Ok(TagDetail { digest, summary });
    }
    let read = summary(client, repository, &fetched.document, preferred).await;
    client.reading.borrow_mut().remove(&key);
    let (summary, is_whole) = read?;
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

impl TagDetail {
    /// What tags of the same image have in common: the digest, or of an index the digests of its images. Two indexes that list the same
    /// images may differ in what is said about them, and so in their own digests.
    pub fn identity(&self) -> String {
        match self.summary.images.as_slice() {
            [] => self.digest.to_string(),
            images => images.iter().map(Digest::as_str).collect::<Vec<_>>().join(" "),
        }
    }
}

async fn summary<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    document: &Document,
    preferred: &Platform,
) -> Result<(Summary, bool), Failure> {
    match document {
        Document::Image(manifest) => of_image(client, repository, manifest).await,
        Document::Index(index) => of_index(client, repository, index, preferred).await,
        Document::Schema1 { .. } => {
            let kind = ArtifactKind::Image;
            let summary =
                Summary { kind, is_index: false, size: None, platforms: Vec::new(), images: Vec::new(), created: None };
            Ok((summary, true))
        }
    }
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
        images: Vec::new(),
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
            // That of a model of Ollama, or of what cosign attaches, names a platform because an image's would.
            if matches!(summary.kind, ArtifactKind::Image | ArtifactKind::NydusImage) {
                summary.platforms.extend(config.platform());
            }
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
    let mut images: Vec<Digest> = index.platforms().map(|image| image.digest.clone()).collect();
    images.sort();
    let mut summary = Summary {
        kind: ArtifactKind::Image,
        is_index: true,
        size: None,
        platforms: index.platforms().filter_map(|image| image.platform.clone()).collect(),
        images,
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

    const INDEX: &str = "application/vnd.oci.image.index.v1+json";
    const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

    /// An index of one image and of what is said about it, and the image.
    fn index(said: &str) -> (String, String) {
        let image = format!(r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","layers":[]}}"#);
        let about = r#"{"architecture":"unknown","os":"unknown"}"#;
        let entry = |digest: Digest, platform: &str| {
            format!(r#"{{"mediaType":"{MANIFEST}","digest":"{digest}","size":1,"platform":{platform}}}"#)
        };
        let one = entry(Digest::of(image.as_bytes()), r#"{"architecture":"amd64","os":"linux"}"#);
        let other = entry(Digest::of(said.as_bytes()), about);
        (format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{one},{other}]}}"#), image)
    }

    fn client(script: &Script) -> Client<&Script> {
        Client::new(script, RegistryHost::parse("https://r.example").expect("a registry"), None)
    }

    /// The details of some tags that are asked for at once.
    fn at_once(script: &Script, tags: &[&str]) -> Vec<Result<TagDetail, Failure>> {
        let (client, repository) = (client(script), Repository::parse("a").expect("a repository"));
        let tags: Vec<Tag> = tags.iter().map(|tag| Tag::parse(tag).expect("a tag")).collect();
        let platform = Platform::linux_amd64();
        let all = tags.iter().map(|tag| tag_detail(&client, &repository, tag, &platform));
        let details = run(futures::future::join_all(all));
        script.assert_done();
        assert!(client.reading.borrow().is_empty(), "nobody reads any more");
        details
    }

    #[test]
    fn tags_of_one_digest_ask_once_also_at_once() {
        let (index, image) = index("provenance");
        let tag = |tag: &str| {
            format!("> GET https://r.example/v2/a/manifests/{tag} (oci)\n< 200 | Content-Type: {INDEX} | {index}\n")
        };
        let image = format!(
            "> GET https://r.example/v2/a/manifests/{} (oci)\n< 200 | Content-Type: {MANIFEST} | {image}\n",
            Digest::of(image.as_bytes())
        );
        let script = Script::new(&format!("{}{}{}{image}", tag("1"), tag("1.2"), tag("latest")));
        let details = at_once(&script, &["1", "1.2", "latest"]);
        assert!(
            details.iter().all(Result::is_ok)
                && details.windows(2).all(|two| two[0].as_ref().ok() == two[1].as_ref().ok())
        );
    }

    #[test]
    fn where_it_does_not_come_the_next_one_asks() {
        let (index, image) = index("provenance");
        let tag = |tag: &str| {
            format!("> GET https://r.example/v2/a/manifests/{tag} (oci)\n< 200 | Content-Type: {INDEX} | {index}\n")
        };
        let asked = format!("> GET https://r.example/v2/a/manifests/{} (oci)\n", Digest::of(image.as_bytes()));
        let script = Script::new(&format!(
            "{}{}{asked}< blocked\n{asked}< 200 | Content-Type: {MANIFEST} | {image}\n",
            tag("1"),
            tag("2")
        ));
        let sizes = at_once(&script, &["1", "2"]).into_iter().map(|detail| detail.expect("a row").summary.size);
        assert_eq!(sizes.collect::<Vec<_>>(), [None, Some(0)]);
    }

    #[test]
    fn the_same_images_under_two_digests() {
        let detail = |said: &str| {
            let (index, image) = index(said);
            let script = Script::new(&format!(
                "> GET https://r.example/v2/a/manifests/1 (oci)\n< 200 | Content-Type: {INDEX} | {index}\n
                 > GET https://r.example/v2/a/manifests/{} (oci)\n< 200 | Content-Type: {MANIFEST} | {image}\n",
                Digest::of(image.as_bytes())
            ));
            at_once(&script, &["1"]).remove(0).expect("a row")
        };
        let (one, other) = (detail("provenance"), detail("other provenance"));
        assert_ne!(one.digest, other.digest);
        assert_eq!(one.identity(), other.identity());
        let alone = TagDetail { summary: Summary { images: Vec::new(), ..one.summary.clone() }, ..one.clone() };
        assert_eq!(alone.identity(), one.digest.to_string());
    }
}
