//! Indexes: one name for the manifests of several platforms, or for anything else that belongs together.
//!
//! This module does not know the platform of the person; the one that is wanted comes in.

use serde_json::Value;

use super::annotations::{Annotations, SOCI_IMAGE_DIGEST};
use super::descriptor::Descriptor;
use super::json;
use super::media_type::MediaType;
use super::member::{Problem, take_descriptor, take_descriptors};
use super::platform::Platform;

/// A list of manifests.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// Its own type.
    pub media_type: MediaType,
    /// What it lists.
    pub manifests: Vec<Descriptor>,
    /// Its annotations.
    pub annotations: Annotations,
    /// What kind of artifact it says it is.
    pub artifact_type: Option<String>,
    /// The manifest that this one is about, which makes it a referrer.
    pub subject: Option<Descriptor>,
    /// What could not be used.
    pub problems: Vec<Problem>,
}

impl Index {
    /// What it lists without BuildKit's attestations and SOCI's indexes.
    pub fn platforms(&self) -> impl Iterator<Item = &Descriptor> {
        self.manifests.iter().filter(|descriptor| !is_attestation(descriptor))
    }

    /// The places of what it lists, and of BuildKit's attestations (provenance, lists of materials), which look like manifests of an
    /// unknown platform, and of SOCI's indexes, which look like a second manifest of a known one.
    pub fn apart(&self) -> (Vec<usize>, Vec<usize>) {
        (0..self.manifests.len()).partition(|at| !is_attestation(&self.manifests[*at]))
    }

    /// The manifest for a platform: the very one, else one for the same system and processor, else the one for
    /// linux/amd64, else the first. `None` only where the index lists nothing.
    pub fn pick(&self, wanted: &Platform) -> Option<&Descriptor> {
        let find = |fits: &dyn Fn(&Platform) -> bool| {
            self.platforms().find(|descriptor| descriptor.platform.as_ref().is_some_and(fits))
        };
        let same_kind = |one: &Platform, other: &Platform| one.os == other.os && one.architecture == other.architecture;
        find(&|platform| platform == wanted)
            .or_else(|| find(&|platform| same_kind(platform, wanted) && platform.variant == wanted.variant))
            .or_else(|| find(&|platform| same_kind(platform, wanted)))
            .or_else(|| find(&|platform| same_kind(platform, &Platform::linux_amd64())))
            .or_else(|| self.platforms().next())
            .or_else(|| self.manifests.first())
    }

    /// What a name means: the entry with that digest, else the one for that platform, else the one for the same system and processor.
    pub fn named(&self, name: &str) -> Option<&Descriptor> {
        let platform = |descriptor: &&Descriptor| descriptor.platform.as_ref().map(Platform::to_string);
        self.platforms()
            .find(|descriptor| descriptor.digest.as_str() == name)
            .or_else(|| self.platforms().find(|descriptor| platform(descriptor).as_deref() == Some(name)))
            .or_else(|| {
                let wanted = Platform::parse(name).ok()?;
                let is_same = |one: &Platform| one.os == wanted.os && one.architecture == wanted.architecture;
                self.pick(&wanted).filter(|picked| picked.platform.as_ref().is_some_and(is_same))
            })
    }

    /// A name by which [`Index::named`] finds an entry: its platform, or its digest where the platform means another one or is not said.
    pub fn name_of(&self, entry: &Descriptor) -> String {
        let platform = entry.platform.as_ref().map(Platform::to_string);
        platform
            .filter(|name| self.named(name).is_some_and(|named| named.digest == entry.digest))
            .unwrap_or_else(|| entry.digest.to_string())
    }

    /// Reads an index (OCI image specification, image-index.md).
    pub(super) fn read(mut value: Value, media_type: MediaType, mut problems: Vec<Problem>) -> Index {
        Index {
            media_type,
            manifests: take_descriptors(&mut value, "manifests", &mut problems),
            annotations: json::take_annotations(&mut value, "annotations"),
            artifact_type: json::filled(&value, "artifactType"),
            subject: take_descriptor(&mut value, "subject", &mut problems),
            problems,
        }
    }
}

