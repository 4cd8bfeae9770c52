#[cfg(not(target_arch = "wasm32"))]
mod copies;
mod deletions;
mod drawn;
mod model;
#[cfg(not(target_arch = "wasm32"))]
mod property;
mod puts;
mod written;

use super::known::Known;
use crate::registry::reference::Repository;

/// A repository of which everything is known, and that has nothing.
pub(super) fn nothing_in(repository: &str) -> Known {
    Known {
        repository: Repository::parse(repository).expect("a name"),
        tags: Default::default(),
        is_whole: true,
        manifests: Default::default(),
        unread: Default::default(),
        missing: Default::default(),
        asked_for_referrers: true,
    }
}
