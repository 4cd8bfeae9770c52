//! docs/kinds.md: every kind of the set, who made it, and what is shown of it. `cargo lab docs` writes it.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;

use super::table::{KINDS, Kind, Made, Place};
use crate::folders;

const HEAD: &str = "# Kinds of artifacts\n\nWritten by `cargo lab docs` from the lab's table (`lab/src/seed/kinds/table.rs`), which the story \
    `every_kind_by_its_name` shows to the page: each is called by its name, its page opens, and a word of its contents is on it; each also with \
    the media type of something else, without a byte, as `{}`, and cut off in its middle. \"Made by\" names the tool and its version, or where none can be had \
    from a package registry the specification by which the lab writes it. A referrer names the image as its subject; on a registry without \
    the referrers API it stands in a list behind a tag.\n\n\
    | kind | called | artifact type, or the configuration's | types of its contents | stands | made by | shown |\n|---|---|---|---|---|---|---|\n";

/// Where it stands.
pub fn file() -> PathBuf {
    folders::workspace().join("docs/kinds.md")
}

/// Writes it.
pub fn write() -> io::Result<()> {
    fs::write(file(), text())
}

/// All of it.
pub fn text() -> String {
    let mut text = HEAD.to_owned();
    for kind in KINDS {
        text.push_str(&row(kind));
    }
    let tools = KINDS.iter().filter(|kind| matches!(kind.made, Made::Tool(_))).count();
    let contents = KINDS.iter().filter(|kind| matches!(kind.made, Made::Contents(..))).count();
    let rest = KINDS.len() - tools - contents;
    let _ = writeln!(
        text,
        "\n{} kinds: {tools} made by a tool, {contents} with contents that a tool wrote or an artifact that it made, {rest} by a specification",
        KINDS.len()
    );
    text
}

fn row(kind: &Kind) -> String {
    let made = match kind.made {
        Made::Tool(tool) => tool.to_owned(),
        Made::Contents(tool, specification) => format!("{tool}; the rest by <{specification}>"),
        Made::Specification(specification) => format!("<{specification}>"),
    };
    let stands = match kind.place {
        Place::Referrer => "referrer".to_owned(),
        Place::Tag(ending) => format!("tag `sha256-…{ending}`"),
        Place::Index => "in the index".to_owned(),
        Place::Own => "tag of its own".to_owned(),
    };
    let layers: Vec<String> = kind.layers.iter().map(|layer| format!("`{layer}`")).collect();
    let Kind { id, called, artifact_type, shown, .. } = kind;
    format!("| {id} | {called} | `{artifact_type}` | {} | {stands} | {made} | {shown} |\n", layers.join(" "))
}
