//! The CORS headers that a configuration sets, whatever its syntax, and what is wrong with their values.

use super::absent::{self, Beside};
use super::book::{Book, Edit};
use super::origins;
use super::piece::{Piece, contains};
use super::trap::Trap;
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
    pub values: Vec<Piece<'a>>,
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
    pub beside: Option<Beside<'a>>,
    /// Whether people have to sign in, as far as can be seen; without that, no challenge and no `Authorization`.
    pub needs_login: bool,
}

impl<'a> Setting<'a> {
    /// One value for everybody.
    pub fn new(role: Role, value: Piece<'a>) -> Setting<'a> {
        Setting {
            role,
            values: vec![value],
            form: Form::Header,
            set: 0,
            root: 0,
            condition: None,
            adds: false,
            of_registry: true,
            beside: None,
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
fn near(name: &str) -> Option<&'static str> {
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

/// What a header with this name is for, or with the name that was meant; the latter is marked.
pub fn named(book: &mut Book, name: Piece) -> Option<Role> {
    if let Some(role) = role(name.text) {
        return Some(role);
    }
    let right = near(name.text)?;
    let trap = Trap::HeaderMisspelt { sent: name.text.to_owned(), meant: right };
    book.mend(trap, name, [Edit::replace(name, right)]);
    role(right)
}

/// Marks what is wrong with the values of all settings.
pub fn judge(book: &mut Book) {
    let mut settings = std::mem::take(&mut book.settings);
    settings.retain(|setting| !book.foreign.contains(&setting.root));
    origins::judge(book, &settings);
    together(book, &settings);
    absent::judge(book, &settings);
    let complete = |setting: &Setting| setting.role == Role::Expose && missing(setting, true).is_empty();
    let is_somewhere_complete = settings.iter().any(complete);
    for setting in &settings {
        match setting.role {
            Role::Headers if setting.needs_login => allowed_headers(book, setting),
            Role::Expose if setting.of_registry && !is_somewhere_complete => exposed(book, setting),
            Role::Methods => methods(book, setting),
            _ => {}
        }
    }
}

/// Any origin with credentials, and two lines of the origin.
fn together(book: &mut Book, settings: &[Setting]) {
    let mut order: Vec<&Setting> = settings.iter().collect();
    order.sort_by_key(|setting| setting.set);
    for set in order.chunk_by(|one, other| one.set == other.set) {
        let is_true = |setting: &&&Setting| setting.values.iter().any(|value| value.is("true"));
        let credentials = set.iter().filter(|setting| setting.role == Role::Credentials).find(is_true);
        let mut first: Option<&Setting> = None;
        for setting in set.iter().filter(|setting| setting.role == Role::Origin) {
            let any = setting.values.iter().find(|value| value.text == "*");
            if let (Some(any), Some(credentials)) = (any, credentials)
                && credentials.condition == setting.condition
            {
                match book.page() {
                    Some(page) => book.mend(Trap::WildcardWithCredentials, *any, [Edit::replace(*any, page)]),
                    None => book.mark(Trap::WildcardWithCredentials, *any),
                }
            }
            if setting.form == Form::Lines {
                two_values(book, setting);
            }
            let sends_line = setting.adds && !setting.values[0].is_variable();
            match first {
                Some(first) if sends_line && first.condition == setting.condition => {
                    book.mark(Trap::OriginTwice, setting.values[0]);
                }
                None if sends_line => first = Some(setting),
                _ => {}
            }
        }
    }
}

/// A list of which every value becomes a header line.
fn two_values(book: &mut Book, setting: &Setting) {
    let [first, second, ..] = setting.values[..] else { return };
    let last = setting.values[setting.values.len() - 1];
    if first.line != last.line {
        return book.mark(Trap::OriginTwice, second);
    }
    let rest = Edit { line: first.line, start: first.outer().1, end: last.outer().1, text: String::new() };
    let page = book.page().filter(|page| setting.values[1..].iter().any(|value| value.text == *page));
    let edits = page.map(|page| Edit::replace(first, page)).into_iter().chain([rest]);
    book.mend(Trap::OriginTwice, second, edits);
}

/// The names in a list of headers or methods.
fn names<'s>(setting: &'s Setting<'s>) -> impl Iterator<Item = Piece<'s>> + use<'s> {
    setting.values.iter().flat_map(|value| value.parts())
}

/// Whether nothing can be said about the values.
fn is_unknown(setting: &Setting) -> bool {
    setting.values.iter().any(Piece::is_variable) || names(setting).next().is_none()
}

fn allowed_headers(book: &mut Book, setting: &Setting) {
    if is_unknown(setting) || names(setting).any(|name| name.is("authorization")) {
        return;
    }
    let star = names(setting).find(|name| name.text == "*");
    match star {
        Some(star) => {
            let text = if setting.form == Form::Header || setting.form == Form::Lines {
                listed(&star, "Authorization, Accept")
            } else {
                "Authorization".to_owned()
            };
            book.mend(Trap::WildcardHeaders, star, [Edit::replace(star, text)]);
        }
        None => append(book, Trap::AuthorizationNotAllowed, setting, &["Authorization"]),
    }
}

/// What a registry page reads and is not in the list.
fn missing(setting: &Setting, needs_login: bool) -> Vec<&'static str> {
    if is_unknown(setting) || names(setting).any(|name| name.text == "*") {
        return Vec::new();
    }
    let needed = ["WWW-Authenticate", "Docker-Content-Digest", "Link"].into_iter().skip(usize::from(!needs_login));
    needed.filter(|needed| !names(setting).any(|name| name.is(needed))).collect()
}

fn exposed(book: &mut Book, setting: &Setting) {
    let missing = missing(setting, setting.needs_login);
    if !missing.is_empty() {
        append(book, Trap::NotExposed { names: missing.clone() }, setting, &missing);
    }
}

fn methods(book: &mut Book, setting: &Setting) {
    for method in names(setting) {
        if method.is("DELETE") && method.text != "DELETE" {
            book.mend(Trap::MethodInSmallLetters, method, [Edit::replace(method, "DELETE")]);
        }
    }
    let lets_delete = names(setting).any(|method| method.is("DELETE") || method.text == "*");
    if book.deletes && !lets_delete && !is_unknown(setting) {
        append(book, Trap::DeleteNotAllowed, setting, &["DELETE"]);
    }
}

/// Marks a list at its first value, and corrects it by more names behind the last one.
fn append(book: &mut Book, trap: Trap, setting: &Setting, more: &[&str]) {
    let (Some(first), Some(last)) = (setting.values.first(), setting.values.last()) else { return };
    let (start, end) = last.outer();
    let line = book.lines[last.line];
    if first.line == last.line {
        let edit = match setting.form {
            // The server splits such a list, or joins it, so that more may stand behind the last one.
            Form::Options { .. } => {
                let before = &line[..last.start];
                let is_tight = before.ends_with([',', '=']) && last.quote.is_none();
                let comma = if is_tight { "," } else { ", " };
                Edit::insert(last.line, last.end(), [comma, &more.join(comma)].concat())
            }
            _ => {
                let text = [last.text.trim_end_matches([',', ' ']), ", ", &more.join(", ")].concat();
                Edit::replace(*last, listed(last, &text))
            }
        };
        return book.mend(trap, *first, [edit]);
    }
    let is_element =
        line[..start].trim() == "-" && line[end..].split(" #").next().is_some_and(|rest| rest.trim().is_empty());
    if !is_element {
        return book.mark(trap, *first);
    }
    let quote = &line[start..last.start];
    let element = |name: &str| [&line[..start], quote, name, quote].concat();
    let lines: Vec<String> = more.iter().copied().map(element).collect();
    book.add_below(trap, *first, last.line, &lines);
}

/// A list of names in quotes, where the word has none.
fn listed(word: &Piece, names: &str) -> String {
    if word.quote.is_some() || !names.contains(' ') || word.text.contains(' ') {
        return names.to_owned();
    }
    ["\"", names, "\""].concat()
}
