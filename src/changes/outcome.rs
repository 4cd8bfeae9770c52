//! What became of a change of a plan, as far as it was seen.
//!
//! What a registry answers is its word: an outcome says what was read afterwards.

use crate::registry::digest::Digest;
use crate::registry::reference::Tag;

/// What became of one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// It was done, and everything that was read afterwards was as planned.
    Done,
    /// The registry refused it.
    Refused {
        /// The status of its answer.
        status: u16,
        /// Its own words, with nothing in them that was sent in secret; empty where it said nothing.
        words: String,
    },
    /// A name was another one than in the plan when it was read again, so nothing was sent.
    Moved {
        /// The name.
        tag: Tag,
        /// What it names by the plan; `None` where the plan knows of no such name.
        planned: Option<Digest>,
        /// What it names now; `None` where there is no such name.
        found: Option<Digest>,
    },
    /// The registry said that it was done, and it was not so afterwards.
    Stayed {
        /// The names that are not as planned; none where it is the manifest or the blob itself.
        tags: Vec<Tag>,
    },
    /// More fell than was planned.
    AlsoFell {
        /// The names that fell, or that name something else now.
        tags: Vec<Tag>,
        /// The manifest that was to stay, where it went.
        manifest: Option<Digest>,
    },
    /// Another manifest had been put under the tag and could not be deleted, so the tag names again what it named.
    PutBack {
        /// The status of the answer to the deletion.
        status: u16,
        /// The registry's own words.
        words: String,
    },
    /// The registry does not mount, and the upload that it began instead was taken back.
    NotMounted,
    /// It was sent, and what came of it could not be read.
    Unknown {
        /// Why, in words.
        why: String,
    },
    /// Nothing was sent, because what has to be read before could not be.
    NotSent {
        /// Why, in words.
        why: String,
    },
    /// The plan stopped before it.
    NotReached,
}

impl ChangeOutcome {
    /// Whether all is as planned, so that the next change may follow unasked.
    pub fn is_done(&self) -> bool {
        *self == ChangeOutcome::Done
    }
}
