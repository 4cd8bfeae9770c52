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

use anyhow::Result;

pub use apt::Program;

/// What `cargo lab demo` needs: to build the page, and a registry if one can be had.
pub fn for_page() -> Result<()> {
    rust_target::install()?;
    cargo::install(&cargo::for_page()?)?;
    wasm_opt::install()
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
