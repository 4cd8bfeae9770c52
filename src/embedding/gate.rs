//! How many messages are let in: a page around this one that floods it costs only itself.

use std::time::Duration;

use crate::registry::http::Moment;

/// So many messages are read in a second.
pub const AT_MOST: u32 = 100;

/// Counts messages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gate {
    begun: Moment,
    count: u32,
    has_warned: bool,
}

/// What to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Read it.
    Read,
    /// Drop it, and say so.
    Warn,
    /// Drop it.
    Drop,
}

impl Gate {
    /// Another message. One warning is given for each flood; it ends with a second below the limit.
    pub fn admit(&mut self, now: Moment) -> Admission {
        // A clock that was set back begins a new second too.
        if now < self.begun || now.since(self.begun) >= Duration::from_secs(1) {
            let goes_on = self.has_warned && self.count > AT_MOST;
            *self = Gate { begun: now, count: 0, has_warned: goes_on };
        }
        self.count = self.count.saturating_add(1);
        if self.count <= AT_MOST {
            return Admission::Read;
        }
        if std::mem::replace(&mut self.has_warned, true) { Admission::Drop } else { Admission::Warn }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_dropped_with_one_warning() {
        let mut gate = Gate::default();
        let mut second = |at: u64, count: u32| {
            let mut told = [0, 0, 0];
            for _ in 0..count {
                told[gate.admit(Moment(at)) as usize] += 1;
            }
            told
        };
        assert_eq!(second(1_000, 100), [100, 0, 0]);
        assert_eq!(second(1_999, 9_900), [0, 1, 9_899]);
        assert_eq!(second(2_000, 500), [100, 0, 400]);
        assert_eq!(second(3_500, 3), [3, 0, 0]);
        assert_eq!(second(4_600, 102), [100, 1, 1]);
        // the clock was set back
        assert_eq!(second(500, 1), [1, 0, 0]);
    }
}
