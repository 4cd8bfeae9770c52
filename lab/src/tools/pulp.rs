//! Pulp, a registry in Python with a database: two packages of PyPI, pinned, in a folder of their own in the lab's cache, and
//! Debian's PostgreSQL. No other command brings it: what it takes to start is minutes on a slow machine.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::apt;
use crate::folders;
use crate::steps::{self, Step};

/// The server, and its part that is a registry.
const PACKAGES: [&str; 2] = ["pulpcore==3.123.1", "pulp-container==2.30.0"];
const NAME: &str = "pulp-3.123.1-2.30.0";
/// Written last: a folder without it was broken off in the middle.
const READY: &str = "is-whole";
/// Where Debian keeps each version's programs; only some of them are on the path.
const POSTGRESQL: &str = "/usr/lib/postgresql";

/// Brings what is missing.
pub(super) fn bring() -> Result<()> {
    let mut steps = Vec::new();
    if postgresql().is_err() {
        steps.push(apt::packages(vec!["postgresql"]));
    }
    if programs().is_err() {
        steps.push(Step::new(format!("{} (PyPI)", PACKAGES.join(", ")), |_| install()));
    }
    steps::run(steps)
}

/// Why it cannot be started, where that is so.
pub fn lacks() -> Option<anyhow::Error> {
    programs().and_then(|_| postgresql()).err()
}

/// The folder of Pulp's programs, if it is here.
pub fn programs() -> Result<PathBuf> {
    ensure!(folder().join(READY).is_file(), "Pulp is missing; `cargo lab scenario pulp` brings it");
    Ok(folder().join("bin"))
}

/// The folder of the newest PostgreSQL's programs, if one is here.
pub fn postgresql() -> Result<PathBuf> {
    let version = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let installed = fs::read_dir(POSTGRESQL).into_iter().flatten().flatten().map(|entry| entry.path());
    let newest = installed.filter(|folder| folder.join("bin/initdb").is_file()).max_by_key(version);
    newest.map(|folder| folder.join("bin")).context("PostgreSQL is missing (Debian: postgresql)")
}

/// Where a database is kept that is set up: of this Pulp and of this version of PostgreSQL.
pub fn kept(content: &str) -> Result<PathBuf> {
    let programs = postgresql()?;
    let version = programs.parent().and_then(|folder| folder.file_name()).context("a folder with a version")?;
    Ok(folders::cache().join("samples").join(format!("{NAME}-{}-{content}", version.display())))
}

fn folder() -> PathBuf {
    folders::tools().join("pypi").join(NAME)
}

/// The programs name their own folder, so it is not moved afterwards.
fn install() -> Result<()> {
    let folder = folder();
    let _ = fs::remove_dir_all(&folder);
    let python = folders::find_program("python3").context("python3 is missing (Debian: python3-venv)")?;
    run(Command::new(python).args(["-m", "venv"]).arg(&folder)).context("Debian keeps venv in python3-venv")?;
    let pip = ["install", "--quiet", "--disable-pip-version-check", "--no-input"];
    run(Command::new(folder.join("bin/pip")).args(pip).args(PACKAGES))?;
    Ok(fs::write(folder.join(READY), "")?)
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{}: {}", command.get_program().display(), said.trim());
    Ok(())
}
