//! A pasted configuration of a server -> the known traps in it, each on its line.
//!
//! It reads nginx, Caddy, HAProxy, Apache httpd, Traefik (dynamic YAML, and labels), docker compose, and CNCF Distribution
//! (config.yml, and variables `REGISTRY_…`), by lines, braces and indentation. It never fails: what it does not understand
//! it leaves alone, and where it is not sure it marks nothing. It does not know included files, what other servers stand
//! before or behind this one, and whether the server runs with what was pasted. So no mark does not mean no fault.
//!
//! What the servers do was measured with docker-registry 2.8.2, nginx 1.22.1, Caddy 2.6.2, HAProxy 2.6.12 and httpd
//! 2.4.71; of Traefik the sources were read.

mod book;
mod braces;
mod caddy;
mod compose;
mod distribution;
mod environment;
mod haproxy;
mod headers;
mod httpd;
mod kind;
mod nginx;
mod origins;
mod paste;
mod piece;
mod secret;
#[cfg(test)]
mod tests;
mod traefik;
mod trap;
mod yaml;

use url::Url;

use book::Book;
pub use kind::Kind;
pub use paste::{LENGTH, LINE_LENGTH, LINES};
pub use trap::Trap;

/// What the page knows.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The page's own origin as browsers write it: `https://ui.example`, or `null`.
    pub page_origin: &'a str,
    /// The registry as the browser calls it.
    pub registry: Option<&'a Url>,
}

/// What a paste says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Whose configuration it is.
    pub kind: Kind,
    /// The traps, in the order of their lines; at most [`MARKS`].
    pub marks: Vec<Mark>,
    /// Why it could not be read, or not whole.
    pub unclear: Option<Unclear>,
}

/// A trap and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it is.
    pub trap: Trap,
    /// The line, counted from 1.
    pub line: usize,
    /// The character of the line as pasted, counted from 1.
    pub column: usize,
    /// The line as pasted, without what may be secret.
    pub text: String,
    /// The line as it would be right, with all that is to be changed in it and the page's own names; `None` where a change
    /// of this line is not enough. Without what may be secret.
    pub corrected: Option<String>,
    /// The id of the rule that a check-up finds this by.
    pub rule: Option<&'static str>,
}

/// Why a paste could not be read, or not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// There is nothing in it.
    Empty,
    /// It is no text.
    Binary,
    /// It is no configuration that is known here.
    NotKnown,
    /// It is longer than [`LENGTH`] or [`LINES`], or has lines longer than [`LINE_LENGTH`]; the rest was not read.
    Cut,
}

impl Unclear {
    /// A sentence for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Unclear::Empty => "There is nothing to read.",
            Unclear::Binary => "This is not text.",
            Unclear::NotKnown => {
                "This is no configuration that Pierglass knows: it reads nginx, Caddy, HAProxy, Apache httpd, Traefik, docker \
                 compose and CNCF Distribution."
            }
            Unclear::Cut => "This is too long to be read to its end; only the first part was looked at.",
        }
    }
}

/// No more marks are given; who mends those can ask again.
pub const MARKS: usize = 100;

/// Reads a paste.
pub fn read(known: &Known, text: &str) -> Reading {
    let paste = match paste::cut(text) {
        Ok(paste) => paste,
        Err(unclear) => return Reading { kind: Kind::Unknown, marks: Vec::new(), unclear: Some(unclear) },
    };
    let kind = kind::of(&paste.lines);
    let mut book = Book::new(known, &paste);
    match kind {
        Kind::Nginx => nginx::read(&mut book),
        Kind::Caddy => caddy::read(&mut book),
        Kind::Haproxy => haproxy::read(&mut book),
        Kind::Httpd => httpd::read(&mut book),
        Kind::Traefik => traefik::read(&mut book),
        Kind::Compose => compose::read(&mut book),
        Kind::Distribution => distribution::read(&mut book),
        Kind::Unknown => {}
    }
    headers::judge(&mut book);
    let unclear = match kind {
        Kind::Unknown => Some(Unclear::NotKnown),
        _ => (!paste.whole).then_some(Unclear::Cut),
    };
    Reading { kind, marks: book.close(), unclear }
}
