//! eStargz: gzip of many members, the last but one of which holds the table, and the last one says where that is.
//!
//! ```text
//! footer := gzip's head with an extra field "SG" 16:2 ( hexadecimal digit )16 "STARGZ", and an empty content      51 bytes
//!         | the same without the field's name and length, as before eStargz                                       47 bytes
//! table  := a member of gzip with an archive, in which stands stargz.index.json
//! ```
//! The footer is asked for by its place, which the descriptor's size gives: a range without a beginning would cost a preflight.

use super::table::{LIMIT, Toc, TocError, TocPlace};
use crate::gzip::{Fast, Gunzip, GzipError};
use crate::tar::{TarEvent, TarLimits, TarReader};

/// The bytes of a footer.
pub const FOOTER: u64 = 51;

const NAME: &[u8] = b"stargz.index.json";

/// Where the table of a layer of `size` bytes stands, by its last [`FOOTER`] bytes; `None` where those are no footer.
pub fn place(footer: &[u8], size: u64) -> Option<TocPlace> {
    let footer = footer.get(footer.len().checked_sub(FOOTER as usize)?..)?;
    let (head, rest) = footer.split_at(16);
    let length = match head {
        [0x1f, 0x8b, 8, 4, .., b'S', b'G', 22, 0] => 51,
        [_, _, _, _, 0x1f, 0x8b, 8, 4, ..] => 47,
        _ => return None,
    };
    let digits = rest.strip_suffix(&END)?.strip_suffix(b"STARGZ")?;
    let begin = u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    let end = size.checked_sub(length)?;
    (begin < end).then(|| TocPlace { begin, packed: end - begin, unpacked: None })
}

/// An empty content, deflated, with its checksum and length.
const END: [u8; 13] = [1, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0];

/// Reads the table of a place.
///
/// # Errors
///
/// Where there is none, or one that cannot be read.
pub fn read(packed: &[u8], place: TocPlace) -> Result<Toc, TocError> {
    let (mut gunzip, mut tar) = (Gunzip::<Fast>::marking(u64::MAX, LIMIT), TarReader::new(TarLimits::default()));
    let (mut json, mut is_table, mut failed) = (Vec::new(), false, None);
    let unpacked = gunzip.read(packed, &mut |bytes| {
        let read = tar.read(bytes, &mut |event| match event {
            TarEvent::Entry(entry) => is_table = entry.name == NAME,
            TarEvent::Content(piece) if is_table => json.extend_from_slice(piece),
            TarEvent::Content(_) | TarEvent::End => {}
        });
        failed = failed.take().or(read.err());
    });
    match (unpacked, failed) {
        (Err(GzipError::Large { limit }), _) => Err(TocError::Long { limit }),
        (Err(error), _) => Err(TocError::NotUnpacked(error.to_string())),
        (Ok(()), Some(error)) => Err(TocError::NotUnpacked(error.to_string())),
        (Ok(()), None) if json.is_empty() => Err(TocError::Missing),
        (Ok(()), None) => Toc::read(&json, place.begin),
    }
}

#[cfg(test)]
mod tests;
