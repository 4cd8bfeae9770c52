//! A registry, as Distribution was measured to do it (2.8.2 and 3): it knows nothing of plans.
//!
//! - `DELETE` of a tag: the name goes, the manifest stays (3; 2.8.2 refuses it).
//! - `DELETE` of a digest: the manifest goes with every name of it; nobody looks whether an index lists it.
//! - `PUT`: what is listed and the blobs have to be there; the subject does not.
//! - A mount: 201 where the blob is there, else 202.

use std::collections::{BTreeMap, BTreeSet};

use crate::registry::digest::Digest;
use crate::registry::reference::Tag;

#[derive(Clone, Debug, PartialEq)]
pub(in crate::changes) struct Stored {
    pub size: u64,
    pub children: Vec<Digest>,
    pub blobs: Vec<(Digest, u64)>,
    pub subject: Option<Digest>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::changes) struct Model {
    pub tags: BTreeMap<Tag, Digest>,
    pub manifests: BTreeMap<Digest, Stored>,
    pub blobs: BTreeSet<Digest>,
}

impl Model {
    pub fn delete_tag(&mut self, tag: &Tag) -> u16 {
        if self.tags.remove(tag).is_some() { 202 } else { 404 }
    }

    pub fn delete_manifest(&mut self, digest: &Digest) -> u16 {
        if self.manifests.remove(digest).is_none() {
            return 404;
        }
        self.tags.retain(|_, named| named != digest);
        202
    }

    pub fn put(&mut self, tag: Option<&Tag>, digest: &Digest, stored: &Stored) -> u16 {
        let has_children = stored.children.iter().all(|child| self.manifests.contains_key(child));
        let has_blobs = stored.blobs.iter().all(|(blob, _)| self.blobs.contains(blob));
        if !has_children || !has_blobs {
            return 400;
        }
        self.manifests.insert(digest.clone(), stored.clone());
        if let Some(tag) = tag {
            self.tags.insert(tag.clone(), digest.clone());
        }
        201
    }

    pub fn mount(&mut self, blob: &Digest, from: &Model) -> u16 {
        if !from.blobs.contains(blob) {
            return 202;
        }
        self.blobs.insert(blob.clone());
        201
    }

    /// Everything that whoever pulls by a name gets.
    pub fn reached(&self, tag: &Tag) -> BTreeSet<Digest> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&Digest> = self.tags.get(tag).into_iter().collect();
        while let Some(digest) = waiting.pop() {
            if let Some(stored) = self.manifests.get(digest)
                && reached.insert(digest.clone())
            {
                waiting.extend(&stored.children);
            }
        }
        reached
    }

    /// The bytes of documents and of blobs that these manifests have, as far as they are there; each once.
    pub fn bytes(&self, of: &BTreeSet<Digest>) -> u64 {
        let there: Vec<_> = self.manifests.iter().filter(|(digest, _)| of.contains(digest)).collect();
        let blobs: BTreeMap<_, _> = there.iter().flat_map(|(_, stored)| stored.blobs.iter().cloned()).collect();
        there.iter().map(|(_, stored)| stored.size).sum::<u64>() + blobs.values().sum::<u64>()
    }
}
