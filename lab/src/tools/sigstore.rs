//! Sigstore's own packages for node, which sign something and attach it to an image: what other programs write, not what the lab thinks that
//! they do. The key is made for the moment, and nothing is asked of Sigstore's servers.

use std::fs;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, ensure};
use serde_json::Value;

use super::npm;
use crate::folders;
use crate::steps::{self, Step};

/// The packages and their versions. The first needs the third, and does not say so (0.6.0, 30 November 2026). The mock is Sigstore's own
/// stand-in for its servers, and the last is how npm states from what a package was built.
const PACKAGES: [(&str, &str); 5] = [
    ("@sigstore/oci", "0.6.0"),
    ("@sigstore/sign", "4.1.1"),
    ("promise-retry", "2.0.1"),
    ("@sigstore/mock", "0.13.0"),
    ("libnpmpublish", "11.2.0"),
];

/// Signs an image of a registry on loopback, and states how it was built: two bundles, attached as their library does it, by the registry's lists
/// or by a tag.
const SCRIPT: &str = include_str!("sigstore.cjs");

/// What is in the names of the stories that cannot be told without it.
pub const STORIES: [&str; 3] = ["what_tools_attach", "every_kind_by_its_name", "a_signature_is_checked"];

/// The step that installs them; none where they are here.
pub(super) fn missing() -> Option<Step> {
    (!are_here()).then(|| Step::new("Sigstore’s libraries (npm)".to_owned(), |_| install()))
}

fn install() -> Result<()> {
    for (package, version) in PACKAGES {
        npm::install(package, version);
    }
    ensure!(are_here(), "@sigstore/oci and @sigstore/sign are missing and npm could not install them (Debian: npm)");
    Ok(())
}

/// One story alone brings it as all of them do, and two at once bring it once.
static BRINGING: Mutex<()> = Mutex::new(());

/// Attaches a signature and a provenance to an image: `registry` without a scheme, and the digest. Returns the public key, in PEM.
pub fn attach(registry: &str, repository: &str, digest: &str) -> Result<String> {
    run(SCRIPT, &[&format!("{registry}/{repository}"), digest])
}

/// Runs a script with the packages, and returns what it prints.
pub fn run(script: &str, arguments: &[&str]) -> Result<String> {
    {
        let _turn = BRINGING.lock().unwrap_or_else(PoisonError::into_inner);
        steps::run(missing().into_iter().collect())?;
    }
    let output = Command::new("node")
        .env("NODE_PATH", folders::tools().join("npm/node_modules"))
        .args(["-e", script])
        .args(arguments)
        .output()?;
    ensure!(output.status.success(), "@sigstore/oci says: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(String::from_utf8(output.stdout)?)
}

fn are_here() -> bool {
    PACKAGES.iter().all(|(package, version)| {
        let text = fs::read(npm::folder(package).join("package.json")).unwrap_or_default();
        serde_json::from_slice::<Value>(&text).is_ok_and(|package| package["version"] == *version)
    })
}
