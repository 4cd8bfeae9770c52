//! Reading a repository: its names, what they name, and what hangs together below.

use std::collections::{BTreeMap, BTreeSet};

use super::known::Known;
use crate::registry::client::Client;
use crate::registry::failure::Failure;
use crate::registry::http::Http;
use crate::registry::reference::{Repository, Version};

/// How much of a repository is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The list of names, and of these alone what they name, what that lists, and what hangs on it.
    These(Vec<Version>),
    /// What every name names, and all indexes: what it takes to know who shares a manifest and who needs it.
    Names,
    /// Every manifest that a name leads to, what hangs on them, and when images were made.
    All,
}

/// Reads a repository. `told` hears how many of how many things were read; the second number grows while more is found. Whoever drops it
/// ends it.
///
/// # Errors
///
/// Where the list of tags does not come. What else does not come stands in what is known.
pub async fn read<H: Http>(
    _client: &Client<H>,
    repository: &Repository,
    _depth: Depth,
    told: &dyn Fn(usize, usize),
) -> Result<Known, Failure> {
    told(0, 0);
    Ok(Known {
        repository: repository.clone(),
        tags: BTreeMap::new(),
        is_whole: false,
        manifests: BTreeMap::new(),
        unread: BTreeMap::new(),
        missing: BTreeSet::new(),
        asked_for_referrers: false,
    })
}
