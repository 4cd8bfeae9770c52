//! Packages of PyPI that are run as Python, pinned with all that they need, in a folder of the lab's cache: what pushes artifacts, writes
//! OpenVEX, and packs models.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::apt::{self, Program};
use crate::folders;
use crate::steps::{self, Step};

/// Those that are used, as they stand in the list.
const USED: [&str; 3] = ["oras==0.2.43", "lib4vex==0.2.3", "olot==1.2.1"];

/// They and what they need.
const ALL: &str = include_str!("python.txt");

const PROGRAMS: &[Program] =
    &[Program { name: "python3", package: "python3" }, Program { name: "pip3", package: "python3-pip" }];

/// What is in the names of the stories that cannot be told without them.
pub const STORIES: &str = super::pypi::KINDS;

/// Runs a script with the packages, and returns what it prints.
pub fn run(script: &str, arguments: &[&str]) -> Result<String> {
    steps::run(missing())?;
    let output = Command::new("python3")
        .env("PYTHONPATH", folder())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .args(["-c", script])
        .args(arguments)
        .output()?;
    ensure!(output.status.success(), "Python says: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The steps that install them; none where they are here.
pub(super) fn missing() -> Vec<Step> {
    if folder().is_dir() {
        return Vec::new();
    }
    let own = Step::new(format!("{} (PyPI)", USED.join(", ")), |_| install());
    apt::missing(PROGRAMS).into_iter().chain([own]).collect()
}

fn folder() -> PathBuf {
    folders::tools().join("python").join(USED.join("+").replace("==", "-"))
}

fn install() -> Result<()> {
    let folder = folder();
    let parent = folder.parent().context("the cache folder has no parent")?;
    fs::create_dir_all(parent)?;
    // What was broken off in the middle lies beside, and is used by nobody.
    let part = tempfile::tempdir_in(parent)?;
    let list = part.path().join("packages.txt");
    fs::write(&list, ALL)?;
    let output = Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"])
        .args(["--no-compile", "--only-binary=:all:", "--target"])
        .arg(part.path().join("packages"))
        .arg("--requirement")
        .arg(&list)
        .output()?;
    ensure!(output.status.success(), "pip could not install them: {}", String::from_utf8_lossy(&output.stderr).trim());
    let _ = fs::rename(part.path().join("packages"), &folder);
    ensure!(folder.is_dir(), "pip installed nothing");
    Ok(())
}
