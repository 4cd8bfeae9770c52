//! Apache httpd 2.4.

use std::collections::BTreeSet;

use super::header_template::{AbsenceScope, HeaderTemplate, WORDS};
use super::headers;
use super::kind::Kind;
use super::review::{Edit, Review};
use super::setting::{self, Form, Role, Setting};
use super::trap::Trap;
use super::word::{self, Word, contains};

/// Where a line stands.
#[derive(Default)]
struct Place<'a> {
    /// The open sections: their names, where they begin, and whether they are about `OPTIONS`.
    sections: Vec<(&'a str, Word<'a>, bool)>,
    /// The number of the virtual host, counted from 1; 0 outside.
    host: usize,
    hosts: usize,
}

/// What the whole text says.
#[derive(Default)]
struct Whole<'a> {
    /// Whether something stands in another file.
    hides: bool,
    /// Whether something handles `OPTIONS`, or stands in another file.
    may_answer: bool,
    /// The lines that ask for a password, and the sections that they are in, without the virtual host's.
    requires: Vec<(Word<'a>, Option<Word<'a>>)>,
    /// What is set in the table of good answers, by host.
    good: Vec<(usize, Role, Word<'a>)>,
    /// The same in the other one.
    always: Vec<(usize, Role, Word<'a>)>,
}

/// No deeper sections are told apart.
const DEPTH: usize = 16;

/// Whom a `Require` asks for a password.
const WHO: &[&str] =
    &["valid-user", "user", "group", "ldap-user", "ldap-group", "ldap-attribute", "ldap-filter", "claim"];

/// What answers preflights before the password is asked for.
const ANSWER: [&str; 3] = ["RewriteEngine On", "RewriteCond %{REQUEST_METHOD} =OPTIONS", "RewriteRule ^ - [R=204,L]"];

/// Reads the configuration.
pub fn read(review: &mut Review) {
    let mut place = Place::default();
    let mut whole = Whole::default();
    let (mut host, mut shown) = (0, BTreeSet::new());
    for line in review.lines {
        host += usize::from(contains(line.split_ascii_whitespace().next().unwrap_or_default(), "<virtualhost"));
        if host > 0 && !line.trim_start().starts_with('#') && review.shows_registry(line) {
            shown.insert(host);
        }
    }
    review.tell_apart(&(1..=host).collect(), &shown);
    for (number, line) in review.lines.iter().enumerate() {
        if line.trim_start().starts_with('#') {
            continue;
        }
        let words = word::words(number, line, &['"', '\'']);
        let Some(first) = words.first() else { continue };
        let asks_options = words.iter().any(|word| contains(word.text, "OPTIONS"));
        if let Some(name) = first.text.strip_prefix('<') {
            section(&mut place, &mut whole, (name, *first), asks_options);
            continue;
        }
        let is = |names: &[&str]| names.iter().any(|name| first.is(name));
        if is(&["Header"]) {
            let is_preflight = place.sections.iter().any(|(name, _, asks)| *asks && is_if(name));
            header(review, &words, (place.host, is_preflight), &mut whole);
        } else if is(&["RequestHeader"]) {
            request_header(review, &words);
        } else if is(&["SetEnvIf", "SetEnvIfNoCase"]) {
            whole.may_answer |= asks_options;
            origin_test(review, &words, place.host);
        } else if is(&["Require"]) {
            whole.may_answer |= asks_options;
            let asks = words.get(1).is_some_and(|word| WHO.iter().any(|one| word.is(one)));
            let spares = place.sections.iter().any(|(name, _, asks)| {
                let (limit, except) = (name.eq_ignore_ascii_case("limit"), name.eq_ignore_ascii_case("limitexcept"));
                (limit && !asks) || (except && *asks) || name.to_ascii_lowercase().starts_with("if")
            });
            if asks && !spares {
                let mut around = place.sections.iter().filter(|(name, ..)| !name.eq_ignore_ascii_case("virtualhost"));
                whole.requires.push((*first, around.next().map(|(_, word, _)| *word)));
            }
        } else if is(&["RewriteCond", "RewriteRule", "Include", "IncludeOptional", "Use", "ErrorDocument"]) {
            let is_include = is(&["Include", "IncludeOptional", "Use"]);
            whole.may_answer |= asks_options || is_include;
            whole.hides |= is_include;
        } else if is(&["Satisfy"]) {
            whole.may_answer |= words.get(1).is_some_and(|word| word.is("any"));
        }
    }
    good_answers_alone(review, &whole);
    let says_cors = review.settings.iter().any(|setting| setting.role == Role::Origin);
    if review.whole && says_cors && !whole.may_answer {
        let mut placed = BTreeSet::new();
        for (require, section) in whole.requires {
            let trap = Trap::OptionsBehindAuth(Kind::Httpd);
            match section.filter(|section| placed.insert(section.line)) {
                Some(section) => {
                    let lines = ANSWER.map(str::to_owned);
                    review.add(trap, require, (section.line, section.start), &lines, None, false);
                }
                None => review.mark(trap, require),
            }
        }
    }
    let passes_on = review.says(&["ProxyPass", "<Proxy", "[P"]);
    if whole.hides || !passes_on {
        for setting in &mut review.settings {
            setting.template = None;
        }
    }
}

fn is_if(name: &str) -> bool {
    ["if", "elseif", "limit"].iter().any(|one| name.eq_ignore_ascii_case(one))
}

fn section<'a>(place: &mut Place<'a>, whole: &mut Whole, section: (&'a str, Word<'a>), asks_options: bool) {
    let (name, word) = section;
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
    whole.may_answer |= is_if(name) && !name.eq_ignore_ascii_case("limit") && asks_options;
    if place.sections.len() < DEPTH {
        place.sections.push((name, word, asks_options));
    }
}

