//! Images: a configuration and layers, as OCI or as Docker writes them; indexes over them.

use anyhow::Result;
use serde_json::{Value, json};

use super::content::{Blob, Manifest, MediaType, Repository};
use super::layer::{self, Entry, Layer};

const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const OCI_LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
const DOCKER_LAYER: &str = "application/vnd.docker.image.rootfs.diff.tar.gzip";

/// What tells one image from another.
#[derive(Clone, Debug)]
pub struct Image<'a> {
    /// Stands in a file, a label and the history, so that digests differ.
    pub name: &'a str,
    /// The version, likewise.
    pub version: &'a str,
    /// `amd64`, `arm64`, `arm`.
    pub architecture: &'a str,
    /// `v7`, or nothing.
    pub variant: Option<&'a str>,
    /// When it was made, RFC 3339.
    pub created: &'a str,
    /// OCI's media types, or Docker's.
    pub docker: bool,
}

impl Default for Image<'_> {
    fn default() -> Self {
        Self {
            name: "app",
            version: "1.0.0",
            architecture: "amd64",
            variant: None,
            created: "2026-01-02T03:04:05Z",
            docker: false,
        }
    }
}

impl Image<'_> {
    /// Puts its blobs into a repository and returns its manifest, which is not yet in there.
    pub fn build(&self, repository: &mut Repository) -> Result<Manifest> {
        let layers = [base_layer(self.architecture)?, self.application_layer()?];
        let config = Blob::new(format!("{:#}", self.config(&layers)));
        let (config_type, layer_type, media_type) = if self.docker {
            (DOCKER_CONFIG, DOCKER_LAYER, MediaType::DockerManifest)
        } else {
            (OCI_CONFIG, OCI_LAYER, MediaType::OciManifest)
        };
        let descriptors = layers.iter().map(|layer| layer.blob.descriptor(layer_type));
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": media_type.as_str(),
            "config": config.descriptor(config_type),
            "layers": descriptors.collect::<Vec<_>>(),
        });
        repository.add_blob(config);
        for layer in layers {
            repository.add_blob(layer.blob);
        }
        Ok(Manifest::new(media_type, &manifest))
    }

    fn application_layer(&self) -> Result<Layer> {
        let settings = format!("name = {}\nversion = {}\n", self.name, self.version);
        let program = format!("#!/bin/sh\necho {} {} ready\n", self.name, self.version);
        layer::pack(&[
            Entry::Folder("app"),
            Entry::File("app/run.sh", 0o755, &program),
            Entry::File("app/settings.ini", 0o644, &settings),
            Entry::Folder("etc"),
            Entry::Whiteout("etc", "motd"),
            Entry::File("etc/hosts.allow", 0o600, "ALL: 127.0.0.1\n"),
        ])
    }

    fn config(&self, layers: &[Layer]) -> Value {
        let diff_ids: Vec<&String> = layers.iter().map(|layer| &layer.diff_id).collect();
        let mut config = json!({
            "created": self.created,
            "author": "The Pierglass lab",
            "architecture": self.architecture,
            "os": "linux",
            "config": {
                "User": "1000:1000",
                "Env": [
                    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                    format!("APP_VERSION={}", self.version),
                ],
                "Entrypoint": ["/bin/sh", "-c"],
                "Cmd": ["/app/run.sh"],
                "WorkingDir": "/app",
                "ExposedPorts": {"8080/tcp": {}, "9090/tcp": {}},
                "Volumes": {"/data": {}},
                "StopSignal": "SIGTERM",
                "Labels": {
                    "org.opencontainers.image.title": self.name,
                    "org.opencontainers.image.version": self.version,
                    "org.opencontainers.image.source": "https://git.example/team/app",
                    "org.opencontainers.image.licenses": "Apache-2.0",
                },
            },
            "rootfs": {"type": "layers", "diff_ids": diff_ids},
            "history": [
                {
                    "created": "2026-01-01T00:00:00Z",
                    "created_by": "/bin/sh -c #(nop) ADD file:0123456789abcdef in / ",
                    "comment": "debootstrap",
                },
                {
                    "created": self.created,
                    "created_by": "/bin/sh -c #(nop)  ENV APP_VERSION",
                    "empty_layer": true,
                },
                {
                    "created": self.created,
                    "created_by": "COPY . /app # buildkit",
                    "comment": "buildkit.dockerfile.v0",
                },
                {
                    "created": self.created,
                    "created_by": "CMD [\"/app/run.sh\"]",
                    "empty_layer": true,
                },
            ],
        });
        if let Some(variant) = self.variant {
            config["variant"] = variant.into();
        }
        config
    }

    fn platform(&self) -> Value {
        let mut platform = json!({"architecture": self.architecture, "os": "linux"});
        if let Some(variant) = self.variant {
            platform["variant"] = variant.into();
        }
        platform
    }
}

