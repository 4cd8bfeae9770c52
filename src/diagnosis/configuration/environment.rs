//! Variables: `REGISTRY_…` of CNCF Distribution, and `REGISTRY_URL` of registry pages.
//!
//! Distribution 2.8.2 was asked: a header's name may be written in any case, but with hyphens; its value is a YAML list.

use url::Url;

use super::header_template::{self, AbsenceScope, HeaderTemplate};
use super::headers;
use super::kind::Kind;
use super::realm::{container, judge_realm};
use super::review::{Edit, Review};
use super::setting::{self, Form, Role, Setting};
use super::trap::Trap;
use super::word::{Word, contains};

/// How the variables begin that are read here.
pub const NAMES: &[&str] = &["REGISTRY_HTTP_", "REGISTRY_AUTH_TOKEN_", "REGISTRY_URL", "DEFAULT_REGISTRIES"];

/// In front of a header's name.
const PREFIX: &str = "REGISTRY_HTTP_HEADERS_";

/// A variable.
#[derive(Clone, Copy, Debug)]
pub struct ConfiguredVariable<'a> {
    /// Its name.
    pub name: Word<'a>,
    /// Its value as written, in its own quotes where it has such.
    pub value: Word<'a>,
    /// How it is written.
    pub form: VariableForm,
}

/// How a variable is written, which decides on the quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableForm {
    /// In a shell, or a file that looks like it: quotes around the value go away.
    Shell,
    /// An element of a YAML list, `NAME=value`: quotes around the value stay.
    Element,
    /// The same, in quotes as a whole.
    Quoted,
    /// A key of YAML.
    Key,
    /// `name: NAME` and `value: …`, as Kubernetes has it.
    Named,
}

/// What is known besides the variables.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// Whether all is here that says whether people have to sign in.
    pub is_whole: bool,
    /// Whether there is something that may answer in front of the registry.
    pub may_have_proxy: bool,
    /// Whether the address in `REGISTRY_URL` goes to the browser.
    pub of_browser: bool,
}

/// The variables in lines of a shell, of a Dockerfile or of an environment file.
pub fn of_lines<'a>(lines: &[&'a str]) -> Vec<ConfiguredVariable<'a>> {
    let mut variables = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        if line.trim_start().starts_with('#')
            || !NAMES.iter().any(|name| line.contains(name)) && !line.contains("REGISTRY_")
        {
            continue;
        }
        // An element of a list, or a key, of YAML that has no service around it.
        let text = line.trim_start();
        let start = line.len() - text.len();
        if let Some(rest) = text.strip_prefix("- ") {
            let rest = rest.trim();
            let from = start + text.find(rest).unwrap_or(0);
            variables.extend(element(Word { line: number, start: from, text: rest, quote: None }));
        } else if let Some((name, value)) = text.split_once(": ").filter(|(name, _)| is_name(name)) {
            let from = start + name.len() + 2;
            let name = Word { line: number, start, text: name, quote: None };
            let value = unquoted(name.part(value, from - start));
            variables.push(ConfiguredVariable { name, value, form: VariableForm::Key });
        } else {
            words(number, line, &mut variables);
        }
    }
    variables
}

/// `NAME=value` as an element of a YAML list.
pub fn element(text: Word) -> Option<ConfiguredVariable> {
    let whole = unquoted(text);
    let quoted = whole.quote.is_some();
    let (name, value) = whole.text.split_once('=').filter(|(name, _)| is_name(name))?;
    let value = Word { start: whole.start + name.len() + 1, text: value, quote: None, ..whole };
    let name = Word { text: name, quote: None, ..whole };
    let value = if quoted { value } else { unquoted(value) };
    Some(ConfiguredVariable { name, value, form: if quoted { VariableForm::Quoted } else { VariableForm::Element } })
}

/// The `NAME=value` in a shell's line, with the quotes as the shell takes them.
fn words<'a>(number: usize, line: &'a str, variables: &mut Vec<ConfiguredVariable<'a>>) {
    let mut from = 0;
    let mut open: Option<char> = None;
    let mut escaped = false;
    let ends = line.char_indices().chain([(line.len(), ' ')]);
    for (place, one) in ends {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match open {
            Some(quote) if one == quote => open = None,
            _ if one == '\\' && open != Some('\'') => escaped = true,
            Some(_) if place < line.len() => {}
            _ if one == '"' || one == '\'' => open = Some(one),
            _ if one.is_whitespace() => {
                let word = unquoted(Word { line: number, start: from, text: &line[from..place], quote: None });
                let text = word.text.trim_start_matches("--env=").trim_start_matches("-e");
                let start = word.end() - text.len();
                if let Some((name, value)) = text.split_once('=').filter(|(name, _)| is_name(name)) {
                    let name = Word { line: number, start, text: name, quote: None };
                    let value = Word { line: number, start: name.end() + 1, text: value, quote: None };
                    variables.push(ConfiguredVariable { name, value: unquoted(value), form: VariableForm::Shell });
                }
                from = place + one.len_utf8();
            }
            _ => {}
        }
    }
}

