//! `cargo lab docs`: writes what is made from the sources, the pages of the rules and the tables of the fixes and of the kinds.
//!
//! `tests/guide.rs` and `tests/fixes.rs` make the first ones and say when they are stale; here they are told to write. The kinds are the lab's own.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::folders;
use crate::seed::kinds::document;

/// Writes `guide/rules/*.md`, `docs/rules.md`, `docs/fixes.md` and `docs/kinds.md`, and links to new rules from the guide's pages.
pub fn run() -> Result<ExitCode> {
    document::write()?;
    let status = Command::new("cargo")
        .args(["test", "--quiet", "--no-fail-fast", "--test", "guide", "--test", "fixes"])
        .current_dir(folders::workspace())
        .env("UPDATE", "1")
        .status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
