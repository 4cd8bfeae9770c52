//! A pasted piece of terminal -> the HTTP exchanges in it.
//!
//! It reads what curl prints with `-i` and `-v`, alone and together, one exchange after another, with prompts, command
//! lines, colours and noise between them. It never fails: what cannot be understood is counted and left out. Nothing that
//! may be secret is kept: see [`redact`]. What the exchanges mean is not known here.

mod command;
mod line;
mod reader;
pub mod redact;
#[cfg(test)]
mod tests;
mod trouble;

pub use trouble::{CertificateFault, CurlError, Trouble};

/// What a paste holds, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The answers; neither interim ones (`100 Continue`) nor those of a proxy that opens a tunnel.
    pub exchanges: Vec<Exchange>,
    /// curl's own errors.
    pub errors: Vec<CurlError>,
    /// What was left out.
    pub notes: Vec<Note>,
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
    /// The paste is longer than [`LENGTH`]; the rest was not read.
    TooLong,
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
    /// Host and port, without a port that the scheme says.
    pub host: Option<String>,
    /// The path without query.
    pub path: Option<String>,
    /// The names of the headers that were sent, with the values of those that CORS is about; `None` where they are not known.
    pub headers: Option<Vec<(String, String)>>,
}

impl Asked {
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

/// No more of a paste is read, in bytes.
pub const LENGTH: usize = 1 << 20;

/// Reads a paste.
pub fn read(text: &str) -> Transcript {
    let mut reader = reader::Reader::default();
    let mut end = text.len().min(LENGTH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if end < text.len() {
        reader.transcript.notes.push(Note::TooLong);
    }
    for (at, line) in text[..end].split('\n').enumerate() {
        reader.line(at + 1, &line::clean(line));
    }
    reader.end()
}
