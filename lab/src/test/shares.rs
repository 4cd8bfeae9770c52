//! Where the time of a run goes, by ring and by step.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::process::processor_time::of_ended_children;

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
    processors: Duration,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { begun: Instant::now(), processors: of_ended_children() }
    }

    pub(super) fn took(&self) -> Took {
        let processors = of_ended_children().saturating_sub(self.processors);
        Took { seconds: self.begun.elapsed().as_secs_f64(), processors: processors.as_secs_f64() }
    }
}

/// A ring's name, what it took with all that it installed and built, and its steps.
pub(super) type Ring = (String, Took, Vec<(String, Took)>);

/// The table of some rings.
pub(super) fn table(rings: &[Ring]) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

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
