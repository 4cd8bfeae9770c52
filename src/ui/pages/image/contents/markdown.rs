//! A stranger's Markdown, drawn as elements.

use leptos::prelude::*;

use crate::contents::markdown::{MarkdownBlock, MarkdownText, Span, parse};
use crate::ui::parts::copy::Copy;

/// The text as it is meant.
#[component]
pub fn Markdown(text: String) -> impl IntoView {
    let MarkdownText { blocks, had_html, had_pictures, has_more } = parse(&text);
    let left_out = match (had_html, had_pictures) {
        (true, true) => Some("HTML and pictures are left out. "),
        (true, false) => Some("HTML is left out. "),
        (false, true) => Some("Pictures are left out. "),
        (false, false) => None,
    };
    let more = has_more.then_some("This is its beginning.");
    let note = (left_out.is_some() || has_more).then(|| view! { <p class="note">{left_out}{more}</p> });
    view! {
        <div class="markdown">{all(blocks)}</div>
        {note}
    }
}

fn all(blocks: Vec<MarkdownBlock>) -> AnyView {
    blocks.into_iter().map(shown).collect_view().into_any()
}

fn shown(block: MarkdownBlock) -> AnyView {
    match block {
        MarkdownBlock::Heading { level, words } => heading(level, inlines(words)),
        MarkdownBlock::Paragraph(words) => view! { <p>{inlines(words)}</p> }.into_any(),
        MarkdownBlock::Quote(blocks) => view! { <blockquote>{all(blocks)}</blockquote> }.into_any(),
        MarkdownBlock::Rule => view! { <hr/> }.into_any(),
        MarkdownBlock::List { first, items } => {
            let items = items.into_iter().map(|item| view! { <li>{all(item)}</li> }).collect_view();
            match first {
                Some(first) => view! { <ol start=first.to_string()>{items}</ol> }.into_any(),
                None => view! { <ul>{items}</ul> }.into_any(),
            }
        }
        MarkdownBlock::Code(text) => view! {
            <div class="snippet"><pre tabindex="0"><code>{text.clone()}</code></pre><Copy text what="these lines"/></div>
        }
        .into_any(),
        MarkdownBlock::Table(rows) => {
            let mut rows = rows.into_iter();
            let head = rows.next().unwrap_or_default();
            let head = head.into_iter().map(|cell| view! { <th scope="col">{inlines(cell)}</th> }).collect_view();
            let rows = rows.map(|row| {
                let cells = row.into_iter().map(|cell| view! { <td>{inlines(cell)}</td> }).collect_view();
                view! { <tr>{cells}</tr> }
            });
            view! {
                <div class="wide" tabindex="0"><table class="plain"><thead><tr>{head}</tr></thead><tbody>{rows.collect_view()}</tbody></table></div>
            }
            .into_any()
        }
    }
}

/// The page has headings of its own above it.
fn heading(level: u8, words: AnyView) -> AnyView {
    match level {
        1 => view! { <h4 class="first">{words}</h4> }.into_any(),
        2 => view! { <h5 class="second">{words}</h5> }.into_any(),
        _ => view! { <h6>{words}</h6> }.into_any(),
    }
}

fn inlines(words: Vec<Span>) -> AnyView {
    words.into_iter().map(inline).collect_view().into_any()
}

fn inline(inline: Span) -> AnyView {
    match inline {
        Span::Text(text) => text.into_any(),
        Span::Code(code) => view! { <code>{code}</code> }.into_any(),
        Span::Emphasis(words) => view! { <em>{inlines(words)}</em> }.into_any(),
        Span::Strong(words) => view! { <strong>{inlines(words)}</strong> }.into_any(),
        Span::Struck(words) => view! { <s>{inlines(words)}</s> }.into_any(),
        Span::Break => view! { <br/> }.into_any(),
        Span::Link { words, address, host } => {
            // Words that are the address say the host already.
            let says_it = matches!(words.as_slice(), [Span::Text(text)] if *text == address);
            let host = (!says_it).then(|| view! { " " <small class="host">"(" {host} ")"</small> });
            view! { <a href=address target="_blank" rel="noreferrer">{inlines(words)}</a>{host} }.into_any()
        }
        Span::Picture { words, host } => {
            let words = if words.is_empty() { "picture".into_any() } else { inlines(words) };
            let host = host.map(|host| format!(" from {host}"));
            view! { <span class="left-out" title="A picture, which this page does not load">"["{words}{host}"]"</span> }
                .into_any()
        }
    }
}