fn is_name(name: &str) -> bool {
    let is_plain = name.bytes().all(|one| one.is_ascii_alphanumeric() || b"_-".contains(&one));
    is_plain && (name.starts_with("REGISTRY_") || name == "DEFAULT_REGISTRIES")
}

/// A word without the quotes around it.
pub fn unquoted(word: Word) -> Word {
    for quote in ['"', '\''] {
        let inner = word.text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
        if let Some(inner) = inner.filter(|_| word.quote.is_none()) {
            return Word { start: word.start + 1, text: inner, quote: Some(quote), ..word };
        }
    }
    word
}

/// Marks what is wrong with the variables of one container.
pub fn judge<'a>(review: &mut Review<'a>, variables: &[ConfiguredVariable<'a>], context: Context) {
    let says = |name: &str| variables.iter().find(|variable| variable.name.text.starts_with(name));
    let auth = says("REGISTRY_AUTH").filter(|variable| variable.value.text != "none");
    let needs_login = auth.is_some() || !context.is_whole;
    let tls = says("REGISTRY_HTTP_TLS_").is_some();
    let deletes = says("REGISTRY_STORAGE_DELETE_ENABLED");
    review.deletes |= deletes.is_some_and(|variable| variable.value.is("true"));
    let before = review.settings.len();
    for variable in variables {
        match variable.name.text {
            "REGISTRY_URL" | "DEFAULT_REGISTRIES" if context.of_browser => addresses(review, variable.value),
            "REGISTRY_AUTH_TOKEN_REALM" => judge_realm(review, variable.value, tls),
            name if contains(name, "access-control")
                || contains(name, "access_control")
                || name.starts_with(PREFIX) =>
            {
                header(review, variable);
            }
            _ => {}
        }
    }
    for setting in &mut review.settings[before..] {
        setting.needs_login = needs_login;
        // The variables of one container belong together.
        setting.root = variables.first().map_or(0, |variable| variable.name.line);
        if let Some(template) = &mut setting.template {
            template.allows = auth.is_some();
            template.scope = if context.may_have_proxy { AbsenceScope::Text } else { AbsenceScope::Root };
        }
    }
    let sets_origin = review.settings[before..].iter().any(|setting| setting.role == Role::Origin);
    if let Some(auth) = auth.filter(|_| sets_origin && !context.may_have_proxy) {
        review.mark(Trap::OptionsBehindAuth(Kind::Distribution), auth.name);
    }
}

/// `REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin='["https://ui.example"]'`
fn header<'a>(review: &mut Review<'a>, variable: &ConfiguredVariable<'a>) {
    let name = variable.name;
    let header = match name.text.strip_prefix(PREFIX) {
        Some(header) if !header.contains('_') => Word { start: name.end() - header.len(), text: header, ..name },
        _ => {
            let whole = name.text.to_ascii_lowercase().replace('_', "-");
            let Some(at) =
                whole.find("access-control").or_else(|| name.text.strip_prefix(PREFIX).map(|_| PREFIX.len()))
            else {
                return;
            };
            let known =
                ["Origin", "Credentials", "Methods", "Headers"].map(|end| ["Access-Control-Allow-", end].concat());
            let others = ["Access-Control-Expose-Headers", "Access-Control-Max-Age"].map(str::to_owned);
            let right = known.into_iter().chain(others).find(|right| right.eq_ignore_ascii_case(&whole[at..]));
            let Some(right) = right else { return };
            review.mend(Trap::VariableName, name, [Edit::replace(name, [PREFIX, &right].concat())]);
            let Some(role) = setting::role(&right) else { return value(review, variable, None) };
            return value(review, variable, Some(role));
        }
    };
    let role = if setting::is_name(header.text) { headers::named(review, header) } else { None };
    value(review, variable, role);
}

/// The value of a header's variable: a YAML list.
fn value<'a>(review: &mut Review<'a>, variable: &ConfiguredVariable<'a>, role: Option<Role>) {
    let value = variable.value;
    let line = value.line;
    let text = value.text.trim();
    if text.is_empty() || value.is_variable() || text.starts_with("- ") {
        return;
    }
    let list = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    // In an element of a YAML list, these quotes become a part of the value, which then is a plain text.
    let keeps_quotes = variable.form == VariableForm::Element && value.quote.is_some();
    let values = match list {
        Some(list) => elements(value, list),
        None => vec![value.part(bare(text), value.text.find(bare(text)).unwrap_or(0))],
    };
    if list.is_none() || keeps_quotes {
        let (open, close) = match variable.form {
            VariableForm::Shell | VariableForm::Key | VariableForm::Named => ("'[\"", "\"]'"),
            VariableForm::Quoted if review.lines[line].contains("\"REGISTRY_") => ("[\\\"", "\\\"]"),
            VariableForm::Quoted | VariableForm::Element => ("[\"", "\"]"),
        };
        let (start, end) = value.outer();
        let edits = match (list, values.first()) {
            (None, Some(inner)) => vec![
                Edit { line, start, end: inner.start, text: open.to_owned() },
                Edit { line, start: inner.end(), end, text: close.to_owned() },
            ],
            _ => vec![
                Edit { line, start, end: value.start, text: String::new() },
                Edit { line, start: value.end(), end, text: String::new() },
            ],
        };
        review.mend(Trap::NotAList, value, edits);
    } else if let Some(star) = values.iter().find(|value| value.text == "*" && value.quote.is_none()) {
        let quote = if value.quote == Some('"') { "'" } else { "\"" };
        let edits = [Edit::insert(line, star.start, quote), Edit::insert(line, star.end(), quote)];
        review.mend(Trap::StarWithoutQuotes, *star, edits);
    }
    if let (Some(role), Some(first)) = (role, values.first()) {
        let first = *first;
        let set = usize::MAX / 2 + variable.form as usize;
        let template = template(review, variable);
        review.settings.push(Setting { values, form: Form::Lines, set, template, ..Setting::new(role, first) });
    }
}

