//! One block of an archive, as a header.
//!
//! ```text
//!   0 name 100    100 mode 8    108 uid 8    116 gid 8    124 size 12    136 mtime 12    148 checksum 8    156 type 1    157 link 100
//! 257 magic 6     263 version 2                           POSIX "ustar\0" "00"; GNU "ustar " " \0"; nothing before 1988
//! 265 user 32     297 group 32  329 major 8  337 minor 8
//! 345 prefix 155                                          POSIX; star, which ends with "tar\0", 131
//! 386 sparse 96   482 more 1    483 real size 12          GNU, of a sparse file
//!
//! number := octal digits, with spaces or zeros before and a space or a zero after them
//!         | 0x80 and a number, or 0xff and a negative one, most significant byte first (base-256, GNU)
//! ```
//! (POSIX.1-1988 and 2001, `pax`; GNU tar 1.35, "Basic Tar Format".)

use super::entry::{SparsePiece, TarEntry, TarKind};

/// The bytes of a block.
pub(super) const BLOCK: usize = 512;

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// All of it is zero.
    Empty,
    /// It is a header.
    Header(Header),
    /// It is something else: its checksum does not fit.
    Other,
}

/// What a header is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HeaderOf {
    /// A member.
    Entry,
    /// A long name for the next member (GNU, `L`).
    LongName,
    /// A long target of a link for the next member (GNU, `K`).
    LongLink,
    /// What PAX says of the next member (`x`).
    Pax,
    /// What PAX says of all members that follow (`g`).
    GlobalPax,
}

/// A header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// What it is of.
    pub of: HeaderOf,
    /// The member, with the content's size as `stored`.
    pub entry: TarEntry,
    /// Whether the size is one.
    pub has_size: bool,
    /// Whether blocks with more of a sparse file's list follow (GNU).
    pub has_more: bool,
}

/// Reads a block.
pub(super) fn read(block: &[u8; BLOCK]) -> Block {
    if block.iter().all(|byte| *byte == 0) {
        return Block::Empty;
    }
    if !checksum_fits(block) {
        return Block::Other;
    }
    let magic = &block[257..265];
    let is_gnu = magic == b"ustar  \0";
    let is_posix = magic.starts_with(b"ustar\0");
    let has_owner = is_gnu || is_posix;
    let mut name = text(&block[..100]).to_vec();
    if is_posix {
        let prefix = text(if block[508..] == *b"tar\0" { &block[345..476] } else { &block[345..500] });
        if !prefix.is_empty() {
            name = [prefix, b"/", &name].concat();
        }
    }
    let letter = block[156];
    let (of, kind) = match letter {
        b'L' => (HeaderOf::LongName, TarKind::File),
        b'K' => (HeaderOf::LongLink, TarKind::File),
        b'x' | b'X' => (HeaderOf::Pax, TarKind::File),
        b'g' => (HeaderOf::GlobalPax, TarKind::File),
        letter => (HeaderOf::Entry, kind(letter, &name)),
    };
    let is_sparse = letter == b'S' && is_gnu;
    let size = number(&block[124..136]).and_then(|size| u64::try_from(size).ok());
    let stored = if kind.is_header_only() { 0 } else { size.unwrap_or(0) };
    let real = number(&block[483..495]).and_then(|size| u64::try_from(size).ok());
    let small = |field: &[u8]| number(field).unwrap_or(0);
    let id = |field: &[u8]| u64::try_from(small(field)).unwrap_or(0);
    let device = |field: &[u8]| u32::try_from(small(field)).unwrap_or(0);
    let is_device = has_owner && matches!(kind, TarKind::CharacterDevice | TarKind::BlockDevice);
    let owner = |field: &[u8]| if has_owner { text(field).to_vec() } else { Vec::new() };
    let entry = TarEntry {
        name,
        kind,
        link: text(&block[157..257]).to_vec(),
        size: if is_sparse { real.unwrap_or(stored) } else { stored },
        stored,
        is_sparse,
        pieces: if is_sparse { pieces(&block[386..482]) } else { Vec::new() },
        mode: (small(&block[100..108]) & 0o7777) as u32,
        user_id: id(&block[108..116]),
        group_id: id(&block[116..124]),
        user: owner(&block[265..297]),
        group: owner(&block[297..329]),
        modified: small(&block[136..148]),
        device: if is_device { (device(&block[329..337]), device(&block[337..345])) } else { (0, 0) },
        ..TarEntry::default()
    };
    Block::Header(Header {
        of,
        entry,
        has_size: size.is_some() || kind.is_header_only(),
        has_more: is_sparse && block[482] != 0,
    })
}

