//! A pasted piece of terminal -> the HTTP exchanges in it.
//!
//! It reads what curl prints with `-i` and `-v`, alone and together, one exchange after another, with prompts, command
//! lines, colours and noise between them; what HTTPie, wget and PowerShell print; what a browser's console and its list of requests
//! say, copied or as a HAR file; and the errors of docker, containerd, kubelets, skopeo and podman. It never fails: what cannot be
//! understood is counted and left out. Nothing that may be secret is kept: see [`redact`]. What the exchanges mean is not known here.

mod command;
mod console;
mod har;
mod line;
mod panel;
mod reader;
pub mod redact;
#[cfg(test)]
mod tests;
mod tools;
mod trouble;

pub use command::host;
pub use console::{BlockedRequest, Reason};
use panel::PowerShell;
pub use trouble::{CertificateFault, Tool, ToolError, Trouble};
use url::Url;

/// What a paste holds, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The answers; neither interim ones (`100 Continue`) nor those of a proxy that opens a tunnel.
    pub exchanges: Vec<Exchange>,
    /// Errors of programs.
    pub errors: Vec<ToolError>,
    /// What a browser's console says of requests that it blocked.
    pub blocked: Vec<BlockedRequest>,
    /// What was left out.
    pub notes: Vec<Note>,
}

impl Transcript {
    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.exchanges.is_empty() && self.errors.is_empty() && self.blocked.is_empty()
    }
}

/// What was left out of a paste.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// There is nothing in it.
    Empty,
    /// Lines that belong to no exchange.
    NotUnderstood {
        /// How many.
        lines: usize,
        /// The first of them, counted from 1.
        first: usize,
    },
    /// The paste is longer than is read; the rest was not.
    TooLong,
    /// It is what PowerShell's own `curl` says, which keeps the headers of errors to itself.
    InvokeWebRequest,
    /// It is a HAR file, and in so many requests there is none to a registry.
    NoRegistryInHar {
        /// How many.
        requests: usize,
    },
    /// It begins as a HAR file does, and is not whole.
    BrokenHar,
    /// There are more exchanges or header lines than anybody needs; the rest was not kept.
    TooMany,
}

/// One answer, with what is known of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// What was asked.
    pub asked: Asked,
    /// `1.1`, `2`.
    pub version: String,
    /// The status code.
    pub status: u16,
    /// The line of the status, counted from 1.
    pub line: usize,
    /// The header lines in order, repeated ones kept apart.
    pub headers: Vec<HeaderLine>,
    /// What is known of the body.
    pub body: Body,
}

/// A header line of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderLine {
    /// The line, counted from 1.
    pub line: usize,
    /// The name as sent.
    pub name: String,
    /// The value; empty where it may be secret.
    pub value: String,
}

/// What the command line or the `>` lines say of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The method.
    pub method: Option<String>,
    /// The scheme, where a browser says the address.
    pub scheme: Option<String>,
    /// Host and port, without a port that the scheme says.
    pub host: Option<String>,
    /// The path without query.
    pub path: Option<String>,
    /// The names of the headers that were sent, with the values of those that CORS is about; `None` where they are not known.
    pub headers: Option<Vec<(String, String)>>,
}

impl Asked {
    /// What is known of a request of which only the address is.
    pub fn at(url: &Url) -> Asked {
        let (scheme, path) = (Some(url.scheme().to_owned()), Some(url.path().to_owned()));
        Asked { scheme, host: host(url), path, ..Asked::default() }
    }

    /// A header's value; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter().flatten();
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What is known of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// What it looks like.
    pub kind: BodyKind,
    /// Its beginning where it says an error, and nothing where it may hold a token.
    pub beginning: String,
}

/// What a body looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyKind {
    /// None was printed.
    #[default]
    None,
    /// JSON.
    Json,
    /// JSON with a token in it, which was dropped.
    Token,
    /// A web page.
    Html,
    /// Anything else.
    Text,
}

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
