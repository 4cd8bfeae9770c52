//! Ten thousand of something, quickly: written straight into Distribution's storage folder.
//!
//! The layout (Distribution 2.8, `registry/storage/paths.go`), below `docker/registry/v2`:
//!
//! ```text
//! blobs/sha256/<2 hex>/<hex>/data                                    content; pushed once by the API
//! repositories/<name>/_layers/sha256/<hex>/link                      "sha256:<hex>", one per blob
//! repositories/<name>/_manifests/revisions/sha256/<hex>/link         "sha256:<hex>", one per manifest
//! repositories/<name>/_manifests/tags/<tag>/current/link             "sha256:<hex>"
//! ```
//!
//! Files of the same content are hard links of one, so that they take no room. The index of a tag's
//! former manifests (`tags/<tag>/index`) is left out: nothing that reads needs it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::content::Repository;
use super::image::Image;
use super::sample::tag_names;

/// On how many manifests [`tagged`] spreads its tags.
pub const MANIFESTS: usize = 8;

/// A repository with one small image, to be copied.
pub fn template(name: &str) -> Repository {
    tagged(name, 1)
}

/// A repository with many tags on [`MANIFESTS`] manifests (one, if there is only one tag).
pub fn tagged(name: &str, count: usize) -> Repository {
    let mut repository = Repository::new(name);
    let mut digests = Vec::new();
    for number in 0..count.min(MANIFESTS) {
        let version = format!("{number}.0.0");
        let image = Image { name: "many", version: &version, ..Image::default() };
        if let Ok(manifest) = image.build(&mut repository) {
            digests.push(manifest.digest());
            repository.add_manifest(manifest, &[]);
        }
    }
    let names = tag_names(count).into_iter();
    repository.tags = names.zip(digests.iter().cloned().cycle()).collect();
    repository
}

/// The names of many repositories: `team-07/group-3/service-0042`.
pub fn repository_names(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|number| format!("team-{:02}/group-{}/service-{number:05}", number % 40, number / 40 % 10))
}

/// Copies the links of a repository that the registry already holds under many names.
pub fn write_repositories(storage: &Path, template: &Repository, count: usize) -> Result<()> {
    let links = Links::beside(storage)?;
    for name in repository_names(count) {
        let folder = repository_folder(storage, &name);
        for blob in &template.blobs {
            links.write(&folder.join("_layers").join(path(&blob.digest)), &blob.digest)?;
        }
        for manifest in &template.manifests {
            let digest = manifest.digest();
            let revisions = folder.join("_manifests/revisions");
            links.write(&revisions.join(path(&digest)), &digest)?;
        }
        for (tag, digest) in &template.tags {
            links.write(&tag_folder(&folder, tag), digest)?;
        }
    }
    Ok(())
}

/// Writes all tags of a repository whose manifests the registry already holds.
pub fn write_tags(storage: &Path, repository: &Repository) -> Result<()> {
    let links = Links::beside(storage)?;
    let folder = repository_folder(storage, &repository.name);
    for (tag, digest) in &repository.tags {
        links.write(&tag_folder(&folder, tag), digest)?;
    }
    Ok(())
}

fn repository_folder(storage: &Path, name: &str) -> PathBuf {
    storage.join("docker/registry/v2/repositories").join(name)
}

fn tag_folder(repository: &Path, tag: &str) -> PathBuf {
    repository.join("_manifests/tags").join(tag).join("current")
}

fn path(digest: &str) -> String {
    digest.replace(':', "/")
}

/// One file for each digest, in a folder beside the storage, for all `link` files to be links to.
struct Links(PathBuf);

impl Links {
    fn beside(storage: &Path) -> Result<Self> {
        let folder = storage.with_file_name("links");
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    fn write(&self, folder: &Path, digest: &str) -> Result<()> {
        let original = self.0.join(digest);
        if !original.exists() {
            fs::write(&original, digest)?;
        }
        fs::create_dir_all(folder)?;
        let link = folder.join("link");
        // One that the registry wrote itself stays.
        if !link.exists() && fs::hard_link(&original, &link).is_err() {
            fs::write(&link, digest)?;
        }
        Ok(())
    }
}
