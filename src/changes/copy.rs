//! The plan of a copy into another repository of the same registry.

use std::collections::BTreeSet;

use super::known::{Entry, Known};
use super::links::{Links, SOME};
use super::plan::{Action, Because, Change, LeftAlone, NameChange, Plan, WhyLeft};
use super::put::{empty, why_not_set};
use super::wish::{Copying, Wish};
use crate::registry::digest::Digest;
use crate::registry::http::Http;
use crate::registry::reference::Tag;
use crate::registry::slices::Slices;

impl Plan {
    /// The bytes of blobs that would have to go through the browser if the registry did not mount them.
    pub fn bytes_to_mount(&self) -> u64 {
        let sizes = self.steps.iter().filter_map(|step| match &step.action {
            Action::Mount { size, .. } => Some(*size),
            _ => None,
        });
        sizes.fold(0, u64::saturating_add)
    }
}

/// Plans a copy. Blobs come before what names them, what is listed before its index, and the name last: whoever pulls by it finds all.
pub(super) async fn copy<H: Http>(http: &H, known: &Known, wish: &Wish, copying: &Copying) -> Plan {
    let mut slices = Slices::begin(http);
    let links = Links::of(http, &mut slices, known).await;
    let into = &copying.into;
    let own = copying.tag.as_ref().map(|tag| (tag, &copying.digest));
    let mut writer = Writer { known, into, own, blobs: BTreeSet::new(), put: BTreeSet::new(), plan: empty(into) };
    for (at, entry) in into.manifests.values().enumerate() {
        writer.blobs.extend(entry.blobs.iter().map(|(blob, _)| blob));
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
    }
    let what = copying.tag.as_ref().map_or_else(|| copying.digest.to_string(), ToString::to_string);
    if let Some(why) = why_not(known, wish, copying) {
        writer.plan.left_alone.push(LeftAlone { what, why });
        return writer.plan;
    }
    writer.put_with_children(&copying.digest, &Because::Chosen, copying.tag.is_some());
    if copying.with_attached {
        writer.put_attached(http, &mut slices, &links, wish, &copying.digest).await;
    }
    match &copying.tag {
        Some(tag) => writer.put_as(tag, &copying.digest, Because::Chosen),
        None if into.manifests.contains_key(&copying.digest) => {
            writer.plan.left_alone.push(LeftAlone { what, why: WhyLeft::AlreadySo });
        }
        None => {}
    }
    writer.plan
}

fn why_not(known: &Known, wish: &Wish, copying: &Copying) -> Option<WhyLeft> {
    let into = &copying.into;
    let set = |tag: &Tag| why_not_set(wish, tag, into.tags.get(tag), &copying.digest);
    if let Some(why) = copying.tag.as_ref().and_then(set) {
        return Some(why);
    }
    if !known.manifests.contains_key(&copying.digest) {
        let is_missing = known.missing.contains(&copying.digest);
        return Some(if is_missing { WhyLeft::NotThere } else { WhyLeft::Unread });
    }
    let missing = what_misses(known, into, &copying.digest);
    (!missing.is_empty()).then_some(WhyLeft::Misses(missing))
}

/// What is listed below an index, and was not read.
fn what_misses(known: &Known, into: &Known, digest: &Digest) -> Vec<Digest> {
    let mut missing = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![digest];
    while let Some(digest) = waiting.pop() {
        if into.manifests.contains_key(digest) || !seen.insert(digest) {
            continue;
        }
        match known.manifests.get(digest) {
            Some(entry) => waiting.extend(entry.children.iter().map(|child| &child.digest)),
            None => drop(missing.insert(digest.clone())),
        }
    }
    missing.into_iter().collect()
}

struct Writer<'a> {
    known: &'a Known,
    into: &'a Known,
    /// The name that the copy gets at the end, and the copy. Something attached may be known by the same name.
    own: Option<(&'a Tag, &'a Digest)>,
    /// The blobs that are there, or will be.
    blobs: BTreeSet<&'a Digest>,
    /// The manifests that will be.
    put: BTreeSet<&'a Digest>,
    plan: Plan,
}

impl<'a> Writer<'a> {
    fn is_there(&self, digest: &Digest) -> bool {
        self.into.manifests.contains_key(digest) || self.put.contains(digest)
    }

