#[cfg(not(target_arch = "wasm32"))]
mod copies;
mod deletions;
pub(super) mod drawn;
pub(super) mod model;
#[cfg(not(target_arch = "wasm32"))]
mod property;
mod puts;
pub(super) mod written;

use super::known::Known;
use crate::registry::reference::Repository;

/// A repository of which everything is known, and that has nothing.
pub(super) fn nothing_in(repository: &str) -> Known {
    Known {
        repository: Repository::parse(repository).expect("a name"),
        tags: Default::default(),
        unread_tags: Default::default(),
        empty_tags: Default::default(),
        is_whole: true,
        manifests: Default::default(),
        unread: Default::default(),
        missing: Default::default(),
        asked_for_referrers: true,
    }
}
