//! The plan of names that are made to name something that is there, or that a record has.

use std::collections::{BTreeSet, HashMap};

use super::going::why_untouched;
use super::known::Known;
use super::links::Links;
use super::plan::{Action, Because, Break, Change, LeftAlone, NameChange, Plan, WhyLeft};
use super::wish::{BringBack, Wish};
use crate::registry::digest::Digest;
use crate::registry::http::Http;
use crate::registry::media_type::MediaType;
use crate::registry::reference::Tag;

/// Plans that `names` name these, after the documents of a record have come back.
pub(super) async fn put<H: Http>(http: &H, known: &Known, wish: &Wish, back: &BringBack) -> Plan {
    let links = Links::of(http, known).await;
    let mut plan = empty(known);
    let mut brought: HashMap<&Digest, &MediaType> = HashMap::new();
    for (digest, media_type) in back.documents.iter().rev() {
        if !known.manifests.contains_key(digest) && brought.insert(digest, media_type).is_none() {
            plan.steps.push(Change {
                action: put_action(None, digest, media_type),
                names: Vec::new(),
                because: Because::Chosen,
            });
        }
    }
    // The last word on a name counts.
    let mut wanted: HashMap<&Tag, &Digest> = HashMap::new();
    wanted.extend(back.names.iter().map(|(tag, digest)| (tag, digest)));
    for (tag, _) in &back.names {
        let Some(digest) = wanted.remove(tag) else { continue };
        let before = known.tags.get(tag);
        let media_type = known.manifests.get(digest).map(|entry| &entry.media_type);
        let why = match (why_not_set(wish, tag, before, digest), media_type.or(brought.get(digest).copied())) {
            (Some(why), _) => Some(why),
            (None, None) if known.missing.contains(digest) => Some(WhyLeft::NotThere),
            (None, None) => Some(WhyLeft::Unread),
            (None, Some(media_type)) => {
                let before = before.cloned().flatten();
                plan.steps.push(Change {
                    action: put_action(Some(tag), digest, media_type),
                    names: vec![NameChange { tag: tag.clone(), before, after: Some(digest.clone()) }],
                    because: Because::Chosen,
                });
                None
            }
        };
        plan.left_alone.extend(why.map(|why| LeftAlone { what: tag.to_string(), why }));
    }
    plan.breaks = breaks(known, &links, &plan.steps);
    plan
}

/// Why a name is not made to name this, where it names `before`: `None` there where it is not known what.
pub(super) fn why_not_set(wish: &Wish, tag: &Tag, before: Option<&Option<Digest>>, digest: &Digest) -> Option<WhyLeft> {
    match before {
        _ if wish.taken_out.contains(tag) => Some(WhyLeft::TakenOut(tag.clone())),
        // Nothing is moved.
        None => None,
        Some(Some(before)) if before == digest => Some(WhyLeft::AlreadySo),
        Some(before) => why_untouched(wish, tag).or_else(|| before.is_none().then_some(WhyLeft::Unread)),
    }
}

fn put_action(tag: Option<&Tag>, digest: &Digest, media_type: &MediaType) -> Action {
    Action::Put { tag: tag.cloned(), digest: digest.clone(), media_type: media_type.clone(), from: None }
}

/// A plan in which nothing is done.
pub(super) fn empty(known: &Known) -> Plan {
    Plan {
        repository: known.repository.clone(),
        steps: Vec::new(),
        left_alone: Vec::new(),
        breaks: Vec::new(),
        freed: 0,
        is_freed_certain: true,
    }
}

/// What lost its last name, and indexes that are named although something of theirs is not there.
fn breaks(known: &Known, links: &Links<'_>, steps: &[Change]) -> Vec<Break> {
    let changes = || steps.iter().flat_map(|step| &step.names);
    let moved: HashMap<&Tag, &Digest> =
        changes().filter_map(|change| Some((&change.tag, change.before.as_ref()?))).collect();
    let named: HashMap<&Digest, &Tag> =
        changes().filter_map(|change| Some((change.after.as_ref()?, &change.tag))).collect();
    let mut breaks = Vec::new();
    let mut told = BTreeSet::new();
    for digest in changes().filter_map(|change| change.before.as_ref()) {
        let subject = known.manifests.get(digest).and_then(|entry| entry.subject.as_ref());
        let hangs = known.asked_for_referrers && subject.is_some_and(|one| known.manifests.contains_key(one));
        let has_names = links.names(digest).iter().any(|tag| !moved.contains_key(*tag));
        let is_led_to = has_names || named.contains_key(digest) || hangs || !links.listed_by(digest).is_empty();
        if !is_led_to && !known.missing.contains(digest) && told.insert(digest) {
            breaks.push(Break::Unnamed(digest.clone()));
        }
    }
    let indexes = changes().filter_map(|change| change.after.as_ref()).filter(|digest| told.insert(*digest));
    for index in indexes.collect::<Vec<_>>() {
        let children = known.manifests.get(index).map_or(&[][..], |entry| &entry.children);
        let missing = children.iter().filter(|child| known.missing.contains(&child.digest));
        let misses = |child: &Digest| Break::IndexWithoutChild { index: index.clone(), child: child.clone() };
        breaks.extend(missing.map(|child| misses(&child.digest)));
    }
    breaks
}
