//! What `config.json` protects in a repository.

use crate::changes::pattern::Pattern;
use crate::config::protect::{protected_tags, protections};
use crate::registry::reference::Repository;
use crate::ui::state::Pierglass;
use crate::ui::state::registry::Registry;
use leptos::prelude::*;

/// The patterns of the tags that are never changed in a repository.
pub(super) fn protected(registry: Registry, repository: &Repository) -> Vec<Pattern> {
    let config = Pierglass::expect().config.get_untracked().unwrap_or_default();
    let (protections, _) = protections(&config);
    let tags = protected_tags(&protections, &registry.host(), repository);
    tags.iter().filter_map(|tag| Pattern::whole(tag)).collect()
}
