//! Tables of contents that some builders put into layers, by which a layer is listed, and a file of it read, without the rest.
//!
//! A table is what its builder says of a layer, and the layer may hold something else: only what was read whole and fits its digest is
//! proven. Two forms are read: eStargz ([`estargz`]; stargz-snapshotter, docs/estargz.md) and zstd:chunked ([`zstd_chunked`];
//! containers/storage, pkg/chunked). SOCI's are not: they hold checkpoints of inflating in a form of their own.

pub mod estargz;
mod table;
pub mod zstd_chunked;

pub use table::{Toc, TocError, TocPart, TocPlace};
