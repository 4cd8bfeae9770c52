//! Plans for repositories that are drawn by lot, held against a model of a registry.

use std::collections::{BTreeMap, BTreeSet};

use super::drawn::{Lot, add, entry, known_of, repository, tag, worse};
use super::model::{Model, Stored};
use crate::changes::expected::{ExpectedNames, NamesSeen};
use crate::changes::known::Known;
use crate::changes::make::plan;
use crate::changes::pattern::Pattern;
use crate::changes::plan::{Action, Because, Break, Change, Plan};
use crate::changes::wish::{Asked, BringBack, Copying, DeleteWay, Deletion, Wish};
use crate::registry::digest::Digest;
use crate::registry::reference::{Repository, Tag, Version};
use crate::registry::script::{Busy, run};

const REPOSITORIES: u64 = 3_000;
const WISHES: usize = 4;

/// What was tried, so that nothing is held against nothing.
#[derive(Debug, Default)]
struct Count {
    plans: usize,
    steps: usize,
    with_steps: usize,
    left: usize,
    breaks: usize,
    certain: usize,
    brought_along: usize,
}

fn make(known: &Known, wish: &Wish) -> Plan {
    run(plan(&Busy::default(), known, wish))
}

fn draw_deletion(lot: &mut Lot, known: &Known) -> Deletion {
    let tags: Vec<Tag> = known.tags.keys().cloned().chain([tag("never-was")]).collect();
    let digests: Vec<Digest> = known.manifests.keys().cloned().collect();
    let names = (0..1 + lot.below(4)).filter_map(|_| lot.one_of(&tags).cloned().map(Version::Tag));
    let mut what: BTreeSet<Version> = names.collect();
    if lot.one_in(4) {
        what.extend(lot.one_of(&digests).cloned().map(Version::Digest));
    }
    let way = match lot.below(8) {
        0 => DeleteWay::TagOnly,
        1 => DeleteWay::OverTag,
        _ => DeleteWay::Manifest { with_children: !lot.one_in(3), with_attached: !lot.one_in(3) },
    };
    Deletion { what, way, rule: lot.one_in(3).then(|| "older than 30 days".to_owned()) }
}

fn draw_wish(lot: &mut Lot, known: &Known) -> Wish {
    let deletions = (0..1 + lot.below(2)).map(|_| draw_deletion(lot, known)).collect();
    let mut wish = Wish::of(Asked::Delete(deletions));
    if lot.one_in(3) {
        wish.protected = Pattern::of(&format!("v{}", lot.below(7))).into_iter().collect();
    }
    if lot.one_in(4) {
        let tags: Vec<Tag> = known.tags.keys().cloned().collect();
        wish.taken_out = lot.one_of(&tags).cloned().into_iter().collect();
    }
    wish
}

/// Sends one step; the names that changed by it, with what they named before and name after.
fn send(
    model: &mut Model,
    change: &Change,
    elsewhere: Option<&Model>,
) -> BTreeMap<Tag, (Option<Digest>, Option<Digest>)> {
    let before = model.tags.clone();
    let (status, good) = match &change.action {
        Action::DeleteTag(tag) => (model.delete_tag(tag), 202),
        Action::DeleteManifest(digest) => (model.delete_manifest(digest), 202),
        Action::ReplaceAndDelete(tag) => {
            let only = Stored { size: 80, children: Vec::new(), blobs: Vec::new(), subject: None };
            let digest = Digest::of(format!("nothing but {tag}").as_bytes());
            assert_eq!(model.put(Some(tag), &digest, &only), 201);
            (model.delete_manifest(&digest), 202)
        }
        Action::Put { tag, digest, .. } => {
            let stored = elsewhere.unwrap_or(model).manifests[digest].clone();
            (model.put(tag.as_ref(), digest, &stored), 201)
        }
        Action::Mount { blob, .. } => (model.mount(blob, elsewhere.expect("a copy")), 201),
    };
    assert_eq!(status, good, "{change:?}");
    let tags: BTreeSet<&Tag> = before.keys().chain(model.tags.keys()).collect();
    let changed = tags.into_iter().map(|tag| (tag, before.get(tag), model.tags.get(tag)));
    let changed = changed.filter(|(_, before, after)| before != after);
    changed.map(|(tag, before, after)| (tag.clone(), (before.cloned(), after.cloned()))).collect()
}

