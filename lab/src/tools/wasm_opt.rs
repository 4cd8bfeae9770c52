//! `wasm-opt`, which makes the page smaller. The page works without it.
//!
//! Trunk would download one from GitHub, which not every network reaches. npm's `binaryen` carries it;
//! where npm is missing too, a stand-in that only copies keeps Trunk content.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Result;

use super::say;
use crate::folders;

const BINARYEN: &str = "binaryen@132.0.0";

const STAND_IN: &str = r#"#!/bin/sh
# Stands where wasm-opt is not installed: copies its input unchanged.
for argument; do
    case "$argument" in
        --version) echo "wasm-opt version 0 (version_0)"; exit 0 ;;
        --output=*) output="${argument#--output=}" ;;
        -*) ;;
        *) input="$argument" ;;
    esac
done
cp "$input" "$output"
"#;

/// Where the stand-in is. It belongs at the end of the `PATH`, behind any real one.
pub fn stand_in_folder() -> PathBuf {
    folders::tools().join("stand-in")
}

/// Installs the real one, or else the stand-in.
pub(super) fn install() -> Result<()> {
    if folders::find_program("wasm-opt").is_some() {
        return Ok(());
    }
    say("installing wasm-opt (npm's binaryen)");
    let installed = Command::new("npm")
        .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
        .arg(folders::tools().join("npm"))
        .arg(BINARYEN)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if installed && folders::find_program("wasm-opt").is_some() {
        return Ok(());
    }
    say("wasm-opt is missing and npm could not install it; the page will be a little larger");
    let folder = stand_in_folder();
    fs::create_dir_all(&folder)?;
    let file = folder.join("wasm-opt");
    fs::write(&file, STAND_IN)?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
    Ok(())
}
