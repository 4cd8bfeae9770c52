//! What lies in registries by itself: charts, policies, programs, sources, databases.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use bytes::Bytes;
use serde_json::json;

use crate::seed::content::digest;
use crate::seed::kinds::artifact::{Artifact, Part};
use crate::seed::layer::{self, Entry};

const CHART: &str = "apiVersion: v2\nname: shop\nversion: 1.2.0\nappVersion: \"1.2\"\ndescription: A shop of the lab team\ntype: application\nhome: https://lab-team.example/shop\nsources: [https://git.example/lab-team/shop]\nmaintainers:\n  - name: Lab Team\n    email: lab@lab-team.example\ndependencies:\n  - name: postgresql\n    version: 16.x.x\n    repository: oci://registry.example/charts\n";
const README: &str = "# Shop\n\nInstall it with `helm install shop oci://registry.example/charts/shop`.\n\n| key | default |\n|---|---|\n| `replicas` | 2 |\n";
const TEMPLATE: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  replicas: {{ .Values.replicas }}\n";
const PROVENANCE: &str = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\napiVersion: v2\nname: shop\nversion: 1.2.0\n\n...\nfiles:\n  shop-1.2.0.tgz: sha256:0000000000000000000000000000000000000000000000000000000000000000\n-----BEGIN PGP SIGNATURE-----\n\nnone\n-----END PGP SIGNATURE-----\n";
const REGO: &str = "package main\n\ndeny contains message if {\n  input.kind == \"Deployment\"\n  not input.spec.replicas\n  message := \"say how many\"\n}\n";
const KYVERNO: &str = "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata:\n  name: require-labels\nspec:\n  rules:\n    - name: check-team\n      match:\n        any:\n          - resources:\n              kinds: [Pod]\n      validate:\n        message: The label team is required\n        pattern:\n          metadata:\n            labels:\n              team: \"?*\"\n";
const HUB: &str = "repositoryID: 11111111-2222-3333-4444-555555555555\nowners:\n  - name: Lab Team\n    email: lab@lab-team.example\n";

pub(super) fn all(files: &BTreeMap<&str, Bytes>, image: &Artifact) -> Result<Vec<Artifact>> {
    Ok(vec![helm()?, wasm(files)?, opa(), kyverno(), flux()?, artifact_hub(), trivy_database()?, nydus(image)?])
}