fn planned(change: &Change) -> BTreeMap<Tag, (Option<Digest>, Option<Digest>)> {
    change.names.iter().map(|name| (name.tag.clone(), (name.before.clone(), name.after.clone()))).collect()
}

/// Whether each name that is there before and after leads to all that it led to.
fn check_names_lead_where_they_led(before: &Model, after: &Model, told: &str) {
    for (tag, digest) in after.tags.iter().filter(|(tag, digest)| before.tags.get(*tag) == Some(*digest)) {
        assert_eq!(before.reached(tag), after.reached(tag), "{tag} names {digest} and lost something\n{told}");
    }
}

/// What the API can show of a repository: all of it, as far as it is known or could not be read.
fn visible(known: &Known) -> BTreeSet<Digest> {
    known.manifests.keys().chain(known.unread.keys()).cloned().collect()
}

/// What something leads to: a name, an index, or the registry's own list.
fn led_to(model: &Model, among: &BTreeSet<Digest>, has_lists: bool) -> BTreeSet<Digest> {
    let there = || model.manifests.iter().filter(|(digest, _)| among.contains(digest));
    let named = model.tags.values().filter(|digest| model.manifests.contains_key(digest));
    let listed = there().flat_map(|(_, stored)| &stored.children);
    let hanging = there().filter(|(_, stored)| {
        has_lists && stored.subject.as_ref().is_some_and(|subject| model.manifests.contains_key(subject))
    });
    named.chain(listed).chain(hanging.map(|(digest, _)| digest)).cloned().collect()
}

