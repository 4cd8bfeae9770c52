//! The compiler's WebAssembly target.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use super::say;
use crate::folders;

const TARGET: &str = "wasm32-unknown-unknown";

/// Installs the target if the compiler does not have it.
pub(super) fn install() -> Result<()> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(folders::workspace())
        .output()?;
    let folder = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() && Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    say(&format!("adding the target {TARGET}"));
    let status = Command::new("rustup").args(["target", "add", TARGET]).current_dir(folders::workspace()).status();
    if !status.is_ok_and(|status| status.success()) {
        bail!("the compiler lacks {TARGET}; run `rustup target add {TARGET}`");
    }
    Ok(())
}
