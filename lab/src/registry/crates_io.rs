//! Registries from crates.io, as they start by themselves: none sends a CORS header.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use crate::process::{Process, free_port};
use crate::tools::registries::{CONTAINER, Crate, FERRO};

/// A running registry of crates.io on loopback. Dropping it stops it.
#[derive(Debug)]
pub struct OfCratesIo {
    /// Where it listens.
    pub origin: String,
    _process: Process,
    _folder: TempDir,
}

impl OfCratesIo {
    /// Starts it empty. A password is what `container-registry` asks for; the other has no accounts.
    pub async fn start(registry: &Crate, password: &str) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("pierglass-registry-").tempdir()?;
        let port = free_port()?;
        let mut command = Command::new(registry.program()?);
        if *registry == FERRO {
            ferro(&mut command, port);
        } else {
            debug_assert_eq!(*registry, CONTAINER);
            container(&mut command, port, password, folder.path());
        }
        let mut process = Process::start(registry.name, command)?;
        process.wait_for_port(port).await?;
        Ok(Self { origin: format!("http://127.0.0.1:{port}"), _process: process, _folder: folder })
    }
}

/// Where nobody says where, it listens on all interfaces. Its store is then in memory.
fn ferro(command: &mut Command, port: u16) {
    command.env("FERRO_OCI_LISTEN", format!("127.0.0.1:{port}")).env_remove("FERRO_OCI_STORAGE_DIR");
}

/// Its password is on the command line, or a new one in its log.
fn container(command: &mut Command, port: u16, password: &str, storage: &Path) {
    command.args(["--bind", &format!("127.0.0.1:{port}"), "--password", password, "--storage"]).arg(storage);
}
