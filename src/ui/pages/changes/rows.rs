//! The rows of a plan: one for each name that changes, and one for each thing without a name, in the order in which it is done.

use std::collections::BTreeSet;

use crate::changes::known::Known;
use crate::changes::plan::{Action, Change, NameChange, Plan};
use crate::registry::digest::Digest;
use crate::registry::reference::Tag;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlanRow {
    /// Of which change of the plan, from 0.
    pub(super) change: usize,
    /// Which of its names; `None` where it has none.
    pub(super) name: Option<usize>,
}

/// The rows of a plan.
pub(super) fn rows(plan: &Plan) -> Vec<PlanRow> {
    let mut rows = Vec::new();
    for (change, planned) in plan.steps.iter().enumerate() {
        match planned.names.len() {
            0 => rows.push(PlanRow { change, name: None }),
            names => rows.extend((0..names).map(|name| PlanRow { change, name: Some(name) })),
        }
    }
    rows
}

impl PlanRow {
    /// Its name, where it has one.
    pub(super) fn of<'a>(&self, plan: &'a Plan) -> Option<(&'a Change, Option<&'a NameChange>)> {
        let change = plan.steps.get(self.change)?;
        Some((change, self.name.and_then(|at| change.names.get(at))))
    }
}

/// What a change is about.
pub(super) fn subject(change: &Change) -> Option<&Digest> {
    match &change.action {
        Action::DeleteManifest(digest) | Action::Put { digest, .. } => Some(digest),
        Action::Mount { blob, .. } => Some(blob),
        Action::DeleteTag(_) | Action::ReplaceAndDelete(_) => {
            change.names.first().and_then(|name| name.before.as_ref())
        }
    }
}

/// What that is, as far as it was read: `image for linux/amd64`, `index of 3`, `signature`.
pub(super) fn kind(known: &Known, digest: &Digest) -> String {
    let Some(entry) = known.manifests.get(digest) else { return String::new() };
    if !entry.children.is_empty() {
        return format!("index of {}", entry.children.len());
    }
    let platform = known.manifests.values().flat_map(|index| &index.children).find(|child| child.digest == *digest);
    match platform.and_then(|child| child.platform.as_ref()) {
        Some(platform) => format!("image for {platform}"),
        None => entry.kind.name().to_owned(),
    }
}

/// What a plan comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// Names that fall.
    pub(super) falling: Vec<Tag>,
    /// Those of them that nobody chose.
    pub(super) along: Vec<Tag>,
    /// Names that will name something else.
    pub(super) moving: Vec<Tag>,
    /// Names that are new.
    pub(super) new: Vec<Tag>,
    /// Manifests that go.
    pub(super) manifests: usize,
    /// Manifests that go and have no name.
    pub(super) nameless: usize,
    /// Blobs that are mounted.
    pub(super) mounted: usize,
    /// Manifests that are put under their digests.
    pub(super) put: usize,
}

/// What a plan comes to, where `chosen` are the names that a person chose.
pub(super) fn sum(plan: &Plan, chosen: &BTreeSet<Tag>) -> Sum {
    let mut sum = Sum::default();
    for change in &plan.steps {
        match change.action {
            Action::DeleteManifest(_) => {
                sum.manifests += 1;
                sum.nameless += usize::from(change.names.is_empty());
            }
            Action::Mount { .. } => sum.mounted += 1,
            Action::Put { tag: None, .. } => sum.put += 1,
            Action::Put { .. } | Action::DeleteTag(_) | Action::ReplaceAndDelete(_) => {}
        }
        for NameChange { tag, before, after } in &change.names {
            match (before, after) {
                (_, None) => {
                    sum.falling.push(tag.clone());
                    if !chosen.contains(tag) {
                        sum.along.push(tag.clone());
                    }
                }
                (None, Some(_)) => sum.new.push(tag.clone()),
                (Some(_), Some(_)) => sum.moving.push(tag.clone()),
            }
        }
    }
    sum
}