fn packed(entries: &[Entry<'_>]) -> Result<Bytes> {
    Ok(layer::pack(entries)?.blob.bytes)
}

fn helm() -> Result<Artifact> {
    let archive = packed(&[
        Entry::File("shop/Chart.yaml", 0o644, CHART),
        Entry::File("shop/README.md", 0o644, README),
        Entry::File("shop/values.yaml", 0o644, "replicas: 2\nimage:\n  repository: registry.example/lab-team/shop\n"),
        Entry::File("shop/templates/deployment.yaml", 0o644, TEMPLATE),
    ])?;
    let config = json!({
        "apiVersion": "v2", "name": "shop", "version": "1.2.0", "appVersion": "1.2", "type": "application",
        "description": "A shop of the lab team", "home": "https://lab-team.example/shop",
        "sources": ["https://git.example/lab-team/shop"],
        "maintainers": [{"name": "Lab Team", "email": "lab@lab-team.example"}],
        "dependencies": [{"name": "postgresql", "version": "16.x.x", "repository": "oci://registry.example/charts"}],
    });
    let config = Part::new("application/vnd.cncf.helm.config.v1+json", config.to_string());
    // Helm sorts them by their digests, so that the provenance file is sometimes the first.
    let layers = vec![
        Part::new("application/vnd.cncf.helm.chart.provenance.v1.prov", PROVENANCE),
        Part::new("application/vnd.cncf.helm.chart.content.v1.tar+gzip", archive),
    ];
    let chart = Artifact::new("helm-chart", "", config, layers);
    Ok(chart.annotated("org.opencontainers.image.title", "shop").annotated("org.opencontainers.image.version", "1.2.0"))
}

fn wasm(files: &BTreeMap<&str, Bytes>) -> Result<Artifact> {
    let module = files.get("basket.wasm").context("no compiler wrote basket.wasm")?;
    let config = json!({"created": "2026-01-02T03:04:05Z", "architecture": "wasm", "os": "wasip1", "layerDigests": [digest(module)]});
    let config = Part::new("application/vnd.wasm.config.v0+json", config.to_string());
    Ok(Artifact::new("wasm", "", config, vec![Part::new("application/wasm", module.clone())]))
}

fn opa() -> Artifact {
    let config = Part::new("application/vnd.cncf.openpolicyagent.config.v1+json", "{}");
    let layers = vec![
        Part::titled("application/vnd.cncf.openpolicyagent.policy.layer.v1+rego", "policy/replicas.rego", REGO),
        Part::titled("application/vnd.cncf.openpolicyagent.data.layer.v1+json", "policy/data.json", "{\"most\": 9}"),
    ];
    Artifact::new("opa-policy", "", config, layers)
}

fn kyverno() -> Artifact {
    let config = Part::new("application/vnd.cncf.kyverno.config.v1+json", "{}");
    let policy = Part::new("application/vnd.cncf.kyverno.policy.layer.v1+yaml", KYVERNO);
    Artifact::new("kyverno-policy", "", config, vec![policy])
}

fn flux() -> Result<Artifact> {
    let sources = packed(&[
        Entry::Folder("shop"),
        Entry::File("shop/kustomization.yaml", 0o644, "resources: [deployment.yaml]\n"),
        Entry::File("shop/deployment.yaml", 0o644, "kind: Deployment\n"),
    ])?;
    let config = Part::new("application/vnd.cncf.flux.config.v1+json", "{}");
    let layers = vec![Part::new("application/vnd.cncf.flux.content.v1.tar+gzip", sources)];
    let source = Artifact::new("flux-source", "", config, layers);
    Ok(source
        .annotated("org.opencontainers.image.source", "https://git.example/lab-team/shop")
        .annotated("org.opencontainers.image.revision", "v1.2.0@sha1:2f1c0ffee2f1c0ffee2f1c0ffee2f1c0ffee2f1c"))
}

fn artifact_hub() -> Artifact {
    let config = Part::new("application/vnd.cncf.artifacthub.config.v1+yaml", "");
    let kind = "application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml";
    Artifact::new("artifact-hub", "", config, vec![Part::titled(kind, "artifacthub-repo.yml", HUB)])
}

fn trivy_database() -> Result<Artifact> {
    let metadata = r#"{"Version":2,"NextUpdate":"2026-01-03T03:04:05Z","UpdatedAt":"2026-01-02T03:04:05Z"}"#;
    let database =
        packed(&[Entry::File("metadata.json", 0o600, metadata), Entry::File("trivy.db", 0o600, "no database\n")])?;
    let config = Part::new("application/vnd.aquasec.trivy.config.v1+json", "{}");
    let layers = vec![Part::titled("application/vnd.aquasec.trivy.db.layer.v1.tar+gzip", "db.tar.gz", database)];
    Ok(Artifact::new("trivy-database", "", config, layers))
}

/// The image in Nydus' form: its data as one blob, and an archive that says what is where.
fn nydus(image: &Artifact) -> Result<Artifact> {
    let config = image.manifest["config"]["digest"].as_str().context("the image has a configuration")?;
    let config = image.blobs.iter().find(|blob| blob.digest == config).context("its configuration is here")?;
    let where_all_is = packed(&[Entry::Folder("image"), Entry::File("image/image.boot", 0o644, "no file system\n")])?;
    let annotated = |part: Part, name: &str| Part { annotations: json!({name: "true"}), ..part };
    let layers = vec![
        annotated(
            Part::new("application/vnd.oci.image.layer.nydus.blob.v1", "all that is in it\n"),
            "containerd.io/snapshot/nydus-blob",
        ),
        annotated(
            Part::new("application/vnd.oci.image.layer.v1.tar+gzip", where_all_is),
            "containerd.io/snapshot/nydus-bootstrap",
        ),
    ];
    let config = Part::new("application/vnd.oci.image.config.v1+json", config.bytes.clone());
    Ok(Artifact::new("nydus", "", config, layers))
}
