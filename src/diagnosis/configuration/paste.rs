//! A paste of any length and content -> the lines that are looked at.

use super::UnclearConfiguration;

/// No more of a paste is read, in bytes.
pub const LENGTH: usize = 128 * 1024;

/// No more lines are read.
pub const LINES: usize = 1500;

/// A longer line, in bytes, is left out: no configuration has such lines.
pub const LINE_LENGTH: usize = 2000;

/// The lines of a paste.
#[derive(Debug)]
pub struct Paste<'a> {
    /// The lines without their ends; those that are too long are empty.
    pub lines: Vec<&'a str>,
    /// Whether nothing was left out. What is not there can only be missed in a whole paste.
    pub whole: bool,
}

/// Cuts a paste into lines.
pub fn cut(text: &str) -> Result<Paste<'_>, UnclearConfiguration> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut end = text.len().min(LENGTH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let read = &text[..end];
    if read.contains('\0') || read.contains('\u{fffd}') {
        return Err(UnclearConfiguration::Binary);
    }
    if read.trim().is_empty() {
        return Err(UnclearConfiguration::Empty);
    }
    let mut whole = end == text.len();
    let mut lines = Vec::new();
    for line in read.split('\n') {
        if lines.len() == LINES {
            whole = false;
            break;
        }
        let line = line.strip_suffix('\r').unwrap_or(line);
        let fits = line.len() <= LINE_LENGTH;
        whole &= fits;
        lines.push(if fits { line } else { "" });
    }
    Ok(Paste { lines, whole })
}
