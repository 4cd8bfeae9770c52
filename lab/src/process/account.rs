//! Whose rights a server has: root's, ours, or nobody's.

use std::fs;
use std::path::Path;

use anyhow::Result;

/// The account of nobody, on Debian and most others.
pub(crate) const NOBODY: u32 = 65534;

/// Gives a folder, with all that is in it, to an account.
pub(crate) fn give(path: &Path, account: u32) -> Result<()> {
    std::os::unix::fs::chown(path, Some(account), Some(account))?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            give(&entry?.path(), account)?;
        }
    }
    Ok(())
}

/// As root, servers would do their work as another account, which the temporary folders do not let in.
pub(crate) fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}
