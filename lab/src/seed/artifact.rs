//! What is in registries and is no image: a Helm chart, a plain artifact, a software inventory.

use anyhow::Result;
use serde_json::json;

use super::content::{Blob, Manifest, MediaType, Repository};
use super::layer::{self, Entry};

/// A Helm chart, as `helm push` writes it.
pub fn helm_chart(name: &str, version: &str) -> Result<Repository> {
    let short = name.rsplit('/').next().unwrap_or(name);
    let chart = format!("apiVersion: v2\nname: {short}\nversion: {version}\n");
    let archive = layer::pack(&[
        Entry::Folder(short),
        Entry::File(&format!("{short}/Chart.yaml"), 0o644, &chart),
        Entry::File(&format!("{short}/values.yaml"), 0o644, "replicas: 2\n"),
    ])?;
    let config = json!({
        "apiVersion": "v2",
        "name": short,
        "version": version,
        "appVersion": version,
        "description": "A chart of the lab",
        "type": "application",
    });
    let config = Blob::new(config.to_string());
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OciManifest.as_str(),
        "config": config.descriptor("application/vnd.cncf.helm.config.v1+json"),
        "layers": [archive.blob.descriptor("application/vnd.cncf.helm.chart.content.v1.tar+gzip")],
        "annotations": {
            "org.opencontainers.image.title": short,
            "org.opencontainers.image.version": version,
            "org.opencontainers.image.created": "2026-01-02T03:04:05Z",
        },
    });
    let mut repository = Repository::new(name);
    repository.add_blob(config);
    repository.add_blob(archive.blob);
    repository.add_manifest(Manifest::new(MediaType::OciManifest, &manifest), &[version]);
    Ok(repository)
}

/// A plain artifact with an `artifactType` and the empty configuration, as `oras push` writes it.
pub fn plain(name: &str, tag: &str) -> Repository {
    let config = Blob::new("{}");
    let file = Blob::new("threshold: 0.5\nlabels: [cat, dog]\n");
    let mut layer = file.descriptor("application/yaml");
    layer["annotations"] = json!({"org.opencontainers.image.title": "model.yaml"});
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OciManifest.as_str(),
        "artifactType": "application/vnd.example.model.v1",
        "config": config.descriptor("application/vnd.oci.empty.v1+json"),
        "layers": [layer],
        "annotations": {"org.opencontainers.image.created": "2026-01-02T03:04:05Z"},
    });
    let mut repository = Repository::new(name);
    repository.add_blob(config);
    repository.add_blob(file);
    repository.add_manifest(Manifest::new(MediaType::OciManifest, &manifest), &[tag]);
    repository
}
