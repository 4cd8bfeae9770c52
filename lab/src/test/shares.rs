//! Where the time of a run goes, by ring and by step.

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

/// What something took.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Took {
    /// On the clock.
    pub(super) seconds: f64,
    /// Of processors, by programs that were started and have ended.
    pub(super) processors: f64,
}

/// A clock that was started.
#[derive(Debug)]
pub(super) struct Clock {
    begun: Instant,
    processors: f64,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { begun: Instant::now(), processors: processors() }
    }

    pub(super) fn took(&self) -> Took {
        Took { seconds: self.begun.elapsed().as_secs_f64(), processors: processors() - self.processors }
    }
}

/// The table of some rings: each with its name, what it took with all that it installed and built, and its steps.
pub(super) fn table(rings: &[(String, Took, Vec<(String, Took)>)]) -> String {
    let all: f64 = rings.iter().map(|(_, took, _)| took.seconds).sum();
    let mut text = String::from("    seconds   share  of processors\n");
    let mut line = |title: &str, took: Took| {
        let share = 100.0 * took.seconds / all.max(0.001);
        let _ = writeln!(text, "  {:9.1} {share:5.1} % {:12.1}    {title}", took.seconds, took.processors);
    };
    for (name, took, steps) in rings {
        line(name, *took);
        for (title, took) in steps {
            line(&format!("  {title}"), *took);
        }
    }
    let _ = writeln!(text, "  {all:9.1}  all");
    text
}

/// Seconds of processors that went to programs which this one started and waited for, and to those that they did.
fn processors() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    Duration::from_millis(ended_children(&stat).unwrap_or_default() * 1000 / TICKS_A_SECOND).as_secs_f64()
}

/// What the kernel calls `USER_HZ`, the same on every processor that Rust runs on.
const TICKS_A_SECOND: u64 = 100;

/// Fields 16 and 17 of proc(5). The name before them may hold spaces and brackets.
fn ended_children(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |field: usize| fields.get(field - 3)?.parse::<u64>().ok();
    Some(number(16)? + number(17)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_kernel_is_read() {
        let stat = "42 (a) b (c) S 7 42 42 0 -1 4194560 100 200 0 0 11 22 33 44 20 0 1 0 100 0 0";
        assert_eq!(ended_children(stat), Some(77));
        assert_eq!(ended_children(""), None);
    }

    #[test]
    fn shares_are_of_all_rings_together() {
        let took = |seconds| Took { seconds, processors: 2.0 * seconds };
        let rings = [
            ("Ring 0".to_owned(), took(10.0), vec![("lints".to_owned(), took(5.0))]),
            ("Ring 1".to_owned(), took(30.0), Vec::new()),
        ];
        let expected = "    seconds   share  of processors\n\
                        \x20      10.0  25.0 %         20.0    Ring 0\n\
                        \x20       5.0  12.5 %         10.0      lints\n\
                        \x20      30.0  75.0 %         60.0    Ring 1\n\
                        \x20      40.0  all\n";
        assert_eq!(table(&rings), expected);
    }
}
