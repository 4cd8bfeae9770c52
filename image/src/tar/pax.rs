//! What PAX says of a member beside its header.
//!
//! ```text
//! records := ( length " " keyword "=" value "\n" )*        length: of the whole record, in decimal digits, with itself
//! ```
//! (POSIX.1-2001, `pax`; GNU tar 1.35, "PAX Format, Version 0.0" to "1.0" for sparse files.)

use super::entry::{SparsePiece, TarEntry};

/// The keywords that are read, beside those that list the parts of a sparse file. Others, such as `comment` and `SCHILY.xattr.…`, are passed over.
const KEYWORDS: [&str; 12] = [
    "path",
    "linkpath",
    "size",
    "uid",
    "gid",
    "uname",
    "gname",
    "mtime",
    "GNU.sparse.name",
    "GNU.sparse.size",
    "GNU.sparse.realsize",
    "GNU.sparse.major",
];

/// What was said. An empty value takes one back that holds for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pax {
    values: [Option<Vec<u8>>; KEYWORDS.len()],
    /// The parts of a sparse file, where one is of version 0.0 or 0.1.
    pieces: Option<Vec<SparsePiece>>,
}

impl Pax {
    /// Goes on with more records; `None` where they are none.
    pub(super) fn read(&mut self, mut records: &[u8]) -> Option<()> {
        while !records.is_empty() {
            let space = records.iter().take(20).position(|byte| *byte == b' ')?;
            let length = decimal(&records[..space])?;
            let record = records.get(..usize::try_from(length).ok()?)?;
            let (keyword, value) = {
                let inside = record.get(space + 1..)?.strip_suffix(b"\n")?;
                let equals = inside.iter().position(|byte| *byte == b'=')?;
                (&inside[..equals], &inside[equals + 1..])
            };
            if let Some(at) = KEYWORDS.iter().position(|known| known.as_bytes() == keyword) {
                self.values[at] = Some(value.to_vec());
            }
            match keyword {
                b"GNU.sparse.map" => self.pieces = Some(map(value)?),
                b"GNU.sparse.offset" => {
                    let offset = decimal(value)?;
                    self.pieces.get_or_insert_default().push(SparsePiece { offset, length: 0 });
                }
                b"GNU.sparse.numbytes" => self.pieces.as_mut()?.last_mut()?.length = decimal(value)?,
                _ => {}
            }
            records = &records[record.len()..];
        }
        Some(())
    }

    /// Whether it says a size.
    pub(super) fn has_size(&self) -> bool {
        KEYWORDS.iter().zip(&self.values).any(|(keyword, value)| *keyword == "size" && value.is_some())
    }

    /// Whether the list of a sparse file's parts stands before its content (version 1.0).
    pub(super) fn has_list_in_content(&self) -> bool {
        let major = KEYWORDS.iter().zip(&self.values).find(|(keyword, _)| **keyword == "GNU.sparse.major");
        major.is_some_and(|(_, value)| value.as_deref() == Some(b"1"))
    }

    /// How many parts of a sparse file are listed.
    pub(super) fn pieces(&self) -> u64 {
        self.pieces.as_ref().map_or(0, |pieces| pieces.len() as u64)
    }

    /// The bytes of the longest value.
    pub(super) fn longest(&self) -> u64 {
        self.values.iter().flatten().map(|value| value.len() as u64).max().unwrap_or(0)
    }

    /// What holds for a member of which this is said, and for all of them what `global` says.
    pub(super) fn with(self, global: &Pax) -> Pax {
        let mut values = self.values;
        for (value, of_all) in values.iter_mut().zip(&global.values) {
            if value.is_none() {
                value.clone_from(of_all);
            }
        }
        Pax { values, pieces: self.pieces }
    }

    /// Puts it into a member; `None` where a size is none.
    pub(super) fn put_into(mut self, entry: &mut TarEntry) -> Option<()> {
        if let Some(pieces) = self.pieces.take() {
            entry.is_sparse = true;
            entry.pieces = pieces;
        }
        let get = |keyword: &str| {
            let at = KEYWORDS.iter().position(|known| *known == keyword)?;
            self.values[at].as_deref().filter(|value| !value.is_empty())
        };
        let text = |keyword: &str, field: &mut Vec<u8>| {
            if let Some(value) = get(keyword) {
                *field = value.to_vec();
            }
        };
        text("path", &mut entry.name);
        text("GNU.sparse.name", &mut entry.name);
        text("linkpath", &mut entry.link);
        text("uname", &mut entry.user);
        text("gname", &mut entry.group);
        if let Some(size) = get("size") {
            let size = decimal(size)?;
            if !entry.kind.is_header_only() {
                entry.stored = size;
                if !entry.is_sparse {
                    entry.size = size;
                }
            }
        }
        if let Some(size) = get("GNU.sparse.realsize").or_else(|| get("GNU.sparse.size")) {
            entry.size = decimal(size)?;
            entry.is_sparse = true;
        }
        entry.is_sparse |= get("GNU.sparse.major").is_some();
        let number = |keyword: &str, field: &mut u64| {
            if let Some(value) = get(keyword).and_then(decimal) {
                *field = value;
            }
        };
        number("uid", &mut entry.user_id);
        number("gid", &mut entry.group_id);
        if let Some(seconds) = get("mtime").and_then(seconds) {
            entry.modified = seconds;
        }
        Some(())
    }
}

