//! Registries from crates.io, pinned, each in a folder of its own in the lab's cache. They have ways that Distribution has not.
//!
//! They are compiled once and not optimized, into one target folder, so that what they share is compiled once.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, ensure};

use super::cargo;
use crate::folders;
use crate::steps::{self, Step};

/// A crate, its version, and the program in it, which has its name.
#[derive(Debug, PartialEq, Eq)]
pub struct Crate {
    /// The name of the crate and of its program.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// Arguments of `cargo install` besides.
    arguments: &'static [&'static str],
    /// What is in the names of the stories that cannot be told without it.
    pub stories: &'static [&'static str],
}

/// ferro-oci-server: without accounts, and with referrers.
pub const FERRO: Crate = Crate {
    name: "ferro-oci-server",
    version: "1.0.0",
    arguments: &[],
    stories: &["every_kind_by_its_name", "what_hangs_on_an_image", "what_tools_attach"],
};
/// container-registry: one password, images by name alone, no list of anything.
pub const CONTAINER: Crate =
    Crate { name: "container-registry", version: "0.3.1", arguments: &["--features", "bin"], stories: &[] };

const ALL: [&Crate; 2] = [&FERRO, &CONTAINER];

/// Brings all that are missing, and says which still are and why.
pub(super) fn bring() -> Vec<(&'static Crate, anyhow::Error)> {
    let missing: Vec<&Crate> = ALL.into_iter().filter(|one| one.program().is_err()).collect();
    let shared = folder().join("target");
    let bring = |one: &'static Crate| Some((one, steps::run(vec![one.step()]).err()?));
    let still = missing.into_iter().filter_map(bring).collect();
    let _ = fs::remove_dir_all(shared);
    still
}

fn folder() -> PathBuf {
    folders::tools().join("crates")
}

impl Crate {
    /// The program, if it is here.
    pub fn program(&self) -> Result<PathBuf> {
        let program = self.root().join("bin").join(self.name);
        ensure!(
            program.is_file(),
            "{} {} of crates.io is missing; `cargo lab test` compiles it",
            self.name,
            self.version
        );
        Ok(program)
    }

    fn root(&self) -> PathBuf {
        folder().join(format!("{}-{}", self.name, self.version))
    }

    fn step(&'static self) -> Step {
        Step::new(format!("{} {} (crates.io)", self.name, self.version), move |progress| {
            let target = folder().join("target").display().to_string();
            let mut arguments = vec!["--target-dir", target.as_str()];
            arguments.extend(self.arguments);
            cargo::install(&format!("{}@{}", self.name, self.version), &self.root(), &arguments, progress)
        })
    }
}
