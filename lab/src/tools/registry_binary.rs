//! Distribution's binary, `docker-registry` in Debian.
//!
//! Installing the package would also start a registry as a system service on a fixed port. So the
//! package is only unpacked into the lab's cache, which needs no root either.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::apt;
use crate::folders;
use crate::steps::{Step, say};

const PROGRAM: &str = "docker-registry";

/// Set to any value, the lab does as if Distribution were not installed.
pub const WITHOUT: &str = "PIERGLASS_WITHOUT_DISTRIBUTION";

/// The binary, if it is here.
pub fn find() -> Option<PathBuf> {
    if std::env::var_os(WITHOUT).is_some() {
        return None;
    }
    let unpacked = folder().join("usr/bin").join(PROGRAM);
    folders::find_program(PROGRAM).or_else(|| unpacked.is_file().then_some(unpacked))
}

/// The step that gets the binary; none where it is here, or is not wanted.
pub fn missing() -> Option<Step> {
    let is_missing = find().is_none() && std::env::var_os(WITHOUT).is_none();
    is_missing.then(|| {
        Step::new("CNCF Distribution (Debian's docker-registry)", |_| {
            install();
            Ok(())
        })
    })
}

/// Gets the binary if that is possible, and says so if not: the embedded registry stands in.
fn install() {
    if folders::find_program("apt-get").is_some() && folders::find_program("dpkg-deb").is_some() {
        if download() && find().is_some() {
            return;
        }
        if nix::unistd::Uid::effective().is_root() {
            apt::update();
            if download() && find().is_some() {
                return;
            }
        }
    }
    say("CNCF Distribution is not here (Debian: docker-registry); the embedded registry stands in");
}

fn folder() -> PathBuf {
    folders::tools().join(PROGRAM)
}

fn download() -> bool {
    let folder = folder();
    if fs::create_dir_all(&folder).is_err() {
        return false;
    }
    let quietly = |command: &mut Command| {
        command
            .current_dir(&folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if !quietly(Command::new("apt-get").args(["download", PROGRAM])) {
        return false;
    }
    let files = fs::read_dir(&folder).into_iter().flatten().flatten();
    let package =
        files.map(|entry| entry.path()).find(|path| path.extension().is_some_and(|extension| extension == "deb"));
    package.is_some_and(|package| {
        let unpacked = quietly(Command::new("dpkg-deb").arg("-x").arg(&package).arg("."));
        let _ = fs::remove_file(&package);
        unpacked
    })
}
