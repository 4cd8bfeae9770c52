//! Media types: what a manifest, a layer or another blob is.
//!
//! Types that are not known here are kept as they are.

use std::borrow::Cow;
use std::fmt;

/// What a document or a blob is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MediaType {
    /// An OCI image index.
    OciIndex,
    /// An OCI image manifest.
    OciManifest,
    /// An OCI image configuration.
    OciConfig,
    /// An OCI layer.
    OciLayer(Compression),
    /// An OCI layer that its licence keeps out of registries.
    OciForeignLayer(Compression),
    /// Docker's manifest list.
    DockerList,
    /// Docker's image manifest, schema 2.
    DockerManifest,
    /// Docker's image manifest, schema 1.
    DockerSchema1,
    /// Docker's image manifest, schema 1, signed.
    DockerSchema1Signed,
    /// Docker's image configuration.
    DockerConfig,
    /// A Docker layer.
    DockerLayer(Compression),
    /// A Docker layer that its licence keeps out of registries.
    DockerForeignLayer(Compression),
    /// The configuration of a Helm chart.
    HelmConfig,
    /// A Helm chart.
    HelmChart,
    /// An in-toto statement, as build attestations are.
    InToto,
    /// The empty JSON object that stands for "no configuration".
    Empty,
    /// Anything else, in the case in which it came.
    Other(String),
}

/// How a layer's tar archive is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Compression {
    /// Not at all.
    Tar,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// The OCI documents to ask for. Both constants together would cause a preflight: 128 bytes are the limit (Fetch).
pub const ACCEPT_OCI: &str = "application/vnd.oci.image.index.v1+json,application/vnd.oci.image.manifest.v1+json";

/// Docker's documents to ask for, where the registry has no OCI document of that name.
pub const ACCEPT_DOCKER: &str =
    "application/vnd.docker.distribution.manifest.list.v2+json,application/vnd.docker.distribution.manifest.v2+json";

/// The manifests of single images and artifacts, OCI's and Docker's, where there can be no index.
pub const ACCEPT_IMAGES: &str =
    "application/vnd.oci.image.manifest.v1+json,application/vnd.docker.distribution.manifest.v2+json";

use Compression::{Gzip, Tar, Zstd};

/// Every known type, its text, and its words.
static KNOWN: [(MediaType, &str, &str); 24] = [
    (MediaType::OciIndex, "application/vnd.oci.image.index.v1+json", "OCI image index"),
    (MediaType::OciManifest, "application/vnd.oci.image.manifest.v1+json", "OCI image manifest"),
    (MediaType::OciConfig, "application/vnd.oci.image.config.v1+json", "OCI image configuration"),
    (MediaType::OciLayer(Tar), "application/vnd.oci.image.layer.v1.tar", "OCI layer, not compressed"),
    (MediaType::OciLayer(Gzip), "application/vnd.oci.image.layer.v1.tar+gzip", "OCI layer, gzip"),
    (MediaType::OciLayer(Zstd), "application/vnd.oci.image.layer.v1.tar+zstd", "OCI layer, zstd"),
    (MediaType::OciForeignLayer(Tar), "application/vnd.oci.image.layer.nondistributable.v1.tar", FOREIGN),
    (MediaType::OciForeignLayer(Gzip), "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", FOREIGN),
    (MediaType::OciForeignLayer(Zstd), "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd", FOREIGN),
    (MediaType::DockerList, "application/vnd.docker.distribution.manifest.list.v2+json", "Docker manifest list"),
    (MediaType::DockerManifest, "application/vnd.docker.distribution.manifest.v2+json", "Docker image manifest"),
    (MediaType::DockerSchema1, "application/vnd.docker.distribution.manifest.v1+json", SCHEMA_1),
    (MediaType::DockerSchema1Signed, "application/vnd.docker.distribution.manifest.v1+prettyjws", SCHEMA_1),
    (MediaType::DockerConfig, "application/vnd.docker.container.image.v1+json", "Docker image configuration"),
    (MediaType::DockerLayer(Tar), "application/vnd.docker.image.rootfs.diff.tar", "Docker layer, not compressed"),
    (MediaType::DockerLayer(Gzip), "application/vnd.docker.image.rootfs.diff.tar.gzip", "Docker layer, gzip"),
    (MediaType::DockerLayer(Zstd), "application/vnd.docker.image.rootfs.diff.tar.zstd", "Docker layer, zstd"),
    (MediaType::DockerForeignLayer(Tar), "application/vnd.docker.image.rootfs.foreign.diff.tar", FOREIGN),
    (MediaType::DockerForeignLayer(Gzip), "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", FOREIGN),
    (MediaType::DockerForeignLayer(Zstd), "application/vnd.docker.image.rootfs.foreign.diff.tar.zstd", FOREIGN),
    (MediaType::HelmConfig, "application/vnd.cncf.helm.config.v1+json", "Helm chart configuration"),
    (MediaType::HelmChart, "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "Helm chart"),
    (MediaType::InToto, "application/vnd.in-toto+json", "in-toto attestation"),
    (MediaType::Empty, "application/vnd.oci.empty.v1+json", "empty"),
];

const FOREIGN: &str = "layer kept elsewhere";
const SCHEMA_1: &str = "Docker image manifest, schema 1";

impl MediaType {
    /// The type as the specification writes it.
    pub fn as_str(&self) -> &str {
        match self {
            MediaType::Other(text) => text,
            known => KNOWN.iter().find(|row| row.0 == *known).map_or("", |row| row.1),
        }
    }

    /// The type in words for people; an unknown type is its own word.
    pub fn describe(&self) -> Cow<'_, str> {
        match self {
            MediaType::Other(text) if text.is_empty() => Cow::Borrowed("unknown"),
            MediaType::Other(text) => Cow::Borrowed(text),
            known => Cow::Borrowed(KNOWN.iter().find(|row| row.0 == *known).map_or("", |row| row.2)),
        }
    }

    /// Whether it is a list of manifests.
    pub fn is_index(&self) -> bool {
        matches!(self, MediaType::OciIndex | MediaType::DockerList)
    }

    /// Whether it is the manifest of one image or artifact (schema 1 included).
    pub fn is_manifest(&self) -> bool {
        matches!(self, MediaType::OciManifest | MediaType::DockerManifest) || self.is_schema1()
    }

    /// Whether it is a manifest of Docker's schema 1.
    pub fn is_schema1(&self) -> bool {
        matches!(self, MediaType::DockerSchema1 | MediaType::DockerSchema1Signed)
    }

    /// Whether it is a layer of files.
    pub fn is_layer(&self) -> bool {
        self.compression().is_some()
    }

    /// How a layer is packed; `None` for everything that is no layer of files.
    pub fn compression(&self) -> Option<Compression> {
        match self {
            MediaType::OciLayer(how) | MediaType::OciForeignLayer(how) => Some(*how),
            MediaType::DockerLayer(how) | MediaType::DockerForeignLayer(how) => Some(*how),
            _ => None,
        }
    }
}

