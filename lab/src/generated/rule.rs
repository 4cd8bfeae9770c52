//! In what a server's answers differ from a healthy server's: when, and how.

use super::who::Who;

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// `/v2/`.
    Ping,
    /// `/v2`, without its slash.
    Bare,
    /// `/v2/_catalog`.
    Catalog,
    /// `/v2/…/tags/list`.
    Tags,
    /// `/v2/…/manifests/…`.
    Manifest,
    /// `/v2/…/blobs/…`, and everything at the storage host.
    Blob,
    /// The token service's one address.
    Token,
    /// `/`.
    Root,
    /// Everything else.
    Other,
}

/// The lists.
pub const LISTS: &[Path] = &[Path::Catalog, Path::Tags];

/// All that stands below `/v2/`.
pub const API: &[Path] = &[Path::Ping, Path::Bare, Path::Catalog, Path::Tags, Path::Manifest, Path::Blob];

/// All that comes after the first answer.
pub const LATER: &[Path] = &[Path::Catalog, Path::Tags, Path::Manifest, Path::Blob];

/// Which requests by what they are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All.
    Any,
    /// A browser's question before a request.
    Preflight,
    /// The others.
    Plain,
}

/// Which answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All.
    Any,
    /// 2xx.
    Good,
    /// 4xx and 5xx.
    Bad,
    /// This one.
    Only(u16),
}

/// When a difference holds.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// At which server.
    pub who: Who,
    /// For which requests.
    pub kind: Kind,
    /// For which paths; none means all.
    pub paths: &'static [Path],
    /// For which answers.
    pub status: Status,
    /// Only for requests with, or without, an `Authorization`.
    pub authorized: Option<bool>,
}

impl When {
    /// Every request to a server but preflights.
    pub const fn at(who: Who) -> Self {
        Self { who, kind: Kind::Plain, paths: &[], status: Status::Any, authorized: None }
    }

    /// Preflights at a server.
    pub const fn preflight(who: Who) -> Self {
        Self { kind: Kind::Preflight, ..Self::at(who) }
    }

    /// Everything at a server.
    pub const fn all(who: Who) -> Self {
        Self { kind: Kind::Any, ..Self::at(who) }
    }

    /// For these paths alone.
    pub const fn on(self, paths: &'static [Path]) -> Self {
        Self { paths, ..self }
    }

    /// For these answers alone.
    pub const fn answered(self, status: Status) -> Self {
        Self { status, ..self }
    }

    /// With or without `Authorization` alone.
    pub const fn authorized(self, with: bool) -> Self {
        Self { authorized: Some(with), ..self }
    }

    /// Whether it holds; the status is asked where it is known.
    pub fn holds(&self, who: Who, preflight: bool, path: Path, status: u16, authorized: bool) -> bool {
        let kind = match self.kind {
            Kind::Any => true,
            Kind::Preflight => preflight,
            Kind::Plain => !preflight,
        };
        let answered = match self.status {
            Status::Any => true,
            Status::Good => (200..300).contains(&status),
            Status::Bad => status >= 400,
            Status::Only(one) => one == status,
        };
        let paths = self.paths.is_empty() || self.paths.contains(&path);
        self.who == who && kind && answered && paths && self.authorized.is_none_or(|with| with == authorized)
    }
}

/// What is different. Texts may hold places to fill in.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Another answer: status, content type, body.
    Say(u16, &'static str, &'static str),
    /// Another status for the same answer.
    Status(u16),
    /// Another body: content type, body.
    Body(&'static str, &'static str),
    /// A redirect: status, where to.
    Send(u16, &'static str),
    /// Milliseconds before it answers.
    Delay(u64),
    /// No answer, ever.
    Hang,
    /// Closes without an answer.
    Close,
    /// Resets without an answer.
    Reset,
    /// Promises the whole body, sends half of it and closes.
    Cut,
    /// The body ends in its middle, and its length says so.
    Half,
    /// A header's only line.
    Set(&'static str, &'static str),
    /// One more line.
    Add(&'static str, &'static str),
    /// No line of a header.
    Remove(&'static str),
    /// Another name for a header.
    Rename(&'static str, &'static str),
    /// None of the headers of CORS.
    NoCors,
    /// Sends the body in chunks.
    Chunked,
    /// Writes headers' names in capitals.
    Capitals,
    /// Writes the headers from the last to the first.
    Backwards,
    /// Closes the connection after this answer.
    LastOne,
}

impl Act {
    /// Whether it makes the answer, before the headers of CORS are added; else it changes what is there then.
    pub fn is_early(&self) -> bool {
        use Act::{Body, Close, Cut, Delay, Half, Hang, Reset, Say, Send, Status};
        matches!(self, Say(..) | Status(_) | Body(..) | Send(..) | Delay(_) | Hang | Close | Reset | Cut | Half)
    }
}

/// One difference.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// When.
    pub when: When,
    /// How.
    pub act: Act,
}
