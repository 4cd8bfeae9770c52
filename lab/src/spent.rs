//! What a thread has waited for: browsers that start, and set-ups that start.
//!
//! A story is told on one thread from its begin to its end, so the thread's sum is the story's. What two waits of the same
//! story overlap is counted twice.

pub mod table;

use std::cell::Cell;
use std::time::{Duration, Instant};

/// What was waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Until browsers were open.
    pub browsers: Duration,
    /// Until registries, proxies and other servers ran and were filled.
    pub setups: Duration,
}

thread_local! {
    static SPENT: Cell<Spent> = const { Cell::new(Spent { browsers: Duration::ZERO, setups: Duration::ZERO }) };
}

/// What this thread has waited for since it was asked last.
pub fn take() -> Spent {
    SPENT.take()
}

/// Waits for a browser, and counts it.
pub(crate) async fn on_browser<T>(opened: impl Future<Output = T>) -> T {
    counted(opened, |spent, time| spent.browsers += time).await
}

/// Waits for servers, and counts it.
pub(crate) async fn on_setup<T>(started: impl Future<Output = T>) -> T {
    counted(started, |spent, time| spent.setups += time).await
}

async fn counted<T>(future: impl Future<Output = T>, add: impl FnOnce(&mut Spent, Duration)) -> T {
    let begun = Instant::now();
    let outcome = future.await;
    let mut spent = SPENT.get();
    add(&mut spent, begun.elapsed());
    SPENT.set(spent);
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_wait_is_counted_once_and_where_it_belongs() {
        let moment = Duration::from_millis(20);
        take();
        on_browser(tokio::time::sleep(moment)).await;
        on_setup(tokio::time::sleep(moment)).await;
        on_setup(tokio::time::sleep(moment)).await;
        let spent = take();
        assert!(spent.browsers >= moment, "{spent:?}");
        assert!(spent.setups >= moment * 2, "{spent:?}");
        assert_eq!(take(), Spent::default());
    }
}
