//! Several browsers that share a long list of check-ups.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Result;

use crate::browser::{Browser, BrowserOptions, Engine};

/// What one of them is asked to do with a number.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + 'a>>;

/// What they do together.
struct Shared<T> {
    next: AtomicU64,
    done: Mutex<Vec<T>>,
    failures: Mutex<Vec<String>>,
}

/// A browser that knows the names of generated registries; it takes any certificate where that is asked for.
pub async fn open(engine: Engine, accepts_certificates: bool) -> Result<Browser> {
    match accepts_certificates {
        true => Browser::open_accepting_certificates(engine).await,
        false => Browser::open_with(engine, BrowserOptions { names: true, ..BrowserOptions::default() }).await,
    }
}

/// Does the work of all numbers below `count`, in any order, and says what did not succeed.
pub async fn in_browsers<T, F>(
    at_once: usize,
    count: u64,
    engine: Engine,
    accepts_certificates: bool,
    work: F,
) -> Vec<T>
where
    F: for<'a> Fn(&'a Browser, u64) -> Work<'a, T>,
{
    let shared = Shared { next: AtomicU64::new(0), done: Mutex::default(), failures: Mutex::default() };
    let one = || async {
        if let Err(error) = serve(&shared, &work, count, engine, accepts_certificates).await {
            locked(&shared.failures).push(format!("a browser: {error:#}"));
        }
    };
    futures_util::future::join_all((0..at_once.max(1)).map(|_| one())).await;
    for failure in locked(&shared.failures).iter() {
        println!("no verdict: {failure}");
    }
    std::mem::take(&mut *locked(&shared.done))
}

/// One browser's share.
async fn serve<T, F>(shared: &Shared<T>, work: &F, count: u64, engine: Engine, accepts_certificates: bool) -> Result<()>
where
    F: for<'a> Fn(&'a Browser, u64) -> Work<'a, T>,
{
    let mut browser = open(engine, accepts_certificates).await?;
    loop {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        if number >= count {
            return browser.close().await;
        }
        match work(&browser, number).await {
            Ok(done) => locked(&shared.done).push(done),
            Err(error) => locked(&shared.failures).push(format!("{number}: {error:#}")),
        }
        // What is left of one page must not reach the next.
        if browser.tidy_up().await.is_err() {
            browser = open(engine, accepts_certificates).await?;
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
