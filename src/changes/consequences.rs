//! What a deletion means for what stays, and how many bytes nothing names afterwards.

use std::collections::{BTreeMap, BTreeSet};

use super::known::Known;
use super::links::{Links, SOME};
use super::plan::Break;
use crate::registry::digest::Digest;
use crate::registry::http::Http;
use crate::registry::reference::Tag;
use crate::registry::slices::Slices;

/// What it means.
pub(super) struct Consequences {
    pub breaks: Vec<Break>,
    pub freed: u64,
    pub is_freed_certain: bool,
}

/// What it means that these manifests and these names are gone.
pub(super) async fn consequences<H: Http>(
    http: &H,
    known: &Known,
    links: &Links<'_>,
    gone: &BTreeSet<&Digest>,
    fallen: &BTreeSet<Tag>,
) -> Consequences {
    let mut slices = Slices::begin(http);
    let mut breaks = Vec::new();
    // What may have lost the last that led to it.
    let mut lost: BTreeSet<&Digest> = fallen.iter().filter_map(|tag| known.tags.get(tag)?.as_ref()).collect();
    let mut told = BTreeSet::new();
    for (at, digest) in gone.iter().enumerate() {
        let children = known.manifests.get(digest).map_or(&[][..], |entry| &entry.children);
        lost.extend(children.iter().map(|child| &child.digest));
        for attachment in links.hanging(digest).iter().filter(|one| !gone.contains(*one) && is_there(known, one)) {
            told.insert(*attachment);
            let names = links.names(attachment).iter().filter(|tag| !fallen.contains(**tag));
            breaks.push(Break::AttachmentWithoutImage {
                attachment: (*attachment).clone(),
                tags: names.map(|tag| (*tag).clone()).collect(),
                image: (*digest).clone(),
            });
        }
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
    }
    let is_led_to = |digest: &Digest| {
        let subject = known.manifests.get(digest).and_then(|entry| entry.subject.as_ref());
        let hangs = subject.is_some_and(|one| !gone.contains(one) && known.manifests.contains_key(one));
        links.names(digest).iter().any(|tag| !fallen.contains(*tag))
            || links.listed_by(digest).iter().any(|one| !gone.contains(*one))
            || known.asked_for_referrers && hangs
    };
    for (at, digest) in lost.into_iter().enumerate() {
        if !gone.contains(digest) && !told.contains(digest) && is_there(known, digest) && !is_led_to(digest) {
            breaks.push(Break::Unnamed(digest.clone()));
        }
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
    }
    let freed = freed(http, &mut slices, known, gone).await;
    let is_freed_certain = known.is_whole
        && known.asked_for_referrers
        && links.unread_names.is_empty()
        && known.unread.is_empty()
        && links.may_list.is_empty();
    Consequences { breaks, freed, is_freed_certain }
}

fn is_there(known: &Known, digest: &Digest) -> bool {
    !known.missing.contains(digest)
}

/// The documents that go, and the blobs that no other one names, untagged ones too: each once.
async fn freed<H: Http>(http: &H, slices: &mut Slices, known: &Known, gone: &BTreeSet<&Digest>) -> u64 {
    if gone.is_empty() {
        return 0;
    }
    let mut blobs: BTreeMap<&Digest, u64> = BTreeMap::new();
    let mut documents = 0u64;
    for (at, digest) in gone.iter().enumerate() {
        if let Some(entry) = known.manifests.get(digest) {
            documents = documents.saturating_add(entry.size);
            blobs.extend(entry.blobs.iter().map(|(blob, size)| (blob, *size)));
        }
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
    }
    for (at, (digest, entry)) in known.manifests.iter().enumerate() {
        if !gone.contains(digest) {
            for (blob, _) in &entry.blobs {
                blobs.remove(blob);
            }
        }
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
    }
    blobs.values().fold(documents, |sum, size| sum.saturating_add(*size))
}
