//! Debian's packages.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};

use crate::folders;
use crate::steps::{Step, say};

/// A program and the package that carries it.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// The name of the file.
    pub name: &'static str,
    /// The name of the package.
    pub package: &'static str,
}

/// The browsers of the tests with their drivers, and a display for the one that needs it.
pub(super) const BROWSERS: &[Program] = &[
    program("chromium", "chromium"),
    program("chromedriver", "chromium-driver"),
    program("firefox-esr", "firefox-esr"),
    program("WebKitWebDriver", "webkit2gtk-driver"),
    program("Xvfb", "xvfb"),
];

/// The servers of the tests.
pub(super) const SERVERS: &[Program] = &[
    program("nginx", "nginx-light"),
    program("caddy", "caddy"),
    program("haproxy", "haproxy"),
    program("apache2", "apache2-bin"),
    program("node", "nodejs"),
];

/// What builds images and copies them.
pub(super) const BUILDERS: &[Program] = &[program("buildah", "buildah"), program("skopeo", "skopeo")];

/// The server of the bench, and the module with which it gives out what was compressed beforehand.
pub(super) const BENCH: &[Program] = &[program("nginx", "nginx-light"), program("chromedriver", "chromium-driver")];
pub(super) const BROTLI: &str = "libnginx-mod-http-brotli-static";

const fn program(name: &'static str, package: &'static str) -> Program {
    Program { name, package }
}

/// The step that installs the packages of the programs that are missing; none where all are here.
pub(super) fn missing(programs: &[Program]) -> Option<Step> {
    let missing: Vec<&str> = programs
        .iter()
        .filter(|program| folders::find_program(program.name).is_none())
        .map(|program| program.package)
        .collect();
    (!missing.is_empty()).then(|| packages(missing))
}

/// The step that installs packages.
pub(super) fn packages(names: Vec<&'static str>) -> Step {
    Step::new(format!("Debian's {}", names.join(", ")), move |_| install(&names))
}

fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if !nix::unistd::Uid::effective().is_root() || folders::find_program("apt-get").is_none() {
        bail!("missing: {names}. On Debian: sudo apt-get install --no-install-recommends {names}");
    }
    update();
    without_services(|| apt_get(&["install", "--yes", "--no-install-recommends"], packages))
        .with_context(|| format!("apt-get could not install {names}"))
}

/// Some packages start a service, which nobody asked for: Debian asks this script first, where there is one.
fn without_services<T>(install: impl FnOnce() -> T) -> T {
    let policy = Path::new("/usr/sbin/policy-rc.d");
    let is_ours = !policy.exists()
        && fs::write(policy, "#!/bin/sh\nexit 101\n").is_ok()
        && fs::set_permissions(policy, fs::Permissions::from_mode(0o755)).is_ok();
    let outcome = install();
    if is_ours {
        let _ = fs::remove_file(policy);
    }
    outcome
}

/// Reads the package lists once; old lists are better than none, so a failure is only told.
pub(super) fn update() {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| {
        if let Err(error) = apt_get(&["update"], &[]) {
            say(&format!("apt-get update failed: {error}"));
        }
    });
}

fn apt_get(arguments: &[&str], packages: &[&str]) -> Result<()> {
    let output = Command::new("apt-get")
        .args(["--quiet", "--quiet"])
        .args(arguments)
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
