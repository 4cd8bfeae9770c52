//! The page: built by Trunk, served from memory.

mod build;
mod compress;
mod paths;
mod seal;
pub mod server;
mod split;

pub use build::{build, release_folder};
pub use compress::precompress;
pub use server::PageServer;
