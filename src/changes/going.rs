//! Which manifests go by their digest, and in which order.
//!
//! All that was asked for is taken to go, with what it brings along; then whatever something that stays leads to is taken back, and what
//! that leads to, until nothing changes. So an index and what it lists can go together, and each alone where it has to stay.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::known::Known;
use super::links::{Links, SOME};
use super::plan::{Because, LeftAlone, WhyLeft};
use super::wish::Wish;
use crate::registry::digest::Digest;
use crate::registry::http::Http;
use crate::registry::reference::Tag;
use crate::registry::slices::Slices;

/// A manifest that was asked for.
pub(super) struct Root {
    /// What it is.
    pub digest: Digest,
    /// By which words it was asked for: names, or its digest.
    pub asked_as: Vec<String>,
    /// Whether what it lists goes along.
    pub with_children: bool,
    /// Whether what hangs on it goes along.
    pub with_attached: bool,
    /// Why it is asked for.
    pub because: Because,
}

/// What goes.
pub(super) struct Going<'a> {
    /// In the order in which it goes, each with its reason: an index before what it lists, and all before what hangs on it.
    pub order: Vec<(&'a Digest, Because)>,
    /// The same.
    pub all: BTreeSet<&'a Digest>,
    /// What was asked for, or would go along, and stays.
    pub left: Vec<LeftAlone>,
}

struct Candidate<'a> {
    digest: &'a Digest,
    because: Because,
    /// What asked for it; `None` where it goes along with something else.
    asked_as: Option<&'a [String]>,
    /// What it goes along with.
    brought_by: Vec<usize>,
    with_children: bool,
    with_attached: bool,
    stays: Option<WhyLeft>,
}

struct Candidates<'a> {
    known: &'a Known,
    links: &'a Links<'a>,
    wish: &'a Wish,
    all: Vec<Candidate<'a>>,
    places: HashMap<&'a Digest, usize>,
}

impl<'a> Going<'a> {
    /// What of `roots` goes, with what goes along.
    pub async fn of<H: Http>(
        http: &H,
        known: &'a Known,
        links: &'a Links<'a>,
        wish: &'a Wish,
        roots: &'a [Root],
    ) -> Going<'a> {
        let mut slices = Slices::begin(http);
        let mut candidates = Candidates { known, links, wish, all: Vec::new(), places: HashMap::new() };
        candidates.find(http, &mut slices, roots).await;
        candidates.take_back(http, &mut slices).await;
        candidates.into_order(http, &mut slices).await
    }
}

/// Something on the way to becoming a candidate.
struct Found<'a> {
    digest: &'a Digest,
    because: Because,
    asked_as: Option<&'a [String]>,
    brought_by: Option<usize>,
    with_children: bool,
    with_attached: bool,
}

impl<'a> Candidates<'a> {
    async fn find<H: Http>(&mut self, http: &H, slices: &mut Slices, roots: &'a [Root]) {
        let chosen: HashMap<&Digest, &Root> = roots.iter().map(|root| (&root.digest, root)).collect();
        let mut waiting: Vec<Found<'a>> = Vec::new();
        let mut steps = 0usize;
        for root in roots {
            waiting.push(Found {
                digest: &root.digest,
                because: root.because.clone(),
                asked_as: Some(&root.asked_as),
                brought_by: None,
                with_children: root.with_children,
                with_attached: root.with_attached,
            });
            while let Some(mut found) = waiting.pop() {
                // What was chosen itself stands in the plan as chosen, wherever it is met first.
                if let Some(root) = chosen.get(found.digest) {
                    (found.because, found.asked_as) = (root.because.clone(), Some(root.asked_as.as_slice()));
                }
                self.add(found, &mut waiting);
                steps += 1;
                if steps.is_multiple_of(SOME) {
                    slices.turn(http).await;
                }
            }
        }
    }