/// Parts of a sparse file (GNU): where they begin and how long they are, in twelve bytes each. One without a length ends the list.
pub(super) fn pieces(list: &[u8]) -> Vec<SparsePiece> {
    let number = |field: &[u8]| number(field).and_then(|number| u64::try_from(number).ok()).unwrap_or(0);
    let pieces = list.chunks_exact(24).map(|piece| {
        let (offset, length) = piece.split_at(12);
        SparsePiece { offset: number(offset), length: number(length) }
    });
    pieces.take_while(|piece| piece.length > 0).collect()
}

/// What a member is by its letter. Before POSIX a folder was a file with a slash at its end.
fn kind(letter: u8, name: &[u8]) -> TarKind {
    match letter {
        0 | b'0' | b'7' if name.ends_with(b"/") => TarKind::Folder,
        // `S` is a sparse file, `7` was meant for one whose bytes stand together on a disk.
        0 | b'0' | b'7' | b'S' => TarKind::File,
        b'1' => TarKind::HardLink,
        b'2' => TarKind::SymbolicLink,
        b'3' => TarKind::CharacterDevice,
        b'4' => TarKind::BlockDevice,
        b'5' => TarKind::Folder,
        b'6' => TarKind::Pipe,
        other => TarKind::Other(other),
    }
}

/// The sum of all bytes, with the checksum's own as spaces. Old programs summed signed ones.
fn checksum_fits(block: &[u8; BLOCK]) -> bool {
    let Some(told) = number(&block[148..156]) else { return false };
    let byte_at = |(at, byte): (usize, &u8)| if (148..156).contains(&at) { b' ' } else { *byte };
    let unsigned: i64 = block.iter().enumerate().map(|one| i64::from(byte_at(one))).sum();
    let signed: i64 = block.iter().enumerate().map(|one| i64::from(byte_at(one).cast_signed())).sum();
    told == unsigned || told == signed
}

/// A text up to its first zero.
pub(super) fn text(field: &[u8]) -> &[u8] {
    field.iter().position(|byte| *byte == 0).map_or(field, |end| &field[..end])
}

/// A number; `None` for what is none, or more than 63 bits.
fn number(field: &[u8]) -> Option<i64> {
    let (first, rest) = field.split_first()?;
    if first & 0x80 != 0 {
        let is_negative = first & 0x40 != 0;
        let begin = i128::from(first & 0x3f) - if is_negative { 0x40 } else { 0 };
        let whole = rest.iter().try_fold(begin, |sum, byte| sum.checked_mul(256)?.checked_add(i128::from(*byte)))?;
        return i64::try_from(whole).ok();
    }
    let digits = field.trim_ascii_start();
    let end = digits.iter().position(|byte| matches!(byte, b' ' | 0)).unwrap_or(digits.len());
    digits[..end].iter().try_fold(0_i64, |sum, digit| {
        if !(b'0'..=b'7').contains(digit) {
            return None;
        }
        sum.checked_mul(8)?.checked_add(i64::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (field, value) in [
            (&b"0000644\0"[..], Some(0o644)),
            (b"   644 \0", Some(0o644)),
            (b"\0\0\0\0\0\0\0\0", Some(0)),
            (b"77777777", Some(0o77777777)),
            (b"0000689\0", None),
            (b"-1      ", None),
            (b"\x80\0\0\0\0\0\0\x07", Some(7)),
            (b"\x80\0\0\0\x02\x54\x0b\xe4\x00", Some(10_000_000_000)),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff", Some(-1)),
            (b"\x80\x80\0\0\0\0\0\0\0\0\0\0", None),
            (b"777777777777", Some(0o777777777777)),
        ] {
            assert_eq!(number(field), value, "{field:x?}");
        }
    }
}
