//! Builds the page: as it is released, or quickly for somebody who wants to see it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::paths;
use crate::steps::{self, Progress, Step, watched};
use crate::{folders, tools};

/// What the page is made of. Another content of one of these means that it must be built again.
const SOURCES: &[&str] = &[
    ".cargo",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    "loader",
    "rust-toolchain.toml",
    "src",
    "fixes",
    "guide",
    "image",
    "style",
    "verify",
    "probe",
    "embed",
    "assets",
    "docs/config.schema.json",
    "lab/base",
    "lab/page",
    "lab/src/page",
    "worker",
];

/// What a page is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Everybody: in parts, and as small as can be.
    Released,
    /// Whoever builds it: one module, as cargo compiles it for development. It takes a fraction of the time, and a visit loads
    /// some 7 MB. The browsers' tests are compiled with the same profile, so both share what the page stands on.
    Quick,
}

impl Page {
    /// Where the built page lies.
    pub fn folder(self) -> PathBuf {
        folders::target().join(match self {
            Self::Released => "page",
            Self::Quick => "quick-page",
        })
    }

    /// Builds the page unless the last build was of these very sources; returns its folder.
    pub fn build(self) -> Result<PathBuf> {
        let (folder, steps) = self.steps()?;
        steps::run(steps)?;
        Ok(folder)
    }

    /// The page's folder, and what has to be done before it holds the page.
    pub fn steps(self) -> Result<(PathBuf, Vec<Step>)> {
        let folder = self.folder();
        let sources = sources()?;
        if is_of(&folder, &sources) {
            return Ok((folder, Vec::new()));
        }
        let (mut steps, title) = match self {
            Self::Released => (tools::for_the_released_page()?, "the page, as it is released"),
            Self::Quick => (tools::for_a_quick_page()?, "the page"),
        };
        let target = folder.clone();
        steps.push(Step::new(title, move |progress| {
            let built = match self {
                Self::Released => release(&target, progress),
                Self::Quick => quick(&target, progress),
            };
            // Half a page is one of no sources, and what was changed meanwhile is not in it for certain.
            built.and_then(|()| Ok(fs::write(stamp(&target), &sources)?)).inspect_err(|_| {
                let _ = fs::remove_file(stamp(&target));
            })
        }));
        Ok((folder, steps))
    }
}

/// The program's name, the target that it is compiled for, and the profile of a release.
const PROGRAM: &str = "pierglass";
const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "split";
const WORKER: &str = "pierglass_worker";
const WORKER_PROFILE: &str = "worker";

fn release(folder: &Path, progress: &mut Progress) -> Result<()> {
    let mut trunk = Command::new(folders::find_program("trunk").context("trunk is missing")?);
    trunk
        .args(["build", "--release", "--cargo-profile", PROFILE, "--features", "split", "--dist"])
        .arg(folder)
        .current_dir(folders::workspace())
        .env("PATH", tools::path_without_wasm_opt()?)
        // The linker leaves every reference in the module, so that code and data can be moved.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", format!("-Clink-args=--emit-relocs {}", paths::flags()?))
        // Trunk takes NO_COLOR=1 for a value it cannot read.
        .env_remove("NO_COLOR");
    watched(&mut trunk, progress).context("trunk could not build the page")?;
    let mut worker = worker(WORKER_PROFILE);
    worker.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", paths::flags()?);
    watched(&mut worker, progress).context("cargo could not compile the page's worker")?;
    make("released", folder, (PROFILE, WORKER_PROFILE), progress)
}

fn quick(folder: &Path, progress: &mut Progress) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["rustc", "--locked", "--target", TARGET, "--bin", PROGRAM])
        // Names are most of such a module, and nobody reads them. All but the last link is shared with the browsers' tests.
        .args(["--", "-Clink-arg=--strip-all"])
        .current_dir(folders::workspace());
    watched(&mut cargo, progress).context("cargo could not compile the page")?;
    watched(&mut worker("dev"), progress).context("cargo could not compile the page's worker")?;
    make("quick", folder, ("debug", "debug"), progress)
}

/// A command that compiles the page's worker.
fn worker(profile: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["rustc", "--locked", "--target", TARGET, "--package", "pierglass-worker", "--profile", profile])
        .args(["--", "-Clink-arg=--strip-debug"])
        .current_dir(folders::workspace());
    cargo
}

/// Lets the package `lab-page` make the page's files of the modules that two profiles left in their folders: of the page, and of its
/// worker.
fn make(form: &str, folder: &Path, profiles: (&str, &str), progress: &mut Progress) -> Result<()> {
    let module =
        |profile: &str, name: &str| folders::target().join(TARGET).join(profile).join(name).with_extension("wasm");
    let mut maker = Command::new("cargo");
    maker
        .args(["run", "--locked", "--package", "lab-page", "--", form])
        .args([folder, &module(profiles.0, PROGRAM), &module(profiles.1, WORKER)])
        .current_dir(folders::workspace());
    watched(&mut maker, progress).context("the page's files could not be made")
}

/// A page to look at: the released one where it is built already of these sources, else the quick one, with what has to be done before
/// it is there.
pub fn any() -> Result<(PathBuf, Vec<Step>)> {
    let released = Page::Released.folder();
    if is_of(&released, &sources()?) { Ok((released, Vec::new())) } else { Page::Quick.steps() }
}

const INDEX: &str = "index.html";

/// Whether a folder holds the page of these sources. Their times say nothing: checkouts share the target folder, and one of them may be
/// older than what another one built.
fn is_of(folder: &Path, sources: &str) -> bool {
    folder.join(INDEX).is_file() && fs::read_to_string(stamp(folder)).is_ok_and(|known| known == sources)
}

/// Where it is kept what a page was made of: beside it, as the folder is what people serve.
fn stamp(folder: &Path) -> PathBuf {
    folder.with_extension("sources")
}

/// A hash of all sources, names and contents.
fn sources() -> Result<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        files_of(&folders::workspace().join(source), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let content = fs::read(&file)?;
        hash.update(file.strip_prefix(folders::workspace())?.as_os_str().as_encoded_bytes());
        hash.update((content.len() as u64).to_le_bytes());
        hash.update(content);
    }
    Ok(format!("{:x}\n", hash.finalize()))
}

fn files_of(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            files_of(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_what_it_was_made_of() -> Result<()> {
        let sources = sources()?;
        assert_eq!(sources, super::sources()?);
        let folder = tempfile::tempdir()?;
        let page = folder.path().join("page");
        fs::create_dir(&page)?;
        fs::write(page.join(INDEX), "")?;
        assert!(!is_of(&page, &sources), "nobody says what it was made of");
        fs::write(stamp(&page), &sources)?;
        assert!(is_of(&page, &sources));
        // newer than all of them, and of another branch
        fs::write(stamp(&page), "other\n")?;
        assert!(!is_of(&page, &sources));
        Ok(())
    }
}
