//! A registry that was asked too often says how long it wants to be left alone.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::time::pause;
use crate::registry::failure::{Cause, Failure};

/// Nobody looks at a page longer than this to see it wait.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// How long a registry wants to be left alone, where it says so and that is not too long to wait for.
pub(super) fn asked_to_wait(failure: &Failure) -> Option<Duration> {
    match &*failure.cause {
        Cause::RateLimited { retry_after: Some(wait), .. } => Some(*wait).filter(|wait| *wait <= LONGEST_WAIT),
        _ => None,
    }
}

/// Waits so long, or until it is stopped. `waits` holds the seconds that are left.
pub(super) async fn count_down(waits: RwSignal<Option<u64>>, wait: Duration, is_stopped: impl Fn() -> bool) {
    for left in (1..=wait.as_secs().max(1)).rev().take_while(|_| !is_stopped()) {
        waits.set(Some(left));
        pause(Duration::from_secs(1)).await;
    }
    waits.set(None);
}