    /// Adds one, and what it brings along to those that wait.
    fn add(&mut self, found: Found<'a>, waiting: &mut Vec<Found<'a>>) {
        let place = match self.places.get(found.digest) {
            Some(place) => *place,
            None => {
                let stays = self.why_never(found.digest, found.asked_as.is_some());
                self.places.insert(found.digest, self.all.len());
                self.all.push(Candidate {
                    digest: found.digest,
                    because: found.because,
                    asked_as: found.asked_as,
                    brought_by: Vec::new(),
                    with_children: false,
                    with_attached: false,
                    stays,
                });
                self.all.len() - 1
            }
        };
        let candidate = &mut self.all[place];
        candidate.brought_by.extend(found.brought_by);
        let brings_children = found.with_children && !candidate.with_children;
        let brings_attached = found.with_attached && !candidate.with_attached;
        candidate.with_children |= found.with_children;
        candidate.with_attached |= found.with_attached;
        if candidate.stays.is_some() || !(brings_children || brings_attached) {
            return;
        }
        let (with_children, with_attached) = (candidate.with_children, candidate.with_attached);
        let digest = found.digest;
        let along = |one: &'a Digest, because: Because| Found {
            digest: one,
            because,
            asked_as: None,
            brought_by: Some(place),
            with_children,
            with_attached,
        };
        // The last one that waits is the next one.
        if with_attached {
            let hanging = self.links.hanging(digest).iter().rev();
            waiting.extend(hanging.map(|one| along(one, Because::AttachedTo(digest.clone()))));
        }
        if with_children {
            let children = self.known.manifests.get(digest).map_or(&[][..], |entry| &entry.children).iter().rev();
            let there = children.map(|child| &child.digest).filter(|one| !self.known.missing.contains(one));
            waiting.extend(there.map(|one| along(one, Because::ChildOf(digest.clone()))));
        }
    }

    /// Why it stays whatever else goes.
    fn why_never(&self, digest: &Digest, is_asked_for: bool) -> Option<WhyLeft> {
        if !self.known.manifests.contains_key(digest) {
            return Some(if self.known.missing.contains(digest) { WhyLeft::NotThere } else { WhyLeft::Unread });
        }
        if !self.known.is_whole || !self.links.unread_names.is_empty() {
            return Some(WhyLeft::OthersUnknown(first(&self.links.unread_names)));
        }
        let names = self.links.names(digest);
        if let Some(why) = names.iter().find_map(|tag| why_untouched(self.wish, tag)) {
            return Some(why);
        }
        if !self.links.may_list.is_empty() {
            return Some(WhyLeft::MayBeNeededBy(first(&self.links.may_list)));
        }
        let own = names.iter().filter(|tag| !is_asked_for && self.links.named_after(tag).is_none());
        named_by(own.copied())
    }

    /// Why it stays beside what stays so far.
    fn why_now(&self, candidate: &Candidate) -> Option<WhyLeft> {
        let digest = candidate.digest;
        let stays = |one: &&&Digest| !self.goes(one);
        let needed_by: Vec<Digest> =
            self.links.listed_by(digest).iter().filter(stays).map(|one| (*one).clone()).collect();
        if !needed_by.is_empty() {
            return Some(WhyLeft::NeededBy(needed_by));
        }
        if candidate.asked_as.is_some() {
            return None;
        }
        let names = self.links.names(digest).iter().copied();
        let of_staying = names.filter(|tag| self.links.named_after(tag).is_some_and(|on| !self.goes(on)));
        if let Some(why) = named_by(of_staying) {
            return Some(why);
        }
        let subject = self.known.manifests.get(digest).and_then(|entry| entry.subject.as_ref());
        if let Some(subject) = subject.filter(|one| !self.goes(one) && !self.known.missing.contains(one)) {
            return Some(WhyLeft::HangsOn(subject.clone()));
        }
        let has_own_name =
            |one: &&&Digest| self.links.names(one).iter().any(|tag| self.links.named_after(tag).is_none());
        let kept = self.links.hanging(digest).iter().filter(stays).filter(has_own_name);
        let kept: Vec<Digest> = kept.map(|one| (*one).clone()).collect();
        (!kept.is_empty()).then_some(WhyLeft::SubjectOf(kept))
    }

    fn goes(&self, digest: &Digest) -> bool {
        self.places.get(digest).is_some_and(|place| self.all[*place].stays.is_none())
    }

    async fn take_back<H: Http>(&mut self, http: &H, slices: &mut Slices) {
        let mut waiting: Vec<usize> = (0..self.all.len()).rev().collect();
        let mut steps = 0usize;
        while let Some(place) = waiting.pop() {
            let candidate = &self.all[place];
            if candidate.stays.is_none() {
                let why = self.why_now(candidate);
                if why.is_some() {
                    // What was led to by it is looked at again.
                    let digest = candidate.digest;
                    let entry = self.known.manifests.get(digest);
                    let children = entry.map_or(&[][..], |entry| &entry.children).iter().map(|child| &child.digest);
                    let near = self.links.hanging(digest).iter().chain(self.links.hangs_on(digest)).copied();
                    waiting.extend(children.chain(near).filter_map(|one| self.places.get(one).copied()));
                    self.all[place].stays = why;
                }
            }
            steps += 1;
            if steps.is_multiple_of(SOME) {
                slices.turn(http).await;
            }
        }
    }

    async fn into_order<H: Http>(mut self, http: &H, slices: &mut Slices) -> Going<'a> {
        let mut left = Vec::new();
        for candidate in &self.all {
            let Some(why) = &candidate.stays else { continue };
            let whats = match candidate.asked_as {
                Some(names) => names.to_vec(),
                // Nobody expects it to go where what it would go along with stays.
                None if candidate.brought_by.iter().any(|by| self.all[*by].stays.is_none()) => {
                    vec![candidate.digest.to_string()]
                }
                None => Vec::new(),
            };
            left.extend(whats.into_iter().map(|what| LeftAlone { what, why: why.clone() }));
        }
        let mut order = Order::default();
        for (place, candidate) in self.all.iter().enumerate().filter(|(_, candidate)| candidate.stays.is_none()) {
            let indexes = self.links.listed_by(candidate.digest).iter().filter(|one| self.goes(one)).count();
            let images = self.links.hangs_on(candidate.digest).iter().filter(|one| self.goes(one)).count();
            order.wait(place, indexes, images);
        }
        let mut sent = Vec::new();
        let mut steps = 0usize;
        while let Some(place) = order.next() {
            let digest = self.all[place].digest;
            let because = std::mem::replace(&mut self.all[place].because, Because::Chosen);
            sent.push((digest, because));
            let mut children: Vec<&Digest> =
                self.known.manifests[digest].children.iter().map(|child| &child.digest).collect();
            children.sort_unstable();
            children.dedup();
            children.into_iter().filter_map(|one| self.places.get(one)).for_each(|one| order.loses_index(*one));
            let hanging = self.links.hanging(digest).iter().filter_map(|one| self.places.get(one));
            hanging.for_each(|one| order.loses_image(*one));
            steps += 1;
            if steps.is_multiple_of(SOME) {
                slices.turn(http).await;
            }
        }
        let all = sent.iter().map(|(digest, _)| *digest).collect();
        Going { order: sent, all, left }
    }
}

