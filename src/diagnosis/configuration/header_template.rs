//! How a further header is written beside one that is there, in the syntax of each server.

use super::word::Word;
use crate::diagnosis::cors::{ALLOW_HEADERS, EXPOSE_HEADERS};

/// How a server writes a header: a name, a list of names.
#[derive(Debug)]
pub struct HeaderSyntax {
    /// The names of the headers that expose, and that allow.
    pub names: [&'static str; 2],
    /// What stands between a name and the list, between the names of the list, and behind it.
    pub signs: [&'static str; 3],
}

const fn syntax(names: [&'static str; 2], signs: [&'static str; 3]) -> HeaderSyntax {
    HeaderSyntax { names, signs }
}

const HEADERS: [&str; 2] = [EXPOSE_HEADERS, ALLOW_HEADERS];
/// `add_header name "a, b" always;`
pub const NGINX: HeaderSyntax = syntax(HEADERS, [" \"", ", ", "\" always;"]);
/// `header name "a, b"`, and HAProxy's and httpd's, which end so too.
pub const WORDS: HeaderSyntax = syntax(HEADERS, [" \"", ", ", "\""]);
/// `name: ["a, b"]`
pub const LIST: HeaderSyntax = syntax(HEADERS, [": [\"", ", ", "\"]"]);
/// `name: "a, b"`
pub const TEXT: HeaderSyntax = syntax(HEADERS, [": \"", ", ", "\""]);
/// `NAME='["a, b"]'` in a shell.
pub const SHELL: HeaderSyntax = syntax(HEADERS, ["='[\"", ", ", "\"]'"]);
/// `NAME=["a, b"]` as an element of a list.
pub const ELEMENT: HeaderSyntax = syntax(HEADERS, ["=[\"", ", ", "\"]"]);
/// `NAME: '["a, b"]'`
pub const KEY: HeaderSyntax = syntax(HEADERS, [": '[\"", ", ", "\"]'"]);
/// `name=a, b`
pub const PAIR: HeaderSyntax = syntax(HEADERS, ["=", ", ", ""]);
/// `NAME=[\"a, b\"]` in double quotes.
pub const ESCAPED: HeaderSyntax = syntax(HEADERS, ["=[\\\"", ", ", "\\\"]"]);
/// `- name: NAME` and `value: '["a, b"]'` below.
pub const NAME_AND_VALUE: HeaderSyntax = syntax(HEADERS, ["\n  value: '[\"", ", ", "\"]'"]);
const TRAEFIK: [&str; 2] = ["accessControlExposeHeaders", "accessControlAllowHeaders"];
/// `accessControlExposeHeaders: [a, b]`
pub const TRAEFIK_YAML: HeaderSyntax = syntax(TRAEFIK, [": [", ", ", "]"]);
/// `accessControlExposeHeaders = ["a", "b"]`
pub const TRAEFIK_TOML: HeaderSyntax = syntax(TRAEFIK, [" = [\"", "\", \"", "\"]"]);
const LABELS: [&str; 2] = ["accesscontrolexposeheaders", "accesscontrolallowheaders"];
/// `accesscontrolexposeheaders=a,b`
pub const TRAEFIK_PAIR: HeaderSyntax = syntax(LABELS, ["=", ",", ""]);
/// `accesscontrolexposeheaders: "a,b"`
pub const TRAEFIK_KEY: HeaderSyntax = syntax(LABELS, [": \"", ",", "\""]);
/// `exposeHeaders: [a, b]`, of Gateway API and Istio.
pub const ROUTE: HeaderSyntax = syntax(["exposeHeaders", "allowHeaders"], [": [", ", ", "]"]);
/// `expose_headers: "a, b"`
pub const ENVOY: HeaderSyntax = syntax(["expose_headers", "allow_headers"], [": \"", ", ", "\""]);
/// `cors-expose-headers: "a, b"`
pub const INGRESS: HeaderSyntax = syntax(["cors-expose-headers", "cors-allow-headers"], [": \"", ", ", "\""]);

/// Where other places may set what is absent beside a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbsenceScope {
    /// Nowhere else: it is closed.
    Root,
    /// Anywhere in the text.
    Text,
}

/// Where and how further headers are written beside one that allows an origin.
#[derive(Clone, Debug)]
pub struct HeaderTemplate<'a> {
    /// The beginning of its statement.
    pub at: Word<'a>,
    /// What stands in front of the name.
    pub before: String,
    /// How the rest is written.
    pub syntax: &'static HeaderSyntax,
    /// What stands behind it.
    pub after: String,
    /// What stands between two statements of a line; `None` where a line holds one only.
    pub between: Option<&'static str>,
    /// Whether it can only be in the line, as in `{…}`.
    pub inline: bool,
    /// Who else may set them.
    pub scope: AbsenceScope,
    /// Whether it is in the answers to preflights alone.
    pub preflight: bool,
    /// Whether request headers have to be allowed; some servers do so by themselves.
    pub allows: bool,
}

impl<'a> HeaderTemplate<'a> {
    /// A key of YAML above another one.
    pub fn key(at: Word<'a>, in_flow: bool, syntax: &'static HeaderSyntax) -> HeaderTemplate<'a> {
        HeaderTemplate { between: Some(", "), inline: in_flow, ..HeaderTemplate::line(at, "", syntax) }
    }

    /// A line that is made as the one of a name and its value is, up to a part of the name; `None` where the line holds more.
    pub fn like(
        lines: &[&'a str],
        name: Word<'a>,
        value: Word<'a>,
        part: usize,
        syntaxes: [&'static HeaderSyntax; 2],
    ) -> Option<HeaderTemplate<'a>> {
        let line = lines[name.line];
        let start = line.len() - line.trim_start().len();
        let prefix = line.get(start..name.start)?;
        let is_alone = ["", "-", "--label", "--label=", "-l"].contains(&prefix.trim_matches(['"', '\'', ' ']));
        let is_pair = line.get(name.end()..)?.starts_with('=');
        let after = line.get(value.outer().1..)?.split(" #").next()?.trim_end();
        let is_end = after.chars().all(|one| "\"'\\ ".contains(one));
        if !is_alone || (is_pair && !is_end) || name.line != value.line {
            return None;
        }
        let at = Word { start, text: line[start..].trim_end(), quote: None, ..name };
        let before = line.get(start..name.end() - part)?;
        // The quotes of a key are closed behind it.
        let before = if is_pair { before } else { before.trim_start_matches(['"', '\'']) };
        let syntax = syntaxes[usize::from(!is_pair)];
        let after = if is_pair { after.to_owned() } else { String::new() };
        Some(HeaderTemplate { after, scope: AbsenceScope::Text, ..HeaderTemplate::line(at, before, syntax) })
    }

    /// A line above another one.
    pub fn line(at: Word<'a>, before: impl Into<String>, syntax: &'static HeaderSyntax) -> HeaderTemplate<'a> {
        let before = before.into();
        HeaderTemplate {
            at,
            before,
            syntax,
            after: String::new(),
            between: None,
            inline: false,
            scope: AbsenceScope::Root,
            preflight: false,
            allows: true,
        }
    }

    pub fn statement(&self, which: usize, names: &[&str]) -> String {
        let [middle, comma, after] = self.syntax.signs;
        [&self.before, self.syntax.names[which], middle, &names.join(comma), after, &self.after].concat()
    }
}
