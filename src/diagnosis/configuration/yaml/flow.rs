//! `[a, b]` and `{a: b}`, over several lines where it has to be.

use super::{Yaml, quoted};
use crate::diagnosis::configuration::word::Word;

/// A list that is not closed after so many lines is none.
const LINES: usize = 60;

/// No deeper ones are read.
const DEPTH: usize = 12;

struct Reader<'a, 'l> {
    lines: &'l [&'a str],
    line: usize,
    at: usize,
    last: usize,
}

/// Reads what begins at a place into a node; what is not closed has no values. Returns the line to go on with.
pub fn read<'a>(yaml: &mut Yaml<'a>, lines: &[&'a str], line: usize, at: usize, node: usize) -> usize {
    let before = yaml.nodes.len();
    let mut reader = Reader { lines, line, at, last: lines.len().min(line + LINES) };
    if reader.value(yaml, node, 0).is_some() {
        return reader.line + 1;
    }
    yaml.nodes.truncate(before);
    yaml.nodes[node].children.clear();
    yaml.nodes[node].is_list = false;
    line + 1
}

impl<'a> Reader<'a, '_> {
    /// The next sign that is no white space and in no comment.
    fn peek(&mut self) -> Option<char> {
        while self.line < self.last {
            let rest = &self.lines[self.line][self.at..];
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            match trimmed.chars().next() {
                Some(one) if one != '#' => return Some(one),
                _ => {
                    self.line += 1;
                    self.at = 0;
                }
            }
        }
        None
    }

    fn value(&mut self, yaml: &mut Yaml<'a>, node: usize, depth: usize) -> Option<()> {
        match self.peek()? {
            '[' if depth < DEPTH => self.list(yaml, node, depth),
            '{' if depth < DEPTH => self.map(yaml, node, depth),
            '[' | '{' => None,
            _ => {
                let word = self.word()?;
                // An alias or a tag is no value.
                let is_plain = word.quote.is_some() || word.text == "*" || !word.text.starts_with(['*', '&', '!']);
                yaml.nodes[node].value = is_plain.then_some(word);
                Some(())
            }
        }
    }

    fn list(&mut self, yaml: &mut Yaml<'a>, node: usize, depth: usize) -> Option<()> {
        yaml.nodes[node].is_list = true;
        self.at += 1;
        loop {
            match self.peek()? {
                ']' => {
                    self.at += 1;
                    return Some(());
                }
                ',' => self.at += 1,
                _ => {
                    let element = yaml.add(node, None);
                    self.value(yaml, element, depth + 1)?;
                }
            }
        }
    }

    fn map(&mut self, yaml: &mut Yaml<'a>, node: usize, depth: usize) -> Option<()> {
        self.at += 1;
        loop {
            match self.peek()? {
                '}' => {
                    self.at += 1;
                    return Some(());
                }
                ',' => self.at += 1,
                '[' | '{' => return None,
                _ => {
                    let key = self.word()?;
                    let entry = yaml.add(node, Some(key));
                    if self.peek()? == ':' {
                        self.at += 1;
                        if ![',', '}'].contains(&self.peek()?) {
                            self.value(yaml, entry, depth + 1)?;
                        }
                    }
                }
            }
        }
    }

    /// A word in quotes, or a plain one up to `,`, `]`, `}`, `: ` or a comment.
    fn word(&mut self) -> Option<Word<'a>> {
        let line = self.lines[self.line];
        let rest = &line[self.at..];
        if rest.starts_with(['"', '\'']) {
            let word = quoted(self.line, line, self.at)?;
            self.at = word.outer().1;
            return Some(word);
        }
        let ends = |(place, one): &(usize, char)| match one {
            ',' | ']' | '}' => true,
            ':' => rest[place + 1..].is_empty() || rest[place + 1..].starts_with([' ', '\t']),
            '#' => *place > 0 && rest[..*place].ends_with(' '),
            _ => false,
        };
        let end = rest.char_indices().find(ends).map_or(rest.len(), |(place, _)| place);
        let text = rest[..end].trim_end();
        if text.is_empty() {
            return None;
        }
        let word = Word { line: self.line, start: self.at, text, quote: None };
        self.at += end;
        Some(word)
    }
}
