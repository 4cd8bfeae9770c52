//! `cargo lab fuzz`: hostile inputs for the pure half, in masses. The package `lab-fuzz` does it; here it is compiled for that, quickly
//! and with every check (profile `fuzz`), and gets the arguments.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::folders;

/// Runs it.
pub fn run(arguments: &[String]) -> Result<ExitCode> {
    let status = Command::new("cargo")
        .args(["run", "--locked", "--quiet", "--profile", "fuzz", "--package", "lab-fuzz", "--"])
        .args(arguments)
        .current_dir(folders::workspace())
        .status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
