//! How many requests a registry lets somebody send yet, where it says so and the page may see it.

use std::time::Duration;

use leptos::prelude::*;

use crate::registry::rate_limit::RateLimit;
use crate::ui::state::registry::Registry;
use crate::ui::words::{count, grouped};

/// A quiet line about it; nothing where nobody said anything.
pub fn left(registry: Registry) -> Option<AnyView> {
    let limit = registry.client().rate_limit.get()?;
    let advice = limit.is_nearly_reached().then_some(" Signed in, most registries allow more.");
    let class = if limit.is_nearly_reached() { "note rate-limit near" } else { "note rate-limit" };
    Some(view! { <p class=class>{said(&limit)}{advice}</p> }.into_any())
}

fn said(limit: &RateLimit) -> String {
    let left = count(usize::try_from(limit.remaining).unwrap_or(usize::MAX), "request", "requests");
    let of = limit.limit.map(|all| format!(" of {}", grouped(usize::try_from(all).unwrap_or(usize::MAX))));
    let within = limit.window.map(|window| format!(" in {}", time(window)));
    format!(
        "The registry lets you send {left}{}{} before it makes you wait.",
        of.unwrap_or_default(),
        within.unwrap_or_default()
    )
}

fn time(window: Duration) -> String {
    let seconds = window.as_secs();
    let units = [(86_400, "day", "days"), (3600, "hour", "hours"), (60, "minute", "minutes")];
    let unit = units.into_iter().find(|(size, ..)| seconds.is_multiple_of(*size)).unwrap_or((1, "second", "seconds"));
    count((seconds / unit.0) as usize, unit.1, unit.2)
}
