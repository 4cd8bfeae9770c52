//! What a paste holds, as plain data.

use super::console::BlockedRequest;
use super::exchange::Exchange;
use super::tool_error::ToolError;

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
