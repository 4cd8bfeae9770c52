//! The list that both forms share: JSON with an entry for each member of the archive, and for each part of a file.

use std::fmt;

use crate::json_reader::{JsonReader, NoJson};
use crate::layer::{LayerFiles, LayerLimit, LayerLimits};
use crate::tar::{TarEntry, TarKind};

/// A table of contents.
#[derive(Debug)]
pub struct Toc {
    /// The files, by the table's word. Where a content begins in the unpacked layer is not known of any.
    pub files: LayerFiles,
    /// Where the contents are, by item and then in the order of the file.
    pub parts: Vec<TocPart>,
}

/// A part of a file, packed by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TocPart {
    /// The file's item.
    pub item: u32,
    /// Where the packed bytes begin in the layer.
    pub begin: u64,
    /// Where they end. Others' may stand among them.
    pub end: u64,
    /// How many unpacked bytes stand before it.
    pub skip: u64,
    /// Where it begins in the file.
    pub at: u64,
    /// Its bytes, unpacked.
    pub size: u64,
}

/// Where a table stands in its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TocPlace {
    /// The first byte.
    pub begin: u64,
    /// Its bytes, packed.
    pub packed: u64,
    /// Its bytes, unpacked, where that is said.
    pub unpacked: Option<u64>,
}

/// Why a table of contents cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TocError {
    /// It is packed in a way that cannot be unpacked.
    NotUnpacked(String),
    /// It has more bytes than are read.
    Long {
        /// The limit.
        limit: u64,
    },
    /// It is not where it should be.
    Missing,
    /// It is no JSON, or not the JSON that it should be.
    NotJson(NoJson),
    /// It is of a version that nobody here knows.
    Version(i64),
    /// It lists more than is kept.
    Limit(LayerLimit),
}

impl fmt::Display for TocError {
    fn fmt(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TocError::NotUnpacked(why) => write!(words, "the table of contents cannot be unpacked: {why}"),
            TocError::Long { limit } => write!(words, "the table of contents has more than {limit} bytes"),
            TocError::Missing => write!(words, "the table of contents is not where the layer says"),
            TocError::NotJson(error) => write!(words, "the table of contents cannot be read: {error}"),
            TocError::Version(version) => {
                write!(words, "the table of contents is of version {version}, which is not known")
            }
            TocError::Limit(limit) => write!(words, "of the table of contents not all is kept: {limit}"),
        }
    }
}

impl std::error::Error for TocError {}

/// No table has more bytes: one of 500,000 files has about 150 MB in eStargz's words.
pub(super) const LIMIT: u64 = 256 << 20;

/// An entry, as it stands there.
#[derive(Debug, Default)]
struct Entry {
    file: TarEntry,
    kind: String,
    begin: Option<u64>,
    end: Option<u64>,
    inner: u64,
    at: u64,
    size: u64,
}

impl Toc {
    /// Reads a table. What says no end of its own ends where the next thing begins, the last one at `end`.
    pub(super) fn read(json: &[u8], end: u64) -> Result<Toc, TocError> {
        let (mut toc, mut version, mut limit) = (Toc { files: LayerFiles::new(), parts: Vec::new() }, None, None);
        let mut begins = Vec::new();
        let mut of_file = None;
        let read = JsonReader::new(json).object(&mut |reader, name| match name {
            "version" => {
                version = Some(reader.number()?);
                Ok(())
            }
            "entries" => reader.array(&mut |reader| {
                let entry = entry(reader)?;
                begins.extend(entry.begin);
                if limit.is_none() {
                    limit = toc.take(entry, &mut of_file).err();
                }
                Ok(())
            }),
            _ => reader.pass(),
        });
        read.map_err(TocError::NotJson)?;
        if version != Some(1) {
            return Err(version.map_or(TocError::Missing, TocError::Version));
        }
        if let Some(limit) = limit {
            return Err(TocError::Limit(limit));
        }
        begins.push(end);
        begins.sort_unstable();
        for part in toc.parts.iter_mut().filter(|part| part.end == 0) {
            let next = begins.partition_point(|begin| *begin <= part.begin);
            part.end = begins.get(next).copied().unwrap_or(end);
        }
        toc.files.finish();
        Ok(toc)
    }

    /// The parts of a file.
    pub fn parts_of(&self, item: u32) -> &[TocPart] {
        let begin = self.parts.partition_point(|part| part.item < item);
        let end = self.parts.partition_point(|part| part.item <= item);
        &self.parts[begin..end]
    }

