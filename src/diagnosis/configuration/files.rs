//! A paste -> the files in it: several one below another, and files inside of a YAML text (`config.yml: |`).

use super::kind::Kind;
use super::recognize;

/// A file of a paste.
#[derive(Debug)]
pub struct ConfigurationFile<'a> {
    /// Whose configuration it is.
    pub kind: Kind,
    /// As many lines as the paste has; those of other files are empty.
    pub lines: Vec<&'a str>,
}

/// No more files are told apart.
const FILES: usize = 24;

/// The files of a paste that are known, in their order; none where no file is.
pub fn of<'a>(lines: &[&'a str]) -> Vec<ConfigurationFile<'a>> {
    let mut outer = lines.to_vec();
    let mut files = inside(&mut outer);
    let parts = parts(&outer);
    for (at, (kind, from)) in parts.iter().enumerate() {
        let to = parts.get(at + 1).map_or(outer.len(), |(_, next)| *next);
        files.push(only(*kind, &outer, *from, to));
    }
    files.sort_by_key(|file| file.lines.iter().position(|line| !line.is_empty()));
    files
}

fn only<'a>(kind: Kind, lines: &[&'a str], from: usize, to: usize) -> ConfigurationFile<'a> {
    let is_own = |number: usize| (from..to).contains(&number);
    let lines = lines.iter().enumerate().map(|(number, line)| if is_own(number) { *line } else { "" }).collect();
    ConfigurationFile { kind, lines }
}

/// The files that are texts of several lines in YAML; they are taken out of the lines.
fn inside<'a>(lines: &mut [&'a str]) -> Vec<ConfigurationFile<'a>> {
    let mut files = Vec::new();
    let mut number = 0;
    while number < lines.len() && files.len() < FILES {
        let opens = opens_text(lines[number]);
        number += 1;
        let Some(column) = opens else { continue };
        let belongs = |line: &&&str| line.trim().is_empty() || indentation(line) > column;
        let to = number + lines[number..].iter().take_while(belongs).count();
        let margin =
            lines[number..to].iter().filter(|line| !line.trim().is_empty()).map(|line| indentation(line)).min();
        let text: Vec<&str> =
            lines[number..to].iter().map(|line| line.get(margin.unwrap_or(0)..).unwrap_or("")).collect();
        let kind = recognize::of(&text);
        if kind != Kind::Unknown {
            files.push(only(kind, lines, number, to));
            lines[number..to].fill("");
        }
        number = to;
    }
    files
}

/// The column of the key of `key: |`.
fn opens_text(line: &str) -> Option<usize> {
    let text = line.split(" #").next().unwrap_or_default().trim_end();
    let (key, sign) = text.rsplit_once(": ")?;
    let rest = sign.trim().strip_prefix(['|', '>'])?;
    let is_header = rest.chars().all(|one| one.is_ascii_digit() || "+-".contains(one));
    let is_key = !key.trim().is_empty() && !key.trim_start().starts_with('#') && !key.contains(['{', ';']);
    (is_header && is_key).then(|| indentation(line))
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// How the lines at the margin are written.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Yaml,
    Braces,
    Sections,
    Tags,
}

fn manner(line: &str) -> Option<Manner> {
    let first = line.chars().next().filter(|one| !one.is_whitespace() && *one != '#')?;
    let word = line.split([' ', '\t', ':']).next().unwrap_or_default();
    let text = line.split(" #").next().unwrap_or_default().trim_end();
    let is_key = line[word.len()..].starts_with(": ") || text.len() == word.len() + 1 && text.ends_with(':');
    match () {
        () if first == '<' => Some(Manner::Tags),
        () if ["frontend", "backend", "listen", "defaults", "global"].contains(&word)
            && !text.ends_with([';', '{']) =>
        {
            Some(Manner::Sections)
        }
        () if (is_key && !word.contains(['$', '.', '/'])) || text == "---" => Some(Manner::Yaml),
        () if text.ends_with(['{', ';']) => Some(Manner::Braces),
        () => None,
    }
}

/// Where files begin that stand one below another, and whose they are. Where that is not sure it is one file.
fn parts(lines: &[&str]) -> Vec<(Kind, usize)> {
    let mut starts: Vec<usize> = Vec::new();
    let mut now = None;
    // A comment above a file belongs to it.
    let mut above = None;
    for (number, line) in lines.iter().enumerate() {
        if line.starts_with('#') {
            above.get_or_insert(number);
            continue;
        }
        let next = manner(line);
        if next.is_some() && next != now {
            starts.push(if now.is_some() { above.unwrap_or(number) } else { 0 });
            now = next;
        }
        if !line.trim().is_empty() {
            above = None;
        }
    }
    let whole = recognize::of(lines);
    let mut parts: Vec<(Kind, usize)> = Vec::new();
    if (2..FILES).contains(&starts.len()) {
        for (at, from) in starts.iter().enumerate() {
            let to = starts.get(at + 1).copied().unwrap_or(lines.len());
            let kind = recognize::of(&lines[*from..to]);
            if kind != Kind::Unknown && parts.last().is_none_or(|(last, _)| *last != kind) {
                parts.push((kind, *from));
            }
        }
    }
    // Half a file is often another one's by its words.
    if parts.len() > 1 && parts.len() == starts.len() {
        return parts;
    }
    if whole == Kind::Unknown { Vec::new() } else { vec![(whole, 0)] }
}
