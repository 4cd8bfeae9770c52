//! Copies between repositories that are drawn by lot, held against a model of a registry.

use std::collections::BTreeSet;

use super::drawn::{Lot, known_of, repository, tag};
use super::model::Model;
use super::property::{make, planned, send};
use crate::changes::known::Known;
use crate::changes::plan::Action;
use crate::changes::wish::{Asked, Copying, Wish};
use crate::registry::digest::Digest;
use crate::registry::reference::{Repository, Tag};

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
