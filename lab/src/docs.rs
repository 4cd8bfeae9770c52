//! `cargo lab docs`: writes what is made from the sources, the pages of the rules.
//!
//! `tests/guide.rs` makes them and says when they are stale; here it is told to write.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::folders;

/// Writes `guide/rules/*.md` and `docs/rules.md`.
pub fn run() -> Result<ExitCode> {
    let status = Command::new("cargo")
        .args(["test", "--quiet", "--test", "guide"])
        .current_dir(folders::workspace())
        .env("UPDATE", "1")
        .status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
