//! The notices of everything that is in the page's program.
//!
//! What cargo resolves for the page counts, without what only runs while building (macros and their own crates). A crate whose
//! package holds no text gets the text of the licence that it names, with its authors; one for which there is neither is an error.

mod standard_library;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::packages;

/// How the files begin that hold a licence or a notice.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// The whole file: each text once, below the crates that come with it.
pub(super) fn notices(workspace: &Path) -> Result<String> {
    let mit = fs::read_to_string(workspace.join("LICENSE-MIT"))?;
    let mut crates_by_text: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in in_the_page()? {
        let name = format!("{} {} ({})", package.name, package.version, package.license);
        let texts = package.texts()?;
        let texts = if texts.is_empty() { vec![package.by_name(&mit)?] } else { texts };
        for text in texts {
            crates_by_text.entry(text).or_default().insert(name.clone());
        }
    }
    let std = "The Rust standard library (MIT OR Apache-2.0)".to_owned();
    crates_by_text.entry(with_holders(&mit, "The Rust Project contributors")?).or_default().insert(std);
    for (name, text) in standard_library::notices(workspace)? {
        crates_by_text.entry(text).or_default().insert(name);
    }
    let mut in_order: Vec<_> = crates_by_text.iter().map(|(text, crates)| (crates, text)).collect();
    in_order.sort();
    let mut notices = String::from("Pierglass contains the following software of others.\n");
    for (crates, text) in in_order {
        let crates: Vec<&str> = crates.iter().map(String::as_str).collect();
        notices.push_str(&format!("\n{}\n\n{}\n\n{}\n", "=".repeat(80), crates.join("\n"), text.trim()));
    }
    Ok(notices)
}

struct Package {
    name: String,
    version: String,
    license: String,
    authors: Vec<String>,
    folder: std::path::PathBuf,
}

impl Package {
    fn read(value: &Value) -> Result<Package> {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let authors = value["authors"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let manifest = text("manifest_path");
        let folder = Path::new(&manifest).parent().context("a manifest lies in a folder")?.to_owned();
        let authors = authors.map(|author| author.split(" <").next().unwrap_or(author).to_owned()).collect();
        Ok(Package { name: text("name"), version: text("version"), license: text("license"), authors, folder })
    }

    /// The texts that lie in the package.
    fn texts(&self) -> Result<Vec<String>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
            if path.is_file() && NAMES.iter().any(|start| name.starts_with(start)) {
                files.push(path);
            }
        }
        files.sort();
        files.iter().map(|file| Ok(fs::read_to_string(file)?.replace("\r\n", "\n").trim().to_owned())).collect()
    }

    fn by_name(&self, mit: &str) -> Result<String> {
        let names_mit = self.license.split([' ', '/', '(', ')']).any(|word| word == "MIT");
        ensure!(names_mit, "{} {} holds no licence text, and names {:?}", self.name, self.version, self.license);
        let holders = match self.authors.is_empty() {
            true => format!("the authors of {}", self.name),
            false => self.authors.join(", "),
        };
        with_holders(mit, &holders)
    }
}

/// The text of the MIT licence with these holders.
fn with_holders(mit: &str, holders: &str) -> Result<String> {
    let line = mit.lines().find(|line| line.starts_with("Copyright")).context("LICENSE-MIT names no holder")?;
    Ok(mit.replace(line, &format!("Copyright (c) {holders}")).trim().to_owned())
}

/// The packages whose code can be in the page.
fn in_the_page() -> Result<Vec<Package>> {
    let metadata = packages::metadata()?;
    let by_id = |list: &'static str, of: &Value| -> BTreeMap<String, Value> {
        let items = of[list].as_array().into_iter().flatten();
        items.map(|item| (item["id"].as_str().unwrap_or_default().to_owned(), item.clone())).collect()
    };
    let packages = by_id("packages", &metadata);
    let nodes = by_id("nodes", &metadata["resolve"]);
    let root = packages.values().find(|package| package["name"] == "pierglass").context("cargo knows no pierglass")?;
    let mut waiting = vec![root["id"].as_str().unwrap_or_default().to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        let runs_while_building =
            packages[&id]["targets"].as_array().into_iter().flatten().any(|target| {
                target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "proc-macro"))
            });
        if runs_while_building || !seen.insert(id.clone()) {
            continue;
        }
        for dependency in nodes[&id]["deps"].as_array().into_iter().flatten() {
            let is_normal = |kind: &Value| kind["kind"].is_null();
            if dependency["dep_kinds"].as_array().is_some_and(|kinds| kinds.iter().any(is_normal)) {
                waiting.push(dependency["pkg"].as_str().unwrap_or_default().to_owned());
            }
        }
    }
    seen.iter().map(|id| &packages[id]).filter(|package| !package["source"].is_null()).map(Package::read).collect()
}
