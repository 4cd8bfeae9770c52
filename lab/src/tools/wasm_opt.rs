//! `wasm-opt`, which makes the page smaller. The page works without it.
//!
//! Trunk would download one from GitHub, which not every network reaches. npm's `binaryen` carries it;
//! where npm is missing too, a stand-in that only copies keeps Trunk content. Trunk.toml names the
//! version, and Trunk takes no other, so a system's own `wasm-opt` seldom serves.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::npm;
use crate::folders;
use crate::steps::{Step, say};

const STAND_IN: &str = r#"#!/bin/sh
# Stands where wasm-opt is not installed: copies its input unchanged.
for argument; do
    case "$argument" in
        --version) echo "wasm-opt version VERSION (stand-in)"; exit 0 ;;
        --output=*) output="${argument#--output=}" ;;
        -*) ;;
        *) input="$argument" ;;
    esac
done
cp "$input" "$output"
"#;

/// The step that installs the real one, or else the stand-in; none where it is here.
pub(super) fn missing() -> Result<Option<Step>> {
    let trunk = fs::read_to_string(folders::workspace().join("Trunk.toml")).unwrap_or_default();
    let version = wanted_version(&trunk).context("Trunk.toml names no wasm_opt version")?.to_owned();
    if is_here(&version) {
        return Ok(None);
    }
    Ok(Some(Step::new(format!("wasm-opt {version} (npm's binaryen)"), move |_| install(&version))))
}

fn install(version: &str) -> Result<()> {
    if npm::install("binaryen", version) && is_here(version) {
        return Ok(());
    }
    say("wasm-opt is missing and npm could not install it; the page will be larger");
    stand_in(&folders::stand_ins(), version)
}

/// Puts a stand-in into a folder, for who asks for a `wasm-opt` whose work is done later.
pub(super) fn put_off(folder: &Path) -> Result<()> {
    let trunk = fs::read_to_string(folders::workspace().join("Trunk.toml"))?;
    stand_in(folder, wanted_version(&trunk).context("Trunk.toml names no wasm_opt version")?)
}

fn stand_in(folder: &Path, version: &str) -> Result<()> {
    fs::create_dir_all(folder)?;
    let file = folder.join("wasm-opt");
    fs::write(&file, STAND_IN.replace("VERSION", version))?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// Whether the first on the path is the real one of this version.
fn is_here(version: &str) -> bool {
    let Some(program) = folders::find_program("wasm-opt") else {
        return false;
    };
    let said = Command::new(program).arg("--version").output();
    said.is_ok_and(|output| {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.contains(&format!("version {version} (version_"))
    })
}

/// `wasm_opt = "version_132"` says `132`.
fn wanted_version(trunk: &str) -> Option<&str> {
    let (_, rest) = trunk.split_once("wasm_opt = \"version_")?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trunk_names_the_version() {
        assert_eq!(wanted_version("[tools]\nwasm_opt = \"version_132\"\n"), Some("132"));
        assert_eq!(wanted_version("[tools]\n"), None);
    }
}
