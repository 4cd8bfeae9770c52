//! The lab: everything that people who work on Pierglass need around the page.
//!
//! It starts real registries, a token service and reverse proxies on loopback, builds and serves the
//! page, and runs the tests. No user of the page needs it; nothing in it is part of the page.

#![warn(unreachable_pub)]

pub use lab_base::{folders, has_hash};

pub mod bench;
pub mod browser;
pub mod check_up;
pub mod client;
#[cfg(test)]
mod config_schema;
#[cfg(test)]
mod corrected_lines;
pub mod demo;
pub mod dist;
pub mod docs;
pub mod fuzz;
pub mod generated;
#[cfg(test)]
mod manuals;
pub mod mounted;
pub mod network;
pub mod nginx;
pub mod packages;
pub mod page;
pub mod pictures;
pub mod process;
pub mod proxy;
pub mod registry;
pub mod scaffold;
pub mod scenario;
pub mod seed;
pub mod serve;
pub mod setup;
pub mod spent;
pub mod steps;
pub mod test;
pub mod token_service;
pub mod tools;
