//! A pasted configuration of a server -> the known traps in it, each on its line.
//!
//! It reads nginx, Caddy, HAProxy, Apache httpd, Envoy, Traefik (a dynamic file in YAML or TOML, labels, and objects), docker compose
//! (the variables of registries, the labels of Traefik and caddy-docker-proxy), CNCF Distribution (config.yml, and variables
//! `REGISTRY_…`), and of Kubernetes Ingress, Gateway API and Istio, variables, and files in a ConfigMap or in the values of a chart, by
//! lines, braces and indentation. It never fails: what it does not understand it leaves alone, and where it is not sure it marks nothing.
//! It does not know included files, what other servers stand before or behind this one, and whether the server runs with what was pasted.
//! So no mark does not mean no fault.
//!
//! A header is called absent only where the configuration itself allows an origin, in a place that passes requests on to a registry
//! or is closed (a middleware, a policy, `http.headers`), and nothing in reach sets it.
//!
//! What the servers do was measured with docker-registry 2.8.2, nginx 1.22.1, Caddy 2.6.2, HAProxy 2.6.12, httpd 2.4.71 and
//! Envoy 1.40.0; of Traefik, caddy-docker-proxy and what runs in Kubernetes the sources and manuals were read.

mod absent;
mod book;
mod braces;
mod caddy;
mod compose;
mod distribution;
mod documents;
mod environment;
mod envoy;
mod haproxy;
mod headers;
mod httpd;
mod kind;
mod kubernetes;
mod nginx;
mod origins;
mod paste;
mod piece;
mod policy;
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
    /// Whose configuration it is: each once, in the order of the paste; none where it is nobody's that is known.
    pub kinds: Vec<Kind>,
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
    /// of this line is not enough. Empty where the line is to go. Without what may be secret.
    pub corrected: Option<String>,
    /// What has to stand beside it.
    pub added: Option<Added>,
    /// The id of the rule that a check-up finds this by.
    pub rule: Option<&'static str>,
}

/// Lines that are missing, in the words of the server that they are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The line that they belong below, counted from 1; 0 is the top.
    pub below: usize,
    /// The lines with their indentation and the page's own names. Without what may be secret.
    pub text: String,
}

impl Mark {
    /// Whether lines are known that end it.
    pub fn is_mended(&self) -> bool {
        self.corrected.is_some() || self.added.is_some()
    }
}

/// A paste with all that its marks say done to it. What may be secret on those lines is left out of it.
pub fn mended(text: &str, marks: &[Mark]) -> String {
    let mut lines: Vec<Vec<String>> = text.lines().map(|line| vec![line.to_owned()]).collect();
    for mark in marks {
        if let (Some(line), Some(corrected)) = (lines.get_mut(mark.line - 1), &mark.corrected) {
            *line = Some(corrected.clone()).filter(|line| !line.is_empty()).into_iter().collect();
        }
    }
    lines.insert(0, Vec::new());
    for mark in marks {
        if let Some(added) = &mark.added
            && let Some(line) = lines.get_mut(added.below)
        {
            line.extend(added.text.lines().map(str::to_owned));
        }
    }
    let mut mended = lines.concat().join("\n");
    if text.ends_with('\n') {
        mended.push('\n');
    }
    mended
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
                "This is no configuration that Pierglass knows: it reads nginx, Caddy, HAProxy, Apache httpd, Traefik, Envoy, \
                 docker compose, CNCF Distribution, and objects of Kubernetes."
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
        Err(unclear) => return Reading { kinds: Vec::new(), marks: Vec::new(), unclear: Some(unclear) },
    };
    let mut kinds = Vec::new();
    let mut marks = Vec::new();
    for document in documents::of(&paste.lines) {
        let mut book = Book::new(known, &paste, &document.lines);
        match document.kind {
            Kind::Nginx => nginx::read(&mut book),
            Kind::Caddy => caddy::read(&mut book),
            Kind::Haproxy => haproxy::read(&mut book),
            Kind::Httpd => httpd::read(&mut book),
            Kind::Envoy => envoy::read(&mut book),
            Kind::Traefik => traefik::read(&mut book),
            Kind::Compose => compose::read(&mut book),
            Kind::Kubernetes => kubernetes::read(&mut book),
            Kind::Distribution => distribution::read(&mut book),
            Kind::Unknown => {}
        }
        headers::judge(&mut book);
        if !kinds.contains(&document.kind) {
            kinds.push(document.kind);
        }
        marks.extend(book.close());
    }
    marks.sort_by_key(|mark| (mark.line, mark.column));
    marks.truncate(MARKS);
    let unclear = match kinds.is_empty() {
        true => Some(Unclear::NotKnown),
        false => (!paste.whole).then_some(Unclear::Cut),
    };
    Reading { kinds, marks, unclear }
}
