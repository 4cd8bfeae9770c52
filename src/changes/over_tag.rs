//! How a name is deleted where a registry deletes by digest alone: another manifest is put over it, and that is deleted.
//!
//! First the right to delete is proven, on a digest that is not there yet: that of the very manifest that will be put. It says of itself which
//! name it is put over, over what, and when, so no other name has it. Where it cannot be deleted, the name gets back what it named.

use serde_json::{Map, Value, json};

use super::kept_document::KeptDocument;
use super::look::names_now;
use super::outcome::ChangeOutcome;
use super::refusal::{in_words, refusal, words};
use super::send;
use crate::registry::client::Client;
use crate::registry::descriptor::Descriptor;
use crate::registry::digest::Digest;
use crate::registry::failure::Failure;
use crate::registry::http::{Http, Response};
use crate::registry::manifest::Document;
use crate::registry::manifests::manifest;
use crate::registry::media_type::MediaType;
use crate::registry::reference::{Repository, Tag, Version};

/// So deep it is looked for a configuration in indexes.
const DEEPEST: usize = 4;

/// How far it came.
pub(super) enum OverTag {
    /// It stopped, and the name names what it named, or it is said what it names.
    Stop(ChangeOutcome, Option<Box<Failure>>),
    /// The other manifest was deleted, or nobody knows; what is there says more.
    Sent(Result<Response, Box<Failure>>),
}

/// Deletes a name that names `before`, which is `old`.
pub(super) async fn over_tag<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    tag: &Tag,
    before: &Digest,
    old: &KeptDocument,
) -> OverTag {
    let stop = |outcome, failure: Failure| OverTag::Stop(outcome, Some(Box::new(failure)));
    let config = match config(client, repository, old).await {
        Ok(Some(config)) => config,
        Ok(None) => {
            let why = "the manifest names no configuration, and another one needs one that is there".to_owned();
            return OverTag::Stop(ChangeOutcome::NotSent { why }, None);
        }
        Err(failure) => return stop(ChangeOutcome::NotSent { why: in_words(&failure) }, failure),
    };
    let other = other(tag, before, &config, client.session.http().now().0);
    let digest = other.digest.clone();
    match send::delete(client, repository, digest.as_str()).await {
        Ok(_) => {}
        Err(failure) if failure.status() == Some(404) => {}
        Err(failure) => {
            let why = || ChangeOutcome::NotSent {
                why: format!("whether it may be deleted is not known: {}", in_words(&failure)),
            };
            let outcome = refusal(&failure).unwrap_or_else(why);
            return stop(outcome, failure);
        }
    }
    if let Err(failure) = send::put(client, repository, tag.as_str(), &other).await {
        if let Some(outcome) = refusal(&failure) {
            return stop(outcome, failure);
        }
        match now(client, repository, tag).await {
            Ok(Some(now)) if now == digest => {}
            Ok(now) => {
                let why = format!("no answer came that could be read; {}", names(tag, now.as_ref()));
                return stop(ChangeOutcome::Unknown { why }, failure);
            }
            Err(_) => return stop(ChangeOutcome::Unknown { why: in_words(&failure) }, failure),
        }
    }
    let sent = send::delete(client, repository, digest.as_str()).await;
    let failure = match &sent {
        Err(failure) if failure.status() != Some(404) => Some(failure.clone()),
        _ => None,
    };
    // Whoever named something else meanwhile keeps that.
    match now(client, repository, tag).await {
        Ok(Some(now)) if now == digest => {}
        _ => return OverTag::Sent(sent.map_err(Box::new)),
    }
    let (status, said) = match &failure {
        Some(failure) => (failure.status().unwrap_or_default(), words(failure)),
        None => (sent.as_ref().map_or(404, |response| response.status), "it is still there".to_owned()),
    };
    let back = send::put(client, repository, tag.as_str(), old).await;
    match now(client, repository, tag).await {
        Ok(Some(now)) if now == *before => OverTag::Stop(ChangeOutcome::PutBack { status, words: said }, None),
        found => {
            let what = match (&found, &back) {
                (Ok(found), _) => names(tag, found.as_ref()),
                (Err(failure), _) => in_words(failure),
            };
            let why = format!("what was put over the tag could not be deleted, nor {before} put back; {what}");
            OverTag::Stop(ChangeOutcome::Unknown { why }, back.err().or(failure).map(Box::new))
        }
    }
}

async fn now<H: Http>(client: &Client<H>, repository: &Repository, tag: &Tag) -> Result<Option<Digest>, Failure> {
    Ok(names_now(client, repository, &[tag]).await?.remove(tag).flatten())
}

fn names(tag: &Tag, digest: Option<&Digest>) -> String {
    match digest {
        Some(digest) => format!("the tag {tag} names {digest} now"),
        None => format!("there is no tag {tag} now"),
    }
}

/// A manifest that nobody else has: its configuration is one that is there.
fn other(tag: &Tag, before: &Digest, config: &Descriptor, now: u64) -> KeptDocument {
    let media_type = MediaType::OciManifest;
    let annotations: Map<String, Value> = [
        ("io.pierglass.put-over", tag.to_string()),
        ("io.pierglass.named-before", before.to_string()),
        ("io.pierglass.put-at", now.to_string()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.into()))
    .collect();
    let document = json!({
        "schemaVersion": 2,
        "mediaType": media_type.as_str(),
        "config": {"mediaType": config.media_type.as_str(), "digest": config.digest.as_str(), "size": config.size},
        "layers": [],
        "annotations": annotations,
    });
    let bytes = document.to_string().into_bytes();
    KeptDocument { digest: Digest::of(&bytes), media_type, bytes }
}

/// The configuration of a manifest, or of the first image of an index.
async fn config<H: Http>(
    client: &Client<H>,
    repository: &Repository,
    old: &KeptDocument,
) -> Result<Option<Descriptor>, Failure> {
    let Ok(mut document) = Document::parse(Some(old.media_type.as_str()), &old.bytes) else { return Ok(None) };
    for _ in 0..DEEPEST {
        let index = match document {
            Document::Image(manifest) => return Ok(manifest.config.clone()),
            Document::Index(index) => index,
            Document::Schema1 { .. } => return Ok(None),
        };
        let Some(child) = index.platforms().chain(&index.manifests).next() else { return Ok(None) };
        let version = Version::Digest(child.digest.clone());
        document = manifest(client, repository, &version, Some(&child.media_type)).await?.document;
    }
    Ok(None)
}