/// One index over an image for three platforms; as OCI with the attestation that buildx adds.
pub fn multi_platform(repository: &mut Repository, image: &Image<'_>, tags: &[&str]) -> Result<()> {
    let mut entries = Vec::new();
    let platforms = [("amd64", None), ("arm64", None), ("arm", Some("v7"))];
    for (architecture, variant) in platforms {
        let image = Image { architecture, variant, ..image.clone() };
        let manifest = image.build(repository)?;
        let mut entry = manifest.descriptor();
        entry["platform"] = image.platform();
        entries.push(entry);
        repository.add_manifest(manifest, &[]);
    }
    let media_type = if image.docker {
        MediaType::DockerList
    } else {
        let about = entries[0]["digest"].as_str().unwrap_or_default().to_owned();
        entries.push(attestation(repository, &about));
        MediaType::OciIndex
    };
    let index = json!({
        "schemaVersion": 2,
        "mediaType": media_type.as_str(),
        "manifests": entries,
    });
    repository.add_manifest(Manifest::new(media_type, &index), tags);
    Ok(())
}

/// What `docker buildx` puts beside an image: a manifest for the platform `unknown/unknown`.
fn attestation(repository: &mut Repository, about: &str) -> Value {
    let statement = Blob::new(
        json!({
            "_type": "https://in-toto.io/Statement/v0.1",
            "predicateType": "https://slsa.dev/provenance/v0.2",
            "subject": [{"name": "app", "digest": {"sha256": about.trim_start_matches("sha256:")}}],
            "predicate": {"builder": {"id": ""}, "buildType": "https://mobyproject.org/buildkit@v1"},
        })
        .to_string(),
    );
    let config = Blob::new(
        json!({
            "architecture": "unknown",
            "os": "unknown",
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": [statement.digest]},
        })
        .to_string(),
    );
    let mut descriptor = statement.descriptor("application/vnd.in-toto+json");
    descriptor["annotations"] = json!({"in-toto.io/predicate-type": "https://slsa.dev/provenance/v0.2"});
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OciManifest.as_str(),
        "config": config.descriptor(OCI_CONFIG),
        "layers": [descriptor],
    });
    let manifest = Manifest::new(MediaType::OciManifest, &manifest);
    let mut entry = manifest.descriptor();
    entry["platform"] = json!({"architecture": "unknown", "os": "unknown"});
    entry["annotations"] = json!({
        "vnd.docker.reference.digest": about,
        "vnd.docker.reference.type": "attestation-manifest",
    });
    repository.add_blob(statement);
    repository.add_blob(config);
    repository.add_manifest(manifest, &[]);
    entry
}

fn base_layer(architecture: &str) -> Result<Layer> {
    let shell = format!("this stands for a shell for {architecture}\n").repeat(64);
    layer::pack(&[
        Entry::Folder("bin"),
        Entry::File("bin/busybox", 0o755, &shell),
        Entry::Link("bin/sh", "busybox"),
        Entry::Folder("etc"),
        Entry::File("etc/motd", 0o644, "welcome\n"),
        Entry::File("etc/os-release", 0o644, "ID=pierglass\nVERSION_ID=1\n"),
        Entry::File("etc/passwd", 0o644, "root:x:0:0:root:/root:/bin/sh\n"),
        Entry::Folder("usr"),
        Entry::Folder("usr/share"),
        Entry::File("usr/share/readme.txt", 0o644, &"all work and no play\n".repeat(200)),
    ])
}
