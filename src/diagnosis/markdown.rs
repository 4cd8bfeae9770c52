//! A small part of Markdown, read into plain values: what the guide's pages are written in.
//!
//! It never fails: what is not understood stays text, and a link to anywhere else than the page or the web is its words
//! alone. It does not know how a document is drawn, nor where it came from.
//!
//! ```text
//! block  := heading | list | fence | table | paragraph          blocks are set apart by empty lines, but need not be
//! heading := ( "#" | "##" | "###" ) " " inlines
//! list    := ( ( "- " | number ". " ) inlines )+                a line that begins with a space goes on with the item
//! fence   := "```" [ word ] lines "```"
//! table   := "|" cells  "|---|"  ( "|" cells )*
//! inlines := ( text | "`" code "`" | "**" inlines "**" | "[" inlines "](" target ")" | "<" web-address ">" )*
//! ```

mod inline;

pub use inline::{Inline, inlines, plain_text};

/// One block of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 to 3.
        level: u8,
        /// Its words.
        text: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// Whether its items are numbered.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Inline>>,
    },
    /// Lines to be shown as they are.
    Code {
        /// The word after the fence: `sh`, `json`, `nginx`. Empty where there is none.
        language: String,
        /// The lines, without an end of line after the last.
        text: String,
    },
    /// A table.
    Table {
        /// The cells of its first row.
        head: Vec<Vec<Inline>>,
        /// The other rows.
        rows: Vec<Vec<Vec<Inline>>>,
    },
}

/// Reads a document.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().map(str::trim_end).peekable();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        if let Some(language) = line.strip_prefix("```") {
            let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(Block::Code { language: language.trim().to_owned(), text: inside.join("\n") });
        } else if let Some((level, text)) = heading(line) {
            blocks.push(Block::Heading { level, text: inlines(text) });
        } else if let Some((ordered, first)) = item(line) {
            let mut items = vec![first.to_owned()];
            while let Some(line) = lines.peek().filter(|line| !line.is_empty()) {
                match item(line) {
                    Some((same, next)) if same == ordered => items.push(next.to_owned()),
                    None if line.starts_with(' ') => go_on(items.last_mut(), line),
                    _ => break,
                }
                lines.next();
            }
            blocks.push(Block::List { ordered, items: items.iter().map(|item| inlines(item)).collect() });
        } else if line.starts_with('|') && lines.peek().is_some_and(|next| is_rule(next)) {
            lines.next();
            let mut rows = Vec::new();
            while let Some(row) = lines.next_if(|line| line.starts_with('|')) {
                rows.push(cells(row));
            }
            blocks.push(Block::Table { head: cells(line), rows });
        } else {
            let mut words = line.to_owned();
            while let Some(line) = lines.next_if(|line| !line.is_empty() && !begins_a_block(line)) {
                go_on(Some(&mut words), line);
            }
            blocks.push(Block::Paragraph(inlines(words.trim_start())));
        }
    }
    blocks
}

/// Puts names in the place of `{placeholders}`, in words and in code, never in the target of a link. A name is not looked
/// through again, and braces around anything else stay.
pub fn fill(blocks: &mut [Block], names: &[(&str, String)]) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => inline::fill(text, names),
            Block::List { items, .. } => items.iter_mut().for_each(|item| inline::fill(item, names)),
            Block::Code { text, .. } => *text = filled(text, names),
            Block::Table { head, rows } => {
                head.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| inline::fill(cell, names));
            }
        }
    }
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let text = text.strip_prefix(' ')?;
    (1..=3).contains(&level).then_some((level as u8, text.trim()))
}

/// Whether the list is numbered, and the item's words.
fn item(line: &str) -> Option<(bool, &str)> {
    if let Some(text) = line.strip_prefix("- ") {
        return Some((false, text.trim()));
    }
    let (number, text) = line.split_once(". ")?;
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((true, text.trim()))
}

fn begins_a_block(line: &str) -> bool {
    line.starts_with("```") || line.starts_with('|') || heading(line).is_some() || item(line).is_some()
}

fn go_on(words: Option<&mut String>, line: &str) {
    if let Some(words) = words {
        words.push(' ');
        words.push_str(line.trim());
    }
}

/// The line between the head of a table and its rows.
fn is_rule(line: &str) -> bool {
    line.starts_with("|-") && line.bytes().all(|byte| b"|-: ".contains(&byte))
}

/// The cells of a row. A `|` inside of code does not end a cell.
fn cells(row: &str) -> Vec<Vec<Inline>> {
    let row = row.trim_start_matches('|');
    let row = row.strip_suffix('|').unwrap_or(row);
    let mut cells = vec![String::new()];
    let mut in_code = false;
    for one in row.chars() {
        in_code ^= one == '`';
        match cells.last_mut() {
            Some(cell) if one != '|' || in_code => cell.push(one),
            _ => cells.push(String::new()),
        }
    }
    cells.iter().map(|cell| inlines(cell.trim())).collect()
}

#[cfg(test)]
mod tests;

use inline::filled;
