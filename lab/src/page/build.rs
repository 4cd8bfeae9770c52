//! Builds the page as it is released.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use super::split;
use crate::{folders, tools};

/// What the page is made of. A newer one of these means that it must be built again.
const SOURCES: &[&str] = &[
    ".cargo",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    "loader",
    "rust-toolchain.toml",
    "src",
    "guide",
    "style",
    "probe",
    "embed",
    "assets",
    "docs/config.schema.json",
    "lab/src/page",
];

/// Where the built page lies.
pub fn release_folder() -> PathBuf {
    folders::target().join("page")
}

/// Builds the page unless the last build is newer than all its sources; returns its folder.
pub fn build() -> Result<PathBuf> {
    let workspace = folders::workspace();
    if !workspace.join("index.html").is_file() {
        bail!("there is no page to build: {} has no index.html", workspace.display());
    }
    let folder = release_folder();
    let built = modified(&folder.join("index.html"));
    let newest = SOURCES.iter().filter_map(|source| newest(&workspace.join(source))).max();
    if built.is_some() && built >= newest {
        return Ok(folder);
    }
    tools::for_page()?;
    eprintln!("lab: building the page");
    let status = Command::new(folders::find_program("trunk").context("trunk is missing")?)
        .args(["build", "--release", "--cargo-profile", split::PROFILE, "--features", split::FEATURE, "--dist"])
        .arg(&folder)
        .current_dir(&workspace)
        .env("PATH", tools::path_without_wasm_opt()?)
        .env(split::RUSTFLAGS, split::rustflags()?)
        // Trunk takes NO_COLOR=1 for a value it cannot read.
        .env_remove("NO_COLOR")
        .status()?;
    if !status.success() {
        bail!("trunk could not build the page");
    }
    if let Err(problem) = split::split(&folder).and_then(|()| super::seal::seal(&folder)) {
        // Else the half-made page would count as the newest.
        fs::remove_file(folder.join("index.html"))?;
        return Err(problem);
    }
    Ok(folder)
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

fn newest(path: &Path) -> Option<SystemTime> {
    if path.is_dir() {
        let entries = fs::read_dir(path).ok()?.flatten();
        return entries.filter_map(|entry| newest(&entry.path())).max();
    }
    modified(path)
}
