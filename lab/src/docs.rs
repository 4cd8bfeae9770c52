//! `cargo lab docs`: writes what is made from the sources, the pages of the rules and the table of the fixes.
//!
//! `tests/guide.rs` and `tests/fixes.rs` make them and say when they are stale; here they are told to write.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::folders;

/// Writes `guide/rules/*.md`, `docs/rules.md` and `docs/fixes.md`, and links to new rules from the guide's pages.
pub fn run() -> Result<ExitCode> {
    let status = Command::new("cargo")
        .args(["test", "--quiet", "--no-fail-fast", "--test", "guide", "--test", "fixes"])
        .current_dir(folders::workspace())
        .env("UPDATE", "1")
        .status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
