//! A screen for the one browser that cannot do without: an X server that draws into memory.

use std::process::Command;

use anyhow::{Context, Result};

use crate::folders;
use crate::process::Process;

/// A running screen.
#[derive(Debug)]
pub(super) struct Display {
    /// The value of `DISPLAY`.
    pub(super) name: String,
    _process: Process,
}

impl Display {
    pub(super) async fn open() -> Result<Self> {
        let program =
            folders::find_program("Xvfb").context("Xvfb is missing; `cargo lab test` installs it (Debian: xvfb)")?;
        let mut command = Command::new(program);
        // It looks for a free number itself and prints it.
        command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
        let mut process = Process::start("xvfb", command)?;
        let number = process
            .wait_until(|output| {
                let mut lines = output.split_inclusive('\n');
                lines.find_map(|line| line.strip_suffix('\n')?.parse::<u32>().ok())
            })
            .await?;
        Ok(Self { name: format!(":{number}"), _process: process })
    }
}
