//! YAML, as far as configurations need it: keys, lists and values by their indentation, and `[…]` and `{…}` in lines.
//!
//! It does not know anchors, tags, several documents and texts of several lines; what it does not know has no value.

mod flow;
mod toml;
mod tree;

pub use tree::{Node, Yaml};

use super::word::Word;
use tree::quoted;

/// An open key or element, and the column that it begins at.
struct Open {
    column: usize,
    node: usize,
    is_element: bool,
}

/// Deeper ones are taken as siblings; no configuration has so many.
const DEPTH: usize = 24;

impl<'a> Yaml<'a> {
    /// Reads a text.
    pub fn read(lines: &[&'a str]) -> Yaml<'a> {
        let root = Node { parent: 0, key: None, value: None, is_list: false, in_flow: false, children: Vec::new() };
        let mut yaml = Yaml { nodes: vec![root] };
        let mut open: Vec<Open> = Vec::new();
        // A text of several lines is open at a column: what is further right belongs to it.
        let mut text: Option<usize> = None;
        let mut number = 0;
        while let Some(line) = lines.get(number) {
            let content = line.trim_start();
            let column = line.len() - content.len();
            number += 1;
            if content.is_empty() || content.starts_with('#') || text.is_some_and(|text| column > text) {
                continue;
            }
            text = None;
            if content.starts_with("---") || content.starts_with("...") {
                open.clear();
                continue;
            }
            let (multiline, next) = yaml.line(lines, number - 1, column, &mut open);
            text = multiline;
            number = next.max(number);
        }
        yaml
    }

    /// Reads a text of TOML.
    pub fn toml(lines: &[&'a str]) -> Yaml<'a> {
        toml::read(lines)
    }

    /// The node under a key of a node.
    pub fn get(&self, node: usize, key: &str) -> Option<usize> {
        let has_key = |child: &&usize| self.nodes[**child].key.is_some_and(|own| own.is(key));
        self.nodes[node].children.iter().find(has_key).copied()
    }

    /// The key of a node.
    pub fn key(&self, node: usize) -> &'a str {
        self.nodes[node].key.map_or("", |key| key.text)
    }

    /// The plain values of a list, or the one plain value.
    pub fn values(&self, node: usize) -> Vec<Word<'a>> {
        let node = &self.nodes[node];
        if !node.is_list {
            return node.value.into_iter().collect();
        }
        node.children.iter().filter_map(|child| self.nodes[*child].value).collect()
    }

    fn add(&mut self, parent: usize, key: Option<Word<'a>>) -> usize {
        let node = self.nodes.len();
        self.nodes.push(Node { parent, key, value: None, is_list: false, in_flow: false, children: Vec::new() });
        self.nodes[parent].children.push(node);
        node
    }

    /// Reads a line from a column on. Returns the column of a text of several lines that it opens, and the next line.
    fn line(
        &mut self,
        lines: &[&'a str],
        number: usize,
        mut column: usize,
        open: &mut Vec<Open>,
    ) -> (Option<usize>, usize) {
        let line = lines[number];
        while let Some(rest) = element(&line[column..]) {
            while open.last().is_some_and(|top| top.column > column || (top.column == column && top.is_element)) {
                open.pop();
            }
            let parent = open.last().map_or(0, |top| top.node);
            self.nodes[parent].is_list = true;
            let node = self.add(parent, None);
            if open.len() < DEPTH {
                open.push(Open { column, node, is_element: true });
            }
            column = line.len() - rest.len();
        }
        let rest = &line[column..];
        let Some((key, value)) = key(number, line, column) else {
            if !rest.is_empty()
                && let Some(top) = open.last().filter(|top| top.is_element)
            {
                return self.value(lines, number, column, top.column, top.node);
            }
            return (None, number + 1);
        };
        while open.last().is_some_and(|top| top.column >= column) {
            open.pop();
        }
        let parent = open.last().map_or(0, |top| top.node);
        let node = self.add(parent, Some(key));
        if rest_is_empty(&line[value..]) {
            if open.len() < DEPTH {
                open.push(Open { column, node, is_element: false });
            }
            return (None, number + 1);
        }
        self.value(lines, number, value, column, node)
    }

    /// Reads the value of a node.
    fn value(
        &mut self,
        lines: &[&'a str],
        number: usize,
        at: usize,
        column: usize,
        node: usize,
    ) -> (Option<usize>, usize) {
        let line = lines[number];
        let rest = line[at..].trim_start();
        let at = line.len() - rest.len();
        match rest.chars().next() {
            Some('|' | '>') => (Some(column), number + 1),
            Some('[' | '{') => {
                let before = self.nodes.len();
                let next = flow::read(self, lines, number, at, node);
                self.nodes[before..].iter_mut().for_each(|node| node.in_flow = true);
                (None, next)
            }
            Some('&' | '!') => (None, number + 1),
            Some('*') if rest[1..].starts_with(|one: char| one.is_alphanumeric()) => (None, number + 1),
            Some('"' | '\'') => {
                self.nodes[node].value = quoted(number, line, at);
                let multiline = self.nodes[node].value.is_none().then_some(column);
                (multiline, number + 1)
            }
            _ => {
                let end = rest.find(" #").unwrap_or(rest.len());
                let text = rest[..end].trim_end();
                self.nodes[node].value =
                    (!text.is_empty()).then_some(Word { line: number, start: at, text, quote: None });
                (None, number + 1)
            }
        }
    }
}

/// What follows the hyphen of an element.
fn element(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('-')?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| rest.trim_start())
}

fn rest_is_empty(text: &str) -> bool {
    let text = text.trim_start();
    text.is_empty() || text.starts_with('#')
}

/// The key at a column, and where its value begins.
fn key<'a>(number: usize, line: &'a str, column: usize) -> Option<(Word<'a>, usize)> {
    let rest = &line[column..];
    if rest.starts_with(['"', '\'']) {
        let key = quoted(number, line, column)?;
        let after = &line[key.outer().1..];
        let colon = after.len() - after.trim_start().len();
        let is_key = after.trim_start().starts_with(':');
        return is_key.then(|| (key, key.outer().1 + colon + 1));
    }
    let colon = rest.find(": ").or_else(|| rest.trim_end().strip_suffix(':').map(str::len))?;
    let text = rest[..colon].trim_end();
    let is_plain = !text.is_empty() && !text.contains(" #") && !text.starts_with(['[', '{', '#', '-', '|', '>']);
    is_plain.then_some((Word { line: number, start: column, text, quote: None }, column + colon + 1))
}
