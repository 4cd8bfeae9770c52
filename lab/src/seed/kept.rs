//! Distribution's storage after the sample was pushed, kept so that it is pushed once per machine.
//!
//! Pushing takes seconds, copying the folder a fraction of one, and there are many tests. The folder's
//! name is a digest of the content, so other content never finds it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};

use super::content::{Repository, digest};
use crate::folders;

static SHARED: AtomicBool = AtomicBool::new(false);

/// From now on, registries of this program that delete nothing read what is kept where it lies. To copy its thousands of files
/// and to remove them again takes a third of a second for each. Only for programs in which nobody pushes.
pub fn share() {
    SHARED.store(true, Ordering::Relaxed);
}

/// Whether registries may read what is kept where it lies.
pub(crate) fn is_shared() -> bool {
    SHARED.load(Ordering::Relaxed)
}

/// Where the storage of this content is or would be kept.
pub fn folder(repositories: &[Repository]) -> PathBuf {
    let mut text = String::new();
    for repository in repositories {
        text.push_str(&repository.name);
        for manifest in &repository.manifests {
            text.push_str(&manifest.digest());
        }
        for (tag, digest) in &repository.tags {
            text.push_str(tag);
            text.push_str(digest);
        }
    }
    let name = digest(text.as_bytes()).replace("sha256:", "");
    folders::cache().join("samples").join(&name[..16])
}

/// Keeps a storage folder. Several may try at once; the first wins, and none is ever seen half copied.
pub fn keep(storage: &Path, folder: &Path) -> Result<()> {
    let parent = folder.parent().context("the cache folder has no parent")?;
    fs::create_dir_all(parent)?;
    let copy = tempfile::tempdir_in(parent)?;
    folders::copy(storage, &copy.path().join("storage"))?;
    let _ = fs::rename(copy.path().join("storage"), folder);
    Ok(())
}
