//! How far a step is, as one line that counts, or as a line for each quarter.

use std::io::{self, IsTerminal as _, Write as _};

/// How far a step is.
#[derive(Debug, Default)]
pub struct Progress {
    pub(super) quarters_said: usize,
    pub(super) line_is_open: bool,
}

impl Progress {
    /// So many parts of so many are done.
    pub fn far(&mut self, done: usize, all: usize) {
        if all == 0 {
            return;
        }
        if io::stderr().is_terminal() {
            eprint!("\rlab:   {done} of {all} ");
            let _ = io::stderr().flush();
            self.line_is_open = true;
        } else if let Some(quarter) = self.next_quarter(done, all) {
            say(&format!("  {} % ({done} of {all})", quarter * 25));
        }
    }

    /// A quarter that was reached and not said yet. The last one is what ends the step.
    pub(super) fn next_quarter(&mut self, done: usize, all: usize) -> Option<usize> {
        let reached = (done * 4 / all).min(3);
        (reached > self.quarters_said).then(|| {
            self.quarters_said = reached;
            reached
        })
    }

    pub(super) fn wipe(&mut self) {
        if std::mem::take(&mut self.line_is_open) {
            eprint!("\r{:40}\r", "");
        }
    }
}

/// Tells the person what is being done.
pub fn say(text: &str) {
    eprintln!("lab: {text}");
}
