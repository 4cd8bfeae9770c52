//! Keys of the moment and signatures by `openssl`, in the form in which cosign keeps them: another program than the page's.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::seed::content::{Blob, Manifest, MediaType, Repository};

/// What cosign calls the signature among a layer's annotations.
const SIGNATURE: &str = "dev.cosignproject.cosign/signature";

/// A key that lives as long as this value.
#[derive(Debug)]
pub struct Key {
    folder: TempDir,
}

impl Key {
    /// Makes a key of ECDSA P-256.
    pub fn p256() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let key = Self { folder };
        key.openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "key.pem"])?;
        key.openssl(&["pkey", "-in", "key.pem", "-pubout", "-out", "public.pem"])?;
        Ok(key)
    }

    /// The public half, in PEM.
    pub fn public(&self) -> Result<String> {
        Ok(fs::read_to_string(self.folder.path().join("public.pem"))?)
    }

    /// The signature over bytes, by SHA-256.
    pub fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        fs::write(self.folder.path().join("signed"), bytes)?;
        self.openssl(&["dgst", "-sha256", "-sign", "key.pem", "-out", "signature", "signed"])?;
        Ok(fs::read(self.folder.path().join("signature"))?)
    }

    fn openssl(&self, arguments: &[&str]) -> Result<()> {
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir::<&Path>(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .context("openssl is not there (Debian: openssl)")?;
        ensure!(output.status.success(), "openssl says: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(())
    }
}

/// A signature as cosign writes it: by a key, for an image of this name and digest.
#[derive(Clone, Copy, Debug)]
pub struct CosignSignature<'a> {
    /// By whom.
    pub key: &'a Key,
    /// The repository that it names, with the host.
    pub reference: &'a str,
    /// The digest of the image.
    pub digest: &'a str,
}

/// Puts signatures beside an image, behind the tag where cosign looks for them.
pub fn sign(repository: &mut Repository, image: &str, signatures: &[CosignSignature<'_>]) -> Result<()> {
    let config = json!({"architecture": "", "os": "", "config": {}, "rootfs": {"type": "layers", "diff_ids": []}});
    let config = Blob::new(config.to_string());
    let mut layers = Vec::new();
    for one in signatures {
        let payload = Blob::new(payload(one).to_string());
        let mut layer = payload.descriptor("application/vnd.dev.cosign.simplesigning.v1+json");
        layer["annotations"] = json!({SIGNATURE: STANDARD.encode(one.key.sign(&payload.bytes)?)});
        layers.push(layer);
        repository.add_blob(payload);
    }
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OciManifest.as_str(),
        "config": config.descriptor("application/vnd.oci.image.config.v1+json"),
        "layers": layers,
    });
    repository.add_blob(config);
    let tag = format!("{}.sig", image.replace(':', "-"));
    repository.add_manifest(Manifest::new(MediaType::OciManifest, &manifest), &[&tag]);
    Ok(())
}

fn payload(one: &CosignSignature<'_>) -> Value {
    json!({
        "critical": {
            "identity": {"docker-reference": one.reference},
            "image": {"docker-manifest-digest": one.digest},
            "type": "cosign container image signature",
        },
        "optional": null,
    })
}
