//! Apache httpd 2.4.

use super::book::{Book, Edit};
use super::headers::{self, Form, Role, Setting};
use super::kind::Kind;
use super::piece::{self, Piece, contains};
use super::trap::Trap;

/// Where a line stands.
#[derive(Default)]
struct Place<'a> {
    /// The open sections: their first words, in small letters, and whether they are about `OPTIONS`.
    sections: Vec<(&'a str, bool)>,
    /// The number of the virtual host, counted from 1; 0 outside.
    host: usize,
    hosts: usize,
}

/// What the whole text says.
#[derive(Default)]
struct Whole<'a> {
    /// Whether something handles `OPTIONS`, or stands in another file.
    may_answer: bool,
    /// The lines that ask for a password.
    requires: Vec<Piece<'a>>,
    /// What is set in the table of good answers, by host.
    good: Vec<(usize, Role, Piece<'a>)>,
    /// The same in the other one.
    always: Vec<(usize, Role, Piece<'a>)>,
}

/// No deeper sections are told apart.
const DEPTH: usize = 16;

/// Reads the configuration.
pub fn read(book: &mut Book) {
    let mut place = Place::default();
    let mut whole = Whole::default();
    for (number, line) in book.lines.iter().enumerate() {
        if line.trim_start().starts_with('#') {
            continue;
        }
        let words = piece::words(number, line, &['"', '\'']);
        let Some(first) = words.first() else { continue };
        let asks_options = words.iter().any(|word| contains(word.text, "OPTIONS"));
        if let Some(name) = first.text.strip_prefix('<') {
            section(&mut place, &mut whole, name, asks_options);
            continue;
        }
        let is = |names: &[&str]| names.iter().any(|name| first.is(name));
        if is(&["Header"]) {
            header(book, &words, place.host, &mut whole);
        } else if is(&["RequestHeader"]) {
            request_header(book, &words);
        } else if is(&["SetEnvIf", "SetEnvIfNoCase"]) {
            whole.may_answer |= asks_options;
            origin_test(book, &words, place.host);
        } else if is(&["Require"]) {
            whole.may_answer |= asks_options;
            let asks = words.get(1).is_some_and(|word| ["valid-user", "user", "group"].iter().any(|one| word.is(one)));
            let spares = place.sections.iter().any(|(name, asks)| {
                let (limit, except) = (name.eq_ignore_ascii_case("limit"), name.eq_ignore_ascii_case("limitexcept"));
                (limit && !asks) || (except && *asks) || name.to_ascii_lowercase().starts_with("if")
            });
            if asks && !spares {
                whole.requires.push(*first);
            }
        } else if is(&["RewriteCond", "RewriteRule", "Include", "IncludeOptional", "Use", "ErrorDocument"]) {
            let is_include = is(&["Include", "IncludeOptional", "Use"]);
            whole.may_answer |= asks_options || is_include;
        }
    }
    good_answers_alone(book, &whole);
    let says_cors = book.settings.iter().any(|setting| setting.role == Role::Origin);
    if book.whole && says_cors && !whole.may_answer {
        for require in whole.requires {
            book.mark(Trap::OptionsBehindAuth(Kind::Httpd), require);
        }
    }
}

fn section<'a>(place: &mut Place<'a>, whole: &mut Whole, name: &'a str, asks_options: bool) {
    let name = name.trim_end_matches('>');
    if let Some(closed) = name.strip_prefix('/') {
        place.sections.pop();
        if closed.eq_ignore_ascii_case("virtualhost") {
            place.host = 0;
        }
        return;
    }
    if name.eq_ignore_ascii_case("virtualhost") {
        place.hosts += 1;
        place.host = place.hosts;
    }
    let is_if = name.eq_ignore_ascii_case("if") || name.eq_ignore_ascii_case("elseif");
    whole.may_answer |= is_if && asks_options;
    if place.sections.len() < DEPTH {
        place.sections.push((name, asks_options));
    }
}

/// `Header [always|onsuccess] action name value [env=… | expr=…]`
fn header<'a>(book: &mut Book<'a>, words: &[Piece<'a>], host: usize, whole: &mut Whole<'a>) {
    let table = words.get(1).map_or("", |word| word.text);
    let has_table = ["always", "onsuccess"].iter().any(|one| table.eq_ignore_ascii_case(one));
    let [action, name, value, ref rest @ ..] = words[1 + usize::from(has_table).min(words.len() - 1)..] else { return };
    if !["set", "add", "append", "merge", "setifempty"].iter().any(|one| action.is(one)) {
        return;
    }
    let Some(role) = headers::named(book, name) else { return };
    let condition = rest.first().map(|word| word.text);
    let is_always = table.eq_ignore_ascii_case("always");
    if condition.is_none() {
        if is_always { whole.always.push((host, role, words[0])) } else { whole.good.push((host, role, action)) }
    } else if !is_always && matches!(role, Role::Origin | Role::Expose) {
        not_always(book, action, has_table.then(|| words[1]));
    }
    let setting = Setting::new(role, value);
    book.settings.push(Setting { set: host, root: host, condition, adds: action.is("add"), ..setting });
}

/// What is set for good answers alone; twice where it is set for all as well, as httpd keeps two tables.
fn good_answers_alone(book: &mut Book, whole: &Whole) {
    for (host, role, action) in &whole.good {
        let twin = whole.always.iter().take(50).find(|(other, also, _)| other == host && also == role);
        match twin {
            Some((_, Role::Origin, always)) => book.mark(Trap::OriginTwice, *always),
            Some(_) => {}
            None if matches!(role, Role::Origin | Role::Expose) || whole.may_answer => {
                let line = action.line;
                let words = piece::words(line, book.lines[line], &['"', '\'']);
                let table = words.get(1).filter(|word| word.is("onsuccess"));
                not_always(book, *action, table.copied());
            }
            None => {}
        }
    }
}

fn not_always(book: &mut Book, action: Piece, table: Option<Piece>) {
    let edit = match table {
        Some(table) => Edit::replace(table, "always"),
        None => Edit::insert(action.line, action.outer().0, "always "),
    };
    book.mend(Trap::NotOnErrors(Kind::Httpd), action, [edit]);
}

/// `RequestHeader set name value`
fn request_header(book: &mut Book, words: &[Piece]) {
    let [command, action, name, _, ..] = words[..] else { return };
    if ["set", "add", "append", "merge", "setifempty"].iter().any(|one| action.is(one))
        && headers::role(name.text).is_some()
    {
        book.mend(Trap::HeaderOfRequest, command, [Edit::replace(command, "Header always")]);
    }
}

/// `SetEnvIf Origin "^https://ui\.example$" NAME=$0`
fn origin_test<'a>(book: &mut Book<'a>, words: &[Piece<'a>], host: usize) {
    let [_, name, value, ..] = words[..] else { return };
    let fits_one = value.text.starts_with('^') && value.text.ends_with('$');
    if name.is("origin") && fits_one {
        let form = Form::Options { open: false };
        book.settings.push(Setting { form, set: usize::MAX, root: host, ..Setting::new(Role::Origin, value) });
    }
}
