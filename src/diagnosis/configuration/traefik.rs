//! Traefik, by a dynamic file in YAML or TOML, by labels, or by objects of Kubernetes. Its middleware `headers` answers preflights by
//! itself, and what it sets replaces what the registry sends (pkg/middlewares/headers/header.go).

use std::collections::BTreeSet;

use super::environment::unquoted;
use super::header_template::{self, AbsenceScope, HeaderTemplate};
use super::headers;
use super::kind::Kind;
use super::nginx::preflight::lets_preflights_through;
use super::policy::{self, Dialect};
use super::review::{Edit, Review};
use super::setting::{self, Role, Setting};
use super::trap::Trap;
use super::word::{Word, contains};
use super::yaml::Yaml;

/// Which middlewares do what, by their names without `@…`.
#[derive(Default)]
struct Middlewares<'a> {
    cors: BTreeSet<&'a str>,
    auth: BTreeSet<&'a str>,
    /// Those that ask a service.
    services: BTreeSet<&'a str>,
    others: BTreeSet<&'a str>,
    /// The lists in which middlewares stand one after another.
    chains: Vec<Vec<Word<'a>>>,
}

impl<'a> Middlewares<'a> {
    fn add(&mut self, kind: &str, name: &'a str) {
        match kind.to_ascii_lowercase().as_str() {
            "basicauth" | "digestauth" => self.auth.insert(name),
            "forwardauth" => self.services.insert(name),
            _ => self.others.insert(name),
        };
    }
}

/// Reads a dynamic file, or labels alone.
pub fn read(review: &mut Review) {
    let is_label = |line: &&str| contains(line, "traefik.http.") && line.contains(['=', ':']);
    if review.lines.iter().any(is_label) {
        let lines = review.lines.iter().enumerate();
        let labels: Vec<(Word, Word)> = lines.filter_map(|(number, line)| label(number, line)).collect();
        return self::labels(review, &labels);
    }
    match review.lines.iter().any(|line| line.starts_with("[http.")) {
        true => objects(review, &Yaml::toml(review.lines), &policy::TRAEFIK_TOML),
        false => objects(review, &Yaml::read(review.lines), &policy::TRAEFIK),
    }
}

/// Marks what is wrong with the middlewares of a dynamic file, or of objects.
pub fn objects<'a>(review: &mut Review<'a>, yaml: &Yaml<'a>, dialect: &Dialect) {
    let mut middlewares = Middlewares::default();
    for number in 0..yaml.nodes.len() {
        let name = || object_name(yaml, yaml.nodes[number].parent);
        match yaml.key(number).to_ascii_lowercase().as_str() {
            kind @ ("basicauth" | "digestauth" | "forwardauth" | "chain" | "ratelimit" | "stripprefix") => {
                middlewares.add(kind, name());
            }
            "headers" => middlewares.cors.extend(middleware(review, yaml, number, dialect).then(name)),
            "middlewares" if yaml.nodes[number].is_list => {
                let elements = yaml.nodes[number].children.iter().filter_map(|element| {
                    let named = yaml.get(*element, "name").and_then(|name| yaml.nodes[name].value);
                    yaml.nodes[*element].value.or(named)
                });
                middlewares.chains.push(elements.collect());
            }
            "traefik.ingress.kubernetes.io/router.middlewares" => {
                let value = yaml.nodes[number].value;
                middlewares.chains.extend(value.map(|value| value.parts().collect()));
            }
            _ => {}
        }
    }
    order(review, &middlewares);
}

/// The name of a middleware: its key, or that of the object whose `spec` it is.
fn object_name<'a>(yaml: &Yaml<'a>, node: usize) -> &'a str {
    if yaml.key(node) != "spec" {
        return yaml.key(node);
    }
    // Objects stand one below another, each with its metadata first.
    let siblings = &yaml.nodes[yaml.nodes[node].parent].children;
    let before = siblings.iter().rev().skip_while(|sibling| **sibling != node);
    let metadata = before.copied().find(|sibling| yaml.key(*sibling) == "metadata");
    let name = metadata.and_then(|metadata| yaml.get(metadata, "name")).and_then(|name| yaml.nodes[name].value);
    name.map_or("", |name| name.text)
}

