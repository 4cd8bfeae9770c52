//! The origins that a configuration allows, next to the page's.

use std::borrow::Cow;
use std::collections::BTreeSet;

use url::Url;

use super::review::{Edit, Review};
use super::setting::{Form, Role, Setting};
use super::trap::Trap;
use super::word::Word;
use crate::diagnosis::cors::{CorsFinding, OriginFault, origin_fault};

/// Marks values that are no origin, and origins that are not the page's where nothing lets the page in.
pub fn judge(review: &mut Review, settings: &[Setting]) {
    let page = review.page();
    let lets_in = |value: &Word| value.text == "*" || page.is_some_and(|page| says(value).as_deref() == Some(page));
    let lets_page_in = |setting: &&Setting| setting.role == Role::Origin && setting.values.iter().any(lets_in);
    let roots: BTreeSet<usize> = settings.iter().filter(lets_page_in).map(|setting| setting.root).collect();
    let sets: BTreeSet<usize> = settings.iter().filter(lets_page_in).map(|setting| setting.set).collect();
    for setting in settings.iter().filter(|setting| setting.role == Role::Origin) {
        // What a server chooses from may be written once for several places.
        let is_choice = setting.condition.is_some() || matches!(setting.form, Form::Options { .. });
        let elsewhere = sets.contains(&setting.set)
            || roots.len() > 1
            || roots.first().is_some_and(|root| is_choice || *root != setting.root);
        let is_open = matches!(setting.form, Form::Options { open: true });
        let is_known = |value: &Word| !lets_in(value) && says(value).is_some();
        let mut may_differ = elsewhere || is_open || !setting.values.iter().all(is_known);
        for value in setting.values.iter().filter(|value| is_known(value)) {
            let Some(said) = says(value).filter(|said| !said.is_empty()) else { continue };
            match origin_fault(&said, review.known.page_origin) {
                CorsFinding::OriginList { .. } => mend(review, Trap::OriginList, value, page),
                CorsFinding::OriginMalformed { value: said, fault } => {
                    let tidy = if may_differ { tidied(&said, fault) } else { None };
                    mend(review, Trap::OriginMalformed(fault), value, tidy.as_deref().or(page));
                    may_differ = true;
                }
                _ if may_differ => {}
                _ => {
                    if let Some(page) = page {
                        mend(review, differs(review, &said, page), value, Some(page));
                        may_differ = true;
                    }
                }
            }
        }
    }
}

fn differs(review: &Review, origin: &str, page: &str) -> Trap {
    let page = page.to_owned();
    let own = review.known.registry.map(|registry| registry.origin().ascii_serialization());
    if own.is_some_and(|own| own == origin) {
        return Trap::OriginOfRegistry { page };
    }
    Trap::OriginOfAnother { page }
}

fn mend(review: &mut Review, trap: Trap, value: &Word, right: Option<&str>) {
    let Some(right) = right else { return review.mark(trap, *value) };
    let edit = match expression(value.text) {
        Some((from, literal)) => {
            let start = value.start + from;
            let text = right.replace('.', "\\.");
            Edit { line: value.line, start, end: start + literal.len(), text }
        }
        None => Edit::replace(*value, right),
    };
    review.mend(trap, *value, [edit]);
}

/// The origin that a value says; `None` where a variable or an expression says it.
fn says<'a>(value: &Word<'a>) -> Option<Cow<'a, str>> {
    let Some((_, inner)) = expression(value.text) else {
        return (!value.is_variable()).then_some(Cow::Borrowed(value.text));
    };
    let plain = inner.replace("\\.", ".").replace("\\/", "/").replace("\\-", "-");
    let is_plain = !plain.contains(['\\', '(', ')', '[', '|', '*', '+', '?', '{', '$', '^']);
    is_plain.then_some(Cow::Owned(plain))
}

/// `^https://ui.example$`, `^(https://ui.example)$`: where the origin begins, and the origin.
fn expression(text: &str) -> Option<(usize, &str)> {
    let inner = text.strip_prefix('^')?.strip_suffix('$')?;
    match inner.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => Some((2, inner)),
        None => Some((1, inner)),
    }
}

/// The origin that was meant by a value, whoever's it is.
fn tidied(value: &str, fault: OriginFault) -> Option<String> {
    let url = match fault {
        OriginFault::NoScheme => Url::parse(&["https://", value].concat()),
        _ => Url::parse(value),
    };
    let origin = url.ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}
