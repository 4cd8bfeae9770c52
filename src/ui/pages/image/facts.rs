//! Names with values, as strangers wrote them: always text, and links only where [`is_web_link`] allows them.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::browser::time::now;
use crate::registry::annotations::is_web_link;
use crate::registry::http::Moment;
use crate::registry::time;

/// Longer texts are folded, in characters.
const LONG: usize = 300;

/// So much of a folded text is shown, in characters.
const BEGINNING: usize = 120;

/// A name and its value, for a `dl` with the class `facts`.
pub fn fact(name: &str, value: AnyView) -> AnyView {
    view! { <div><dt>{name.to_string()}</dt><dd>{value}</dd></div> }.into_any()
}

/// A fact in the words of a program.
pub fn code(name: &str, text: String) -> AnyView {
    fact(name, view! { <code>{folded(&text)}</code> }.into_any())
}

/// Labels or annotations; nothing where there are none.
pub fn pairs(title: &'static str, pairs: &BTreeMap<String, String>) -> Option<AnyView> {
    if pairs.is_empty() {
        return None;
    }
    let rows = pairs.iter().map(|(name, value)| {
        let value = if is_web_link(name, value) {
            let address = value.clone();
            view! { <a href=address target="_blank" rel="noopener noreferrer">{value.clone()}</a> }.into_any()
        } else {
            folded(value)
        };
        fact(name, value)
    });
    let view = view! {
        <section class="pairs">
            <h3>{title}</h3>
            <dl class="facts">{rows.collect_view()}</dl>
        </section>
    };
    Some(view.into_any())
}

/// A text; a long one shows its beginning and unfolds.
pub fn folded(text: &str) -> AnyView {
    if text.len() <= LONG {
        return text.to_string().into_any();
    }
    let beginning: String = text.chars().take(BEGINNING).collect();
    view! { <details><summary>{beginning} "…"</summary><pre tabindex="0">{text.to_string()}</pre></details> }.into_any()
}

/// A time: how long ago, and exactly.
pub fn when(moment: Moment) -> AnyView {
    let exactly = time::format(moment);
    view! { <time>{time::ago(now(), moment)}</time>" "<small>{exactly}</small> }.into_any()
}
