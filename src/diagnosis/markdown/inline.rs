//! What stands inside of a paragraph: words, code, strong words, links.

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Something as it is written: a header, a command, a file.
    Code(String),
    /// Words that matter more.
    Strong(Vec<Inline>),
    /// A link.
    Link {
        /// Its words.
        text: Vec<Inline>,
        /// Where it leads: to another page of Pierglass (`#/...`), or to an address with http or https.
        target: String,
    },
}

/// Strong words in the words of a link, and the reverse, but no deeper: nobody writes that.
const DEPTH: u8 = 2;

/// Reads a line, or lines that were joined.
pub fn inlines(text: &str) -> Vec<Inline> {
    read(text, DEPTH)
}

/// The words alone.
pub fn plain_text(inlines: &[Inline]) -> String {
    let words = inlines.iter().map(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Strong(inside) | Inline::Link { text: inside, .. } => plain_text(inside),
    });
    words.collect()
}

pub(super) fn fill(inlines: &mut [Inline], names: &[(&str, String)]) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => *text = filled(text, names),
            Inline::Strong(inside) | Inline::Link { text: inside, .. } => fill(inside, names),
        }
    }
}

fn read(text: &str, depth: u8) -> Vec<Inline> {
    let mut inlines = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match special(rest, depth) {
            Some((mut found, after)) => {
                if !words.is_empty() {
                    inlines.push(Inline::Text(std::mem::take(&mut words)));
                }
                inlines.append(&mut found);
                rest = after;
            }
            None => {
                words.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    if !words.is_empty() {
        inlines.push(Inline::Text(words));
    }
    inlines
}

/// What begins at the beginning of `text`, if it is more than words, and what follows it.
fn special(text: &str, depth: u8) -> Option<(Vec<Inline>, &str)> {
    if let Some(inside) = text.strip_prefix('`') {
        let (code, after) = inside.split_once('`').filter(|(code, _)| !code.is_empty())?;
        return Some((vec![Inline::Code(code.to_owned())], after));
    }
    if let Some(inside) = text.strip_prefix('<') {
        let (target, after) = inside.split_once('>')?;
        let is_address = !target.contains(char::is_whitespace) && !target.starts_with('#') && leads_somewhere(target);
        let text = vec![Inline::Text(target.to_owned())];
        return is_address.then(|| (vec![Inline::Link { text, target: target.to_owned() }], after));
    }
    let depth = depth.checked_sub(1)?;
    if let Some(inside) = text.strip_prefix("**") {
        let (strong, after) = inside.split_once("**").filter(|(strong, _)| !strong.is_empty())?;
        return Some((vec![Inline::Strong(read(strong, depth))], after));
    }
    let (inside, after) = text.strip_prefix('[')?.split_once("](")?;
    let (target, after) = after.split_once(')')?;
    if inside.contains(['[', ']']) || target.contains(char::is_whitespace) {
        return None;
    }
    let text = read(inside, depth);
    if leads_somewhere(target) {
        Some((vec![Inline::Link { text, target: target.to_owned() }], after))
    } else {
        Some((text, after))
    }
}

/// A link must not run a script, nor leave for anything that is neither this page nor the web.
fn leads_somewhere(target: &str) -> bool {
    ["#/", "https://", "http://"].into_iter().any(|start| target.starts_with(start))
}

pub(super) fn filled(text: &str, names: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        let inside = &from[1..];
        let known = inside.split_once('}').and_then(|(word, after)| {
            let (_, name) = names.iter().find(|(placeholder, _)| *placeholder == word)?;
            Some((name, after))
        });
        match known {
            Some((name, after)) => {
                filled.push_str(name);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = inside;
            }
        }
    }
    filled.push_str(rest);
    filled
}
