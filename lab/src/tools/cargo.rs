//! Tools from crates.io, pinned.
//!
//! One that is installed already in the right version serves as well, else `cargo binstall` brings it where that is there, else
//! it is compiled: quickly and not well, for what a tool takes longer to run is little beside what it takes to optimize it
//! (Trunk's own release profile asks for the slowest link that there is).

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::folders;
use crate::steps::{Progress, Step, watched};

/// The newest Trunk that the pinned toolchain builds.
const TRUNK: &str = "0.21.14";
const GECKODRIVER: &str = "0.37.1";

/// Set to any value, the lab compiles its tools also where they are installed: `cargo lab bench` measures what that costs.
pub const OWN: &str = "PIERGLASS_OWN_TOOLS";

/// A crate, its version, and the programs of it that are wanted.
#[derive(Clone, Debug)]
pub(super) struct Tool {
    package: &'static str,
    version: String,
    programs: &'static [&'static str],
    default_features: bool,
}

/// What builds the page.
pub(super) fn for_page() -> Result<Vec<Tool>> {
    // Neither asks anybody for anything: what Trunk would download is here already, and the runner of tests talks to its
    // driver. So none of them needs TLS, nor Trunk its look for updates.
    Ok(vec![wasm_bindgen()?, Tool { default_features: false, ..tool("trunk", TRUNK, &["trunk"]) }])
}

/// What runs tests in browsers.
pub(super) fn for_browsers() -> Result<Vec<Tool>> {
    Ok(vec![wasm_bindgen()?, tool("geckodriver", GECKODRIVER, &["geckodriver"])])
}

/// The command-line half of wasm-bindgen must have the version of the library.
fn wasm_bindgen() -> Result<Tool> {
    let lock = fs::read_to_string(folders::workspace().join("Cargo.lock"))?;
    let version = locked_version(&lock, "wasm-bindgen")
        .context("Cargo.lock names no wasm-bindgen; run `cargo generate-lockfile`")?;
    let programs = &["wasm-bindgen", "wasm-bindgen-test-runner"];
    Ok(Tool { default_features: false, ..tool("wasm-bindgen-cli", version, programs) })
}

fn tool(package: &'static str, version: &str, programs: &'static [&'static str]) -> Tool {
    Tool { package, version: version.to_owned(), programs, default_features: true }
}

/// A step for each tool that is missing or has another version.
pub(super) fn missing(tools: Vec<Tool>) -> Vec<Step> {
    let missing = tools.into_iter().filter(|tool| !tool.is_here());
    missing
        .map(|tool| Step::new(format!("{} {}", tool.package, tool.version), move |progress| tool.install(progress)))
        .collect()
}

impl Tool {
    /// Whether the first of each program on the search path, which Trunk too will find, has the version.
    fn is_here(&self) -> bool {
        let is_own = |program: &Path| program.starts_with(folders::tools());
        self.programs.iter().all(|name| {
            let found = folders::find_program(name).filter(|program| env::var_os(OWN).is_none() || is_own(program));
            found.and_then(|program| installed_version(&program)).is_some_and(|version| version == self.version)
        })
    }

    fn install(&self, progress: &mut Progress) -> Result<()> {
        if env::var_os(OWN).is_none() && self.download() {
            return Ok(());
        }
        let mut arguments: Vec<&str> = self.programs.iter().flat_map(|program| ["--bin", program]).collect();
        if !self.default_features {
            arguments.push("--no-default-features");
        }
        install(&self.wanted(), &folders::tools(), &arguments, progress)
    }

    /// Brings a ready program, if `cargo binstall` is there and finds one.
    fn download(&self) -> bool {
        let quietly = |command: &mut Command| {
            let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        quietly(Command::new("cargo").args(["binstall", "-V"]))
            && quietly(
                Command::new("cargo")
                    .args(["binstall", "--no-confirm", "--force", "--disable-strategies", "compile", "--root"])
                    .arg(folders::tools())
                    .arg(self.wanted()),
            )
            && self.is_here()
    }

    fn wanted(&self) -> String {
        format!("{}@{}", self.package, self.version)
    }
}

/// Compiles a crate of a version, such as `trunk@0.21.14`, without optimization, and puts its programs below a folder.
pub(super) fn install(wanted: &str, root: &Path, arguments: &[&str], progress: &mut Progress) -> Result<()> {
    let mut command = Command::new("cargo");
    command.args(["install", "--locked", "--force", "--debug", wanted, "--root"]).arg(root).args(arguments);
    command
        // In the checkout, so that the pinned toolchain compiles them.
        .current_dir(folders::workspace())
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .env("CARGO_PROFILE_DEV_DEBUG", "false");
    watched(&mut command, progress).with_context(|| format!("cargo could not install {wanted}"))
}

/// The first word of `--version` that looks like a version.
fn installed_version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.'))
        .map(str::to_owned)
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let (_, rest) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_names_one_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.129"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }
}
