//! What the embedded registry holds.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use crate::registry::Options;
use crate::seed::content::Repository;

#[derive(Debug)]
pub(super) struct State {
    pub(super) options: Options,
    /// By [`order`], so that pages come in Distribution's order.
    pub(super) repositories: RwLock<BTreeMap<String, Repository>>,
}

impl State {
    pub(super) fn repositories(&self) -> RwLockReadGuard<'_, BTreeMap<String, Repository>> {
        self.repositories.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Distribution walks folders, so `a/b` comes before `a-b`: the slash sorts before everything.
pub(super) fn order(name: &str) -> String {
    name.replace('/', "\0")
}
