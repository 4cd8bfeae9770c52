//! The plan of a deletion.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::consequences::consequences;
use super::going::{Going, Root, why_untouched};
use super::known::Known;
use super::links::{Links, SOME};
use super::plan::{Action, Because, Change, LeftAlone, NameChange, Plan, WhyLeft};
use super::wish::{DeleteWay, Deletion, Wish};
use crate::registry::digest::Digest;
use crate::registry::http::Http;
use crate::registry::reference::{Tag, Version};
use crate::registry::slices::Slices;

/// What was asked for, taken apart.
#[derive(Default)]
struct Sorted {
    /// What goes by its digest, as far as it may.
    roots: Vec<Root>,
    places: HashMap<Digest, usize>,
    /// What goes by its name: what it names, and how.
    names: BTreeMap<Tag, (Digest, Change)>,
    left: Vec<LeftAlone>,
}

/// Plans `deletions`.
pub(super) async fn delete<H: Http>(http: &H, known: &Known, wish: &Wish, deletions: &[Deletion]) -> Plan {
    let links = Links::of(http, known).await;
    let mut slices = Slices::begin(http);
    let mut sorted = Sorted::default();
    for deletion in deletions {
        for (at, what) in deletion.what.iter().enumerate() {
            sorted.sort_in(known, wish, deletion, what);
            if at.is_multiple_of(SOME) {
                slices.turn(http).await;
            }
        }
    }
    let Sorted { roots, names, mut left, .. } = sorted;
    let going = Going::of(http, known, &links, wish, &roots).await;
    let mut steps = Vec::with_capacity(going.order.len() + names.len());
    for (at, (digest, because)) in going.order.iter().enumerate() {
        let fall = |tag: &&Tag| NameChange { tag: (*tag).clone(), before: Some((*digest).clone()), after: None };
        steps.push(Change {
            action: Action::DeleteManifest((*digest).clone()),
            names: links.names(digest).iter().map(fall).collect(),
            because: because.clone(),
        });
        if at.is_multiple_of(SOME) {
            slices.turn(http).await;
        }
    }
    // What goes by its digest takes its names along.
    let by_name = names.into_iter().filter(|(_, (digest, _))| !going.all.contains(digest));
    let (fallen, by_name): (BTreeSet<Tag>, Vec<Change>) = by_name.map(|(tag, (_, change))| (tag, change)).unzip();
    steps.extend(by_name);
    left.extend(going.left);
    let means = consequences(http, known, &links, &going.all, &fallen).await;
    Plan {
        repository: known.repository.clone(),
        steps,
        left_alone: left,
        breaks: means.breaks,
        freed: means.freed,
        is_freed_certain: means.is_freed_certain,
    }
}

impl Sorted {
    fn sort_in(&mut self, known: &Known, wish: &Wish, deletion: &Deletion, what: &Version) {
        let tag = match what {
            Version::Digest(digest) => return self.add_root(digest, what, deletion),
            Version::Tag(tag) => tag,
        };
        let why = match known.tags.get(tag) {
            _ if why_untouched(wish, tag).is_some() => why_untouched(wish, tag),
            None if known.is_whole => Some(WhyLeft::NotThere),
            None | Some(None) => Some(WhyLeft::Unread),
            Some(Some(digest)) => {
                match deletion.way {
                    DeleteWay::Manifest { .. } => self.add_root(digest, what, deletion),
                    DeleteWay::TagOnly => self.add_name(tag, digest, Action::DeleteTag(tag.clone()), deletion),
                    DeleteWay::OverTag => self.add_name(tag, digest, Action::ReplaceAndDelete(tag.clone()), deletion),
                }
                None
            }
        };
        self.left.extend(why.map(|why| LeftAlone { what: tag.to_string(), why }));
    }

    fn add_root(&mut self, digest: &Digest, what: &Version, deletion: &Deletion) {
        let (with_children, with_attached) = match deletion.way {
            DeleteWay::Manifest { with_children, with_attached } => (with_children, with_attached),
            DeleteWay::TagOnly | DeleteWay::OverTag => (false, false),
        };
        let place = *self.places.entry(digest.clone()).or_insert_with(|| {
            self.roots.push(Root {
                digest: digest.clone(),
                asked_as: Vec::new(),
                with_children: false,
                with_attached: false,
                because: because(deletion),
            });
            self.roots.len() - 1
        });
        let root = &mut self.roots[place];
        root.asked_as.push(what.to_string());
        root.with_children |= with_children;
        root.with_attached |= with_attached;
    }

    fn add_name(&mut self, tag: &Tag, digest: &Digest, action: Action, deletion: &Deletion) {
        let names = vec![NameChange { tag: tag.clone(), before: Some(digest.clone()), after: None }];
        let change = Change { action, names, because: because(deletion) };
        self.names.entry(tag.clone()).or_insert_with(|| (digest.clone(), change));
    }
}

fn because(deletion: &Deletion) -> Because {
    deletion.rule.clone().map_or(Because::Chosen, Because::Rule)
}
