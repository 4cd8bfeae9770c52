//! What is inside of images: bytes in, plain data out.
//!
//! The page and its worker (`worker/`) share it, so it knows no browser, no registry and no address, and does no I/O. What the two
//! say to each other stands here too ([`messages`]).

pub mod gzip;
pub mod hashing;
pub mod image_files;
pub mod json_reader;
pub mod layer;
pub mod messages;
pub mod packed_end;
pub mod questions;
pub mod reading;
pub mod tar;
pub mod toc;
pub mod tree;
pub mod treemap;
pub mod unpack;
pub mod zstd;
