//! The page: built by Trunk, served from memory.

mod build;
mod compress;
pub mod server;

pub use build::{build, release_folder};
pub use server::PageServer;