    fn take(&mut self, entry: Entry, of_file: &mut Option<(u32, u64)>) -> Result<(), LayerLimit> {
        let Entry { mut file, kind, begin, end, inner, at, size } = entry;
        if kind != "chunk" {
            file.kind = kind_of(&kind);
            let is_file = matches!(file.kind, TarKind::File);
            let whole = file.size;
            let before = self.files.len();
            self.files.add(&file, LayerLimits::default())?;
            let is_new = self.files.len() > before;
            *of_file = (is_file && is_new).then(|| (self.files.len() as u32 - 1, whole));
        }
        let (Some((item, whole)), Some(begin)) = (*of_file, begin) else { return Ok(()) };
        if whole > 0 {
            // One of no size goes on to the end of the file.
            let size = if size == 0 { whole.saturating_sub(at) } else { size };
            self.parts.push(TocPart { item, begin, end: end.unwrap_or(0), skip: inner, at, size });
        }
        Ok(())
    }
}

fn entry(reader: &mut JsonReader<'_>) -> Result<Entry, NoJson> {
    let mut entry = Entry::default();
    reader.object(&mut |reader, name| {
        let file = &mut entry.file;
        match name {
            "name" => file.name = reader.text()?.into_bytes(),
            "type" => entry.kind = reader.text()?,
            "size" => file.size = reader.size()?,
            "modtime" | "modTime" => file.modified = seconds(&reader.text()?).unwrap_or(0),
            "linkName" => file.link = reader.text()?.into_bytes(),
            "mode" => file.mode = (reader.number()? & 0o7777) as u32,
            "uid" => file.user_id = reader.size()?,
            "gid" => file.group_id = reader.size()?,
            "userName" => file.user = reader.text()?.into_bytes(),
            "groupName" => file.group = reader.text()?.into_bytes(),
            "devMajor" => file.device.0 = reader.size()? as u32,
            "devMinor" => file.device.1 = reader.size()? as u32,
            "offset" => entry.begin = Some(reader.size()?),
            "endOffset" => entry.end = Some(reader.size()?),
            "innerOffset" => entry.inner = reader.size()?,
            "chunkOffset" => entry.at = reader.size()?,
            "chunkSize" => entry.size = reader.size()?,
            _ => reader.pass()?,
        }
        Ok(())
    })?;
    Ok(entry)
}

fn kind_of(kind: &str) -> TarKind {
    match kind {
        "reg" => TarKind::File,
        "dir" => TarKind::Folder,
        "symlink" => TarKind::SymbolicLink,
        "hardlink" => TarKind::HardLink,
        "char" => TarKind::CharacterDevice,
        "block" => TarKind::BlockDevice,
        "fifo" => TarKind::Pipe,
        other => TarKind::Other(other.bytes().next().unwrap_or(b'?')),
    }
}

/// A time of RFC 3339 in seconds since 1970, without its fraction.
fn seconds(time: &str) -> Option<i64> {
    let digits = |from: usize, to: usize| time.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let of_day = digits(11, 13)? * 3600 + digits(14, 16)? * 60 + digits(17, 19)?;
    let zone = time.get(19..)?.trim_start_matches(|letter: char| letter == '.' || letter.is_ascii_digit());
    let ahead = match zone.as_bytes() {
        [b'Z'] => 0,
        [sign @ (b'+' | b'-'), ..] => {
            let minutes = zone.get(1..3)?.parse::<i64>().ok()? * 60 + zone.get(4..6)?.parse::<i64>().ok()?;
            if *sign == b'-' { -minutes * 60 } else { minutes * 60 }
        }
        _ => return None,
    };
    // Howard Hinnant's `days_from_civil`: years begin in March.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some(days * 86_400 + of_day - ahead)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (time, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2023-11-14T22:13:20.25Z", Some(1_700_000_000)),
            ("2023-11-15T00:13:20+02:00", Some(1_700_000_000)),
            ("1969-12-31T23:59:58Z", Some(-2)),
            ("0001-01-01T00:00:00Z", Some(-62_135_596_800)),
            ("yesterday", None),
            ("2023-11-14", None),
        ] {
            assert_eq!(seconds(time), expected, "{time}");
        }
    }

    #[test]
    fn what_is_no_table() {
        let read = |json: &str| Toc::read(json.as_bytes(), 100).err();
        assert_eq!(read("<html>"), Some(TocError::NotJson(NoJson { at: 0 })));
        assert_eq!(read("{}"), Some(TocError::Missing));
        assert_eq!(read(r#"{"version":2,"entries":[]}"#), Some(TocError::Version(2)));
        assert_eq!(read(r#"{"version":1,"entries":[]}"#), None);
    }
}
