//! Pierglass looks into a container registry from a browser page and says why it does not work.
//!
//! One arrow holds: `registry <- contents, changes, diagnosis <- browser <- ui`. The folders before `browser` are pure: no I/O, no clock, no browser,
//! and they compile and are tested on any host. See ARCHITECTURE.md.

pub mod address;
pub mod changes;
pub mod config;
pub mod contents;
pub mod diagnosis;
pub mod embedding;
pub mod registry;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod ui;
