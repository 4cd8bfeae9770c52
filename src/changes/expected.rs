//! The names of a repository as they have to be before each step of a plan.
//!
//! Between a plan and its end others push. A plan says which names fall; what a name that came meanwhile leads to would fall as well.

use std::collections::BTreeMap;

use super::known::Known;
use super::outcome::ChangeOutcome;
use super::plan::{Action, Change};
use crate::registry::digest::Digest;
use crate::registry::reference::Tag;

/// The names as they should be now, each with what it names; `None` where that was never known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedNames(BTreeMap<Tag, Option<Digest>>);

/// What was read again right before a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamesSeen {
    /// What names name now; `None` where there is no such name.
    pub read: BTreeMap<Tag, Option<Digest>>,
    /// The whole list of tags, where it was read again.
    pub list: Option<Vec<Tag>>,
}

impl ExpectedNames {
    /// Those at the time of the plan.
    pub fn of(known: &Known) -> ExpectedNames {
        ExpectedNames(known.tags.clone())
    }

    /// Takes what a step did that was done.
    pub fn done(&mut self, change: &Change) {
        for name in &change.names {
            match &name.after {
                Some(digest) => drop(self.0.insert(name.tag.clone(), Some(digest.clone()))),
                None => drop(self.0.remove(&name.tag)),
            }
        }
    }

    /// Why a step must not be sent: a name that it changes is another one now, or was not read again; and, where a manifest goes, any name
    /// is another one or new, because it may name that manifest, or an index that lists it. `None` where all is as planned.
    pub fn against(&self, change: &Change, seen: &NamesSeen) -> Option<ChangeOutcome> {
        for name in &change.names {
            let Some(found) = seen.read.get(&name.tag) else {
                let why = format!("what {} names was not read again", name.tag);
                return Some(ChangeOutcome::NotSent { why });
            };
            if *found != name.before {
                return Some(moved(&name.tag, name.before.clone(), found.clone()));
            }
        }
        if !matches!(change.action, Action::DeleteManifest(_)) {
            return None;
        }
        let Some(list) = &seen.list else {
            return Some(ChangeOutcome::NotSent { why: "the list of tags was not read again".to_owned() });
        };
        if let Some(tag) = list.iter().find(|tag| !self.0.contains_key(*tag)) {
            return Some(moved(tag, None, seen.read.get(tag).cloned().flatten()));
        }
        // A name that is gone leads nowhere.
        let is_other = |tag: &Tag, found: &Option<Digest>| found.is_some() && self.0.get(tag) != Some(found);
        let other = seen.read.iter().find(|(tag, found)| is_other(tag, found));
        other.map(|(tag, found)| moved(tag, self.0.get(tag).cloned().flatten(), found.clone()))
    }
}

fn moved(tag: &Tag, planned: Option<Digest>, found: Option<Digest>) -> ChangeOutcome {
    ChangeOutcome::Moved { tag: tag.clone(), planned, found }
}
