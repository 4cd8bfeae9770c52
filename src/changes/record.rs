//! What was planned and what was done, to be kept: so that a deletion can be explained, and what is still there be found again.
//!
//! ```text
//! {"kind": "pierglass.changes", "version": 1,
//!  "registry": <host>, "repository": <name>, "planned": <time>, "ended": <time or null>,
//!  "changes": [{"do": <action>, ..., "because": ..., "names": [{"tag", "before", "after"}, ...], "outcome": ..., "at": <time or null>}, ...],
//!  "documents": [{"digest", "mediaType", "text" or "base64"}, ...]}
//! ```
//! Times are RFC 3339 in UTC, digests and tags as registries write them. The documents are the very bytes of the manifests that were
//! deleted, in their order. A record holds no secret: what a registry said is scrubbed before it comes here.

pub mod reading;
mod writing;

use std::collections::BTreeSet;

use super::kept_document::KeptDocument;
use super::outcome::ChangeOutcome;
use super::plan::{Action, Change};
use super::wish::BringBack;
use crate::registry::host::RegistryHost;
use crate::registry::http::Moment;
use crate::registry::reference::Repository;

/// A plan with what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The registry.
    pub registry: RegistryHost,
    /// The repository that was changed.
    pub repository: Repository,
    /// When the plan was made, to the second.
    pub planned: Moment,
    /// When the last of it was done; `None` before that.
    pub ended: Option<Moment>,
    /// Each change, in the order of the plan.
    pub changes: Vec<RecordedChange>,
    /// What the deleted manifests were, in the order of their deletion.
    pub documents: Vec<KeptDocument>,
}

/// One change, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedChange {
    /// What was planned.
    pub change: Change,
    /// What was seen; `None` where nothing was sent yet.
    pub outcome: Option<ChangeOutcome>,
    /// When, to the second.
    pub at: Option<Moment>,
}

/// What a file is that is a record.
const KIND: &str = "pierglass.changes";
const VERSION: u64 = 1;

impl Record {
    /// What can be put back of it: names that fell or moved, or may have, with what they named before; and the deleted manifests.
    pub fn bring_back(&self) -> BringBack {
        let happened = |change: &&RecordedChange| match &change.outcome {
            Some(ChangeOutcome::Done | ChangeOutcome::Stayed { .. } | ChangeOutcome::Unknown { .. }) => true,
            Some(ChangeOutcome::AlsoFell { .. }) => true,
            Some(ChangeOutcome::PutBack { .. } | ChangeOutcome::Refused { .. }) => false,
            Some(ChangeOutcome::Moved { .. } | ChangeOutcome::NotMounted | ChangeOutcome::NotSent { .. }) => false,
            Some(ChangeOutcome::NotReached) | None => false,
        };
        let mut names = Vec::new();
        let mut seen = BTreeSet::new();
        let mut deleted = BTreeSet::new();
        for change in self.changes.iter().filter(happened) {
            if let Action::DeleteManifest(digest) = &change.change.action {
                deleted.insert(digest);
            }
            if let Some(ChangeOutcome::AlsoFell { manifest, .. }) = &change.outcome {
                deleted.extend(manifest);
            }
            // What fell besides named the same.
            let named = change.change.names.iter().find_map(|name| name.before.as_ref());
            if let (Some(ChangeOutcome::AlsoFell { tags, .. }), Some(named)) = (&change.outcome, named) {
                names.extend(tags.iter().filter(|tag| seen.insert(*tag)).map(|tag| (tag.clone(), named.clone())));
            }
            for name in &change.change.names {
                // Where a name changed twice, it is what it was at first.
                if let Some(before) = name.before.as_ref().filter(|_| seen.insert(&name.tag)) {
                    names.push((name.tag.clone(), before.clone()));
                }
            }
        }
        let documents = self.documents.iter().filter(|document| deleted.contains(&document.digest));
        let documents = documents.map(|document| (document.digest.clone(), document.media_type.clone())).collect();
        BringBack { names, documents }
    }
}
