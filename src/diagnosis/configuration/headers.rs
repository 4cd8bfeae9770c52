//! The CORS headers that a configuration sets, whatever its syntax, and what is wrong with their values.

use super::review::{Edit, Review};
use super::setting::{Form, Role, Setting, near, role};
use super::trap::Trap;
use super::word::Word;
use super::{absent, origins};

/// What a header with this name is for, or with the name that was meant; the latter is marked.
pub fn named(review: &mut Review, name: Word) -> Option<Role> {
    if let Some(role) = role(name.text) {
        return Some(role);
    }
    let right = near(name.text)?;
    let trap = Trap::HeaderMisspelt { sent: name.text.to_owned(), meant: right };
    review.mend(trap, name, [Edit::replace(name, right)]);
    role(right)
}

/// Marks what is wrong with the values of all settings.
pub fn judge(review: &mut Review) {
    let mut settings = std::mem::take(&mut review.settings);
    settings.retain(|setting| !review.foreign.contains(&setting.root));
    origins::judge(review, &settings);
    together(review, &settings);
    absent::judge(review, &settings);
    let complete = |setting: &Setting| setting.role == Role::Expose && missing(setting, true).is_empty();
    let is_somewhere_complete = settings.iter().any(complete);
    for setting in &settings {
        match setting.role {
            Role::Headers if setting.needs_login => allowed_headers(review, setting),
            Role::Expose if setting.of_registry && !is_somewhere_complete => exposed(review, setting),
            Role::Methods => methods(review, setting),
            _ => {}
        }
    }
}

/// Any origin with credentials, and two lines of the origin.
fn together(review: &mut Review, settings: &[Setting]) {
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
                match review.page() {
                    Some(page) => review.mend(Trap::WildcardWithCredentials, *any, [Edit::replace(*any, page)]),
                    None => review.mark(Trap::WildcardWithCredentials, *any),
                }
            }
            if setting.form == Form::Lines {
                two_values(review, setting);
            }
            let sends_line = setting.adds && !setting.values[0].is_variable();
            match first {
                Some(first) if sends_line && first.condition == setting.condition => {
                    review.mark(Trap::OriginTwice, setting.values[0]);
                }
                None if sends_line => first = Some(setting),
                _ => {}
            }
        }
    }
}

/// A list of which every value becomes a header line.
fn two_values(review: &mut Review, setting: &Setting) {
    let [first, second, ..] = setting.values[..] else { return };
    let last = setting.values[setting.values.len() - 1];
    if first.line != last.line {
        return review.mark(Trap::OriginTwice, second);
    }
    let rest = Edit { line: first.line, start: first.outer().1, end: last.outer().1, text: String::new() };
    let page = review.page().filter(|page| setting.values[1..].iter().any(|value| value.text == *page));
    let edits = page.map(|page| Edit::replace(first, page)).into_iter().chain([rest]);
    review.mend(Trap::OriginTwice, second, edits);
}

/// The names in a list of headers or methods.
fn names<'s>(setting: &'s Setting<'s>) -> impl Iterator<Item = Word<'s>> + use<'s> {
    setting.values.iter().flat_map(|value| value.parts())
}

/// Whether nothing can be said about the values.
fn is_unknown(setting: &Setting) -> bool {
    setting.values.iter().any(Word::is_variable) || names(setting).next().is_none()
}

fn allowed_headers(review: &mut Review, setting: &Setting) {
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
            review.mend(Trap::WildcardHeaders, star, [Edit::replace(star, text)]);
        }
        None => append(review, Trap::AuthorizationNotAllowed, setting, &["Authorization"]),
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

fn exposed(review: &mut Review, setting: &Setting) {
    let missing = missing(setting, setting.needs_login);
    if !missing.is_empty() {
        append(review, Trap::NotExposed { names: missing.clone() }, setting, &missing);
    }
}

fn methods(review: &mut Review, setting: &Setting) {
    for method in names(setting) {
        if method.is("DELETE") && method.text != "DELETE" {
            review.mend(Trap::MethodInSmallLetters, method, [Edit::replace(method, "DELETE")]);
        }
    }
    let lets_delete = names(setting).any(|method| method.is("DELETE") || method.text == "*");
    if review.deletes && !lets_delete && !is_unknown(setting) {
        append(review, Trap::DeleteNotAllowed, setting, &["DELETE"]);
    }
}

/// Marks a list at its first value, and corrects it by more names behind the last one.
fn append(review: &mut Review, trap: Trap, setting: &Setting, more: &[&str]) {
    let (Some(first), Some(last)) = (setting.values.first(), setting.values.last()) else { return };
    let (start, end) = last.outer();
    let line = review.lines[last.line];
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
        return review.mend(trap, *first, [edit]);
    }
    let is_element =
        line[..start].trim() == "-" && line[end..].split(" #").next().is_some_and(|rest| rest.trim().is_empty());
    if !is_element {
        return review.mark(trap, *first);
    }
    let quote = &line[start..last.start];
    let element = |name: &str| [&line[..start], quote, name, quote].concat();
    let lines: Vec<String> = more.iter().copied().map(element).collect();
    review.add_below(trap, *first, last.line, &lines);
}

/// A list of names in quotes, where the word has none.
fn listed(word: &Word, names: &str) -> String {
    if word.quote.is_some() || !names.contains(' ') || word.text.contains(' ') {
        return names.to_owned();
    }
    ["\"", names, "\""].concat()
}