fn check_deletion(before: &Model, known: &Known, wish: &Wish, plan: &Plan, count: &mut Count) {
    let told = format!("{before:#?}\n{wish:#?}\n{plan:#?}");
    let mut after = before.clone();
    for change in &plan.steps {
        assert_eq!(send(&mut after, change, None), planned(change), "{change:?}\n{told}");
    }
    check_names_lead_where_they_led(before, &after, &told);
    let visible = visible(known);
    for (digest, stored) in after.manifests.iter().filter(|(digest, _)| visible.contains(digest)) {
        for child in stored.children.iter().filter(|child| before.manifests.contains_key(child)) {
            assert!(after.manifests.contains_key(child), "{digest} stays and lost {child}\n{told}");
        }
    }
    let is_held = |tag: &Tag| wish.protection(tag).is_some() || wish.taken_out.contains(tag);
    for (tag, digest) in before.tags.iter().filter(|(tag, _)| is_held(tag)) {
        assert_eq!(after.tags.get(tag), Some(digest), "{tag}\n{told}");
        let was = before.manifests.contains_key(digest);
        assert_eq!(after.manifests.contains_key(digest), was, "what {tag} names\n{told}");
    }
    for change in &plan.steps {
        let (Action::DeleteManifest(digest), Because::AttachedTo(_)) = (&change.action, &change.because) else {
            continue;
        };
        let subject = before.manifests[digest].subject.as_ref();
        let stays = subject.is_some_and(|subject| after.manifests.contains_key(subject));
        assert!(!stays, "{digest} went, and what it hangs on stays\n{told}");
    }
    // Whatever was wished was done, or is told.
    let Asked::Delete(deletions) = &wish.asked else { unreachable!("deletions were drawn") };
    for what in deletions.iter().flat_map(|deletion| &deletion.what) {
        let is_gone = match what {
            Version::Tag(tag) => before.tags.contains_key(tag) && !after.tags.contains_key(tag),
            Version::Digest(digest) => before.manifests.contains_key(digest) && !after.manifests.contains_key(digest),
        };
        let is_left = plan.left_alone.iter().any(|left| left.what == what.to_string());
        assert!(is_gone || is_left, "{what} stays without a word\n{told}");
    }
    // Whatever nothing leads to any more is told.
    let is_told = |digest: &Digest| {
        plan.breaks.iter().any(|one| match one {
            Break::Unnamed(unnamed) => unnamed == digest,
            Break::AttachmentWithoutImage { attachment, .. } => attachment == digest,
            Break::IndexWithoutChild { .. } => false,
        })
    };
    let has_lists = known.asked_for_referrers;
    let led_after = led_to(&after, &visible, has_lists);
    for digest in led_to(before, &visible, has_lists).difference(&led_after) {
        assert!(!after.manifests.contains_key(digest) || is_told(digest), "nothing leads to {digest}\n{told}");
    }
    // What could not be read may lead to it: then the plan says more than is so.
    let all_was_read = known.is_whole && known.unread.is_empty() && known.tags.values().all(Option::is_some);
    for one in plan.breaks.iter().filter(|_| all_was_read) {
        if let Break::Unnamed(digest) = one {
            assert!(after.manifests.contains_key(digest) && !led_after.contains(digest), "{digest}\n{told}");
        }
    }
    if plan.is_freed_certain {
        let freed = before.bytes(&visible) - after.bytes(&visible);
        assert_eq!(plan.freed, freed, "{told}");
        count.certain += 1;
    }
    count.plans += 1;
    count.steps += plan.steps.len();
    count.with_steps += usize::from(!plan.steps.is_empty());
    count.left += plan.left_alone.len();
    count.breaks += plan.breaks.len();
    let along = |change: &&Change| matches!(change.because, Because::ChildOf(_) | Because::AttachedTo(_));
    count.brought_along += plan.steps.iter().filter(along).count();
}

#[test]
fn a_registry_does_what_the_plan_says_and_nothing_else() {
    let mut count = Count::default();
    for seed in 0..REPOSITORIES {
        let mut lot = Lot::of(seed);
        let model = repository(&mut lot);
        let mut known = known_of(&model, !lot.one_in(3));
        if lot.one_in(4) {
            worse(&mut lot, &mut known);
        }
        for _ in 0..WISHES {
            let wish = draw_wish(&mut lot, &known);
            check_deletion(&model, &known, &wish, &make(&known, &wish), &mut count);
        }
    }
    println!("deletions held against the model: {count:?}");
    assert!(count.plans >= 12_000 && count.with_steps > count.plans / 3, "{count:?}");
    assert!(count.certain > count.plans / 3 && count.brought_along > 1_000 && count.breaks > 1_000, "{count:?}");
}

/// Does what another client might: moves a name, pushes a new one, pushes an index, deletes a name.
fn meddle(lot: &mut Lot, model: &mut Model, number: usize) {
    let tags: Vec<Tag> = model.tags.keys().cloned().collect();
    let digests: Vec<Digest> = model.manifests.keys().cloned().collect();
    let (Some(digest), Some(name)) = (lot.one_of(&digests).cloned(), lot.one_of(&tags).cloned()) else { return };
    match lot.below(5) {
        0 => drop(model.tags.insert(name, digest)),
        1 => drop(model.tags.insert(tag(&format!("new{number}")), digest)),
        kind @ (2 | 3) => {
            let stored = Stored { size: 70, children: vec![digest], blobs: Vec::new(), subject: None };
            let index = add(model, 100 + number, stored);
            model.tags.insert(if kind == 2 { tag(&format!("new{number}")) } else { name }, index);
        }
        _ => drop(model.tags.remove(&name)),
    }
}

