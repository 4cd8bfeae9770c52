//! Keys, lists and values, whatever language they were written in.

use crate::diagnosis::configuration::word::Word;

/// A text's keys and values.
#[derive(Debug)]
pub struct Yaml<'a> {
    /// The first one is the text itself.
    pub nodes: Vec<Node<'a>>,
}

/// A key, an element of a list, or the text itself.
#[derive(Debug)]
pub struct Node<'a> {
    /// What it belongs to; its own number for the text itself.
    pub parent: usize,
    /// Its key; elements have none.
    pub key: Option<Word<'a>>,
    /// Its value, where it is plain.
    pub value: Option<Word<'a>>,
    /// Whether it is a list.
    pub is_list: bool,
    /// Whether it stands in `[…]` or `{…}`.
    pub in_flow: bool,
    /// What belongs to it, in order.
    pub children: Vec<usize>,
}

/// A text in quotes that ends on its line. In single quotes two of them are one; in double quotes a backslash escapes.
pub(super) fn quoted<'a>(number: usize, line: &'a str, at: usize) -> Option<Word<'a>> {
    let quote = line[at..].chars().next()?;
    let inside = &line[at + 1..];
    let mut signs = inside.char_indices().peekable();
    while let Some((place, one)) = signs.next() {
        match one {
            '\\' if quote == '"' => {
                signs.next();
            }
            _ if one == quote => {
                if quote == '\'' && signs.peek().is_some_and(|(_, next)| *next == quote) {
                    signs.next();
                    continue;
                }
                return Some(Word { line: number, start: at + 1, text: &inside[..place], quote: Some(quote) });
            }
            _ => {}
        }
    }
    None
}
