//! The page: built, and served.

mod build;
mod compress;
mod paths;
pub mod server;

pub use build::{Page, any};
pub use compress::precompress;
pub use server::PageServer;