/// What waits for what goes before it. An index has to go before what it lists; that an image goes before what hangs on it is only better.
#[derive(Default)]
struct Order {
    /// By place: how many indexes and how many images go before it.
    waits_for: BTreeMap<usize, (usize, usize)>,
    /// Which wait for nothing.
    ready: BTreeSet<usize>,
    /// Which wait for images alone.
    nearly: BTreeSet<usize>,
}

impl Order {
    fn wait(&mut self, place: usize, indexes: usize, images: usize) {
        self.waits_for.insert(place, (indexes, images));
        self.sort_in(place);
    }

    fn sort_in(&mut self, place: usize) {
        match self.waits_for.get(&place) {
            Some((0, 0)) => {
                self.nearly.remove(&place);
                self.ready.insert(place);
            }
            Some((0, _)) => {
                self.nearly.insert(place);
            }
            _ => {}
        }
    }

    fn loses_index(&mut self, place: usize) {
        if let Some((indexes, _)) = self.waits_for.get_mut(&place) {
            *indexes = indexes.saturating_sub(1);
            self.sort_in(place);
        }
    }

    fn loses_image(&mut self, place: usize) {
        if let Some((_, images)) = self.waits_for.get_mut(&place) {
            *images = images.saturating_sub(1);
            self.sort_in(place);
        }
    }

    /// The next one. Digests go round in no circle of indexes, but whoever says so may lie: then it is the first that waits.
    fn next(&mut self) -> Option<usize> {
        let place = self.ready.pop_first().or_else(|| self.nearly.pop_first());
        let place = place.or_else(|| self.waits_for.keys().next().copied())?;
        self.waits_for.remove(&place);
        Some(place)
    }
}

/// Why a name is neither deleted nor moved.
pub(super) fn why_untouched(wish: &Wish, tag: &Tag) -> Option<WhyLeft> {
    match wish.protection(tag) {
        Some(pattern) => Some(WhyLeft::Protected { tag: tag.clone(), pattern: pattern.as_str().to_owned() }),
        None => wish.taken_out.contains(tag).then(|| WhyLeft::TakenOut(tag.clone())),
    }
}

/// So many are named where a reason is the same for everything that was asked for.
const FIRST: usize = 8;

fn first<T: Clone>(all: &[T]) -> Vec<T> {
    all.iter().take(FIRST).cloned().collect()
}

fn named_by<'t>(tags: impl Iterator<Item = &'t Tag>) -> Option<WhyLeft> {
    let tags: Vec<Tag> = tags.cloned().collect();
    (!tags.is_empty()).then_some(WhyLeft::NamedBy(tags))
}
