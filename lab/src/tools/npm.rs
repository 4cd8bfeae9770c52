//! Tools from npm, pinned, in the lab's own cache folder.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::folders;

/// The folder of an installed package.
pub(super) fn folder(package: &str) -> PathBuf {
    folders::tools().join("npm/node_modules").join(package)
}

/// Installs a package; false where npm is missing or could not.
pub(super) fn install(package: &str, version: &str) -> bool {
    let status = Command::new("npm")
        .args(["install", "--silent", "--no-audit", "--no-fund", "--save-exact", "--prefix"])
        .arg(folders::tools().join("npm"))
        .arg(format!("{package}@{version}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}
