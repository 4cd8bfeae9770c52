//! HAProxy.

use std::collections::BTreeSet;

use super::header_template::{AbsenceScope, HeaderTemplate, WORDS};
use super::headers;
use super::kind::Kind;
use super::review::{Edit, Review};
use super::setting::{self, Form, Role, Setting};
use super::trap::Trap;
use super::word::{self, Word, contains};

/// A `frontend`, `backend`, `listen` or `defaults`, or what stands before them.
struct Section<'a> {
    name: &'a str,
    lines: Vec<Vec<Word<'a>>>,
}

/// Reads the configuration.
pub fn read(review: &mut Review) {
    let mut sections = vec![Section { name: "", lines: Vec::new() }];
    let mut asks_options = BTreeSet::new();
    for (number, line) in review.lines.iter().enumerate() {
        let words = word::words(number, line, &['"', '\'']);
        let Some(first) = words.first() else { continue };
        match first.text {
            "frontend" | "backend" | "listen" | "defaults" | "global" => {
                sections.push(Section { name: first.text, lines: Vec::new() });
            }
            "acl" if words[1..].iter().any(|word| contains(word.text, "OPTIONS")) => {
                asks_options.extend(words.get(1).map(|word| word.text));
            }
            _ => {}
        }
        if let Some(section) = sections.last_mut() {
            section.lines.push(words);
        }
    }
    let asks = |words: &[Word]| {
        let asks = |word: &Word| contains(word.text, "OPTIONS") || asks_options.contains(word.text);
        words.iter().any(|word| asks(&Word { text: word.text.trim_start_matches('!'), ..*word }))
    };
    let mut frontends = sections.iter().filter(|section| ["frontend", "listen"].contains(&section.name)).peekable();
    let sees_frontend = frontends.peek().is_some();
    let is_handled_in_front = frontends.any(|section| section.lines.iter().any(|line| answers(line, &asks)));
    let own = of_registry(review, &sections);
    review.tell_apart(&(0..sections.len()).collect(), &own);
    // What a program does is out of sight.
    let mut lines = sections.iter().flat_map(|section| &section.lines);
    let passes_on = lines.any(|line| ["server", "default_backend", "use_backend"].contains(&line[0].text));
    let is_known = passes_on && !review.says(&["lua.cors"]);
    for (number, section) in sections.iter().enumerate() {
        let may_lack = is_known && own.contains(&number);
        let is_answered_here = section.lines.iter().any(|line| line.get(1).is_some_and(|word| word.is("return")));
        for line in &section.lines {
            match line[0].text {
                "http-response" | "http-after-response" => {
                    header(review, line, (number, may_lack), is_answered_here);
                }
                "http-request" => request(review, line, (number, may_lack && asks(line))),
                "acl" => origin_test(review, line, number),
                _ => {}
            }
        }
        let is_safe = section.name == "backend" && (is_handled_in_front || !sees_frontend);
        if review.whole && !is_safe {
            preflight(review, section, &asks);
        }
    }
}

/// The sections that are a registry's, as far as can be seen.
fn of_registry(review: &Review, sections: &[Section]) -> BTreeSet<usize> {
    let backends = sections.iter().filter(|section| section.name == "backend").count();
    let shows = |section: &Section| section.lines.iter().flatten().any(|word| review.shows_registry(word.text));
    let is_registrys = |section: &Section| section.name != "backend" || backends == 1 || shows(section);
    let numbers = sections.iter().enumerate().filter(|(_, section)| is_registrys(section));
    numbers.map(|(number, _)| number).collect()
}

/// `http-response set-header name value [if condition]`
fn header<'a>(review: &mut Review<'a>, line: &[Word<'a>], (section, may_lack): (usize, bool), is_answered_here: bool) {
    let [rule, action, name, value, ref rest @ ..] = line[..] else { return };
    if !["set-header", "add-header"].contains(&action.text) {
        return;
    }
    let Some(role) = headers::named(review, name) else { return };
    let matters = is_answered_here || matches!(role, Role::Origin | Role::Expose);
    if rule.text == "http-response" && matters {
        review.mend(Trap::NotOnErrors(Kind::Haproxy), rule, [Edit::replace(rule, "http-after-response")]);
    }
    review.settings.push(Setting {
        set: section,
        root: section,
        condition: condition(review, rest),
        adds: action.text == "add-header",
        template: may_lack.then(|| HeaderTemplate {
            scope: AbsenceScope::Text,
            ..HeaderTemplate::line(rule, "http-after-response set-header ", &WORDS)
        }),
        ..Setting::new(role, value)
    });
}

