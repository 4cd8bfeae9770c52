//! The check-up of a registry.

use leptos::prelude::*;

/// The page. `text` is what was given as the registry's address; it may be none.
#[component]
pub fn CheckUp(text: String) -> impl IntoView {
    let title = if text.is_empty() { "Check a registry".to_owned() } else { format!("Check-up of {text}") };
    view! { <h1>{title}</h1> }
}