/// The parts of a sparse file, by commas: where one begins, its length, and so on.
fn map(value: &[u8]) -> Option<Vec<SparsePiece>> {
    if value.is_empty() {
        return Some(Vec::new());
    }
    let numbers: Vec<u64> = value.split(|byte| *byte == b',').map(decimal).collect::<Option<_>>()?;
    let (pairs, rest) = numbers.as_chunks::<2>();
    rest.is_empty()
        .then(|| pairs.iter().map(|[offset, length]| SparsePiece { offset: *offset, length: *length }).collect())
}

/// A number that fits into 63 bits.
pub(super) fn decimal(digits: &[u8]) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let sum = |sum: u64, digit: &u8| sum.checked_mul(10)?.checked_add(u64::from(digit - b'0'));
    if !is_number {
        return None;
    }
    digits.iter().try_fold(0_u64, sum).filter(|sum| i64::try_from(*sum).is_ok())
}

/// Whole seconds, downwards; a fraction may follow them.
fn seconds(time: &[u8]) -> Option<i64> {
    let (is_negative, digits) = match time.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, time),
    };
    let mut parts = digits.splitn(2, |byte| *byte == b'.');
    let whole = i64::try_from(decimal(parts.next()?)?).ok()?;
    let has_fraction = parts.next().is_some_and(|rest| rest.iter().any(|digit| *digit != b'0'));
    Some(if is_negative { -whole - i64::from(has_fraction) } else { whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(records: &[u8]) -> Option<TarEntry> {
        let mut pax = Pax::default();
        pax.read(records)?;
        let mut entry = TarEntry::default();
        pax.put_into(&mut entry)?;
        Some(entry)
    }

    #[test]
    fn records() {
        let entry =
            read(b"30 mtime=1350244992.023960108\n13 path=a=b\n\n9 gid=77\n16 comment=none\n").expect("records");
        assert_eq!((entry.modified, entry.name.as_slice(), entry.group_id), (1_350_244_992, &b"a=b\n"[..], 77));
        assert_eq!(read(b"14 mtime=-1.5\n").map(|entry| entry.modified), Some(-2));
        assert_eq!(read(b"12 mtime=-3\n").map(|entry| entry.modified), Some(-3));
        assert_eq!(read(b"10 size=10\n").map(|entry| entry.size), None, "the length is another");
        assert_eq!(read(b"11 size=10\n").map(|entry| (entry.size, entry.stored)), Some((10, 10)));
        let sparse =
            read(b"22 GNU.sparse.major=1\n29 GNU.sparse.realsize=10000\n25 GNU.sparse.name=holes\n11 size=12\n");
        let sparse = sparse.expect("a sparse file");
        assert_eq!((sparse.size, sparse.stored, sparse.is_sparse), (10_000, 12, true));
        assert_eq!(sparse.name, b"holes");
    }

    #[test]
    fn what_is_none() {
        for records in [
            &b"x"[..],
            b"5 a=b",
            b"6 a=b\n.",
            b"0 a=b\n",
            b"99999999999999999999 a=b\n",
            b"7 ab\n",
            b"4 a\n",
            b"999 path=a\n",
            b"1 \n",
            b"2 \n",
            b"12 size=-1\n\n",
            b"11 size=1x\n",
        ] {
            assert_eq!(read(records), None, "{}", String::from_utf8_lossy(records));
        }
    }

    #[test]
    fn what_holds_for_all() {
        let (mut global, mut own) = (Pax::default(), Pax::default());
        global.read(b"12 uname=ci\n8 gid=7\n").expect("records");
        own.read(b"10 uname=\n").expect("records");
        let mut entry = TarEntry { user: b"header".to_vec(), ..TarEntry::default() };
        own.with(&global).put_into(&mut entry).expect("no size");
        assert_eq!((entry.user.as_slice(), entry.group_id), (&b"header"[..], 7));
    }
}
