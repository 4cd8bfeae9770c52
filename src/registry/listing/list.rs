//! What can be listed, and where it is.

use crate::registry::auth::scope::{Scope, ScopeSet};
use crate::registry::reference::Repository;

/// What to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// All repositories. Not in the OCI specification; many registries refuse it.
    Repositories,
    /// The tags of a repository.
    Tags(Repository),
}

pub(super) fn rights(what: &List) -> ScopeSet {
    match what {
        List::Repositories => Scope::catalog().into(),
        List::Tags(repository) => Scope::pull(&repository.to_string()).into(),
    }
}

impl List {
    pub(super) fn title(&self) -> &'static str {
        if matches!(self, List::Repositories) { "a list of repositories" } else { "a list of tags" }
    }

    /// The member that holds the names.
    pub(super) fn member(&self) -> &'static str {
        if matches!(self, List::Repositories) { "repositories" } else { "tags" }
    }
}
