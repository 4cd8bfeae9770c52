//! Markdown of strangers, as plain data: READMEs of charts and of repositories.
//!
//! `pulldown-cmark` reads it (docs/decisions/0031), this module says what becomes of what it reads. HTML is left out, its words stay;
//! pictures are their words and the host that they would come from; a link is one where [`super::link`] says so, else its words with the
//! address, where that is one of the web, or its words alone. What is nested deeper than people write stands at the last level.

mod block;
mod tree;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::registry::visible::visible;
pub use block::{MarkdownBlock, Span};
use tree::{Open, OpenBlocks};

/// A document, or the beginning of a long one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkdownText {
    /// Its blocks.
    pub blocks: Vec<MarkdownBlock>,
    /// Whether HTML was left out.
    pub had_html: bool,
    /// Whether pictures were left out.
    pub had_pictures: bool,
    /// Whether there is more than this.
    pub has_more: bool,
}

/// So much of a text is read, in bytes.
pub const TEXT_LIMIT: usize = 256 << 10;

/// So many pieces of a document are made, blocks and what is in them: each is an element or two of a page.
const PIECES: usize = 10_000;

/// Reads a document.
pub fn parse(text: &str) -> MarkdownText {
    let end = text.floor_char_boundary(TEXT_LIMIT);
    let mut has_more = end < text.len();
    let mut html = HtmlText::default();
    let mut tree = OpenBlocks::default();
    let (mut had_pictures, mut pieces) = (false, 0);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    for event in Parser::new_ext(&text[..end], options) {
        pieces += 1;
        if pieces > PIECES {
            has_more = true;
            break;
        }
        match event {
            Event::Start(tag) => {
                had_pictures |= matches!(tag, Tag::Image { .. });
                begin(&mut tree, &tag);
            }
            Event::End(tag) => {
                if tag == TagEnd::HtmlBlock {
                    tree.text(&html.take());
                }
                tree.end();
            }
            Event::Text(text) => tree.text(&text),
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => {
                tree.inline(Span::Code(visible(&code).into_owned()));
            }
            Event::Html(markup) => html.add(&markup),
            Event::InlineHtml(markup) => {
                html.seen = true;
                if markup.to_ascii_lowercase().starts_with("<br") {
                    tree.inline(Span::Break);
                }
            }
            Event::SoftBreak => tree.text(" "),
            Event::HardBreak => tree.inline(Span::Break),
            Event::Rule => tree.block(MarkdownBlock::Rule),
            Event::TaskListMarker(is_done) => tree.text(if is_done { "☑ " } else { "☐ " }),
            Event::FootnoteReference(name) => tree.text(&format!("[{name}]")),
        }
    }
    MarkdownText { blocks: tree.whole(), had_html: html.seen, had_pictures, has_more }
}

fn begin(tree: &mut OpenBlocks, tag: &Tag<'_>) {
    let open = match tag {
        Tag::Heading { level, .. } => Open::Heading(*level as u8, Vec::new()),
        Tag::Paragraph => Open::Paragraph(Vec::new()),
        Tag::List(first) => Open::List(*first, Vec::new()),
        Tag::Item => Open::Item(Vec::new()),
        Tag::BlockQuote(_) => Open::Quote(Vec::new()),
        Tag::CodeBlock(_) => Open::Code(String::new()),
        Tag::Table(_) => Open::Table(Vec::new()),
        Tag::TableHead | Tag::TableRow => Open::Row(Vec::new()),
        Tag::TableCell => Open::Cell(Vec::new()),
        Tag::Emphasis => Open::Emphasis(Vec::new()),
        Tag::Strong => Open::Strong(Vec::new()),
        Tag::Strikethrough => Open::Struck(Vec::new()),
        Tag::Link { dest_url, .. } => Open::Link(dest_url.to_string(), Vec::new()),
        Tag::Image { dest_url, .. } => Open::Picture(web_host(dest_url).map(str::to_owned), Vec::new()),
        // HTML, which comes in pieces of its own, and extensions that are not switched on.
        _ => Open::Paragraph(Vec::new()),
    };
    tree.begin(open);
}

/// The words in a block of HTML. What is in scripts, styles and remarks are none.
#[derive(Default)]
struct HtmlText {
    seen: bool,
    block: String,
}

impl HtmlText {
    fn add(&mut self, markup: &str) {
        self.seen = true;
        self.block.push_str(markup);
    }

    fn take(&mut self) -> String {
        let block = std::mem::take(&mut self.block);
        let mut words = String::new();
        let mut rest = block.as_str();
        while let Some(at) = rest.find('<') {
            words.push_str(&rest[..at]);
            words.push(' ');
            let from = &rest[at + 1..];
            let begins = |name: &str| from.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name));
            let end = if begins("!--") {
                "-->"
            } else if begins("script") {
                "</script>"
            } else if begins("style") {
                "</style>"
            } else {
                ">"
            };
            rest = from.find(end).map_or("", |found| &from[found + end.len()..]);
        }
        words.push_str(rest);
        let words: Vec<&str> = words.split_whitespace().collect();
        words.join(" ")
    }
}

/// The host that a picture would come from.
fn web_host(address: &str) -> Option<&str> {
    let rest = ["https://", "http://", "//"].into_iter().find_map(|scheme| address.strip_prefix(scheme))?;
    rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests;
