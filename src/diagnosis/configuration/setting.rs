//! A CORS header that a configuration sets, whatever its syntax, and the names of those headers.

use super::header_template::HeaderTemplate;
use super::word::{Word, contains};
use crate::diagnosis::cors::{ALLOW_CREDENTIALS, ALLOW_HEADERS, ALLOW_METHODS, ALLOW_ORIGIN, EXPOSE_HEADERS, meant};

/// What a header is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `Access-Control-Allow-Origin`, or a test of `Origin`.
    Origin,
    /// Origins are allowed by a pattern that is not looked at.
    Pattern,
    /// `Access-Control-Allow-Credentials`.
    Credentials,
    /// `Access-Control-Allow-Methods`.
    Methods,
    /// `Access-Control-Allow-Headers`.
    Headers,
    /// `Access-Control-Expose-Headers`.
    Expose,
}

/// How values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One value, which is the header's.
    Header,
    /// A list, of which every value becomes a header line.
    Lines,
    /// A list that the server chooses from, or joins.
    Options {
        /// Whether there may be others than these.
        open: bool,
    },
}

/// A header that is set.
#[derive(Clone, Debug)]
pub struct Setting<'a> {
    /// What it is for.
    pub role: Role,
    /// The values; never empty.
    pub values: Vec<Word<'a>>,
    /// How they are written.
    pub form: Form,
    /// What goes out together has the same number here.
    pub set: usize,
    /// The server, the site or the section that it belongs to.
    pub root: usize,
    /// On what it depends, where it does.
    pub condition: Option<&'a str>,
    /// Whether a second one makes a second header line.
    pub adds: bool,
    /// Whether it is about a registry, as far as can be seen, and not about a token service.
    pub of_registry: bool,
    /// How other headers are written beside it, where they can be missed.
    pub template: Option<HeaderTemplate<'a>>,
    /// Whether people have to sign in, as far as can be seen; without that, no challenge and no `Authorization`.
    pub needs_login: bool,
}

impl<'a> Setting<'a> {
    /// One value for everybody.
    pub fn new(role: Role, value: Word<'a>) -> Setting<'a> {
        Setting {
            role,
            values: vec![value],
            form: Form::Header,
            set: 0,
            root: 0,
            condition: None,
            adds: false,
            of_registry: true,
            template: None,
            needs_login: true,
        }
    }
}

/// What a header with this name is for.
pub fn role(name: &str) -> Option<Role> {
    let roles = [
        (ALLOW_ORIGIN, Role::Origin),
        (ALLOW_CREDENTIALS, Role::Credentials),
        (ALLOW_METHODS, Role::Methods),
        (ALLOW_HEADERS, Role::Headers),
        (EXPOSE_HEADERS, Role::Expose),
    ];
    roles.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, role)| role)
}

/// The right name of a header that is nearly right.
pub(super) fn near(name: &str) -> Option<&'static str> {
    let may_be = ["control", "origin", "allow", "expose"].iter().any(|part| contains(name, part));
    if may_be { meant(name) } else { None }
}

/// Whether this is the name of a CORS header, or nearly.
pub fn is_name(name: &str) -> bool {
    role(name).is_some() || near(name).is_some()
}

/// The same of a key in YAML, where other programs have options such as `expose_headers`.
pub fn is_key(key: &str) -> bool {
    contains(key, "control") && is_name(key)
}
