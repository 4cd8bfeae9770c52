//! `cargo lab dist`: the folder that people copy beside their registry.
//!
//! The same commit gives the same bytes, wherever it is built: files are made in the order of their names, and neither a time
//! nor a folder of this machine goes into one.

mod archive;
mod files;
mod licences;

pub use files::files;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::folders;
use crate::page::{self, Page};

/// What marks a folder as one of ours, which may be written anew.
const VERSION: &str = "VERSION";

/// The sums of all other files, as `sha256sum --check` reads them.
const SUMS: &str = "SHA256SUMS";

/// What nginx needs to serve the folder beside a registry. A story runs it, and README.md shows it.
const SEVEN_LINES: &str = include_str!("../../hosting/nginx/seven-lines.conf");

/// Builds the page and writes the release folder; says what is in it.
pub fn run(out: Option<&Path>) -> Result<()> {
    let out = out.map_or_else(|| folders::workspace().join("dist"), Path::to_owned);
    let page = Page::Released.build()?;
    eprintln!("lab: writing {}", out.display());
    write(&page, &out)?;
    let out = out.canonicalize()?;
    let beside = out.parent().context("the folder stands in another")?;
    let archive = archive::write(&out, &number(&folders::workspace())?, beside)?;
    print!("{}", summary(&out)?);
    println!("\nThe same as one file, its sum beside it: {}", archive.display());
    Ok(())
}

/// Writes a release folder from a built page.
pub fn write(page: &Path, out: &Path) -> Result<()> {
    make_empty(out)?;
    let workspace = folders::workspace();
    for file in files(page)? {
        names_no_folder(&page.join(&file))?;
        copy(&page.join(&file), &out.join(&file))?;
    }
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&workspace.join(name), &out.join(name))?;
    }
    copy(&workspace.join("docs/config.example.json"), &out.join("config.example.json"))?;
    fs::write(out.join("THIRD-PARTY-LICENSES.txt"), licences::notices(&workspace)?)?;
    fs::write(out.join(VERSION), version(&workspace)?)?;
    page::precompress(out)?;
    let mut sums = String::new();
    for file in files(out)? {
        sums.push_str(&format!("{:x}  {}\n", Sha256::digest(fs::read(out.join(&file))?), file.display()));
    }
    Ok(fs::write(out.join(SUMS), sums)?)
}

/// A path of this machine would be nobody's business, and another one elsewhere: the sums would differ.
fn names_no_folder(file: &Path) -> Result<()> {
    let content = fs::read(file)?;
    let content = String::from_utf8_lossy(&content);
    for folder in
        [folders::workspace().join("src/"), folders::target().join("wasm32"), folders::cargo().join("registry")]
    {
        if content.contains(&*folder.to_string_lossy()) {
            bail!("{} names a folder of this machine: {}", file.display(), folder.display());
        }
    }
    Ok(())
}

/// Nobody's folder but our own is ever emptied.
fn make_empty(out: &Path) -> Result<()> {
    if out.is_dir() && fs::read_dir(out)?.next().is_some() {
        if !out.join(VERSION).is_file() || !out.join(SUMS).is_file() {
            bail!("{} is not empty and not a release of Pierglass; name another folder with --out", out.display());
        }
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out).with_context(|| format!("{} cannot be written", out.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| format!("{} is missing", from.display()))?;
    Ok(())
}

/// Version and commit. A change that is not committed is said, for nobody could build it again.
fn version(workspace: &Path) -> Result<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(workspace).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    let changed = git(&["status", "--porcelain"]).is_some_and(|changes| !changes.is_empty());
    let mark = if changed { " with changes" } else { "" };
    Ok(format!("pierglass {}\ncommit {commit}{mark}\n", number(workspace)?))
}

/// The version that Cargo.toml says.
fn number(workspace: &Path) -> Result<String> {
    let manifest = fs::read_to_string(workspace.join("Cargo.toml"))?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    Ok(version.context("Cargo.toml has no version")?.to_owned())
}

/// What was written: all files together, and those that everybody loads.
fn summary(out: &Path) -> Result<String> {
    let mut text = String::from("\n");
    let mut total = 0;
    for file in files(out)? {
        let size = |path: PathBuf| fs::metadata(path).map(|data| data.len()).unwrap_or_default();
        let bytes = size(out.join(&file));
        total += bytes;
        let is_program = matches!(file.extension().and_then(|one| one.to_str()), Some("wasm" | "js" | "css" | "html"));
        if is_program && file.components().count() == 1 {
            // What is not compressed goes out as it is.
            let beside = fs::metadata(out.join(format!("{}.br", file.display())));
            let compressed = beside.map_or(bytes, |beside| beside.len());
            text.push_str(&format!("  {:<44} {:>9} B {:>9} B as .br\n", file.display().to_string(), bytes, compressed));
        }
    }
    let count = files(out)?.len();
    text.push_str(&format!("\n{}: {count} files, {} KB. ", out.display(), total / 1000));
    text.push_str("docs/hosting.md says how to put it anywhere.\n");
    text.push_str("Beside a registry behind nginx: copy it to /srv/pierglass, these lines go into the server block, open /ui/.\n\n");
    text.push_str(SEVEN_LINES);
    Ok(text)
}

#[cfg(test)]
mod tests;
