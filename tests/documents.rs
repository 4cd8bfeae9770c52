//! What the documents name is there: a file that moved takes its name in them along.

use std::fs;
use std::path::{Path, PathBuf};

/// What people read who come new. Decisions are left out: they say what was, when it was decided.
const DOCUMENTS: [&str; 8] = [
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "README.md",
    "SECURITY.md",
    "docs/embedding.md",
    "docs/hosting.md",
    "docs/report.md",
    "docs/settings.md",
];

/// Files of the project end like this.
const ENDS: [&str; 9] = [".rs", ".js", ".css", ".html", ".md", ".json", ".toml", ".sh", ".webp"];

/// What a person has and the project does not, or a build makes.
const NOT_OURS: [&str; 6] = ["404.html", "config.json", "/config.json", "dist/", "config.yml", "registry.json"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the project").flatten() {
        let name = entry.file_name();
        if ["target", "dist", ".git", "node_modules"].iter().any(|skipped| name == *skipped) {
            continue;
        }
        match entry.path() {
            path if path.is_dir() => files(&path, into),
            path => into.push(path),
        }
    }
}

/// The names of files between backticks, what links lead to, and pictures. Names with a place to fill in are none.
fn named(text: &str) -> Vec<String> {
    let quoted = text.split('`').skip(1).step_by(2).map(str::to_owned);
    let linked = text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(str::to_owned);
    let shown = ["src=\"", "srcset=\""].into_iter().flat_map(|attribute| text.split(attribute).skip(1));
    let shown = shown.filter_map(|rest| rest.split('"').next()).map(str::to_owned);
    let is_file = |name: &String| {
        ENDS.iter().any(|end| name.ends_with(end))
            && !name.contains("://")
            && name.chars().all(|one| one.is_ascii_alphanumeric() || "/._-".contains(one))
            && !NOT_OURS.contains(&name.as_str())
    };
    quoted.chain(linked).chain(shown).filter(is_file).collect()
}

#[test]
fn every_named_file_is_there() {
    let mut all = Vec::new();
    files(&root(), &mut all);
    let mut lost = Vec::new();
    for document in DOCUMENTS {
        let path = root().join(document);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{document}: {error}"));
        for name in named(&text) {
            // A name may be told from any folder that holds it: `rules.rs`, `ui/words.rs`, `src/ui/words.rs`.
            if !all.iter().any(|file| file.ends_with(&name)) && !path.with_file_name(&name).exists() {
                lost.push(format!("{document}: {name}"));
            }
        }
    }
    assert!(lost.is_empty(), "named, and not there:\n{}", lost.join("\n"));
}

#[test]
fn a_lost_file_would_be_seen() {
    assert_eq!(
        named("See `src/a.rs`, [b](docs/b.md), `<id>.rs`, `config.json`, `a.rs of it` and <img src=\"docs/c.webp\">."),
        ["src/a.rs", "docs/b.md", "docs/c.webp"]
    );
}
