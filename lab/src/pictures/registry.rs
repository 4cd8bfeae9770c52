//! What is in the registry of the pictures: a repository as a team has one, with dates a while before [`NOW`].

use anyhow::Result;
use serde_json::{Value, json};

use crate::seed::content::{Manifest, MediaType, Repository};
use crate::seed::image::Image;

/// What the browser takes for now, so that "3 days ago" stays so.
pub(super) const NOW: &str = "2026-11-30T10:00:00Z";

/// The repository whose tags are shown.
pub(super) const NAME: &str = "shop/checkout";

const AMD: (&str, Option<&str>) = ("amd64", None);
const ARM: (&str, Option<&str>) = ("arm64", None);
const OLD_ARM: (&str, Option<&str>) = ("arm", Some("v7"));

/// Tags of one image, when it was made, what it is for, and how many bytes of layers it says to have.
type Release = (&'static [&'static str], &'static str, &'static [(&'static str, Option<&'static str>)], u64);

const RELEASES: &[Release] = &[
    (&["latest", "4.2.1"], "2026-11-27T14:12:00Z", &[AMD, ARM], 48_213_904),
    (&["4.3.0-rc.1"], "2026-11-29T16:40:00Z", &[AMD, ARM], 48_902_118),
    (&["nightly"], "2026-11-30T03:00:00Z", &[AMD], 51_377_240),
    (&["4.2.0"], "2026-11-09T09:31:00Z", &[AMD, ARM], 48_101_377),
    (&["4.1.3"], "2026-10-12T11:05:00Z", &[AMD, ARM], 47_660_029),
    (&["4.0.0"], "2026-05-04T10:00:00Z", &[AMD, ARM, OLD_ARM], 61_044_871),
    (&["3.9.4"], "2026-03-17T15:26:00Z", &[AMD, OLD_ARM], 63_518_202),
    (&["2.14.7-hotfix"], "2025-06-30T18:03:00Z", &[AMD], 88_240_616),
];

/// The repository.
pub(super) fn repository() -> Result<Repository> {
    let mut repository = Repository::new(NAME);
    for (tags, created, platforms, size) in RELEASES {
        let mut entries = Vec::new();
        for (architecture, variant) in *platforms {
            let version = tags.last().unwrap_or(&"");
            let image = Image { name: NAME, version, created, architecture, variant: *variant, ..Image::default() };
            let manifest = sized(&image.build(&mut repository)?, *size)?;
            let mut entry = manifest.descriptor();
            entry["platform"] = json!({"architecture": architecture, "os": "linux"});
            if let Some(variant) = variant {
                entry["platform"]["variant"] = (*variant).into();
            }
            entries.push(entry);
            repository.add_manifest(manifest, if platforms.len() == 1 { tags } else { &[] });
        }
        if entries.len() > 1 {
            let index = json!({"schemaVersion": 2, "mediaType": MediaType::OciIndex.as_str(), "manifests": entries});
            repository.add_manifest(Manifest::new(MediaType::OciIndex, &index), tags);
        }
    }
    Ok(repository)
}

/// The manifest with layers that say to be as large as a program's are. No registry compares, and a picture needs no megabytes.
fn sized(manifest: &Manifest, size: u64) -> Result<Manifest> {
    let mut content: Value = serde_json::from_slice(&manifest.bytes)?;
    content["layers"][0]["size"] = (size / 3).into();
    content["layers"][1]["size"] = (size - size / 3).into();
    Ok(Manifest::new(manifest.media_type, &content))
}
