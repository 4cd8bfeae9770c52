//! Traefik, by a dynamic file in YAML or by labels. Its middleware `headers` answers preflights by itself, and what it sets
//! replaces what the registry sends (pkg/middlewares/headers/header.go).

use std::collections::BTreeSet;

use super::book::{Book, Edit};
use super::environment::unquoted;
use super::headers::{self, Form, Role, Setting};
use super::kind::Kind;
use super::piece::{Piece, contains};
use super::trap::Trap;
use super::yaml::Yaml;

/// Which middlewares do what, by their names without `@…`.
#[derive(Default)]
struct Middlewares<'a> {
    cors: BTreeSet<&'a str>,
    auth: BTreeSet<&'a str>,
    /// The lists in which middlewares stand one after another.
    chains: Vec<Vec<Piece<'a>>>,
}

/// Reads a dynamic file, or labels alone.
pub fn read(book: &mut Book) {
    let is_label = |line: &&str| contains(line, "traefik.http.") && line.contains(['=', ':']);
    if book.lines.iter().any(is_label) {
        let lines = book.lines.iter().enumerate();
        let labels: Vec<(Piece, Piece)> = lines.filter_map(|(number, line)| label(number, line)).collect();
        return self::labels(book, &labels);
    }
    let yaml = Yaml::read(book.lines);
    let mut middlewares = Middlewares::default();
    for number in 0..yaml.nodes.len() {
        let parent = yaml.nodes[number].parent;
        let name = || yaml.key(parent);
        match yaml.key(number).to_ascii_lowercase().as_str() {
            "basicauth" | "digestauth" => {
                middlewares.auth.insert(name());
            }
            "headers" => middlewares.cors.extend(middleware(book, &yaml, number).then(name)),
            "middlewares" if yaml.nodes[number].is_list => middlewares.chains.push(yaml.values(number)),
            _ => {}
        }
    }
    order(book, &middlewares);
}

/// The options of a middleware `headers`; whether it allows origins.
fn middleware<'a>(book: &mut Book<'a>, yaml: &Yaml<'a>, headers: usize) -> bool {
    let mut allows = false;
    let options = &yaml.nodes[headers].children;
    let open = options.iter().any(|option| is_expression(yaml.key(*option)));
    for option in options {
        let key = yaml.key(*option);
        allows |= is_expression(key);
        if let Some(role) = option_role(key) {
            allows |= role == Role::Origin;
            setting(book, role, yaml.values(*option), open, headers);
        } else if ["customResponseHeaders", "customRequestHeaders"].iter().any(|one| one.eq_ignore_ascii_case(key)) {
            for header in &yaml.nodes[*option].children {
                let header = &yaml.nodes[*header];
                if let (Some(name), Some(value)) = (header.key, header.value) {
                    custom(book, key, name, value, headers);
                }
            }
        }
    }
    allows
}

fn is_expression(option: &str) -> bool {
    option.eq_ignore_ascii_case("accessControlAllowOriginListRegex")
}

/// What an option is for.
fn option_role(option: &str) -> Option<Role> {
    Some(match option.to_ascii_lowercase().as_str() {
        "accesscontrolalloworiginlist" => Role::Origin,
        "accesscontrolallowcredentials" => Role::Credentials,
        "accesscontrolallowmethods" => Role::Methods,
        "accesscontrolallowheaders" => Role::Headers,
        "accesscontrolexposeheaders" => Role::Expose,
        _ => return None,
    })
}

fn setting<'a>(book: &mut Book<'a>, role: Role, values: Vec<Piece<'a>>, open: bool, set: usize) {
    let values: Vec<Piece> = values.into_iter().flat_map(|value| value.parts()).collect();
    if let Some(first) = values.first().copied() {
        let form = Form::Options { open };
        book.settings.push(Setting { values, form, set, root: set, ..Setting::new(role, first) });
    }
}

