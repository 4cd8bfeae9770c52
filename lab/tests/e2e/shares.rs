//! How long each story took, for the table at the end of a run.
//!
//! The times are kept in the target folder too, so that the next run begins with what takes longest and no processor is idle
//! at its end.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Instant;

use anyhow::Result;
use lab::folders;
use lab::spent::{self, table::Told};
use libtest_mimic::Failed;

static TOLD: Mutex<Vec<Told>> = Mutex::new(Vec::new());

/// Held by every story that is told beside others; whoever is told alone waits until all of them have ended.
static BESIDE: RwLock<()> = RwLock::new(());

/// So many stories may be told again. Where more fail, it is not the machine.
const AGAIN: usize = 3;

static TOLD_AGAIN: AtomicUsize = AtomicUsize::new(0);

/// Tells a story and remembers how long it took.
///
/// Two processors carry several browsers at once here, and a driver that waits too long says what a broken page says. So what failed is told
/// once more with nothing beside it; that it failed before is printed, and said again at the end of the run (`lab/src/test/step.rs`).
pub fn timed(name: &str, tell: impl Fn() -> Result<(), Failed>) -> Result<(), Failed> {
    spent::take();
    let begun = Instant::now();
    let beside = BESIDE.read().unwrap_or_else(PoisonError::into_inner);
    let mut outcome = tell();
    drop(beside);
    if let Err(failed) = &outcome
        && TOLD_AGAIN.fetch_add(1, Relaxed) < AGAIN
    {
        let said = failed.message().unwrap_or_default().replace('\n', " ");
        let _alone = BESIDE.write().unwrap_or_else(PoisonError::into_inner);
        outcome = tell();
        let ended = if outcome.is_ok() { "passed" } else { "failed" };
        println!("told again alone: {name} {ended}; before it said: {said}");
    }
    let told = Told { name: name.to_owned(), took: begun.elapsed(), spent: spent::take() };
    TOLD.lock().unwrap_or_else(PoisonError::into_inner).push(told);
    outcome
}

/// The table of what was told; nothing where that was one story or none.
pub fn table(threads: usize) -> Option<String> {
    let told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    (told.len() > 1).then(|| spent::table::table(&told, threads))
}

fn file() -> PathBuf {
    folders::target().join("e2e/times.json")
}

/// What stories took when they were told last, in milliseconds.
pub fn last_times() -> BTreeMap<String, u64> {
    let text = fs::read(file()).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// Keeps the times of this run; stories that were not told keep theirs.
pub fn keep_times() -> Result<()> {
    let mut times = last_times();
    for story in TOLD.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        times.insert(story.name.clone(), story.took.as_millis().try_into().unwrap_or(u64::MAX));
    }
    let file = file();
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(file, serde_json::to_vec_pretty(&times)?)?)
}
