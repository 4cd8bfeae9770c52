//! What is wrong in a repository, from what was read of it: nothing is changed, and nothing more is asked.
//!
//! This module knows manifests alone. Whether the blobs of an image are there nobody asked, and a registry lists no manifest without a name
//! that nothing leads to ([`LIMITS`]).

pub mod damage;
pub mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use self::damage::{Damage, Damaged, RepositoryCheck};
use super::known::{Child, Entry, Known};
use super::links::{Links, SOME};
use crate::registry::digest::Digest;
use crate::registry::http::Http;
use crate::registry::platform::Platform;
use crate::registry::reference::{Tag, Version};
use crate::registry::referrers::AttachedTag;
use crate::registry::slices::Slices;

/// What no check by a registry's API can tell.
pub const LIMITS: [&str; 3] = [
    "A registry lists tags. A manifest without one that no index and no attachment leads to is not seen, and may still take up room.",
    "Only manifests are asked for. Whether each layer is there shows when somebody pulls it.",
    "Behind a pull-through cache a good answer proves nothing: the cache may have what it came from has lost, and the reverse. Check where it comes from.",
];

/// Says what is wrong in a repository that was read whole. `http` is asked for the time alone.
pub async fn check<H: Http>(http: &H, known: &Known) -> RepositoryCheck {
    let mut slices = Slices::begin(http);
    let links = Links::of(http, &mut slices, known).await;
    let mut found: Vec<Damaged> = known.empty_tags.iter().map(|tag| of_tag(tag, Damage::TagOfNothing)).collect();
    let mut without_image: BTreeMap<&Digest, Digest> = BTreeMap::new();
    for (at, (tag, digest)) in known.tags.iter().enumerate() {
        match digest {
            None => {
                let why = known.unread_tags.get(tag).cloned().unwrap_or_default();
                found.push(of_tag(tag, Damage::UnreadTag(why)));
            }
            Some(digest) if known.missing.contains(digest) => found.push(of_tag(tag, Damage::TagOfNothing)),
            Some(digest) => {
                let image = AttachedTag::parse(tag.as_str()).map(|attached| attached.digest);
                without_image.extend(image.filter(|image| known.missing.contains(image)).map(|image| (digest, image)));
            }
        }
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
    }
    for (at, (digest, entry)) in known.manifests.iter().enumerate() {
        let subject = entry.subject.as_ref().filter(|subject| known.missing.contains(*subject));
        without_image.extend(subject.map(|subject| (digest, subject.clone())));
        found.extend(gone(known, entry).map(|damage| of_manifest(&links, digest, damage)));
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
    }
    let unread = known.unread.iter().map(|(digest, why)| (digest, Damage::UnreadManifest(why.clone())));
    let without_image = without_image.into_iter().map(|(digest, image)| (digest, Damage::WithoutImage(image)));
    for (at, (digest, damage)) in unread.chain(without_image).enumerate() {
        found.push(of_manifest(&links, digest, damage));
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
    }
    // Within a kind the order in which it was found stays.
    found.sort_by_key(|one| one.damage.rank());
    RepositoryCheck {
        tags: known.tags.len() + known.empty_tags.len(),
        manifests: known.manifests.len(),
        is_whole: known.is_whole,
        asked_for_referrers: known.asked_for_referrers,
        found,
    }
}

fn of_tag(tag: &Tag, damage: Damage) -> Damaged {
    Damaged { what: Version::Tag(tag.clone()), tags: vec![tag.clone()], damage }
}

fn of_manifest(links: &Links<'_>, digest: &Digest, damage: Damage) -> Damaged {
    Damaged { what: Version::Digest(digest.clone()), tags: tags(links, digest), damage }
}

/// The tags of a manifest, then those of the indexes above it.
fn tags(links: &Links<'_>, digest: &Digest) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    let mut seen = BTreeSet::from([digest]);
    let mut waiting = vec![digest];
    while let Some(digest) = waiting.pop() {
        tags.extend(links.names(digest).iter().map(|tag| (*tag).clone()));
        waiting.extend(links.listed_by(digest).iter().copied().filter(|index| seen.insert(index)));
    }
    tags
}

/// What an index misses.
fn gone(known: &Known, index: &Entry) -> Option<Damage> {
    let is_gone = |child: &&Child| known.missing.contains(&child.digest);
    let gone: Vec<Child> = index.children.iter().filter(is_gone).cloned().collect();
    if gone.is_empty() {
        return None;
    }
    let mut platforms = index.children.iter().filter(|child| is_platform(child)).peekable();
    let is_all = platforms.peek().is_some() && platforms.all(|child| is_gone(&child));
    let left = index.children.len() - gone.len();
    Some(if is_all || left == 0 { Damage::AllPlatformsGone(gone) } else { Damage::SomeGone { gone, left } })
}

/// Whether somebody could run it: the entries without a platform of their own are attestations.
fn is_platform(child: &Child) -> bool {
    !child.platform.as_ref().is_some_and(Platform::is_unknown)
}
