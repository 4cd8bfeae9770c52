//! What cargo knows of the packages that the page is made of.

use std::process::Command;

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::folders;

/// The answer of `cargo metadata` for the page's target.
pub fn metadata() -> Result<Value> {
    let output = Command::new("cargo")
        .args(["metadata", "--locked", "--format-version", "1", "--filter-platform", "wasm32-unknown-unknown"])
        .current_dir(folders::workspace())
        .output()?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}
