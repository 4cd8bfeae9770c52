//! What became of a change, and what a record keeps of it.

use super::kept_document::KeptDocument;
use super::outcome::ChangeOutcome;
use crate::registry::failure::Failure;
use crate::registry::http::Moment;

/// What became of a change, and what a record keeps of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// What became of it.
    pub outcome: ChangeOutcome,
    /// Why it did not come to its end, where a request did not: what words are found for. Beside a good outcome: why the answer could not
    /// be read, although all is as planned.
    pub failure: Option<Failure>,
    /// The manifest that was deleted, as it was right before; from it the record brings it back.
    pub document: Option<KeptDocument>,
    /// Whether what was to go had gone already, and nobody had to delete it.
    pub was_gone: bool,
    /// How many names were not read again before a manifest was deleted, because that would have taken too many requests.
    pub not_looked_at: usize,
    /// When it began.
    pub began: Moment,
    /// When it ended.
    pub ended: Moment,
}

impl Done {
    /// A change that begins now, and was not reached.
    pub(super) fn begin(now: Moment) -> Done {
        Done {
            outcome: ChangeOutcome::NotReached,
            failure: None,
            document: None,
            was_gone: false,
            not_looked_at: 0,
            began: now,
            ended: now,
        }
    }
}
