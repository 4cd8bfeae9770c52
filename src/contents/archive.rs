//! Archives: charts, sources, policies, whatever a tool packed with tar, with gzip around it or without.
//!
//! An archive is unpacked in memory, up to a limit. Where it ends too early or is damaged, what came before is there, and a sentence says
//! so. No name in it is a path to anything here.

use std::ops::Range;

use image::gzip::{Gunzip, GzipError, MAGIC};
use image::packed_end::PackedEnd;
use image::tar::{TarEnd, TarEntry, TarError, TarEvent, TarKind, TarLimits, TarReader};

use crate::registry::http::Http;
use crate::registry::slices::by_the_piece;

/// So much is unpacked, in bytes.
pub const UNPACKED_LIMIT: u64 = 16 << 20;

/// So many members are read.
const ENTRIES: u64 = 10_000;

/// The files of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// Its members: what people read first, then by their names. Folders are left out.
    pub files: Vec<ArchiveFile>,
    /// The folder that all of them are in, with a slash at its end; it is left out of their names.
    pub folder: String,
    /// Why there may be more than the files, or less of the last one: a sentence.
    pub not_whole: Option<String>,
    /// All contents, one behind the other.
    contents: Vec<u8>,
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveFile {
    /// Its name. What is no UTF-8 is shown as replaced.
    pub name: String,
    /// Its bytes, as its archive has them.
    pub size: u64,
    /// What it is besides a file: a link with its target, a device, a sparse file.
    pub remark: Option<String>,
    place: Range<usize>,
}

impl Archive {
    /// Reads an archive; `None` where it is none. Something else that gzip packed is an archive of one file.
    pub(super) async fn read<H: Http>(http: &H, bytes: &[u8]) -> Option<Archive> {
        if !bytes.starts_with(&MAGIC) {
            return if is_tar(bytes) { Some(listed(http, bytes.to_vec(), None).await) } else { None };
        }
        let (mut contents, mut gunzip, mut read) = (Vec::new(), Gunzip::new(UNPACKED_LIMIT), Ok(()));
        by_the_piece(http, bytes, |piece| {
            if read.is_ok() {
                read = gunzip.read(piece, &mut |piece| contents.extend_from_slice(piece));
            }
        })
        .await;
        let why = match read.map(|()| gunzip.end()) {
            Err(GzipError::NotGzip) => return None,
            Err(GzipError::Large { .. }) => Some(format!(
                "Unpacked it has more than {} MB, and the page shows what is in the first of them.",
                UNPACKED_LIMIT >> 20
            )),
            Err(error) => Some(format!("The rest cannot be unpacked: {error}.")),
            Ok(PackedEnd::Cut) => Some("It is cut off: what gzip packed does not end.".to_owned()),
            Ok(_) => None,
        };
        if is_tar(&contents) {
            return Some(listed(http, contents, why).await);
        }
        if contents.is_empty() {
            return None;
        }
        let one = ArchiveFile {
            name: UNNAMED.to_owned(),
            size: contents.len() as u64,
            remark: None,
            place: 0..contents.len(),
        };
        Some(Archive { files: vec![one], folder: String::new(), not_whole: why, contents })
    }

    /// The bytes of a file.
    pub fn content(&self, file: &ArchiveFile) -> &[u8] {
        self.contents.get(file.place.clone()).unwrap_or_default()
    }

    /// Whether these are the files of a Helm chart.
    pub fn is_chart(&self) -> bool {
        !self.folder.is_empty() && self.files.iter().any(|file| file.name == "Chart.yaml")
    }
}

impl ArchiveFile {
    /// Whether it is something that people read first.
    pub fn is_readme(&self) -> bool {
        is_readme(&self.name)
    }

    /// Whether it is Markdown, by its name.
    pub fn is_markdown(&self) -> bool {
        is_markdown(&self.name)
    }
}

/// Whether a file of this name is a README.
pub fn is_readme(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "readme" || name.starts_with("readme.")
}

