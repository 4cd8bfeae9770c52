//! Browsers that serve one story after another: to start one takes more of a processor than many a story.
//!
//! Stories share nothing all the same. Each begins in a new tab of the usual size without a cookie, and what a page keeps is its
//! origin's: no two pages and no two registries of one run have the same port. A browser in which a story failed serves no other.

use std::sync::{LazyLock, Mutex, PoisonError};

use anyhow::Result;
use lab::browser::{Browser, Engine};
use tokio::runtime::{Builder, Runtime};

/// What drives browsers and the lab's servers, several threads, so that the servers answer while a story waits. A browser's
/// connection ends with the runtime that it was opened on, so all stories have this one.
pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let built = Builder::new_multi_thread().worker_threads(4).enable_all().build();
    built.unwrap_or_else(|error| panic!("no story can be told: {error}"))
});

static IDLE: Mutex<Vec<Browser>> = Mutex::new(Vec::new());

/// A browser without a window, as if it had just been started.
pub async fn take(engine: Engine) -> Result<Browser> {
    let idle = {
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        idle.iter().position(|browser| browser.engine == engine).map(|at| idle.swap_remove(at))
    };
    match idle {
        Some(browser) => Ok(browser),
        None => Browser::open(engine).await,
    }
}

/// Takes a browser back from a story that went well.
pub async fn give_back(browser: Browser) {
    // One that cannot be tidied up serves nobody else.
    if browser.tidy_up().await.is_ok() {
        IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(browser);
    }
}

/// Closes those that serve nobody any more.
pub fn close_all() {
    let idle = std::mem::take(&mut *IDLE.lock().unwrap_or_else(PoisonError::into_inner));
    RUNTIME.block_on(async {
        for browser in idle {
            // It ends with its driver in any case.
            let _ = browser.close().await;
        }
    });
}
