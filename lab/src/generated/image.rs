//! What the registry holds: two repositories and one image, with digests that are right.

use std::io::Write as _;
use std::sync::OnceLock;

use serde_json::json;
use sha2::{Digest as _, Sha256};

/// The repositories in the catalog's order, with their tags.
pub const REPOSITORIES: [(&str, &[&str]); 2] = [("team/app", &["1.0", "1.1", "latest"]), ("tools/base", &["latest"])];

/// The manifest's media type.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// An image as a registry stores it.
#[derive(Clone, Debug)]
pub struct Image {
    /// The manifest.
    pub manifest: Vec<u8>,
    /// The configuration.
    pub config: Vec<u8>,
    /// The one layer.
    pub layer: Vec<u8>,
}

/// `sha256:` and the hash.
pub fn digest(bytes: &[u8]) -> String {
    let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hash}")
}

/// The image behind all tags.
pub fn image() -> &'static Image {
    static IMAGE: OnceLock<Image> = OnceLock::new();
    IMAGE.get_or_init(|| {
        let tar = tar();
        let layer = gzip(&tar);
        let config = json!({
            "architecture": "amd64",
            "os": "linux",
            "created": "2026-03-01T12:00:00Z",
            "config": {"Cmd": ["/bin/hello"], "Env": ["PATH=/bin"]},
            "rootfs": {"type": "layers", "diff_ids": [digest(&tar)]},
            "history": [{"created": "2026-03-01T12:00:00Z", "created_by": "COPY hello /bin/hello"}],
        });
        let config = config.to_string().into_bytes();
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": {
                "mediaType": "application/vnd.oci.image.config.v1+json",
                "digest": digest(&config),
                "size": config.len(),
            },
            "layers": [{
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": digest(&layer),
                "size": layer.len(),
            }],
        });
        Image { manifest: manifest.to_string().into_bytes(), config, layer }
    })
}

/// Nothing here can fail: it is written to memory.
fn tar() -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    let content = b"#!/bin/sh\necho hello\n";
    let mut header = tar::Header::new_ustar();
    header.set_size(content.len() as u64);
    header.set_mode(0o755);
    let _ = archive.append_data(&mut header, "bin/hello", content.as_slice());
    archive.into_inner().unwrap_or_default()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