/// The options of a middleware `headers`; whether it allows origins.
fn middleware<'a>(review: &mut Review<'a>, yaml: &Yaml<'a>, headers: usize, dialect: &Dialect) -> bool {
    let allows = policy::read(review, yaml, headers, dialect);
    for option in &yaml.nodes[headers].children {
        let key = yaml.key(*option);
        if ["customResponseHeaders", "customRequestHeaders"].iter().any(|one| one.eq_ignore_ascii_case(key)) {
            for header in &yaml.nodes[*option].children {
                let header = &yaml.nodes[*header];
                if let (Some(name), Some(value)) = (header.key, header.value) {
                    let is_yaml = std::ptr::eq(dialect, &policy::TRAEFIK);
                    let template = is_yaml.then(|| HeaderTemplate {
                        scope: AbsenceScope::Text,
                        ..HeaderTemplate::key(name, header.in_flow, &header_template::TEXT)
                    });
                    custom(review, key, (name, value), headers, template);
                }
            }
        }
    }
    allows
}

/// `customResponseHeaders`, which do not answer preflights, and `customRequestHeaders`.
fn custom<'a>(
    review: &mut Review<'a>,
    option: &str,
    (name, value): (Word<'a>, Word<'a>),
    set: usize,
    template: Option<HeaderTemplate<'a>>,
) {
    if value.text.is_empty() {
        return;
    }
    if contains(option, "request") {
        if setting::role(name.text).is_some() {
            review.mark(Trap::HeaderOfRequest, name);
        }
    } else if let Some(role) = headers::named(review, name) {
        review.settings.push(Setting { set, root: set, template, ..Setting::new(role, value) });
    }
}

/// A label in a line of its own, or behind `--label` or `-l`.
fn label<'a>(number: usize, line: &'a str) -> Option<(Word<'a>, Word<'a>)> {
    let text = line.trim().trim_end_matches('\\').trim_end();
    let rest =
        ["- ", "--label ", "--label=", "-l "].iter().find_map(|begin| text.strip_prefix(begin)).unwrap_or(text).trim();
    let start = line.find(rest)?;
    let whole = Word { line: number, start, text: rest, quote: None };
    if let Some(pair) = pair(whole) {
        return Some(pair);
    }
    let (name, value) = rest.split_once(": ")?;
    let from = name.len() + 2;
    Some((unquoted(whole.part(name, 0)), unquoted(whole.part(value, from))))
}

/// `name=value`
pub fn pair<'a>(text: Word<'a>) -> Option<(Word<'a>, Word<'a>)> {
    let text = unquoted(text);
    let (name, value) = text.text.split_once('=').filter(|(name, _)| !name.contains([' ', ':']))?;
    let from = name.len() + 1;
    let plain = Word { quote: None, ..text };
    Some((plain.part(name, 0), unquoted(plain.part(value, from))))
}

