//! What a paste says, as plain data.

use super::finding::PastedFinding;
use crate::diagnosis::cors::Refusal;
use crate::diagnosis::transcript::Note;
use crate::registry::failure::About;

/// What a paste says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The exchanges that were judged, in the paste's order. Without any, and without findings, the paste says nothing.
    pub judged: Vec<JudgedExchange>,
    /// What is wrong, the most fundamental first.
    pub findings: Vec<Pasted>,
    /// What could not be used, and why.
    pub unclear: Vec<Unclear>,
}

/// An exchange and the verdict on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedExchange {
    /// Which server.
    pub about: About,
    /// What was asked.
    pub role: RequestRole,
    /// The path, where it is another one of the registry's than the first.
    pub later: Option<String>,
    /// Whether server and role were guessed from the answer, because the paste does not show the request.
    pub guessed: bool,
    /// The line of the status, counted from 1.
    pub line: usize,
    /// The status.
    pub status: u16,
    /// What a browser does with it; `None` where it was not asked as a page asks.
    pub verdict: Option<Result<(), Refusal>>,
}

/// A finding and where it stands in the paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// Which server.
    pub about: About,
    /// What was asked.
    pub role: RequestRole,
    /// The path, where it is another one of the registry's than the first.
    pub later: Option<String>,
    /// What is wrong.
    pub finding: PastedFinding,
    /// Whether this alone stops the browser.
    pub stops: bool,
    /// Whether server and role were guessed; all else is certain.
    pub guessed: bool,
    /// The line of the paste, counted from 1: the header, or the status where it is about a header that is not there.
    pub line: usize,
    /// The line itself, without what may be secret.
    pub text: String,
}

/// A part of the paste that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// It could not be read.
    Transcript(Note),
    /// It is an answer of a server that is neither the registry nor its token service.
    OtherServer {
        /// The line.
        line: usize,
        /// Host and path.
        address: String,
    },
    /// It was asked without `Origin`; servers then may say nothing about origins.
    NoOrigin {
        /// The line of the answer.
        line: usize,
    },
    /// It was asked for a page of another origin.
    OtherOrigin {
        /// The line of the answer.
        line: usize,
        /// The origin.
        origin: String,
    },
    /// curl asked with `OPTIONS` and without `Access-Control-Request-Method`, which is no preflight.
    NoPreflight {
        /// The line of the answer.
        line: usize,
    },
    /// The same question was asked once more further below, and the last answer counts.
    AskedAgain {
        /// The line of the answer.
        line: usize,
    },
    /// A proxy on curl's way to the server refused to let it through.
    Proxy {
        /// The line of the answer.
        line: usize,
        /// The status.
        status: u16,
    },
}

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestRole {
    /// The request itself.
    Plain,
    /// The question before it.
    Preflight,
}
