//! The release folder as one file, and the sum of that file: `pierglass-<version>.tar.gz` beside the folder.
//!
//! The same folder gives the same bytes: no time, no account and no rights of this machine go into it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};
use tar::{Builder, Header};

use super::files::files;

/// Writes the archive of a release folder into `beside`, and its sum as `sha256sum --check` reads it. The archive's path.
pub(super) fn write(folder: &Path, version: &str, beside: &Path) -> Result<PathBuf> {
    let name = format!("pierglass-{version}");
    let path = beside.join(format!("{name}.tar.gz"));
    let file = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    let mut archive = Builder::new(GzBuilder::new().mtime(0).write(file, Compression::best()));
    for file in files(folder)? {
        let content = fs::read(folder.join(&file))?;
        let mut header = Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        archive.append_data(&mut header, Path::new(&name).join(&file), content.as_slice())?;
    }
    archive.into_inner()?.finish()?;
    let sum = format!("{:x}  {name}.tar.gz\n", Sha256::digest(fs::read(&path)?));
    fs::write(beside.join(format!("{name}.tar.gz.sha256")), sum)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn the_archive_should_hold_the_folder_and_always_be_the_same() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("guide")).unwrap();
        fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
        fs::write(folder.path().join("guide/cors.md"), "# CORS").unwrap();
        let beside = tempfile::tempdir().unwrap();
        let path = write(folder.path(), "1.2.3", beside.path()).unwrap();
        assert_eq!(path, beside.path().join("pierglass-1.2.3.tar.gz"));
        let first = fs::read(&path).unwrap();

        let mut archive = tar::Archive::new(GzDecoder::new(first.as_slice()));
        let mut held = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut content = String::new();
            entry.read_to_string(&mut content).unwrap();
            held.push((entry.path().unwrap().display().to_string(), entry.header().mtime().unwrap(), content));
        }
        let cors = ("pierglass-1.2.3/guide/cors.md".to_owned(), 0, "# CORS".to_owned());
        assert_eq!(held, [cors, ("pierglass-1.2.3/index.html".to_owned(), 0, "<!doctype html>".to_owned())]);

        let sum = fs::read_to_string(beside.path().join("pierglass-1.2.3.tar.gz.sha256")).unwrap();
        assert_eq!(sum, format!("{:x}  pierglass-1.2.3.tar.gz\n", Sha256::digest(&first)));
        fs::remove_file(&path).unwrap();
        write(folder.path(), "1.2.3", beside.path()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), first);
    }
}
