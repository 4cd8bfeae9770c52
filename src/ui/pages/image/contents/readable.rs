//! Bytes as something that can be looked at: JSON with line breaks, text as it is, or the beginning of what is neither.

use std::fmt::Write;

use super::super::raw::beginning;
use crate::registry::json_text::indented;
use crate::registry::visible::visible;

/// So many bytes of what is no text are shown, 16 in a line.
const BYTES: usize = 512;

/// A text for people.
pub fn readable(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => visible(&beginning(&indented(bytes))).into_owned(),
        _ => dump(bytes),
    }
}

/// The first bytes, in hex and as ASCII.
fn dump(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (at, line) in bytes[..bytes.len().min(BYTES)].chunks(16).enumerate() {
        let hex: String = line.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x} ");
            hex
        });
        let plain: String =
            line.iter().map(|byte| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '.' }).collect();
        let _ = writeln!(text, "{:08x}  {hex:<48} {plain}", at * 16);
    }
    if bytes.len() > BYTES {
        let _ = write!(text, "… {} more bytes", bytes.len() - BYTES);
    }
    text
}
