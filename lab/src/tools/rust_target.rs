//! The compiler's WebAssembly target.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::folders;
use crate::steps::Step;

const TARGET: &str = "wasm32-unknown-unknown";

/// The step that installs the target, if the compiler does not have it.
pub(super) fn missing() -> Result<Option<Step>> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(folders::workspace())
        .output()?;
    let folder = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() && Path::new(folder.trim()).is_dir() {
        return Ok(None);
    }
    Ok(Some(Step::new(format!("the compiler's target {TARGET}"), |_| add())))
}

fn add() -> Result<()> {
    let status =
        Command::new("rustup").args(["--quiet", "target", "add", TARGET]).current_dir(folders::workspace()).status();
    if !status.is_ok_and(|status| status.success()) {
        bail!(
            "the compiler cannot make WebAssembly. With rustup: rustup target add {TARGET}. A Rust from a distribution has it in \
             a package of its own (Debian: libstd-rust-dev-wasm32)"
        );
    }
    Ok(())
}
