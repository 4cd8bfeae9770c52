//! The names that a WebAssembly binary takes and gives. What reads them is a part of its own.

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use super::super::facts::fact;
use crate::contents::wasm::read;
use crate::registry::visible::visible;
use crate::ui::chunks::screen;
use crate::ui::parts::long_list::LongList;
use crate::ui::words::count;

screen! {
    /// What a WebAssembly binary says of itself.
    wasm, webassembly(bytes: Arc<Vec<u8>>) => view! { <WebAssembly bytes/> }.into_any()
}

/// What it says of itself.
#[component]
fn WebAssembly(bytes: Arc<Vec<u8>>) -> impl IntoView {
    let wasm = read(&bytes);
    let kind = if wasm.is_component { "a component, which holds modules" } else { "a module" };
    let problem = wasm.problem.map(|problem| format!("It is damaged or of a later version {problem}."));
    view! {
        <dl class="facts">{fact("WebAssembly", kind.into_any())}</dl>
        {problem.map(|problem| view! { <p class="doubt" role="note">{visible(&problem).into_owned()}</p> })}
        {names("It takes", wasm.imports)}
        {names("It gives", wasm.exports)}
        {wasm.has_more.then(|| view! { <p class="note">"There are more names than these."</p> })}
        <p class="note">"By its own words. The page runs nothing of it."</p>
    }
    .into_any()
}

fn names(title: &'static str, all: Vec<(String, &'static str)>) -> Option<AnyView> {
    if all.is_empty() {
        return None;
    }
    let long = LongList::of(all.len());
    let said = format!("{title} {}", count(all.len(), "name", "names"));
    let rows = move |some: Range<usize>| {
        let row = |(name, kind): &(String, &'static str)| view! { <li><code>{visible(name).into_owned()}</code>" "<small>{*kind}</small></li> };
        all[some].iter().map(row).collect_view().into_any()
    };
    let view = view! {
        <h4>{said}</h4>
        <ul class="plain">{long.rows(rows)}</ul>
        {long.more("name", "names")}
    };
    Some(view.into_any())
}
