//! A document of the guide, drawn as elements. It does not know where the document comes from.

use leptos::prelude::*;

use super::copy::{Copy, in_short};
use crate::address::Address;
use crate::diagnosis::markdown::{Block, Inline};
use crate::registry::host::RegistryHost;

/// A document. Links to other pages of the guide take the `registry` with them, whose names stand in the examples.
#[component]
pub fn Document(blocks: Vec<Block>, registry: Option<RegistryHost>) -> impl IntoView {
    let blocks: Vec<AnyView> = blocks.into_iter().map(|block| shown(block, registry.as_ref())).collect();
    view! { <article class="document">{blocks}</article> }
}

fn shown(block: Block, registry: Option<&RegistryHost>) -> AnyView {
    match block {
        Block::Heading { level: 1, text } => view! { <h1>{words(text, registry)}</h1> }.into_any(),
        Block::Heading { level: 2, text } => view! { <h2>{words(text, registry)}</h2> }.into_any(),
        Block::Heading { text, .. } => view! { <h3>{words(text, registry)}</h3> }.into_any(),
        Block::Paragraph(text) => view! { <p>{words(text, registry)}</p> }.into_any(),
        Block::List { ordered, items } => {
            let items: Vec<AnyView> =
                items.into_iter().map(|item| view! { <li>{words(item, registry)}</li> }.into_any()).collect();
            if ordered { view! { <ol>{items}</ol> }.into_any() } else { view! { <ul>{items}</ul> }.into_any() }
        }
        Block::Code { text, .. } => view! {
            <div class="snippet"><pre tabindex="0"><code>{text.clone()}</code></pre><Copy text=text.clone() what=in_short(&text)/></div>
        }
        .into_any(),
        Block::Table { head, rows } => {
            let head: Vec<AnyView> =
                head.into_iter().map(|cell| view! { <th scope="col">{words(cell, registry)}</th> }.into_any()).collect();
            let rows: Vec<AnyView> = rows.into_iter().map(|row| {
                let cells: Vec<AnyView> =
                    row.into_iter().map(|cell| view! { <td>{words(cell, registry)}</td> }.into_any()).collect();
                view! { <tr>{cells}</tr> }.into_any()
            }).collect();
            view! { <div class="table"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div> }.into_any()
        }
    }
}

fn words(inlines: Vec<Inline>, registry: Option<&RegistryHost>) -> Vec<AnyView> {
    let words = inlines.into_iter().map(|inline| match inline {
        Inline::Text(text) => text.into_any(),
        Inline::Code(code) => view! { <code>{code}</code> }.into_any(),
        Inline::Strong(inside) => view! { <strong>{words(inside, registry)}</strong> }.into_any(),
        Inline::Link { text, target } if target.starts_with("#/") => {
            view! { <a href=with_registry(&target, registry)>{words(text, registry)}</a> }.into_any()
        }
        Inline::Link { text, target } => {
            view! { <a href=target target="_blank" rel="noreferrer">{words(text, registry)}</a> }.into_any()
        }
    });
    words.collect()
}

/// A link inside of the page, with the registry at hand where its address has a place for it.
fn with_registry(target: &str, registry: Option<&RegistryHost>) -> String {
    match Address::parse(target) {
        Address::Guide { page, registry: None } => Address::Guide { page, registry: registry.cloned() }.to_string(),
        Address::CheckUp { text, .. } if text.is_empty() => {
            Address::check_up(&registry.map(RegistryHost::to_string).unwrap_or_default()).to_string()
        }
        other => other.to_string(),
    }
}
