//! Repositories that are drawn by lot, and what a page would know of them.

use super::model::{Model, Stored};
use super::nothing_in;
use crate::changes::known::{Child, Entry, Known};
use crate::registry::artifact_kind::ArtifactKind;
use crate::registry::digest::Digest;
use crate::registry::media_type::MediaType;
use crate::registry::platform::Platform;
use crate::registry::reference::Tag;
use crate::registry::referrers::TagRole;

/// A stream of numbers that follow from a seed (xorshift64*).
pub(in crate::changes) struct Lot(u64);

impl Lot {
    pub fn of(seed: u64) -> Lot {
        Lot(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, many: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).expect("31 bits") % many.max(1)
    }

    /// Whether it is one of so many.
    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.below(all.len())) }
    }
}

pub(super) fn tag(name: &str) -> Tag {
    Tag::parse(name).expect("a tag")
}

/// A manifest, made of what stands in it, so that the same is the same.
pub(super) fn add(model: &mut Model, serial: usize, stored: Stored) -> Digest {
    let text = format!("{serial} {:?} {:?} {:?}", stored.children, stored.blobs, stored.subject);
    let digest = Digest::of(text.as_bytes());
    model.blobs.extend(stored.blobs.iter().map(|(blob, _)| blob.clone()));
    model.manifests.insert(digest.clone(), stored);
    digest
}

/// Images that share blobs, indexes in indexes, things that hang on others, tags named after digests; some of it gone.
pub(in crate::changes) fn repository(lot: &mut Lot) -> Model {
    let mut model = Model::default();
    let mut all: Vec<Digest> = Vec::new();
    for _ in 0..2 + lot.below(10) {
        let is_index = !all.is_empty() && lot.one_in(3);
        let some = |lot: &mut Lot, most: usize| -> Vec<Digest> {
            (0..1 + lot.below(most)).filter_map(|_| lot.one_of(&all).cloned()).collect()
        };
        let children = if is_index { some(lot, 3) } else { Vec::new() };
        let subject = if lot.one_in(4) { some(lot, 1).pop() } else { None };
        let blob = |number: usize| (Digest::of(format!("blob {number}").as_bytes()), 1000 + 7 * number as u64);
        let blobs = if is_index { Vec::new() } else { (0..1 + lot.below(3)).map(|_| blob(lot.below(7))).collect() };
        let stored = Stored { size: 100 + lot.below(50) as u64, children, blobs, subject };
        all.push(add(&mut model, lot.below(3), stored));
    }
    for number in 0..1 + lot.below(7) {
        if let Some(digest) = lot.one_of(&all) {
            model.tags.insert(tag(&format!("v{number}")), digest.clone());
        }
    }
    for _ in 0..lot.below(4) {
        let (on, named) = (lot.one_of(&all).cloned(), lot.one_of(&all).cloned());
        let role = TagRole::ALL[lot.below(4)];
        if let (Some(on), Some(named)) = (on, named) {
            model.tags.insert(role.tag(&on).expect("sha256"), named);
        }
    }
    // A true fallback index, as clients write it.
    if lot.one_in(2)
        && let Some(on) = lot.one_of(&all).cloned()
    {
        let hanging = model.manifests.iter().filter(|(_, stored)| stored.subject.as_ref() == Some(&on));
        let children: Vec<Digest> = hanging.map(|(digest, _)| digest.clone()).collect();
        let list = add(&mut model, 9, Stored { size: 90, children, blobs: Vec::new(), subject: None });
        model.tags.insert(TagRole::List.tag(&on).expect("sha256"), list);
    }
    // Somebody deleted one by its digest before.
    if lot.one_in(5)
        && let Some(digest) = lot.one_of(&all).cloned()
    {
        model.delete_manifest(&digest);
    }
    model
}

/// What a page would know: what the tags lead to, and with the registry's own lists what hangs on that.
pub(in crate::changes) fn known_of(model: &Model, has_lists: bool) -> Known {
    let mut known = nothing_in("team/app");
    known.tags = model.tags.iter().map(|(tag, digest)| (tag.clone(), Some(digest.clone()))).collect();
    known.asked_for_referrers = has_lists;
    let mut waiting: Vec<Digest> = model.tags.values().cloned().collect();
    while let Some(digest) = waiting.pop() {
        if known.manifests.contains_key(&digest) || known.missing.contains(&digest) {
            continue;
        }
        let Some(stored) = model.manifests.get(&digest) else {
            known.missing.insert(digest);
            continue;
        };
        waiting.extend(stored.children.iter().chain(&stored.subject).cloned());
        if has_lists {
            let hanging = model.manifests.iter().filter(|(_, one)| one.subject.as_ref() == Some(&digest));
            waiting.extend(hanging.map(|(one, _)| one.clone()));
        }
        known.manifests.insert(digest, entry(model, stored));
    }
    known
}

/// What is read of a manifest. Indexes say of images for which platform they are.
pub(super) fn entry(model: &Model, stored: &Stored) -> Entry {
    let is_image = |digest: &Digest| model.manifests.get(digest).is_some_and(|child| !child.blobs.is_empty());
    let platform = |digest: &Digest| is_image(digest).then(Platform::linux_amd64);
    Entry {
        media_type: if stored.blobs.is_empty() { MediaType::OciIndex } else { MediaType::OciManifest },
        kind: ArtifactKind::Image,
        size: stored.size,
        children: stored.children.iter().map(|one| Child { digest: one.clone(), platform: platform(one) }).collect(),
        blobs: stored.blobs.clone(),
        subject: stored.subject.clone(),
        created: None,
    }
}

/// The same where some of it could not be read: what a tag names, a manifest, or the end of the list.
pub(super) fn worse(lot: &mut Lot, known: &mut Known) {
    match lot.below(4) {
        0 => {
            let tags: Vec<Tag> = known.tags.keys().cloned().collect();
            if let Some(tag) = lot.one_of(&tags) {
                known.tags.insert(tag.clone(), None);
            }
        }
        1 => {
            let manifests: Vec<Digest> = known.manifests.keys().cloned().collect();
            if let Some(digest) = lot.one_of(&manifests) {
                known.manifests.remove(digest);
                known.unread.insert(digest.clone(), "the answer was blocked".to_owned());
            }
        }
        2 => {
            known.is_whole = false;
            known.tags.pop_last();
        }
        _ => known.asked_for_referrers = false,
    }
}
