//! Real layers: tar archives under gzip, the same bytes on every machine.

use std::io::Write as _;

use anyhow::Result;
use flate2::{Compression, GzBuilder};

use super::content::{Blob, digest};

/// The time of all files: 2026-01-02T03:04:05Z.
const TIME: u64 = 1_767_323_045;

/// One entry of a layer.
#[derive(Clone, Debug)]
pub enum Entry<'a> {
    /// A folder.
    Folder(&'a str),
    /// A file with its mode and content.
    File(&'a str, u32, &'a str),
    /// A symbolic link and where it points.
    Link(&'a str, &'a str),
    /// A mark that a lower layer's file is gone: folder and name.
    Whiteout(&'a str, &'a str),
}

/// A layer as pushed, and the digest of what is inside the gzip.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The compressed layer.
    pub blob: Blob,
    /// The `diff_id` of the configuration.
    pub diff_id: String,
}

/// Packs a layer.
pub fn pack(entries: &[Entry<'_>]) -> Result<Layer> {
    let mut archive = tar::Builder::new(Vec::new());
    for entry in entries {
        let mut header = tar::Header::new_ustar();
        header.set_mtime(TIME);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(0);
        match entry {
            Entry::Folder(path) => {
                header.set_entry_type(tar::EntryType::Directory);
                header.set_mode(0o755);
                archive.append_data(&mut header, format!("{path}/"), std::io::empty())?;
            }
            Entry::File(path, mode, content) => {
                header.set_mode(*mode);
                header.set_size(content.len() as u64);
                archive.append_data(&mut header, path, content.as_bytes())?;
            }
            Entry::Link(path, target) => {
                header.set_entry_type(tar::EntryType::Symlink);
                header.set_mode(0o777);
                archive.append_link(&mut header, path, target)?;
            }
            Entry::Whiteout(folder, name) => {
                header.set_mode(0o644);
                let path = format!("{folder}/.wh.{name}");
                archive.append_data(&mut header, path, std::io::empty())?;
            }
        }
    }
    let archive = archive.into_inner()?;
    let mut compressed = GzBuilder::new().mtime(0).write(Vec::new(), Compression::new(6));
    compressed.write_all(&archive)?;
    Ok(Layer { diff_id: digest(&archive), blob: Blob::new(compressed.finish()?) })
}