/// Parameters (`; charset=utf-8`) are dropped, and known types are known in any case.
impl From<&str> for MediaType {
    fn from(text: &str) -> MediaType {
        let essence = text.split(';').next().unwrap_or(text).trim();
        match KNOWN.iter().find(|row| row.1.eq_ignore_ascii_case(essence)) {
            Some(row) => row.0.clone(),
            None => MediaType::Other(essence.to_owned()),
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_type_is_known_again() {
        for (media_type, text, words) in &KNOWN {
            assert_eq!(MediaType::from(*text), *media_type);
            assert_eq!(media_type.as_str(), *text);
            assert_eq!(media_type.describe(), *words);
        }
    }

    #[test]
    fn as_servers_write_them() {
        for (text, media_type) in [
            ("application/vnd.oci.image.index.v1+json; charset=utf-8", MediaType::OciIndex),
            ("Application/VND.oci.image.manifest.v1+JSON", MediaType::OciManifest),
            (" application/vnd.oci.empty.v1+json ", MediaType::Empty),
            ("application/vnd.acme.rocket.v1+JSON;x=y", MediaType::Other("application/vnd.acme.rocket.v1+JSON".into())),
            ("", MediaType::Other(String::new())),
        ] {
            assert_eq!(MediaType::from(text), media_type, "{text:?}");
        }
        assert_eq!(MediaType::from("").describe(), "unknown");
        assert_eq!(MediaType::from("text/plain").describe(), "text/plain");
    }

    #[test]
    fn questions() {
        assert!(MediaType::DockerList.is_index() && !MediaType::DockerList.is_manifest());
        assert!(MediaType::DockerSchema1Signed.is_manifest() && MediaType::DockerSchema1Signed.is_schema1());
        assert!(MediaType::OciLayer(Tar).is_layer() && !MediaType::HelmChart.is_layer());
        assert_eq!(MediaType::DockerForeignLayer(Zstd).compression(), Some(Zstd));
    }

    #[test]
    fn what_is_asked_for_causes_no_preflight() {
        for accept in [ACCEPT_OCI, ACCEPT_DOCKER, ACCEPT_IMAGES] {
            assert!(accept.len() <= 128, "{} bytes", accept.len());
            assert!(accept.split(',').map(MediaType::from).all(|asked| asked.is_index() || asked.is_manifest()));
        }
    }
}
