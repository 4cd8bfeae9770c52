//! (stub while rules are built)
use crate::registry::reference::Repository;
use crate::ui::state::registry::Registry;
use leptos::prelude::*;
#[component]
pub fn TidyUp(registry: Registry, repository: Repository) -> impl IntoView {
    let _ = (registry, repository);
}
