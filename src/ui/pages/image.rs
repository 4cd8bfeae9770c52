//! What is behind a tag or a digest.

use leptos::prelude::*;

use crate::registry::reference::{Repository, Version};
use crate::ui::state::Registry;

/// The page of an image.
#[component]
pub fn Image(registry: Registry, repository: Repository, version: Version) -> impl IntoView {
    let _ = registry;
    view! { <h1>{repository.to_string()} {version.to_string()}</h1> }
}
