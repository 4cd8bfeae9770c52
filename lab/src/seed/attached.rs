//! What hangs on images, as tools write it, made by the specifications: no tool stands behind these bytes, and no signature in them is one.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::content::{Blob, Manifest, MediaType, Repository};
use super::image::{Image, multi_platform};

/// The signature format of Notation.
pub const NOTATION: &str = "application/vnd.cncf.notary.signature";
/// SPDX in JSON.
pub const SPDX: &str = "application/spdx+json";
/// A type that nobody has heard of.
pub const ROCKET: &str = "application/vnd.acme.rocket.v1";

/// Something that says what it is about.
#[derive(Clone, Debug)]
pub struct Referrer<'a> {
    /// What kind of artifact it says it is.
    pub artifact_type: &'a str,
    /// The digest of what it is about; nothing for none.
    pub subject: &'a str,
    /// The name of its file.
    pub title: &'a str,
    /// The type of its file.
    pub media_type: &'a str,
}

impl Referrer<'_> {
    /// Puts its blobs into a repository, and returns its manifest, which is not yet in there.
    pub fn build(&self, repository: &mut Repository) -> Manifest {
        let config = Blob::new("{}");
        let file = Blob::new(format!("{{\"of\": \"{}\", \"for\": \"{}\"}}", self.title, self.subject));
        let mut layer = file.descriptor(self.media_type);
        layer["annotations"] = json!({"org.opencontainers.image.title": self.title});
        let mut manifest = json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OciManifest.as_str(),
            "artifactType": self.artifact_type,
            "config": config.descriptor("application/vnd.oci.empty.v1+json"),
            "layers": [layer],
            "annotations": {"org.opencontainers.image.created": "2026-01-02T03:04:05Z"},
        });
        if !self.subject.is_empty() {
            let subject = repository.manifest(self.subject).map_or_else(
                || json!({"mediaType": MediaType::OciManifest.as_str(), "digest": self.subject, "size": 7}),
                Manifest::descriptor,
            );
            manifest["subject"] = subject;
        }
        repository.add_blob(config);
        repository.add_blob(file);
        Manifest::new(MediaType::OciManifest, &manifest)
    }

    /// Its entry in a list of referrers.
    pub fn entry(&self, manifest: &Manifest) -> Value {
        let mut entry = manifest.descriptor();
        entry["artifactType"] = self.artifact_type.into();
        entry["annotations"] = json!({"org.opencontainers.image.created": "2026-01-02T03:04:05Z"});
        entry
    }
}

/// A list of referrers, as registries answer it and as clients keep it behind a tag.
pub fn list(entries: &[Value]) -> Manifest {
    let index = json!({"schemaVersion": 2, "mediaType": MediaType::OciIndex.as_str(), "manifests": entries});
    Manifest::new(MediaType::OciIndex, &index)
}

/// An index of three platforms under `1.0` on which much hangs: a Notation signature and something unheard of, cosign's signature and a
/// report in its tags, BuildKit's provenance, and on linux/amd64 an SBOM that is signed in turn. `keeps_lists` is whether the registry finds
/// by itself what hangs on what; else the lists are pushed behind tags, as clients do.
pub fn signed(name: &str, keeps_lists: bool) -> Result<Repository> {
    let mut repository = Repository::new(name);
    multi_platform(&mut repository, &Image { name: "signed", ..Image::default() }, &["1.0", "latest"])?;
    let index = repository.digest_of("1.0").context("the index has a tag")?.to_owned();
    let read: Value = serde_json::from_slice(&repository.manifest(&index).context("the index is there")?.bytes)?;
    let amd64 = read["manifests"][0]["digest"].as_str().context("the index has entries")?.to_owned();
    let hang = |repository: &mut Repository, on: &str, things: &[(&str, &str, &str)]| {
        let mut digests = Vec::new();
        let mut entries = Vec::new();
        for (artifact_type, title, media_type) in things {
            let referrer = Referrer { artifact_type, subject: on, title, media_type };
            let manifest = referrer.build(repository);
            digests.push(manifest.digest());
            entries.push(referrer.entry(&manifest));
            repository.add_manifest(manifest, &[]);
        }
        if !keeps_lists {
            repository.add_manifest(list(&entries), &[&on.replace(':', "-")]);
        }
        digests
    };
    // A person's own tag that only looks like one of the others.
    repository.tags.push(("sha256-of-old".to_owned(), index.clone()));
    hang(
        &mut repository,
        &index,
        &[(NOTATION, "signature.jose", "application/jose+json"), (ROCKET, "rocket.txt", "text/plain")],
    );
    let sbom = hang(&mut repository, &amd64, &[(SPDX, "sbom.spdx.json", SPDX)]).remove(0);
    hang(&mut repository, &sbom, &[(NOTATION, "sbom.jose", "application/jose+json")]);
    let tag = |ending: &str| format!("{}{ending}", index.replace(':', "-"));
    let signature = beside(
        "application/vnd.dev.cosign.simplesigning.v1+json",
        &index,
        json!({"dev.cosignproject.cosign/signature": "none"}),
        &mut repository,
    );
    repository.add_manifest(signature, &[&tag(".sig")]);
    let stated = json!({"predicateType": "https://cosign.sigstore.dev/attestation/vuln/v1"});
    let report = beside("application/vnd.dsse.envelope.v1+json", &index, stated, &mut repository);
    repository.add_manifest(report, &[&tag(".att")]);
    Ok(repository)
}

/// What cosign keeps behind a tag that is named after an image: an image without a platform, with one layer.
fn beside(media_type: &str, about: &str, annotations: Value, repository: &mut Repository) -> Manifest {
    let config = Blob::new(
        json!({"architecture": "", "os": "", "config": {}, "rootfs": {"type": "layers", "diff_ids": []}}).to_string(),
    );
    let content =
        Blob::new(json!({"critical": {"image": {"docker-manifest-digest": about}}, "as": media_type}).to_string());
    let mut layer = content.descriptor(media_type);
    layer["annotations"] = annotations;
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OciManifest.as_str(),
        "config": config.descriptor("application/vnd.oci.image.config.v1+json"),
        "layers": [layer],
    });
    repository.add_blob(config);
    repository.add_blob(content);
    Manifest::new(MediaType::OciManifest, &manifest)
}
