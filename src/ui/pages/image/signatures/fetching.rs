//! The signatures of what hangs on an image: its manifest is fetched, then each layer of it that is one.

use std::sync::Arc;

use leptos::prelude::GetValue as _;
use verify::content::{Signed, Subject, is_signature};
use verify::verdict::Refusal;

use super::wanted::{Candidate, Wanted};
use crate::registry::blob;
use crate::registry::descriptor::Descriptor;
use crate::registry::digest::Digest;
use crate::registry::failure::Failure;
use crate::registry::manifest::Document;
use crate::registry::manifests;
use crate::registry::reference::Version;

/// So many signatures of one artifact are looked at: cosign adds one to the same tag with each run.
const MANY: usize = 32;

/// One signature, and what it is held against.
#[derive(Clone, Debug)]
pub struct FetchedSignature {
    /// What it stands in.
    pub candidate: Candidate,
    /// Which of its signatures it is, from 0, and how many there are.
    pub place: (usize, usize),
    /// What it is about.
    pub subject: Arc<Subject>,
    /// The same as a digest, where it is one.
    pub on: Option<Digest>,
    /// What it says.
    pub read: Result<Arc<Signed>, Refusal>,
}

/// The signatures of a candidate; none where it carries none.
pub async fn fetch(wanted: &Wanted, candidate: &Candidate) -> Result<Vec<FetchedSignature>, Failure> {
    let client = wanted.page.registry.client();
    let repository = wanted.page.repository.get_value();
    let manifest = match &candidate.manifest {
        Some(manifest) => manifest.clone(),
        None => {
            let version = Version::Digest(candidate.artifact.clone());
            match manifests::manifest(&client, &repository, &version, None).await?.document {
                Document::Image(manifest) => manifest,
                _ => return Ok(Vec::new()),
            }
        }
    };
    let layers = manifest.layers.iter().filter(|layer| is_signature(layer.media_type.as_str()));
    let layers: Vec<&Descriptor> = layers.take(MANY).collect();
    let mut found = Vec::new();
    for (at, layer) in layers.iter().enumerate() {
        let bytes = blob::whole(&client, &repository, layer).await?;
        let read = Signed::read(layer.media_type.as_str(), |name| layer.annotations.get(name), &bytes);
        let own_word = || read.as_ref().ok().and_then(Signed::about).and_then(|text| Digest::parse(&text).ok());
        let on = candidate.on.clone().or_else(own_word);
        found.push(FetchedSignature {
            candidate: candidate.clone(),
            place: (at, layers.len()),
            subject: Arc::new(subject(wanted, on.as_ref(), read.as_ref().ok()).await),
            on,
            read: read.map(Arc::new).map_err(Refusal::from),
        });
    }
    Ok(found)
}

/// What a signature is held against. One over the manifest itself needs its bytes, which are fetched where they are not here.
async fn subject(wanted: &Wanted, on: Option<&Digest>, signed: Option<&Signed>) -> Subject {
    let registry = wanted.page.registry;
    let repository = wanted.page.repository.get_value();
    let hosts = [registry.host().docker_name(), registry.pull_host()];
    // What cosign calls Docker Hub.
    let hub = hosts.iter().any(|host| host == "docker.io").then(|| "index.docker.io".to_owned());
    let names = hosts.into_iter().chain(hub).map(|host| format!("{host}/{repository}")).collect();
    let opened = wanted.opened.as_ref().filter(|(digest, _)| Some(digest) == on);
    let mut manifest = opened.map(|(_, bytes)| bytes.to_vec());
    let is_over_it = signed.is_some_and(Signed::is_over_the_manifest);
    if let (true, None, Some(on)) = (is_over_it, &manifest, on) {
        let version = Version::Digest(on.clone());
        let fetched = manifests::manifest(&registry.client(), &repository, &version, None).await;
        manifest = fetched.ok().map(|fetched| fetched.raw);
    }
    Subject { digest: on.map(ToString::to_string).unwrap_or_default(), names, manifest }
}
