//! What each command needs, and how to get it.
//!
//! Pinned tools go into the lab's own cache folder and never into the system. Debian's packages are
//! installed only when a program is missing, and only as root; otherwise the message says what to run.

mod apt;
pub mod axe;
mod cargo;
mod npm;
pub mod registry_binary;
mod rust_target;
mod wasm_opt;

use std::ffi::OsString;
use std::{env, iter};

use anyhow::Result;

use crate::folders;

pub use apt::Program;

/// What `cargo lab demo` needs: to build the page, and a registry if one can be had.
pub fn for_page() -> Result<()> {
    rust_target::install()?;
    cargo::install(&cargo::for_page()?)?;
    wasm_opt::install()
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
    rust_target::install()
}

/// What rings with browsers need.
pub fn for_browsers() -> Result<()> {
    rust_target::install()?;
    apt::install(apt::BROWSERS)?;
    cargo::install(&cargo::for_browsers()?)
}

/// What the stories need that look for barriers.
pub fn for_barriers() -> Result<()> {
    axe::install()
}

/// The servers of the end-to-end tests.
pub fn for_servers() -> Result<()> {
    registry_binary::install();
    apt::install(apt::SERVERS)
}

/// Tells the person what is being done, on the error stream: results go to the other one.
fn say(text: &str) {
    eprintln!("lab: {text}");
}
