//! The clock of the machine that the page runs on, and pauses.

use std::time::Duration;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;

use crate::registry::http::Moment;

/// The time now, by a clock that may be wrong.
pub fn now() -> Moment {
    Moment(js_sys::Date::now() as u64)
}

/// The future's outcome, or `None` where it takes longer.
pub async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    let timer = pause(limit);
    futures_util::pin_mut!(future, timer);
    match select(future, timer).await {
        Either::Left((outcome, _)) => Some(outcome),
        Either::Right(_) => None,
    }
}

/// Waits.
pub async fn pause(duration: Duration) {
    TimeoutFuture::new(duration.as_millis().min(u128::from(u32::MAX)) as u32).await;
}
