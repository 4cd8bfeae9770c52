//! The processor's time of a process and of all that it started, as Linux tells it in `/proc`.

use std::fs;
use std::time::Duration;

use super::tree::{self, read};

/// User and system time of a process, of its living descendants, and of those that ended and were waited for.
pub fn of_tree(root: u32) -> Duration {
    time(tree::below(root).iter().map(|(_, process)| process.own + process.ended).sum())
}

/// User and system time of what this program started, and has ended and been waited for, with what that had waited for.
pub fn of_ended_children() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    time(read(&stat).map_or(0, |process| process.ended))
}

fn time(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 1000 / TICKS_A_SECOND)
}

/// What the kernel calls `USER_HZ`, the same on every processor that Rust runs on.
const TICKS_A_SECOND: u64 = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_started_counts_once_it_has_ended() {
        let before = of_tree(std::process::id());
        let busy = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
        assert!(std::process::Command::new("sh").args(["-c", busy]).status().is_ok_and(|status| status.success()));
        assert!(of_tree(std::process::id()) > before + Duration::from_millis(20));
    }
}
