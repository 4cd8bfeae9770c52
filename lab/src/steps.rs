//! What a long command does: which step of how many, how far that is, and what comes next.
//!
//! Results go to the output, this goes to the error stream. Where that is a terminal, one line counts; elsewhere each quarter of
//! a step is a line, so that a log stays short.

mod hint;
mod progress;
mod watched;

pub use progress::{Progress, say};
pub use watched::watched;

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// Something that has to be done once before a command can do its work.
pub struct Step {
    title: String,
    work: Work,
}

type Work = Box<dyn FnOnce(&mut Progress) -> Result<()>>;

impl Step {
    /// A step, and what it is called in the middle of a sentence: "Trunk 0.21.14, compiled".
    pub fn new(title: impl Into<String>, work: impl FnOnce(&mut Progress) -> Result<()> + 'static) -> Self {
        Self { title: title.into(), work: Box::new(work) }
    }
}

impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Step({:?})", self.title)
    }
}

/// Does one step after the other, and says so. The first that fails ends it, and is named.
pub fn run(steps: Vec<Step>) -> Result<()> {
    let titles: Vec<String> = steps.iter().map(|step| step.title.clone()).collect();
    for (at, step) in steps.into_iter().enumerate() {
        say(&announcement(&titles, at));
        let begun = Instant::now();
        let mut progress = Progress::default();
        let outcome = (step.work)(&mut progress);
        progress.wipe();
        outcome.with_context(|| format!("step {} of {} failed: {}", at + 1, titles.len(), titles[at]))?;
        if begun.elapsed() >= WORTH_SAYING {
            say(&format!("  done in {}", lasted(begun.elapsed())));
        }
    }
    Ok(())
}

/// Nobody waits for less.
const WORTH_SAYING: Duration = Duration::from_secs(5);

fn announcement(titles: &[String], at: usize) -> String {
    let now = format!("step {} of {}: {}", at + 1, titles.len(), titles[at]);
    match titles.get(at + 1) {
        Some(next) => format!("{now} (next: {next})"),
        None => now,
    }
}

fn lasted(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_names_its_number_and_the_next() {
        let titles = ["one".to_owned(), "two".to_owned()];
        assert_eq!(announcement(&titles, 0), "step 1 of 2: one (next: two)");
        assert_eq!(announcement(&titles, 1), "step 2 of 2: two");
        assert_eq!(lasted(Duration::from_secs(125)), "2 min 5 s");
    }

    #[test]
    fn a_log_has_three_lines_for_a_step() {
        let mut progress = Progress::default();
        let said: Vec<usize> = (0..=200).filter_map(|done| progress.next_quarter(done, 200)).collect();
        assert_eq!(said, [1, 2, 3]);
    }

    #[test]
    fn what_fails_is_named_and_what_follows_is_not_begun() {
        let fails = Step::new("the tool", |_: &mut Progress| anyhow::bail!("no room"));
        let never = Step::new("the page", |_: &mut Progress| panic!("this must not run"));
        let problem = format!("{:#}", run(vec![fails, never]).unwrap_err());
        assert_eq!(problem, "step 1 of 2 failed: the tool: no room");
    }
}