#[test]
fn another_client_in_between_stops_it() {
    let (mut plans, mut stopped, mut sent) = (0, 0, 0);
    for seed in 0..6_000 {
        let mut lot = Lot::of(seed ^ 0x5eed);
        let mut model = repository(&mut lot);
        let known = known_of(&model, true);
        let wish = draw_wish(&mut lot, &known);
        let plan = make(&known, &wish);
        let mut expected = ExpectedNames::of(&known);
        plans += usize::from(!plan.steps.is_empty());
        for (number, change) in plan.steps.iter().enumerate() {
            if lot.one_in(3) {
                meddle(&mut lot, &mut model, number);
            }
            let gone = change.names.iter().map(|name| (name.tag.clone(), None));
            let there = model.tags.iter().map(|(tag, digest)| (tag.clone(), Some(digest.clone())));
            let seen =
                NamesSeen { read: gone.chain(there).collect(), list: Some(model.tags.keys().cloned().collect()) };
            if expected.against(change, &seen).is_some() {
                stopped += 1;
                break;
            }
            let before = model.clone();
            assert_eq!(send(&mut model, change, None), planned(change), "{change:?}\n{plan:#?}");
            check_names_lead_where_they_led(&before, &model, &format!("{change:?}\n{plan:#?}"));
            expected.done(change);
            sent += 1;
        }
    }
    println!("with another client in between: {plans} plans with steps, {stopped} stopped, {sent} steps sent");
    assert!(plans > 4_000 && stopped > 1_000 && sent > 4_000, "{plans} {stopped} {sent}");
}

#[test]
fn copies_are_whole_and_touch_nothing_else() {
    let (mut copies, mut mounts) = (0, 0);
    for seed in 0..3_000 {
        let mut lot = Lot::of(seed ^ 0xc0b1);
        let from = repository(&mut lot);
        let known = known_of(&from, true);
        // The other repository has some of the same, and something of its own.
        let mut target = if lot.one_in(2) { from.clone() } else { Model::default() };
        for _ in 0..lot.below(6) {
            let digests: Vec<Digest> = target.manifests.keys().cloned().collect();
            let Some(digest) = lot.one_of(&digests) else { break };
            target.delete_manifest(digest);
        }
        target.manifests.retain(|_, stored| stored.children.is_empty());
        let there = target.manifests.clone();
        target.tags.retain(|_, digest| there.contains_key(digest));
        target.blobs = there.values().flat_map(|stored| &stored.blobs).map(|(blob, _)| blob.clone()).collect();
        let into = Known { repository: Repository::parse("team/other").expect("a name"), ..known_of(&target, true) };
        let digests: Vec<Digest> = known.manifests.keys().cloned().collect();
        let Some(digest) = lot.one_of(&digests).cloned() else { continue };
        let name = (!lot.one_in(4)).then(|| tag(&format!("v{}", lot.below(7))));
        let with_attached = lot.one_in(2);
        let copying = Copying { digest: digest.clone(), tag: name.clone(), with_attached, into: into.clone() };
        let plan = make(&known, &Wish::of(Asked::Copy(Box::new(copying))));
        let mut after = target.clone();
        for change in &plan.steps {
            if let Action::Mount { blob, .. } = &change.action {
                let named = into.manifests.values().flat_map(|entry| &entry.blobs);
                assert!(named.clone().all(|(there, _)| there != blob), "{blob} is there already\n{plan:#?}");
                mounts += 1;
            }
            assert_eq!(send(&mut after, change, Some(&from)), planned(change), "{change:?}\n{plan:#?}");
        }
        let name_of_plan =
            plan.steps.iter().any(|step| step.names.iter().any(|change| Some(&change.tag) == name.as_ref()));
        if let Some(name) = name.filter(|_| name_of_plan) {
            assert_eq!(after.reached(&name), reached_from(&from, &digest), "{plan:#?}");
            assert!(plan.steps.last().is_some_and(|last| last.names.iter().any(|change| change.tag == name)));
            copies += 1;
        }
        let planned: BTreeSet<&Tag> =
            plan.steps.iter().flat_map(|step| &step.names).map(|change| &change.tag).collect();
        for (tag, digest) in target.tags.iter().filter(|(tag, _)| !planned.contains(tag)) {
            assert_eq!(after.tags.get(tag), Some(digest), "{tag}\n{plan:#?}");
        }
    }
    println!("copies held against the model: {copies}, with {mounts} mounts");
    assert!(copies > 1_500 && mounts > 1_500, "{copies} {mounts}");
}