/// Whether a file of this name is Markdown.
pub fn is_markdown(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".md") || name.ends_with(".markdown")
}

/// The bytes of a tar archive's block.
const BLOCK: usize = 512;

/// The name of the one file in what is no archive.
const UNNAMED: &str = "content";

/// Whether an archive begins here, with a member.
fn is_tar(bytes: &[u8]) -> bool {
    let mut has_member = false;
    let read = TarReader::new(TarLimits::default()).read(&bytes[..bytes.len().min(BLOCK)], &mut |_| has_member = true);
    // A long name comes in a block of its own before its member.
    read.is_ok() && bytes.len() >= BLOCK && (has_member || bytes[..BLOCK].iter().any(|byte| *byte != 0))
}

/// The members of an archive that is in memory, or as much of it as `why` says.
async fn listed<H: Http>(http: &H, contents: Vec<u8>, why: Option<String>) -> Archive {
    let mut reader = TarReader::new(TarLimits { name: 4096, pax: 64 << 10, entries: ENTRIES, pieces: 1_000 });
    let (mut files, mut is_behind, mut read) = (Vec::new(), false, Ok(()));
    let length = contents.len();
    by_the_piece(http, &contents, |piece| {
        if read.is_err() {
            return;
        }
        read = reader.read(piece, &mut |event| {
            let TarEvent::Entry(entry) = event else { return };
            if entry.kind != TarKind::Folder {
                is_behind |= entry.is_after_end;
                files.push(file(&entry, length));
            }
        });
    })
    .await;
    let not_whole = why.or_else(|| match (read.map(|()| reader.end()), is_behind) {
        (Err(TarError::ManyEntries { limit }), _) => {
            Some(format!("It has more than {limit} files, and the page lists so many."))
        }
        (Err(error), _) => Some(format!("The rest cannot be read: {error}.")),
        (Ok(TarEnd::Cut { .. }), _) => Some("It is cut off in the middle of a file.".to_owned()),
        (Ok(_), true) => Some(
            "Behind its end another archive follows, whose files are listed, too. Tools do not read so far.".to_owned(),
        ),
        (Ok(_), false) => None,
    });
    let folder = common_folder(&files);
    for file in &mut files {
        file.name.drain(..folder.len());
    }
    files.sort_by(|one, other| (rank(&one.name), &one.name).cmp(&(rank(&other.name), &other.name)));
    Archive { files, folder, not_whole, contents }
}

fn file(entry: &TarEntry, length: usize) -> ArchiveFile {
    let link = String::from_utf8_lossy(&entry.link);
    let remark = match entry.kind {
        TarKind::File if entry.is_sparse => Some("a sparse file, shown as its archive has it".to_owned()),
        TarKind::File => None,
        TarKind::HardLink => Some(format!("another name of {link}")),
        TarKind::SymbolicLink => Some(format!("a link to {link}")),
        _ => Some("no file".to_owned()),
    };
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(length);
    ArchiveFile {
        name: String::from_utf8_lossy(&entry.name).into_owned(),
        size: entry.size,
        remark,
        place: place(entry.at)..place(entry.at.saturating_add(entry.stored)),
    }
}

/// The folder that all files are in: the first part of their names.
fn common_folder(files: &[ArchiveFile]) -> String {
    let first = files.first().and_then(|file| file.name.split_inclusive('/').next()).unwrap_or_default();
    let is_folder = first.len() > 1 && first.ends_with('/') && first != "../";
    let is_common = is_folder && files.iter().all(|file| file.name.len() > first.len() && file.name.starts_with(first));
    if is_common { first.to_owned() } else { String::new() }
}

/// What people read first comes first, and what a chart brings along last.
fn rank(name: &str) -> u8 {
    match name {
        _ if is_readme(name) => 0,
        "Chart.yaml" => 1,
        "values.yaml" => 2,
        "values.schema.json" => 3,
        _ if name.starts_with("charts/") => 5,
        _ => 4,
    }
}

#[cfg(test)]
mod tests;
