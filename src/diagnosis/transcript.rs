//! A pasted piece of terminal -> the HTTP exchanges in it.
//!
//! It reads what curl prints with `-i` and `-v`, alone and together, one exchange after another, with prompts, command
//! lines, colours and noise between them; what HTTPie, wget and PowerShell print; what a browser's console and its list of requests
//! say, copied or as a HAR file; and the errors of docker, containerd, kubelets, skopeo and podman. It never fails: what cannot be
//! understood is counted and left out. Nothing that may be secret is kept: see [`redact`]. What the exchanges mean is not known here.

mod command;
mod console;
mod exchange;
mod har;
mod line;
mod panel;
mod paste;
mod reader;
pub mod redact;
#[cfg(test)]
mod tests;
mod tool_error;
mod tools;

pub use console::{BlockedRequest, Reason};
pub use exchange::{Body, Exchange, HeaderLine, PastedBodyKind, PastedRequest, host};
pub use paste::{Note, Transcript};
pub use tool_error::{CertificateFault, Tool, ToolError, ToolErrorKind};

use panel::PowerShell;

/// No more of a paste is read, in bytes; of a HAR file more is.
pub const LENGTH: usize = 1 << 20;

/// Reads a paste.
pub fn read(text: &str) -> Transcript {
    let mut reader = reader::Reader::default();
    if har::is_har(text) {
        read_har(&mut reader, text);
        return reader.end();
    }
    let mut end = text.len().min(LENGTH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if end < text.len() {
        reader.transcript.notes.push(Note::TooLong);
    }
    let mut lines: Vec<String> = text[..end].split('\n').map(line::clean).collect();
    for taken in panel::take(&mut lines) {
        reader.panel(taken);
    }
    for (at, line) in lines.iter().enumerate() {
        match panel::powershell(line) {
            None => reader.line(at + 1, line),
            Some(PowerShell::Answer(first)) => reader.line(at + 1, first),
            Some(PowerShell::Row) => reader.over(),
            Some(PowerShell::Error) => {
                reader.over();
                reader.note(Note::InvokeWebRequest);
            }
        }
    }
    reader.end()
}

fn read_har(reader: &mut reader::Reader, text: &str) {
    let whole = Some(text).filter(|text| text.len() <= har::LENGTH).map(har::read);
    match whole {
        None => reader.note(Note::TooLong),
        Some(None) => reader.note(Note::BrokenHar),
        Some(Some(har)) => {
            if har.exchanges.is_empty() && har.failed.is_empty() {
                reader.note(Note::NoRegistryInHar { requests: har.requests });
            }
            if har.is_cut {
                reader.note(Note::TooMany);
            }
            reader.transcript.exchanges = har.exchanges;
            for (line, said, asked) in har.failed {
                reader.failed(line, &said, asked);
            }
        }
    }
}