fn reached_from(model: &Model, digest: &Digest) -> BTreeSet<Digest> {
    let mut model = model.clone();
    model.tags.insert(tag("from"), digest.clone());
    model.reached(&tag("from"))
}

#[test]
fn names_are_set_and_brought_back() {
    let (mut set, mut back) = (0, 0);
    for seed in 0..3_000 {
        let mut lot = Lot::of(seed ^ 0xbac4);
        let model = repository(&mut lot);
        let known = known_of(&model, true);
        let digests: Vec<Digest> = known.manifests.keys().cloned().collect();
        let names = (0..1 + lot.below(3))
            .filter_map(|_| Some((tag(&format!("v{}", lot.below(9))), lot.one_of(&digests)?.clone())));
        let mut wish = Wish::of(Asked::SetTags(names.collect()));
        wish.protected = Pattern::of("v1").into_iter().collect();
        let plan = make(&known, &wish);
        let mut after = model.clone();
        for change in &plan.steps {
            let [name] = change.names.as_slice() else { panic!("one name each: {change:?}") };
            assert!(!(name.tag.as_str() == "v1" && name.before.is_some()), "v1 is protected\n{plan:#?}");
            // A registry that looks takes no index without what it lists; the plan says so.
            let digest = name.after.as_ref().expect("a digest");
            let is_whole = model.manifests[digest].children.iter().all(|child| model.manifests.contains_key(child));
            let is_told =
                plan.breaks.iter().any(|one| matches!(one, Break::IndexWithoutChild { index, .. } if index == digest));
            assert_eq!(is_whole, !is_told, "{plan:#?}");
            if is_whole {
                assert_eq!(send(&mut after, change, None), planned(change), "{plan:#?}");
                set += 1;
            }
        }
        // A deletion, and all of it back: the record has what was deleted, in that order.
        let wish = draw_wish(&mut lot, &known);
        let deletion = make(&known, &wish);
        let mut after = model.clone();
        deletion.steps.iter().for_each(|change| drop(send(&mut after, change, None)));
        let mut record = BringBack::default();
        for change in &deletion.steps {
            record.names.extend(change.names.iter().filter_map(|name| Some((name.tag.clone(), name.before.clone()?))));
            if let Action::DeleteManifest(digest) = &change.action {
                record.documents.push((digest.clone(), known.manifests[digest].media_type.clone()));
            }
        }
        // Untagged ones are found by their digests alone, which the record has.
        let mut now = known_of(&after, true);
        let named = record.names.iter().filter_map(|(_, digest)| Some((digest, after.manifests.get(digest)?)));
        now.manifests.extend(named.map(|(digest, stored)| (digest.clone(), entry(&after, stored))));
        let plan = make(&now, &Wish::of(Asked::BringBack(record)));
        let has_all = known.missing.is_empty();
        for change in plan.steps.iter().filter(|_| has_all) {
            assert_eq!(send(&mut after, change, Some(&model)), planned(change), "{deletion:#?}\n{plan:#?}");
        }
        if has_all && !deletion.steps.is_empty() {
            assert_eq!(after.tags, model.tags, "{deletion:#?}\n{plan:#?}");
            assert_eq!(after.manifests, model.manifests, "{deletion:#?}\n{plan:#?}");
            back += 1;
        }
    }
    println!("names set: {set}; deletions brought back: {back}");
    assert!(set > 2_000 && back > 1_000, "{set} {back}");
}
