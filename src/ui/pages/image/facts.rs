//! Names with values, as strangers wrote them: always text, and links only where [`is_web_link`] allows them.

use std::ops::Range;

use leptos::prelude::*;

use crate::registry::annotations::{Annotations, is_web_link};
use crate::registry::visible::visible;
use crate::ui::parts::long_list::LongList;

/// Longer texts are folded, in characters.
const LONG: usize = 300;

/// So much of a folded text is shown, in characters.
const BEGINNING: usize = 120;

/// A name and its value, for a `dl` with the class `facts`.
pub fn fact(name: &str, value: AnyView) -> AnyView {
    view! { <div><dt>{visible(name).into_owned()}</dt><dd>{value}</dd></div> }.into_any()
}

/// A fact in the words of a program.
pub fn code(name: &str, text: String) -> AnyView {
    fact(name, view! { <code>{folded(&text)}</code> }.into_any())
}

/// Labels or annotations; nothing where there are none.
pub fn pairs(title: &'static str, pairs: &Annotations) -> Option<AnyView> {
    let (long, pairs) = (LongList::of(pairs.all().len()), pairs.clone());
    if pairs.all().is_empty() {
        return None;
    }
    let rows = move |some: Range<usize>| {
        let rows = pairs.all()[some].iter().map(|(name, value)| fact(name, value_of(name, value))).collect_view();
        view! { <dl class="facts">{rows}</dl> }.into_any()
    };
    let view = view! {
        <section class="pairs">
            <h3>{title}</h3>
            {long.rows(rows)}
            {long.more("entry", "entries")}
        </section>
    };
    Some(view.into_any())
}

/// The value of a label or an annotation.
fn value_of(name: &str, value: &str) -> AnyView {
    if !is_web_link(name, value) {
        return folded(value);
    }
    let (address, text) = (value.to_owned(), visible(value).into_owned());
    view! { <a href=address target="_blank" rel="noopener noreferrer">{text}</a> }.into_any()
}

/// A text; a long one shows its beginning and unfolds.
pub fn folded(text: &str) -> AnyView {
    let text = visible(text);
    if text.len() <= LONG {
        return text.into_owned().into_any();
    }
    let beginning: String = text.chars().take(BEGINNING).collect();
    view! { <details><summary>{beginning} "…"</summary><pre tabindex="0">{text.into_owned()}</pre></details> }
        .into_any()
}