    /// Puts a manifest after what it lists, by its digest; with `by_name` only what it needs, because its name comes later.
    fn put_with_children(&mut self, digest: &'a Digest, because: &Because, by_name: bool) {
        let mut waiting = vec![(digest, because.clone(), false)];
        while let Some((one, because, is_ready)) = waiting.pop() {
            let Some(entry) = self.known.manifests.get(one).filter(|_| !self.is_there(one)) else { continue };
            if !is_ready {
                waiting.push((one, because, true));
                let children = entry.children.iter().rev().map(|child| &child.digest);
                waiting.extend(children.map(|child| (child, Because::ChildOf(one.clone()), false)));
                continue;
            }
            self.mount_blobs(entry, &because);
            if !(by_name && one == digest) {
                self.push(None, one, entry, because);
            }
        }
    }

    fn mount_blobs(&mut self, entry: &'a Entry, because: &Because) {
        for (blob, size) in &entry.blobs {
            if self.blobs.insert(blob) {
                let from = self.known.repository.clone();
                let action = Action::Mount { blob: blob.clone(), size: *size, from };
                self.plan.steps.push(Change { action, names: Vec::new(), because: because.clone() });
            }
        }
    }

    fn push(&mut self, tag: Option<&Tag>, digest: &'a Digest, entry: &Entry, because: Because) {
        let name = tag.map(|tag| NameChange {
            tag: tag.clone(),
            before: self.into.tags.get(tag).cloned().flatten(),
            after: Some(digest.clone()),
        });
        self.plan.steps.push(Change {
            action: Action::Put {
                tag: tag.cloned(),
                digest: digest.clone(),
                media_type: entry.media_type.clone(),
                from: Some(self.known.repository.clone()),
            },
            names: name.into_iter().collect(),
            because,
        });
        self.put.insert(digest);
    }

    /// Puts a manifest whose needs are there under a name.
    fn put_as(&mut self, tag: &Tag, digest: &'a Digest, because: Because) {
        if let Some(entry) = self.known.manifests.get(digest) {
            self.push(Some(tag), digest, entry, because);
        }
    }

    /// Puts what hangs on the image, on what it lists, and on that again. What stands behind tags that are named after a digest gets them.
    async fn put_attached<H: Http>(
        &mut self,
        http: &H,
        slices: &mut Slices,
        links: &Links<'a>,
        wish: &Wish,
        digest: &'a Digest,
    ) {
        let mut seen = BTreeSet::from([digest]);
        let mut waiting = vec![digest];
        let mut steps = 0usize;
        while let Some(on) = waiting.pop() {
            let children = self.known.manifests.get(on).map_or(&[][..], |entry| &entry.children);
            for attachment in links.hanging(on) {
                self.put_attachment(links, wish, attachment, on);
            }
            let near = children.iter().map(|child| &child.digest).chain(links.hanging(on).iter().copied());
            waiting.extend(near.filter(|one| seen.insert(*one)).collect::<Vec<_>>().into_iter().rev());
            steps += 1;
            if steps.is_multiple_of(SOME) {
                slices.turn(http).await;
            }
        }
    }

    fn put_attachment(&mut self, links: &Links<'a>, wish: &Wish, attachment: &'a Digest, on: &'a Digest) {
        let mut leave = |what: String, why: WhyLeft| self.plan.left_alone.push(LeftAlone { what, why });
        if !self.known.manifests.contains_key(attachment) {
            if !self.known.missing.contains(attachment) {
                leave(attachment.to_string(), WhyLeft::Unread);
            }
            return;
        }
        let missing = what_misses(self.known, self.into, attachment);
        if !missing.is_empty() {
            return leave(attachment.to_string(), WhyLeft::Misses(missing));
        }
        let because = Because::AttachedTo(on.clone());
        let tags: Vec<&Tag> =
            links.names(attachment).iter().copied().filter(|tag| links.named_after(tag) == Some(on)).collect();
        for tag in &tags {
            if let Some((_, copy)) = self.own.filter(|(own, _)| own == tag) {
                if copy != attachment {
                    let why = WhyLeft::NamesAnother(copy.clone());
                    self.plan.left_alone.push(LeftAlone { what: tag.to_string(), why });
                }
                continue;
            }
            let before = self.into.tags.get(*tag);
            // Nobody asked for this name, so it is not moved.
            let why = match (why_not_set(wish, tag, before, attachment), before) {
                (None, Some(Some(before))) => Some(WhyLeft::NamesAnother(before.clone())),
                (why, _) => why,
            };
            match why {
                Some(WhyLeft::AlreadySo) => {}
                Some(why) => self.plan.left_alone.push(LeftAlone { what: tag.to_string(), why }),
                None => {
                    self.put_with_children(attachment, &because, true);
                    self.put_as(tag, attachment, because.clone());
                }
            }
        }
        if tags.is_empty() {
            self.put_with_children(attachment, &because, false);
        }
    }
}
