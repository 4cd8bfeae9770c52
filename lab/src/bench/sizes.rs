//! How large the page's files are: as they are, and compressed.

use std::fs;
use std::path::Path;

use anyhow::Result;

const BROTLI: &str = "br";
const GZIP: &str = "gz";
const INDEX: &str = "index.html";

/// One file's sizes, in bytes.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Size {
    pub(super) file: String,
    /// Whether index.html names it, so that every first visit loads it. What a visit really loads is counted on the wire.
    pub(super) first: bool,
    pub(super) raw: u64,
    pub(super) brotli: u64,
    pub(super) gzip: u64,
}

/// The sizes of a compressed folder, the largest file first.
pub(super) fn sizes(folder: &Path) -> Result<Vec<Size>> {
    let length = |name: &str| fs::metadata(folder.join(name)).ok().map(|file| file.len());
    let index = fs::read_to_string(folder.join(INDEX))?;
    let size = |file: String| {
        let raw = length(&file).unwrap_or_default();
        // What is not compressed goes out as it is.
        let compressed = |extension| length(&format!("{file}.{extension}")).unwrap_or(raw);
        let first = file == INDEX || index.contains(&file);
        Size { raw, brotli: compressed(BROTLI), gzip: compressed(GZIP), first, file }
    };
    let mut sizes: Vec<Size> = names(folder)?.into_iter().map(size).collect();
    sizes.sort_by_key(|size| (!size.first, std::cmp::Reverse(size.brotli)));
    Ok(sizes)
}

/// Prints the sizes and their sums: what every first visit loads, and what comes when somebody goes there.
pub(super) fn print(sizes: &[Size]) {
    println!("{:44} {:>9} {:>9} {:>9}", "file", "raw", "brotli", "gzip");
    for (first, what) in [(true, "named by index.html"), (false, "loaded later")] {
        let group: Vec<&Size> = sizes.iter().filter(|size| size.first == first).collect();
        for Size { file, raw, brotli, gzip, .. } in &group {
            println!("{file:44} {raw:>9} {brotli:>9} {gzip:>9}");
        }
        let sum = |size: fn(&Size) -> u64| group.iter().map(|one| size(one)).sum::<u64>();
        let (raw, brotli, gzip) = (sum(|size| size.raw), sum(|size| size.brotli), sum(|size| size.gzip));
        println!("{what:>44} {raw:>9} {brotli:>9} {gzip:>9}");
    }
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_compressed = [BROTLI, GZIP].iter().any(|extension| name.ends_with(&format!(".{extension}")));
        if entry.file_type()?.is_file() && !is_compressed {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
