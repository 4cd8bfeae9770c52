//! Keeps this machine's folders out of the page's program.
//!
//! A panic's message holds the path of its source. Two people who build one commit should get the same bytes, so every folder
//! that a path may begin with gets a name that is the same everywhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{folders, packages};

/// Flags for rustc that give each folder its common name. Where two fit, the later one counts.
pub(super) fn flags() -> Result<String> {
    let mut names = vec![(folders::cargo(), "cargo".to_owned())];
    names.extend(package_folders()?.into_iter().map(|folder| (folder, "crates".to_owned())));
    names.push((folders::workspace(), "pierglass".to_owned()));
    names.push((folders::target(), "target".to_owned()));
    // Where rust-src is installed, rustc writes its folder in place of the common name.
    let (sysroot, commit) = rustc()?;
    names.push((sysroot.join("lib/rustlib/src/rust"), format!("/rustc/{commit}")));
    let mut flags = Vec::new();
    for (folder, name) in names {
        let folder = folder.to_str().context("a folder's name is not a text")?;
        ensure!(!folder.contains([' ', '=']), "{folder} has a space or an equals sign in its name; build elsewhere");
        flags.push(format!("--remap-path-prefix={folder}={name}"));
    }
    Ok(flags.join(" "))
}

/// The folders that hold the sources of packages: one for each registry, with a name that depends on it.
fn package_folders() -> Result<BTreeSet<PathBuf>> {
    let metadata = packages::metadata()?;
    let packages = metadata["packages"].as_array().context("cargo metadata has no packages")?;
    let from_a_registry = packages.iter().filter(|package| package["source"].is_string());
    let manifests = from_a_registry.filter_map(|package| package["manifest_path"].as_str());
    Ok(manifests.filter_map(|file| Some(Path::new(file).parent()?.parent()?.to_owned())).collect())
}

/// The folder of the toolchain, and the commit that it was made from.
fn rustc() -> Result<(PathBuf, String)> {
    let said = |arguments: &[&str]| -> Result<String> {
        let output = Command::new("rustc").args(arguments).current_dir(folders::workspace()).output()?;
        ensure!(output.status.success(), "rustc {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    };
    let sysroot = said(&["--print", "sysroot"])?;
    let version = said(&["-vV"])?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: ")).unwrap_or("unknown");
    Ok((PathBuf::from(sysroot.trim()), commit.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_of_this_machine_has_a_common_name() {
        let flags = flags().unwrap();
        for (folder, name) in [(folders::workspace(), "pierglass"), (folders::target(), "target")] {
            assert!(flags.contains(&format!("--remap-path-prefix={}={name}", folder.display())), "{flags}");
        }
        assert!(flags.contains("=crates"), "{flags}");
    }
}
