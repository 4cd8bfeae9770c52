//! Compressed forms of the page's files.
//!
//! A release ships each file compressed as well as can be, which takes seconds. Tests and demos do not
//! care for the last bytes, so what is compressed while serving is compressed quickly.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// How hard to try.
#[derive(Clone, Copy, Debug)]
pub(super) enum Effort {
    /// For one person, now.
    Quick,
    /// For everybody, once.
    Best,
}

/// Writes `.br` and `.gz`, as small as can be, beside every file below a folder that they make smaller.
pub fn precompress(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        let name = file.to_string_lossy().into_owned();
        if file.is_dir() {
            precompress(&file)?;
        } else if compressible(&name) {
            let bytes = fs::read(&file)?;
            let failed = || format!("{name} could not be compressed");
            let brotli = brotli(&bytes, Effort::Best).with_context(failed)?;
            let gzip = gzip(&bytes, Effort::Best).with_context(failed)?;
            for (small, ending) in [(brotli, "br"), (gzip, "gz")] {
                if small.len() < bytes.len() {
                    fs::write(format!("{name}.{ending}"), small)?;
                }
            }
        }
    }
    Ok(())
}

pub(super) fn brotli(bytes: &[u8], effort: Effort) -> Option<Bytes> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: match effort {
            Effort::Quick => 5,
            Effort::Best => 11,
        },
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters).ok()?;
    Some(compressed.into())
}

pub(super) fn gzip(bytes: &[u8], effort: Effort) -> Option<Bytes> {
    let level = match effort {
        Effort::Quick => Compression::fast(),
        Effort::Best => Compression::best(),
    };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

pub(super) fn compressible(path: &str) -> bool {
    !matches!(extension(path), "png" | "jpg" | "woff2" | "br" | "gz")
}

pub(super) fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}