fn is_attestation(descriptor: &Descriptor) -> bool {
    let kind = descriptor.annotations.get("vnd.docker.reference.type");
    kind == Some("attestation-manifest")
        || descriptor.platform.as_ref().is_some_and(Platform::is_unknown)
        || descriptor.annotations.get(SOCI_IMAGE_DIGEST).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index with one entry for each platform; its sizes are 1, 2, 3 and so on.
    fn index(platforms: &[&str]) -> Index {
        let entry = |(at, platform): (usize, &&str)| {
            let mut words = platform.split('/');
            let mut next = || words.next().unwrap_or_default();
            let (os, architecture, variant) = (next(), next(), next());
            format!(
                r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:{:064x}","size":{},
                    "platform":{{"os":"{os}","architecture":"{architecture}","variant":"{variant}"}}}}"#,
                at,
                at + 1,
            )
        };
        let entries: Vec<String> = platforms.iter().enumerate().map(entry).collect();
        let body = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","));
        let value = serde_json::from_str(&body).expect("an index in JSON");
        Index::read(value, MediaType::OciIndex, Vec::new())
    }

    #[track_caller]
    fn check(platforms: &[&str], wanted: &str, picked: Option<u64>) {
        let index = index(platforms);
        let found = index.pick(&Platform::parse(wanted).expect("a platform"));
        assert_eq!(found.map(|descriptor| descriptor.size), picked, "{wanted} of {platforms:?}");
    }

    #[test]
    fn the_manifest_for_a_platform() {
        let usual = &["unknown/unknown", "linux/arm/v6", "linux/arm/v7", "linux/amd64", "linux/arm64/v8"];
        check(usual, "linux/arm/v7", Some(3));
        check(usual, "linux/arm", Some(2));
        check(usual, "linux/arm/v5", Some(2));
        check(usual, "linux/arm64", Some(5));
        check(usual, "linux/riscv64", Some(4));
        check(&["linux/s390x", "linux/ppc64le"], "linux/amd64", Some(1));
        check(&["unknown/unknown"], "linux/amd64", Some(1));
        check(&["/", "/"], "linux/amd64", Some(1));
        check(&[], "linux/amd64", None);
        // Which Windows does not matter where none is asked for.
        check(&["linux/amd64", "windows/amd64"], "windows(10.0.1)/amd64", Some(2));
    }

    #[test]
    fn names_of_entries() {
        let mut index =
            index(&["linux/amd64", "linux/arm/v7", "linux/amd64", "windows(10.0.1)/amd64", "unknown/unknown"]);
        index.manifests[3].platform = Platform::parse("windows(10.0.1)/amd64").ok();
        let sizes: Vec<_> =
            index.platforms().map(|entry| index.named(&index.name_of(entry)).map(|one| one.size)).collect();
        assert_eq!(sizes, [Some(1), Some(2), Some(3), Some(4)]);
        let names: Vec<_> = index.platforms().map(|entry| index.name_of(entry)).collect();
        assert_eq!(
            (names[0].as_str(), names[1].as_str(), names[3].as_str()),
            ("linux/amd64", "linux/arm/v7", "windows(10.0.1)/amd64")
        );
        assert!(names[2].starts_with("sha256:"), "the second linux/amd64 is {}", names[2]);
        let found = |name: &str| index.named(name).map(|entry| entry.size);
        assert_eq!((found("linux/arm"), found("windows/amd64"), found("linux/arm/v6")), (Some(2), Some(4), Some(2)));
        for name in ["linux/riscv64", "linux", "", "unknown/unknown", "sha256:00", "darwin/amd64"] {
            assert_eq!(found(name), None, "{name}");
        }
    }

    #[test]
    fn attestations_are_no_platforms() {
        let mut index = index(&["linux/amd64", "unknown/unknown", "linux/arm64"]);
        let kind = ("vnd.docker.reference.type".to_owned(), "attestation-manifest".to_owned());
        index.manifests[2].annotations = Annotations::sorted(vec![kind]);
        assert_eq!(index.platforms().map(|one| one.size).collect::<Vec<_>>(), [1]);
        assert_eq!(index.apart(), (vec![0], vec![1, 2]));
        let soci = (SOCI_IMAGE_DIGEST.to_owned(), format!("sha256:{:064x}", 0));
        index.manifests[0].annotations = Annotations::sorted(vec![soci]);
        assert_eq!(index.apart(), (vec![], vec![0, 1, 2]));
    }
}