/// `http-request set-header`, and the headers of `http-request return … hdr name value`.
fn request<'a>(review: &mut Review<'a>, line: &[Word<'a>], (section, is_preflight): (usize, bool)) {
    let Some(action) = line.get(1) else { return };
    if ["set-header", "add-header"].contains(&action.text) {
        if line.len() > 3 && setting::role(line[2].text).is_some() {
            review.mend(Trap::HeaderOfRequest, line[0], [Edit::replace(line[0], "http-after-response")]);
        }
        return;
    }
    if action.text != "return" {
        return;
    }
    for words in line.windows(3).filter(|words| words[0].text == "hdr" && words[0].quote.is_none()) {
        if let Some(role) = headers::named(review, words[1]) {
            // Its own answer, beside the headers of http-after-response; so it is a set of its own.
            let set = usize::MAX - words[0].line;
            let condition = condition(review, line);
            let setting = Setting::new(role, words[2]);
            let template = is_preflight.then(|| HeaderTemplate {
                between: Some(" "),
                inline: true,
                scope: AbsenceScope::Text,
                preflight: true,
                ..HeaderTemplate::line(words[0], "hdr ", &WORDS)
            });
            review.settings.push(Setting { set, root: section, condition, adds: true, template, ..setting });
        }
    }
}

/// The text behind `if` or `unless`.
fn condition<'a>(review: &Review<'a>, words: &[Word<'a>]) -> Option<&'a str> {
    let word = words.iter().find(|word| word.quote.is_none() && ["if", "unless"].contains(&word.text))?;
    review.lines[word.line].get(word.start..)
}

/// `acl name req.hdr(Origin) -m str https://ui.example`
fn origin_test<'a>(review: &mut Review<'a>, line: &[Word<'a>], section: usize) {
    let [_, _, sample, ref rest @ ..] = line[..] else { return };
    let sample = sample.text.split(',').next().unwrap_or_default();
    let is_origin =
        ["hdr(origin)", "req.hdr(origin)", "req.fhdr(origin)"].iter().any(|one| sample.eq_ignore_ascii_case(one));
    if !is_origin || line[2].text.contains(',') {
        return;
    }
    let mut open = false;
    let mut values = Vec::new();
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        match word.text {
            "-m" => open |= rest.next().is_none_or(|method| method.text != "str"),
            "-f" => open = true,
            "-i" | "--" => {}
            _ => values.push(*word),
        }
    }
    if let Some(first) = values.first().filter(|_| !open) {
        let setting = Setting::new(Role::Origin, *first);
        let form = Form::Options { open };
        review.settings.push(Setting { values, form, set: usize::MAX / 2, root: section, ..setting });
    }
}

/// Whether a line answers `OPTIONS`, or sends it elsewhere.
fn answers(line: &[Word], asks: &impl Fn(&[Word]) -> bool) -> bool {
    let acts = match (line[0].text, line.get(1).map_or("", |word| word.text)) {
        ("http-request", action) => {
            ["return", "deny", "use-service", "allow", "redirect", "reject"].contains(&action)
                || action.starts_with("lua.")
        }
        ("use_backend" | "monitor-uri" | "errorfile" | "http-error", _) => true,
        _ => false,
    };
    acts && asks(line)
}

/// What asks for a sign-in before anything answers `OPTIONS`.
fn preflight(review: &mut Review, section: &Section, asks: &impl Fn(&[Word]) -> bool) {
    let says_cors = review.settings.iter().any(|setting| setting.role == Role::Origin);
    for (number, line) in section.lines.iter().enumerate() {
        if line[0].text != "http-request" {
            continue;
        }
        if answers(line, asks) {
            return;
        }
        let says = |line: &[Word], name: &str| line.iter().any(|word| contains(word.text, name));
        // What a program found out is judged by a line below.
        let is_spared = |line: &Vec<Word>| asks(line) && says(line, "auth_response");
        let trap = match line.get(1).map_or("", |word| word.text) {
            "auth" => Trap::OptionsBehindAuth(Kind::Haproxy),
            "deny" | "reject" | "return" | "redirect" | "tarpit" if says(line, "http_auth(") => {
                Trap::OptionsBehindAuth(Kind::Haproxy)
            }
            name if name.starts_with("lua.auth") && !section.lines[number..].iter().any(is_spared) => {
                Trap::OptionsBehindService(Kind::Haproxy)
            }
            _ => continue,
        };
        if says_cors && !asks(line) {
            let above = "http-request return status 204 if METH_OPTIONS".to_owned();
            return review.add(trap, line[0], (line[0].line, line[0].start), &[above], None, false);
        }
    }
}
