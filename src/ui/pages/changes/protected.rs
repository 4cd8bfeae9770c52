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

/// What is wrong with what `config.json` protects: with one mistake in it everything is protected.
pub(super) fn mistakes() -> Option<AnyView> {
    let config = Pierglass::expect().config.get_untracked().unwrap_or_default();
    let (_, problems) = protections(&config);
    let lines = problems.iter().map(|problem| view! { <li>{problem.to_string()}</li> }).collect_view();
    (!problems.is_empty()).then(|| {
        view! {
            <div class="along-names" role="note">
                <p>"Everything is protected, because " <code>"config.json"</code> " does not say clearly what is:"</p>
                <ul>{lines}</ul>
            </div>
        }
        .into_any()
    })
}