/// Marks what is wrong with labels.
pub fn labels<'a>(review: &mut Review<'a>, labels: &[(Word<'a>, Word<'a>)]) {
    let mut middlewares = Middlewares::default();
    let mut sets: Vec<&str> = Vec::new();
    let is_pattern = |option: &str| policy::TRAEFIK.role(option) == Some(Role::Pattern);
    let has_expression = labels.iter().any(|(name, _)| name.text.split('.').any(is_pattern));
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
        if let Some(kind) = parts.get(4).filter(|_| !is(4, "headers")) {
            middlewares.add(kind, middleware);
        }
        let Some(option) = parts.get(5).filter(|_| is(4, "headers")) else { continue };
        let known = sets.iter().take(50).position(|known| known == middleware);
        let set = known.unwrap_or_else(|| {
            sets.push(middleware);
            sets.len() - 1
        });
        // Labels of a service begin their own numbers behind those of its variables.
        let set = set + (1 << 20);
        let role = policy::TRAEFIK.role(option);
        let is_place = matches!(role, Some(Role::Origin | Role::Pattern));
        if is_place {
            middlewares.cors.insert(middleware);
        }
        if let Some(role) = role {
            let syntaxes = [&header_template::TRAEFIK_PAIR, &header_template::TRAEFIK_KEY];
            let template = Some(())
                .filter(|()| is_place)
                .and_then(|()| HeaderTemplate::like(review.lines, *name, *value, option.len(), syntaxes));
            policy::settings(review, role, vec![*value], (has_expression, set), template);
        } else if let Some(header) = parts.get(6) {
            let syntaxes = [&header_template::PAIR, &header_template::TEXT];
            let template = HeaderTemplate::like(review.lines, *name, *value, header.len(), syntaxes);
            let header = Word { start: name.end() - header.len(), text: header, ..*name };
            custom(review, option, (header, *value), set, template);
        }
    }
    order(review, &middlewares);
}

/// A sign-in in front of the headers.
fn order(review: &mut Review, middlewares: &Middlewares) {
    let is_told = review.all.iter().any(|line| lets_preflights_through(line));
    let known = |word: &Word| {
        let sets = [&middlewares.cors, &middlewares.auth, &middlewares.services, &middlewares.others];
        sets.iter().any(|names| has(names, word.text))
    };
    // What is made elsewhere is told by its name.
    let is_called = |word: &Word, name: &str| !known(word) && contains(word.text, name);
    for chain in &middlewares.chains {
        let is_cors = |word: &Word| has(&middlewares.cors, word.text) || is_called(word, "cors");
        let is_service = |word: &Word| {
            has(&middlewares.services, word.text) || (is_called(word, "auth") && !contains(word.text, "header"))
        };
        let asks = |word: &Word| has(&middlewares.auth, word.text) || (is_service(word) && !is_told);
        let Some(auth) = chain.iter().position(asks) else { continue };
        let cors = chain.iter().position(is_cors);
        // Where the registry behind sets the headers, no middleware does.
        let is_set_behind =
            middlewares.cors.is_empty() && review.settings.iter().any(|setting| setting.role == Role::Origin);
        if cors.map_or(!is_set_behind, |cors| auth > cors) {
            continue;
        }
        let auth = chain[auth];
        let trap = match is_service(&auth) {
            true => Trap::OptionsBehindService(Kind::Traefik),
            false => Trap::OptionsBehindAuth(Kind::Traefik),
        };
        let Some(cors) = cors.map(|cors| chain[cors]) else {
            review.mark(trap, auth);
            continue;
        };
        let line = review.lines[auth.line];
        let is_element = |word: &Word, of: &str| {
            let line = review.lines[word.line];
            line.trim() == [of, &line[word.outer().0..word.outer().1]].concat()
        };
        let is_alone = ["- ", "- name: "].iter().any(|of| is_element(&auth, of) && is_element(&cors, of));
        if auth.line == cors.line {
            review.mend(trap, auth, [Edit::replace(auth, cors.text), Edit::replace(cors, auth.text)]);
        } else if is_alone && !review.lines.get(cors.line + 1).is_some_and(|next| next.trim().starts_with("namespace:"))
        {
            review.move_line(trap, auth, (cors.line + 1, line.to_owned()));
        } else {
            review.mark(trap, auth);
        }
    }
}

/// Whether a name is one of these: `name`, `name@file`, `namespace-name@kubernetescrd`.
fn has(names: &BTreeSet<&str>, word: &str) -> bool {
    let (name, place) = word.split_once('@').unwrap_or((word, ""));
    names.contains(name)
        || (place == "kubernetescrd"
            && names.iter().any(|known| name.strip_suffix(known).is_some_and(|rest| rest.ends_with('-'))))
}
