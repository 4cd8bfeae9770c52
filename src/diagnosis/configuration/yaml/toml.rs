//! TOML, as far as configurations of Traefik need it: sections, and keys with a text or a list.

use super::{Node, Yaml};
use crate::diagnosis::configuration::word::Word;

/// Deeper sections are not told apart.
const DEPTH: usize = 12;

/// Reads a text; sections become keys in keys.
pub fn read<'a>(lines: &[&'a str]) -> Yaml<'a> {
    let root = Node { parent: 0, key: None, value: None, is_list: false, in_flow: false, children: Vec::new() };
    let mut toml = Yaml { nodes: vec![root] };
    let mut section = 0;
    let mut number = 0;
    while let Some(line) = lines.get(number) {
        let content = line.trim();
        let start = line.len() - line.trim_start().len();
        number += 1;
        if let Some(path) = content.strip_prefix('[').and_then(|path| path.split(']').next()) {
            section = 0;
            let mut from = start + 1;
            for part in path.split('.').take(DEPTH) {
                let key =
                    Word { line: number - 1, start: from, text: part.trim_matches(['[', '"', '\'', ' ']), quote: None };
                from += part.len() + 1;
                section = toml.get(section, key.text).unwrap_or_else(|| toml.add(section, Some(key)));
            }
        } else if let Some((key, _)) = content.split_once('=').filter(|_| !content.starts_with('#')) {
            let text = key.trim_end();
            let node = toml.add(section, Some(Word { line: number - 1, start, text, quote: None }));
            let (_, next) = toml.value(lines, number - 1, start + key.len() + 1, 0, node);
            number = next.max(number);
        }
    }
    toml
}
