//! The clock of the machine that the page runs on, and pauses.

use std::time::Duration;

use gloo_timers::future::TimeoutFuture;

use crate::registry::http::Moment;

/// The time now, by a clock that may be wrong.
pub fn now() -> Moment {
    Moment(js_sys::Date::now() as u64)
}

/// Waits.
pub async fn pause(duration: Duration) {
    TimeoutFuture::new(duration.as_millis().min(u128::from(u32::MAX)) as u32).await;
}
