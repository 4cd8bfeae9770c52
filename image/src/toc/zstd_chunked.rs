//! zstd:chunked: a frame for each file, and a table in a frame inside of one that is skipped, before a footer that is skipped, too.
//!
//! ```text
//! footer     := 5? 2a 4d 18 length:4 begin:8 packed:8 unpacked:8 type:8 [ begin:8 packed:8 unpacked:8 ] "GnUlInUx"
//! annotation := begin ":" packed ":" unpacked ":" type
//! ```
//! The length is 40 without what is said of the archive's own headers, and 64 with it (containers/storage, pkg/chunked/internal). The
//! annotation says the same without a request; tools before 2022 write its name with `io.containers`, later ones with
//! `io.github.containers`.

use super::table::{LIMIT, Toc, TocError, TocPlace};
use crate::zstd::{Unzstd, ZstdError};

/// So many last bytes hold a footer of either length.
pub const FOOTER: u64 = 72;

/// The names of the annotation that says where the table is.
pub const POSITION: [&str; 2] =
    ["io.github.containers.zstd-chunked.manifest-position", "io.containers.zstd-chunked.manifest-position"];

/// The names of the annotation with the digest of the packed table.
pub const CHECKSUM: [&str; 2] =
    ["io.github.containers.zstd-chunked.manifest-checksum", "io.containers.zstd-chunked.manifest-checksum"];

/// The form of table that is known.
const CRFS: u64 = 1;

/// Where the table stands by an annotation.
pub fn by_annotation(value: &str) -> Option<TocPlace> {
    let numbers: Option<Vec<u64>> = value.split(':').map(|number| number.parse().ok()).collect();
    let [begin, packed, unpacked, CRFS] = *numbers? else { return None };
    Some(TocPlace { begin, packed, unpacked: Some(unpacked) })
}

/// Where the table stands by the last bytes of a layer, [`FOOTER`] or more of them; `None` where those are no footer.
pub fn by_footer(last: &[u8]) -> Option<TocPlace> {
    let rest = last.strip_suffix(b"GnUlInUx")?;
    [40_usize, 64].into_iter().find_map(|length| {
        let frame = rest.get(rest.len().checked_sub(length)?..)?;
        let (head, numbers) = frame.split_at(8);
        let is_head = head[0] & 0xf0 == 0x50 && head[1..4] == [0x2a, 0x4d, 0x18];
        let numbers: Vec<u64> = numbers.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect();
        let is_whole = is_head && head[4..] == (length as u32).to_le_bytes();
        match numbers[..] {
            [begin, packed, unpacked, CRFS, ..] if is_whole => {
                Some(TocPlace { begin, packed, unpacked: Some(unpacked) })
            }
            _ => None,
        }
    })
}

/// Reads the table of a place.
///
/// # Errors
///
/// Where there is none, or one that cannot be read.
pub fn read(packed: &[u8], place: TocPlace) -> Result<Toc, TocError> {
    let limit = place.unpacked.map_or(LIMIT, |unpacked| unpacked.min(LIMIT));
    let mut json = Vec::new();
    let unpacked = Unzstd::new(u64::MAX, limit).read(packed, &mut |piece| json.extend_from_slice(piece));
    match unpacked {
        Err(ZstdError::Large { limit }) => Err(TocError::Long { limit }),
        Err(error) => Err(TocError::NotUnpacked(error.to_string())),
        Ok(()) if json.is_empty() => Err(TocError::Missing),
        Ok(()) => Toc::read(&json, place.begin),
    }
}

#[cfg(test)]
mod tests;