/// `Header [always|onsuccess] action name value [env=… | expr=…]`
fn header<'a>(review: &mut Review<'a>, words: &[Word<'a>], (host, preflight): (usize, bool), whole: &mut Whole<'a>) {
    let table = words.get(1).map_or("", |word| word.text);
    let has_table = ["always", "onsuccess"].iter().any(|one| table.eq_ignore_ascii_case(one));
    let [action, name, value, ref rest @ ..] = words[1 + usize::from(has_table).min(words.len() - 1)..] else { return };
    if !["set", "add", "append", "merge", "setifempty"].iter().any(|one| action.is(one)) {
        return;
    }
    let Some(role) = headers::named(review, name) else { return };
    let condition = rest.first().map(|word| word.text);
    let is_always = table.eq_ignore_ascii_case("always");
    if condition.is_none() {
        if is_always { whole.always.push((host, role, words[0])) } else { whole.good.push((host, role, action)) }
    } else if !is_always && matches!(role, Role::Origin | Role::Expose) {
        not_always(review, action, has_table.then(|| words[1]));
    }
    let setting = Setting::new(role, value);
    let template = HeaderTemplate {
        scope: AbsenceScope::Text,
        preflight,
        ..HeaderTemplate::line(words[0], "Header always set ", &WORDS)
    };
    let (adds, template) = (action.is("add"), Some(template));
    review.settings.push(Setting { set: host, root: host, condition, adds, template, ..setting });
}

/// What is set for good answers alone; twice where it is set for all as well, as httpd keeps two tables.
fn good_answers_alone(review: &mut Review, whole: &Whole) {
    for (host, role, action) in &whole.good {
        let twin = whole.always.iter().take(50).find(|(other, also, _)| other == host && also == role);
        match twin {
            Some((_, Role::Origin, always)) => review.mark(Trap::OriginTwice, *always),
            Some(_) => {}
            None if matches!(role, Role::Origin | Role::Expose) || whole.may_answer => {
                let line = action.line;
                let words = word::words(line, review.lines[line], &['"', '\'']);
                let table = words.get(1).filter(|word| word.is("onsuccess"));
                not_always(review, *action, table.copied());
            }
            None => {}
        }
    }
}

fn not_always(review: &mut Review, action: Word, table: Option<Word>) {
    let edit = match table {
        Some(table) => Edit::replace(table, "always"),
        None => Edit::insert(action.line, action.outer().0, "always "),
    };
    review.mend(Trap::NotOnErrors(Kind::Httpd), action, [edit]);
}

/// `RequestHeader set name value`
fn request_header(review: &mut Review, words: &[Word]) {
    let [command, action, name, _, ..] = words[..] else { return };
    if ["set", "add", "append", "merge", "setifempty"].iter().any(|one| action.is(one))
        && setting::role(name.text).is_some()
    {
        review.mend(Trap::HeaderOfRequest, command, [Edit::replace(command, "Header always")]);
    }
}

/// `SetEnvIf Origin "^https://ui\.example$" NAME=$0`
fn origin_test<'a>(review: &mut Review<'a>, words: &[Word<'a>], host: usize) {
    let [_, name, value, ..] = words[..] else { return };
    let fits_one = value.text.starts_with('^') && value.text.ends_with('$');
    if name.is("origin") && fits_one {
        let form = Form::Options { open: false };
        review.settings.push(Setting { form, set: usize::MAX, root: host, ..Setting::new(Role::Origin, value) });
    }
}
