//! Who leads to whom in a repository: names, indexes, and what hangs on what.

use std::collections::{BTreeSet, HashMap};

use super::known::Known;
use crate::registry::digest::Digest;
use crate::registry::http::Http;
use crate::registry::reference::Tag;
use crate::registry::referrers::{AttachedTag, TagRole};
use crate::registry::slices::Slices;

/// Everything that leads to a manifest, and from it.
#[derive(Default)]
pub(super) struct Links<'a> {
    /// The names of a manifest, in their order.
    names: HashMap<&'a Digest, Vec<&'a Tag>>,
    /// The indexes that list it.
    listed_by: HashMap<&'a Digest, Vec<&'a Digest>>,
    /// What hangs on it: what says so itself, what its tags name, and what the index behind its fallback tag lists.
    hanging: HashMap<&'a Digest, Vec<&'a Digest>>,
    /// On what it hangs, by the same.
    hangs_on: HashMap<&'a Digest, Vec<&'a Digest>>,
    /// Tags that are named after a manifest, and after which.
    named_after: HashMap<&'a Tag, &'a Digest>,
    /// Names of which it is not known what they name.
    pub unread_names: Vec<Tag>,
    /// Manifests that may be indexes, and that could not be read.
    pub may_list: Vec<Digest>,
}

/// So many are looked at before others may work.
pub(super) const SOME: usize = 256;

impl<'a> Links<'a> {
    /// Those of a repository.
    pub async fn of<H: Http>(http: &H, known: &'a Known) -> Links<'a> {
        let mut links = Links::default();
        let mut slices = Slices::begin(http);
        for (at, (tag, digest)) in known.tags.iter().enumerate() {
            match digest {
                Some(digest) => links.names.entry(digest).or_default().push(tag),
                None => links.unread_names.push(tag.clone()),
            }
            let after = AttachedTag::parse(tag.as_str()).map(|attached| attached.digest);
            if let Some((on, _)) = after.and_then(|after| known.manifests.get_key_value(&after)) {
                links.named_after.insert(tag, on);
            }
            if at.is_multiple_of(SOME) {
                slices.turn(http).await;
            }
        }
        // A listed manifest that is for a platform is no index.
        let mut images = BTreeSet::new();
        let mut listed = BTreeSet::new();
        for (at, (digest, entry)) in known.manifests.iter().enumerate() {
            for child in &entry.children {
                let parents = links.listed_by.entry(&child.digest).or_default();
                // An index may list the same manifest for several platforms.
                if parents.last() != Some(&digest) {
                    parents.push(digest);
                }
                if !known.manifests.contains_key(&child.digest) {
                    let is_image = child.platform.as_ref().is_some_and(|platform| !platform.is_unknown());
                    if is_image { &mut images } else { &mut listed }.insert(&child.digest);
                }
            }
            if let Some(subject) = &entry.subject {
                links.hang(digest, subject);
            }
            if digest.algorithm() != "sha256" {
                links.name_after(known, digest);
            }
            if at.is_multiple_of(SOME) {
                slices.turn(http).await;
            }
        }
        links.hang_by_names(http, &mut slices, known).await;
        let named = known.tags.values().flatten();
        listed.extend(known.unread.keys().chain(named).filter(|digest| !known.manifests.contains_key(digest)));
        let may_list = listed.into_iter().filter(|digest| !known.missing.contains(digest));
        links.may_list = may_list.filter(|digest| !images.contains(digest)).cloned().collect();
        links
    }

    /// The tags of a digest whose algorithm no tag says in full.
    fn name_after(&mut self, known: &'a Known, digest: &'a Digest) {
        let tags = TagRole::ALL.into_iter().filter_map(|role| role.tag(digest));
        for (tag, _) in tags.filter_map(|tag| known.tags.get_key_value(&tag)) {
            self.named_after.insert(tag, digest);
        }
    }

    async fn hang_by_names<H: Http>(&mut self, http: &H, slices: &mut Slices, known: &'a Known) {
        let named_after: Vec<_> = self.named_after.iter().map(|(tag, on)| (*tag, *on)).collect();
        for (at, (tag, on)) in named_after.into_iter().enumerate() {
            if let Some(Some(named)) = known.tags.get(tag) {
                self.hang(named, on);
                let list = known.manifests.get(named).filter(|_| TagRole::List.tag(on).as_ref() == Some(tag));
                for child in list.map_or(&[][..], |list| &list.children) {
                    self.hang(&child.digest, on);
                }
            }
            if at.is_multiple_of(SOME) {
                slices.turn(http).await;
            }
        }
        for (at, lists) in self.hanging.values_mut().chain(self.hangs_on.values_mut()).enumerate() {
            lists.sort_unstable();
            lists.dedup();
            if at.is_multiple_of(SOME) {
                slices.turn(http).await;
            }
        }
    }

    fn hang(&mut self, attachment: &'a Digest, on: &'a Digest) {
        if attachment != on {
            self.hanging.entry(on).or_default().push(attachment);
            self.hangs_on.entry(attachment).or_default().push(on);
        }
    }

    /// The names of a manifest.
    pub fn names(&self, digest: &Digest) -> &[&'a Tag] {
        self.names.get(digest).map_or(&[], Vec::as_slice)
    }

    /// The indexes that list it.
    pub fn listed_by(&self, digest: &Digest) -> &[&'a Digest] {
        self.listed_by.get(digest).map_or(&[], Vec::as_slice)
    }

    /// What hangs on it.
    pub fn hanging(&self, digest: &Digest) -> &[&'a Digest] {
        self.hanging.get(digest).map_or(&[], Vec::as_slice)
    }

    /// On what it hangs.
    pub fn hangs_on(&self, digest: &Digest) -> &[&'a Digest] {
        self.hangs_on.get(digest).map_or(&[], Vec::as_slice)
    }

    /// The manifest of this repository after which a tag is named.
    pub fn named_after(&self, tag: &Tag) -> Option<&'a Digest> {
        self.named_after.get(tag).copied()
    }
}