/// `customResponseHeaders`, which do not answer preflights, and `customRequestHeaders`.
fn custom<'a>(book: &mut Book<'a>, option: &str, name: Piece<'a>, value: Piece<'a>, set: usize) {
    if value.text.is_empty() {
        return;
    }
    if contains(option, "request") {
        if headers::role(name.text).is_some() {
            book.mark(Trap::HeaderOfRequest, name);
        }
    } else if let Some(role) = headers::named(book, name) {
        book.settings.push(Setting { set, root: set, ..Setting::new(role, value) });
    }
}

/// A label in a line of its own, or behind `--label` or `-l`.
fn label<'a>(number: usize, line: &'a str) -> Option<(Piece<'a>, Piece<'a>)> {
    let text = line.trim().trim_end_matches('\\').trim_end();
    let rest =
        ["- ", "--label ", "--label=", "-l "].iter().find_map(|begin| text.strip_prefix(begin)).unwrap_or(text).trim();
    let start = line.find(rest)?;
    let whole = Piece { line: number, start, text: rest, quote: None };
    if let Some(pair) = pair(whole) {
        return Some(pair);
    }
    let (name, value) = rest.split_once(": ")?;
    let from = name.len() + 2;
    Some((unquoted(whole.part(name, 0)), unquoted(whole.part(value, from))))
}

/// `name=value`
pub fn pair<'a>(text: Piece<'a>) -> Option<(Piece<'a>, Piece<'a>)> {
    let text = unquoted(text);
    let (name, value) = text.text.split_once('=').filter(|(name, _)| !name.contains([' ', ':']))?;
    let from = name.len() + 1;
    let plain = Piece { quote: None, ..text };
    Some((plain.part(name, 0), unquoted(plain.part(value, from))))
}

/// Marks what is wrong with labels.
pub fn labels<'a>(book: &mut Book<'a>, labels: &[(Piece<'a>, Piece<'a>)]) {
    let mut middlewares = Middlewares::default();
    let mut sets: Vec<&str> = Vec::new();
    let has_expression = labels.iter().any(|(name, _)| name.text.split('.').any(is_expression));
    for (name, value) in labels {
        let parts: Vec<&str> = name.text.split('.').collect();
        let is = |at: usize, word: &str| parts.get(at).is_some_and(|part| part.eq_ignore_ascii_case(word));
        let (Some(middleware), true) = (parts.get(3), is(0, "traefik") && is(1, "http")) else { continue };
        if (is(2, "routers") && is(4, "middlewares")) || (is(2, "middlewares") && is(4, "chain")) {
            middlewares.chains.push(value.parts().collect());
        }
        if !is(2, "middlewares") {
            continue;
        }
        if is(4, "basicauth") || is(4, "digestauth") {
            middlewares.auth.insert(middleware);
        }
        let Some(option) = parts.get(5).filter(|_| is(4, "headers")) else { continue };
        let known = sets.iter().take(50).position(|known| known == middleware);
        let set = known.unwrap_or_else(|| {
            sets.push(middleware);
            sets.len() - 1
        });
        // Labels of a service begin their own numbers behind those of its variables.
        let set = set + (1 << 20);
        if is_expression(option) || option_role(option) == Some(Role::Origin) {
            middlewares.cors.insert(middleware);
        }
        if let Some(role) = option_role(option) {
            setting(book, role, vec![*value], has_expression, set);
        } else if let Some(header) = parts.get(6) {
            let header = Piece { start: name.end() - header.len(), text: header, ..*name };
            custom(book, option, header, *value, set);
        }
    }
    order(book, &middlewares);
}

/// A password in front of the headers.
fn order(book: &mut Book, middlewares: &Middlewares) {
    for chain in &middlewares.chains {
        let find = |names: &BTreeSet<&str>| {
            chain.iter().position(|word| names.contains(word.text.split('@').next().unwrap_or_default()))
        };
        let (Some(auth), Some(cors)) = (find(&middlewares.auth), find(&middlewares.cors)) else { continue };
        if auth > cors {
            continue;
        }
        let (auth, cors) = (chain[auth], chain[cors]);
        let trap = Trap::OptionsBehindAuth(Kind::Traefik);
        if auth.line == cors.line {
            book.mend(trap, auth, [Edit::replace(auth, cors.text), Edit::replace(cors, auth.text)]);
        } else {
            book.mark(trap, auth);
        }
    }
}
