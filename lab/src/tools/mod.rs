//! What each command needs, and how to get it.
//!
//! Pinned tools go into the lab's own cache folder and never into the system. Debian's packages are
//! installed only when a program is missing, and only as root; otherwise the message says what to run.

mod apt;
pub mod axe;
mod cargo;
mod esbuild;
mod npm;
pub mod openssl;
pub mod pulp;
pub mod pypi;
pub mod python;
pub mod registries;
pub mod registry_binary;
mod rust_target;
pub mod sigstore;
mod wasm_opt;

use std::ffi::OsString;
use std::{env, iter};

use anyhow::Result;

use crate::folders;
use crate::steps::{self, Step};

pub use apt::Program;
pub use cargo::OWN as OWN_TOOLS;

/// What is still to be done before a page can be built quickly.
pub fn for_a_quick_page() -> Result<Vec<Step>> {
    Ok(rust_target::missing()?.into_iter().collect())
}

/// What is still to be done before the page can be built as it is released.
pub fn for_the_released_page() -> Result<Vec<Step>> {
    let mut steps = for_a_quick_page()?;
    steps.extend(cargo::missing(cargo::for_page()?));
    steps.extend(wasm_opt::missing()?);
    steps.extend(esbuild::missing());
    Ok(steps)
}

/// The search path with a `wasm-opt` in front that only copies: a module that is still to be split is made small after that.
pub fn path_without_wasm_opt() -> Result<OsString> {
    let folder = folders::tools().join("put-off");
    wasm_opt::put_off(&folder)?;
    let others = folders::search_path();
    let folders = iter::once(folder).chain(env::split_paths(&others));
    Ok(env::join_paths(folders)?)
}

/// What the lints of the page's code need.
pub fn for_lints() -> Result<()> {
    steps::run(for_a_quick_page()?)
}

/// What rings with browsers need.
pub fn for_browsers() -> Result<()> {
    let mut steps = for_a_quick_page()?;
    steps.extend(apt::missing(apt::BROWSERS));
    steps.extend(cargo::missing(cargo::for_browsers()?));
    steps::run(steps)
}

/// What the bench needs. `module_is_here` says whether nginx has its module for brotli.
pub fn for_bench(module_is_here: bool) -> Result<()> {
    let mut steps: Vec<Step> = registry_binary::missing().into_iter().collect();
    steps.extend(apt::missing(apt::BENCH));
    if !module_is_here {
        steps.push(apt::packages(vec![apt::BROTLI]));
    }
    steps::run(steps)
}

/// What the stories need that look for barriers.
pub fn for_barriers() -> Result<()> {
    steps::run(axe::missing().into_iter().collect())
}

/// What the stories need in which a tool attaches something to an image.
pub fn for_attaching() -> Result<()> {
    steps::run(sigstore::missing().into_iter().collect())
}

/// What the stories need in which tools have written all kinds of artifacts, besides [`for_attaching`] and programs of PyPI.
pub fn for_kinds() -> Result<()> {
    let mut steps = python::missing();
    steps.extend(apt::missing(apt::BUILDERS));
    steps::run(steps)
}

/// The servers of the end-to-end tests.
pub fn for_servers() -> Result<()> {
    let mut steps: Vec<Step> = registry_binary::missing().into_iter().collect();
    steps.extend(apt::missing(apt::SERVERS));
    steps::run(steps)
}

/// The servers and tools of the end-to-end tests that are not Debian's: what could not be had, and why.
pub fn for_more_servers() -> Vec<(pypi::Package, anyhow::Error)> {
    pypi::bring()
}

/// The registries of the scenarios besides Distribution: what could not be had, and why.
pub fn for_more_registries() -> Vec<(&'static registries::Crate, anyhow::Error)> {
    registries::bring()
}

/// Pulp, which only the scenarios about it need.
pub fn for_pulp() -> Result<()> {
    for_servers()?;
    pulp::bring()
}
