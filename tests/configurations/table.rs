//! Configurations of the servers that Pierglass reads, right ones and those with a line missing or wrong, and what is a trap in each.
//!
//! ```text
//! === a name | the server that can check the whole file
//! the text
//! --- what is done to it
//! - a line that holds this goes
//! + a line that holds this => lines above it
//! ~ this => becomes that
//! : a trap | the line that holds this
//! ```
//!
//! A text without `: ` lines is right. A line is named by a part that no other line has, so that nobody counts.

use std::fs;
use std::path::Path;

/// A configuration, and the traps in it.
#[derive(Debug)]
pub(crate) struct Case {
    /// Its file and names.
    pub name: String,
    /// The server that can check it, where it is a whole file: `nginx`, `caddy`, `haproxy`, `httpd`, `distribution`, `envoy`.
    pub server: Option<String>,
    /// The text.
    pub text: String,
    /// The lines, counted from 1, and the traps on them by name, in order.
    pub traps: Vec<(usize, String)>,
}

/// All cases.
pub(crate) fn cases() -> Vec<Case> {
    // The lab reads them too, from a package of its own.
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder =
        package.ancestors().map(|folder| folder.join("tests/data/configurations")).find(|folder| folder.is_dir());
    let folder = folder.expect("the folder of the configurations");
    let mut files: Vec<_> =
        fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let stem = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).expect("a text");
        for part in text.split("\n=== ").map(|part| part.trim_start_matches("=== ")).filter(|part| !part.is_empty()) {
            of(&stem, part, &mut cases);
        }
    }
    cases
}

fn of(stem: &str, part: &str, cases: &mut Vec<Case>) {
    let (head, rest) = part.split_once('\n').expect("a name and a text");
    let (name, server) = match head.split_once(" | ") {
        Some((name, server)) => (name, Some(server.to_owned())),
        None => (head, None),
    };
    let mut pieces = rest.split("\n--- ");
    let base = pieces.next().expect("a text");
    let (text, said): (Vec<&str>, Vec<&str>) = base.lines().partition(|line| !line.starts_with(": "));
    let text = text.join("\n").trim_end().to_owned() + "\n";
    let case = |name: String, text: String, said: &[&str]| {
        let traps = said.iter().map(|said| trap(&name, &text, said)).collect();
        Case { name, server: server.clone(), text, traps }
    };
    cases.push(case(format!("{stem}, {name}"), text.clone(), &said));
    for piece in pieces {
        let (what, changes) = piece.split_once('\n').unwrap_or((piece, ""));
        let name = format!("{stem}, {name}, {what}");
        let mut changed = text.clone();
        let mut said = Vec::new();
        for change in changes.lines().filter(|line| !line.trim().is_empty()) {
            match change.split_at(2) {
                ("- ", what) => {
                    let gone = line_of(&name, &changed, what) - 1;
                    let kept = changed.lines().enumerate().filter(|(at, _)| *at != gone).map(|(_, line)| line);
                    changed = kept.collect::<Vec<_>>().join("\n") + "\n";
                }
                ("+ ", rest) => {
                    let (above, line) = rest.split_once(" => ").expect("a line and what comes above it");
                    let at = line_of(&name, &changed, above) - 1;
                    let mut lines: Vec<&str> = changed.lines().collect();
                    lines.insert(at, line);
                    changed = lines.join("\n") + "\n";
                }
                ("~ ", rest) => {
                    let (old, new) = rest.split_once(" => ").expect("what becomes what");
                    assert!(changed.contains(old), "{name}: nothing is {old:?}");
                    changed = changed.replacen(old, new, 1);
                }
                (": ", _) => said.push(change),
                _ => panic!("{name}: {change:?} is no change"),
            }
        }
        cases.push(case(name, changed, &said));
    }
}

/// `: Trap | a part of its line`
fn trap(name: &str, text: &str, said: &str) -> (usize, String) {
    let (trap, part) = said[2..].split_once(" | ").unwrap_or_else(|| panic!("{name}: {said:?} names no line"));
    (line_of(name, text, part), trap.to_owned())
}

fn line_of(name: &str, text: &str, part: &str) -> usize {
    let mut lines = text.lines().enumerate().filter(|(_, line)| line.contains(part));
    let (at, _) = lines.next().unwrap_or_else(|| panic!("{name}: no line holds {part:?}\n{text}"));
    assert!(lines.next().is_none(), "{name}: several lines hold {part:?}\n{text}");
    at + 1
}
