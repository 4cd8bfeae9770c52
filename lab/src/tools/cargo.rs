//! Tools from crates.io, pinned.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::say;
use crate::folders;

/// The newest Trunk that the pinned toolchain builds.
const TRUNK: &str = "0.21.14";
const GECKODRIVER: &str = "0.37.1";

/// A crate, its version, and a program that it installs.
#[derive(Debug)]
pub(super) struct Tool {
    package: &'static str,
    version: String,
    program: &'static str,
}

/// What builds the page.
pub(super) fn for_page() -> Result<Vec<Tool>> {
    Ok(vec![wasm_bindgen()?, tool("trunk", TRUNK, "trunk")])
}

/// What runs tests in browsers.
pub(super) fn for_browsers() -> Result<Vec<Tool>> {
    Ok(vec![wasm_bindgen()?, tool("geckodriver", GECKODRIVER, "geckodriver")])
}

/// The command-line half of wasm-bindgen must have the version of the library.
fn wasm_bindgen() -> Result<Tool> {
    let lock = fs::read_to_string(folders::workspace().join("Cargo.lock"))?;
    let version = locked_version(&lock, "wasm-bindgen")
        .context("Cargo.lock names no wasm-bindgen; run `cargo generate-lockfile`")?;
    Ok(tool("wasm-bindgen-cli", version, "wasm-bindgen"))
}

fn tool(package: &'static str, version: &str, program: &'static str) -> Tool {
    Tool { package, version: version.to_owned(), program }
}

/// Compiles the tools that are missing or have another version.
pub(super) fn install(tools: &[Tool]) -> Result<()> {
    for tool in tools {
        let program = folders::tools().join("bin").join(tool.program);
        if installed_version(&program).is_some_and(|version| version == tool.version) {
            continue;
        }
        let wanted = format!("{}@{}", tool.package, tool.version);
        say(&format!("compiling {wanted}, once; this takes a few minutes"));
        let status = Command::new("cargo")
            .args(["install", "--quiet", "--locked", &wanted, "--root"])
            .arg(folders::tools())
            // In the checkout, the pinned toolchain and the lab's own settings would apply.
            .current_dir(folders::workspace())
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("RUSTFLAGS")
            .status()?;
        if !status.success() {
            bail!("cargo could not install {wanted}; try it by hand to see why");
        }
    }
    Ok(())
}

/// The first word of `--version` that looks like a version.
fn installed_version(program: &std::path::Path) -> Option<String> {
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
