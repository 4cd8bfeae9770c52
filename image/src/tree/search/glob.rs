//! Patterns of file names, as shells have them.
//!
//! ```text
//! pattern := ( "*" | "**" | "**/" | "?" | "[" [ "!" | "^" ] ( byte | byte "-" byte )+ "]" | byte )*
//! ```
//! `*` and `?` do not take a slash, `**` does, and `**/` is any number of folders. Every sign is tried at once, so that no pattern takes
//! longer than its length times that of the text.

/// No pattern has more signs.
pub const LONGEST: usize = 126;

/// A pattern.
#[derive(Clone, Debug)]
pub(super) struct Glob {
    signs: Vec<Sign>,
    /// For each sign, and behind the last one, which may come next where it may: those that may be left out lead on.
    entered: Vec<u128>,
}

/// How far a pattern is: a bit for each sign that may come next, and one behind the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GlobState(u128);

#[derive(Clone, Debug)]
enum Sign {
    Byte(u8),
    Any,
    Star,
    DoubleStar,
    /// Before a slash: both may be left out together.
    Folders,
    Set {
        is_not: bool,
        ranges: Vec<(u8, u8)>,
    },
}

impl Glob {
    /// Reads a pattern. One of a path may begin in any folder, unless a slash begins it.
    pub(super) fn parse(pattern: &[u8], is_of_path: bool) -> Option<Glob> {
        let (mut rest, mut signs) = (pattern, Vec::new());
        match rest.strip_prefix(b"/") {
            Some(after) => rest = after,
            None if is_of_path => signs.extend([Sign::Folders, Sign::Byte(b'/')]),
            None => {}
        }
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            match first {
                b'*' if rest.starts_with(b"*/") => {
                    rest = &rest[2..];
                    signs.extend([Sign::Folders, Sign::Byte(b'/')]);
                }
                b'*' if rest.starts_with(b"*") => {
                    rest = &rest[1..];
                    signs.push(Sign::DoubleStar);
                }
                b'*' => signs.push(Sign::Star),
                b'?' => signs.push(Sign::Any),
                b'[' => match set(rest) {
                    Some((sign, after)) => {
                        signs.push(sign);
                        rest = after;
                    }
                    None => signs.push(Sign::Byte(b'[')),
                },
                byte => signs.push(Sign::Byte(*byte)),
            }
        }
        (signs.len() <= LONGEST).then(|| Glob { entered: entered(&signs), signs })
    }

    /// Before the first byte.
    pub(super) fn begin(&self) -> GlobState {
        GlobState(self.enter(0))
    }

    /// Whether what was read by then fits.
    pub(super) fn is_over(&self, state: GlobState) -> bool {
        state.0 >> self.signs.len() & 1 == 1
    }

    /// Whether all of a name fits.
    pub(super) fn fits(&self, name: &[u8], folds_case: bool) -> bool {
        let last = name.last().map(|byte| if folds_case { byte.to_ascii_lowercase() } else { *byte });
        // Most names end otherwise.
        if matches!(self.signs.last(), Some(Sign::Byte(byte)) if last != Some(*byte)) {
            return false;
        }
        self.is_over(self.advance(self.begin(), name, folds_case))
    }

    /// Goes on with more bytes.
    pub(super) fn advance(&self, state: GlobState, bytes: &[u8], folds_case: bool) -> GlobState {
        let GlobState(mut next) = state;
        for byte in bytes {
            if next == 0 {
                break;
            }
            let byte = if folds_case { byte.to_ascii_lowercase() } else { *byte };
            let (mut now, mut after) = (next, 0_u128);
            while now != 0 {
                let at = now.trailing_zeros() as usize;
                now &= now - 1;
                after |= match self.signs.get(at) {
                    Some(Sign::Byte(wanted)) if *wanted == byte => self.enter(at + 1),
                    Some(Sign::Any) if byte != b'/' => self.enter(at + 1),
                    Some(Sign::Star) if byte != b'/' => self.enter(at),
                    Some(Sign::DoubleStar) => self.enter(at),
                    Some(Sign::Folders) => 1 << at | self.enter(at + 1),
                    Some(Sign::Set { is_not, ranges }) if byte != b'/' => {
                        let is_in = ranges.iter().any(|(from, to)| (*from..=*to).contains(&byte));
                        if is_in != *is_not { self.enter(at + 1) } else { 0 }
                    }
                    _ => 0,
                };
            }
            next = after;
        }
        GlobState(next)
    }

    fn enter(&self, at: usize) -> u128 {
        self.entered[at]
    }
}

fn entered(signs: &[Sign]) -> Vec<u128> {
    let mut entered = vec![0_u128; signs.len() + 1];
    for at in (0..=signs.len()).rev() {
        let after = match signs.get(at) {
            Some(Sign::Star | Sign::DoubleStar) => entered[at + 1],
            // With the slash behind it.
            Some(Sign::Folders) => entered[at + 2],
            _ => 0,
        };
        entered[at] = 1 << at | after;
    }
    entered
}

/// Reads a set behind its bracket; `None` where it does not end.
fn set(bytes: &[u8]) -> Option<(Sign, &[u8])> {
    let (is_not, bytes) = match bytes {
        [b'!' | b'^', rest @ ..] => (true, rest),
        bytes => (false, bytes),
    };
    // A bracket that comes first is in the set.
    let end = bytes.iter().skip(1).position(|byte| *byte == b']')? + 1;
    let (mut inside, mut ranges) = (&bytes[..end], Vec::new());
    while let [first, rest @ ..] = inside {
        match rest {
            [b'-', last, rest @ ..] => {
                ranges.push((*first, *last));
                inside = rest;
            }
            rest => {
                ranges.push((*first, *first));
                inside = rest;
            }
        }
    }
    Some((Sign::Set { is_not, ranges }, &bytes[end + 1..]))
}