/// How another header's variable is written beside one.
fn template<'a>(review: &Review<'a>, variable: &ConfiguredVariable<'a>) -> Option<HeaderTemplate<'a>> {
    let name = variable.name;
    let like = |syntax| {
        let template = HeaderTemplate::like(review.lines, name, variable.value, name.text.len(), [syntax, syntax])?;
        Some(HeaderTemplate { before: template.before + PREFIX, ..template })
    };
    let before = &review.lines[name.line][..name.start];
    match variable.form {
        VariableForm::Key => like(&header_template::KEY),
        VariableForm::Element => like(&header_template::ELEMENT),
        VariableForm::Quoted if before.ends_with('"') => like(&header_template::ESCAPED),
        VariableForm::Quoted => like(&header_template::ELEMENT),
        VariableForm::Shell => {
            let between = ["-e ", "--env "].iter().find(|option| before.ends_with(*option));
            let is_alone = before.trim().is_empty();
            let between = match between {
                Some(&"-e ") => " -e ",
                Some(_) => " --env ",
                None if is_alone || before.ends_with("export ") || before.ends_with("ENV ") => " ",
                None => return None,
            };
            Some(HeaderTemplate {
                between: Some(between),
                ..HeaderTemplate::line(name, PREFIX, &header_template::SHELL)
            })
        }
        VariableForm::Named => {
            let start = before.len() - before.trim_start().len();
            let is_first = before.trim_start().starts_with("- ");
            let at = Word { start, text: review.lines[name.line].trim(), quote: None, ..name };
            is_first.then(|| HeaderTemplate::line(at, ["- name: ", PREFIX].concat(), &header_template::NAME_AND_VALUE))
        }
    }
}

/// The elements of a list in one line, each without the quotes around it, escaped and doubled ones too.
pub fn elements<'a>(value: Word<'a>, list: &'a str) -> Vec<Word<'a>> {
    let mut from = value.text.find('[').map_or(0, |at| at + 1);
    let mut quoted = false;
    let parts = list.split(|one: char| {
        quoted ^= one == '"' || one == '\'';
        one == ',' && !quoted
    });
    let parts = parts.map(|part| {
        let word = value.part(part, from);
        from += part.len() + 1;
        let inner = bare(word.text);
        let quote = if inner.len() < word.text.len() { Some('"') } else { None };
        let skipped = word.text.find(inner).unwrap_or(0);
        Word { start: word.start + skipped, text: inner, quote, ..word }
    });
    parts.filter(|part| !part.text.is_empty()).collect()
}

/// A text without quotes and backslashes around it.
fn bare(text: &str) -> &str {
    text.trim_matches(['"', '\'', '\\', ' '])
}

/// The addresses that a registry page gives to the browser.
fn addresses(review: &mut Review, value: Word) {
    for address in value.parts().filter(|address| !address.is_variable()) {
        let Some(host) = Url::parse(address.text).ok().and_then(|url| container(&url)) else { continue };
        let known = review.known.registry.filter(|registry| container(registry).is_none());
        match known.map(|registry| registry.origin().ascii_serialization()) {
            Some(right) => review.mend(Trap::InternalName { host }, address, [Edit::replace(address, right)]),
            None => review.mark(Trap::InternalName { host }, address),
        }
    }
}

/// Pages with a server that calls the registry: there the name of a container is right.
const WITH_SERVER: &[&str] =
    &["docker-registry-web", "docker-registry-browser", "docker-registry-frontend", "quiq/", "ui:1", "static"];

/// Whether an image is a registry page that gives its address to the browser.
pub fn is_page(image: &str) -> bool {
    (image.contains("registry-ui") || image.contains("pierglass")) && !WITH_SERVER.iter().any(|one| image.contains(one))
}

/// The same of lines that do not say which container a variable is for: whether none of the others is in them.
pub fn is_of_browser(lines: &[&str]) -> bool {
    !lines.iter().any(|line| WITH_SERVER.iter().any(|one| line.contains(one)))
}
