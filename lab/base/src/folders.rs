//! Where the lab finds the checkout and keeps what it downloads.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of the workspace, where the page's `Cargo.toml` and `index.html` are. Cargo says at run time whose program it
/// runs: checkouts that share a target folder can share the program too, and what was compiled in would be the other's.
pub fn workspace() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    let found = package.ancestors().find(|folder| folder.join("Trunk.toml").is_file());
    found.unwrap_or(&package).to_owned()
}

/// Where downloaded tools and built pages are kept between runs: `$PIERGLASS_CACHE`, or
/// `.cache/pierglass` in the home folder.
pub fn cache() -> PathBuf {
    if let Some(folder) = env::var_os("PIERGLASS_CACHE") {
        return PathBuf::from(folder);
    }
    let home = env::var_os("HOME").map_or_else(env::temp_dir, PathBuf::from);
    home.join(".cache").join("pierglass")
}

/// Where the lab's own copies of tools are kept.
pub fn tools() -> PathBuf {
    cache().join("tools")
}

/// Where small stand-ins for missing tools are kept.
pub fn stand_ins() -> PathBuf {
    tools().join("stand-in")
}

/// Cargo's target folder, as cargo itself would choose it.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from)
}

/// Cargo's home, as cargo itself would choose it.
pub fn cargo() -> PathBuf {
    let home = env::var_os("HOME").map_or_else(env::temp_dir, PathBuf::from);
    env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from)
}

/// `PATH` with the lab's own tools in front, so that a pinned tool wins over an installed one.
pub fn search_path() -> std::ffi::OsString {
    let npm = tools().join("npm/node_modules/.bin");
    let mut folders = vec![tools().join("bin"), npm, stand_ins()];
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    env::join_paths(folders).unwrap_or_default()
}

/// The full path of a program on [`search_path`], if there is one. The folders where Debian keeps
/// servers are searched too, since they are not on the `PATH` of an ordinary account.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = search_path();
    env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
}

/// A temporary folder for very many small files: in memory if there is room, else on the disk.
pub fn quick_temporary(prefix: &str) -> io::Result<tempfile::TempDir> {
    const ROOM: u64 = 1 << 30;
    let memory = Path::new("/dev/shm");
    let room = nix::sys::statvfs::statvfs(memory).map_or(0, |disk| disk.blocks_available() * disk.fragment_size());
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    if room > ROOM
        && let Ok(folder) = builder.tempdir_in(memory)
    {
        return Ok(folder);
    }
    builder.tempdir()
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
