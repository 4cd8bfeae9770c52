//! What is open while a document is read. It has a depth: what nobody writes must cost nobody a stack.

use super::block::{MarkdownBlock, Span};
use crate::contents::link;
use crate::registry::visible::visible;

/// So deep are lists, quotes and words in each other.
const DEPTH: usize = 16;

/// Something that has begun.
pub(super) enum Open {
    Paragraph(Vec<Span>),
    Heading(u8, Vec<Span>),
    Cell(Vec<Span>),
    Emphasis(Vec<Span>),
    Strong(Vec<Span>),
    Struck(Vec<Span>),
    /// With the address as it is written.
    Link(String, Vec<Span>),
    /// With the host that it would come from.
    Picture(Option<String>, Vec<Span>),
    Code(String),
    List(Option<u64>, Vec<Vec<MarkdownBlock>>),
    Item(Vec<MarkdownBlock>),
    Quote(Vec<MarkdownBlock>),
    Table(Vec<Vec<Vec<Span>>>),
    Row(Vec<Vec<Span>>),
    /// What is too deep: what is in it belongs to what is around it.
    TooDeep,
}

/// The document so far.
#[derive(Default)]
pub(super) struct OpenBlocks {
    blocks: Vec<MarkdownBlock>,
    open: Vec<Open>,
    /// How many of those that are open are not too deep.
    depth: usize,
}

impl OpenBlocks {
    pub(super) fn begin(&mut self, open: Open) {
        let is_too_deep = self.depth >= DEPTH;
        self.depth += usize::from(!is_too_deep);
        self.open.push(if is_too_deep { Open::TooDeep } else { open });
    }

    /// Ends what began last.
    pub(super) fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if !matches!(open, Open::TooDeep) {
            self.depth -= 1;
        }
        match open {
            Open::TooDeep => {}
            // HTML without words.
            Open::Paragraph(words) if words.is_empty() => {}
            Open::Paragraph(words) => self.block(MarkdownBlock::Paragraph(words)),
            Open::Heading(level, words) => self.block(MarkdownBlock::Heading { level, words }),
            Open::Code(text) => self.block(MarkdownBlock::Code(visible(text.trim_end()).into_owned())),
            Open::List(first, items) => self.block(MarkdownBlock::List { first, items }),
            Open::Quote(blocks) => self.block(MarkdownBlock::Quote(blocks)),
            Open::Table(rows) => self.block(MarkdownBlock::Table(rows)),
            Open::Emphasis(words) => self.inline(Span::Emphasis(words)),
            Open::Strong(words) => self.inline(Span::Strong(words)),
            Open::Struck(words) => self.inline(Span::Struck(words)),
            Open::Picture(host, words) => {
                self.inline(Span::Picture { words, host: host.map(|host| visible(&host).into_owned()) });
            }
            Open::Link(address, words) => self.link(address, words),
            Open::Item(blocks) => {
                if let Some(Open::List(_, items)) = self.around() {
                    items.push(blocks);
                }
            }
            Open::Cell(words) => {
                if let Some(Open::Row(cells)) = self.around() {
                    cells.push(words);
                }
            }
            Open::Row(cells) => {
                if let Some(Open::Table(rows)) = self.around() {
                    rows.push(cells);
                }
            }
        }
    }

    /// Words, or lines of code.
    pub(super) fn text(&mut self, text: &str) {
        match self.around() {
            Some(Open::Code(lines)) => lines.push_str(text),
            _ => self.inline(Span::Text(visible(text).into_owned())),
        }
    }

    pub(super) fn inline(&mut self, inline: Span) {
        if matches!(&inline, Span::Text(text) if text.is_empty()) {
            return;
        }
        let words = match self.around() {
            Some(
                Open::Paragraph(words)
                | Open::Heading(_, words)
                | Open::Cell(words)
                | Open::Emphasis(words)
                | Open::Strong(words)
                | Open::Struck(words)
                | Open::Link(_, words)
                | Open::Picture(_, words),
            ) => words,
            // An item of a tight list has no paragraphs.
            _ => {
                let blocks = self.blocks();
                if let Some(MarkdownBlock::Paragraph(words)) = blocks.last_mut() {
                    return add(words, inline);
                }
                return blocks.push(MarkdownBlock::Paragraph(vec![inline]));
            }
        };
        add(words, inline);
    }

    pub(super) fn block(&mut self, block: MarkdownBlock) {
        self.blocks().push(block);
    }

    /// All of it, with what has not ended.
    pub(super) fn whole(mut self) -> Vec<MarkdownBlock> {
        while !self.open.is_empty() {
            self.end();
        }
        self.blocks
    }

    fn link(&mut self, address: String, words: Vec<Span>) {
        let is_seen = visible(&address) == address;
        if let Some(host) = link::host(&address).filter(|_| is_seen).map(str::to_owned) {
            return self.inline(Span::Link { words, address, host });
        }
        let says_it = matches!(words.as_slice(), [Span::Text(text)] if *text == address);
        words.into_iter().for_each(|word| self.inline(word));
        if address.starts_with("http://") && !says_it {
            self.text(&format!(" ({address})"));
        }
    }

    /// What is open, but for what is too deep.
    fn around(&mut self) -> Option<&mut Open> {
        self.open.iter_mut().rev().find(|open| !matches!(open, Open::TooDeep))
    }

    /// Where a block belongs.
    fn blocks(&mut self) -> &mut Vec<MarkdownBlock> {
        let holds = |open: &&mut Open| matches!(open, Open::Item(_) | Open::Quote(_));
        match self.open.iter_mut().rev().find(holds) {
            Some(Open::Item(blocks) | Open::Quote(blocks)) => blocks,
            _ => &mut self.blocks,
        }
    }
}

fn add(words: &mut Vec<Span>, inline: Span) {
    match (words.last_mut(), inline) {
        (Some(Span::Text(before)), Span::Text(text)) => before.push_str(&text),
        (_, inline) => words.push(inline),
    }
}
