//! Manifests as tools write them: their types as they were looked up, and as little else as can be.

use super::*;
use crate::registry::digest::Digest;
use crate::registry::manifest::Document;

/// A manifest with a configuration of that type, an artifact type, and layers: a type each, behind a `|` a title, behind a `#` a predicate.
struct Written {
    artifact_type: &'static str,
    config: &'static str,
    layers: &'static [&'static str],
    annotations: &'static [(&'static str, &'static str)],
}

const EMPTY: &str = "application/vnd.oci.empty.v1+json";
const OCI: &str = "application/vnd.oci.image.config.v1+json";

fn written(written: &Written) -> String {
    let digest = Digest::of(b"");
    let layer = |layer: &&str| {
        let (rest, predicate) = layer.split_once('#').unwrap_or((layer, ""));
        let (media_type, title) = rest.split_once('|').unwrap_or((rest, ""));
        let mut annotations = serde_json::Map::new();
        for (name, value) in [("org.opencontainers.image.title", title), ("in-toto.io/predicate-type", predicate)] {
            if !value.is_empty() {
                annotations.insert(name.to_owned(), value.into());
            }
        }
        serde_json::json!({"mediaType": media_type, "digest": digest.to_string(), "size": 1, "annotations": annotations})
    };
    let mut manifest = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"mediaType": written.config, "digest": digest.to_string(), "size": 2},
        "layers": written.layers.iter().map(layer).collect::<Vec<_>>(),
        "annotations": written.annotations.iter().copied().collect::<std::collections::BTreeMap<_, _>>(),
    });
    if !written.artifact_type.is_empty() {
        manifest["artifactType"] = written.artifact_type.into();
    }
    manifest.to_string()
}

/// What it is called, and what is in it.
#[track_caller]
fn check(one: &Written, expected: &str) {
    let Ok(Document::Image(manifest)) = Document::parse(None, written(one).as_bytes()) else { panic!("a manifest") };
    let kind = manifest.kind();
    let contents = contents(&kind, &manifest.layers, &manifest.annotations);
    let said = [kind.name().to_owned(), contents.join(", ")].join(": ");
    assert_eq!(said.trim_end_matches(": "), expected);
}

fn typed(artifact_type: &'static str, layers: &'static [&'static str]) -> Written {
    Written { artifact_type, config: EMPTY, layers, annotations: &[] }
}

fn configured(config: &'static str, layers: &'static [&'static str]) -> Written {
    Written { artifact_type: "", config, layers, annotations: &[] }
}

#[test]
fn images_and_charts() {
    check(&configured(OCI, &["application/vnd.oci.image.layer.v1.tar+gzip"]), "image");
    check(&configured("application/vnd.docker.container.image.v1+json", &[]), "image");
    check(
        &configured(
            OCI,
            &["application/vnd.oci.image.layer.nydus.blob.v1", "application/vnd.oci.image.layer.v1.tar+gzip"],
        ),
        "Nydus image",
    );
    let chart = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    let helm = "application/vnd.cncf.helm.config.v1+json";
    assert_eq!(MediaType::HelmChart.as_str(), chart);
    check(&configured(helm, &["application/vnd.cncf.helm.chart.content.v1.tar+gzip"]), "Helm chart");
    check(
        &configured(
            helm,
            &[
                "application/vnd.cncf.helm.chart.provenance.v1.prov",
                "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
            ],
        ),
        "Helm chart",
    );
}

#[test]
fn signatures() {
    check(&configured(OCI, &["application/vnd.dev.cosign.simplesigning.v1+json"]), "cosign signature");
    check(&typed("application/vnd.dev.cosign.artifact.sig.v1+json", &["x/y"]), "cosign signature");
    check(&configured("application/vnd.cncf.notary.signature", &["application/jose+json"]), "Notation signature");
    let bundle = "application/vnd.dev.sigstore.bundle.v0.3+json";
    check(&typed(bundle, &["x/y"]), "Sigstore bundle");
    for (annotations, expected) in [
        (&[("dev.sigstore.bundle.content", "message-signature")][..], "Sigstore signature"),
        (&[("dev.sigstore.bundle.predicateType", "https://sigstore.dev/cosign/sign/v1")], "Sigstore signature"),
        (&[("dev.sigstore.bundle.predicateType", "https://slsa.dev/provenance/v1")], "SLSA provenance"),
        (
            &[("dev.sigstore.bundle.predicateType", "https://acme.example/tested")],
            "in-toto attestation: https://acme.example/tested",
        ),
        (&[("dev.sigstore.bundle.content", "dsse-envelope")], "Sigstore bundle"),
    ] {
        check(&Written { annotations, ..typed(bundle, &["x/y"]) }, expected);
    }
}

#[test]
fn what_was_stated() {
    check(&configured(OCI, &["application/vnd.in-toto+json#https://slsa.dev/provenance/v0.2"]), "SLSA provenance");
    check(&configured(OCI, &["application/vnd.in-toto+json#https://spdx.dev/Document"]), "SPDX SBOM");
    check(&configured(OCI, &["application/vnd.dsse.envelope.v1+json#https://cyclonedx.org/bom"]), "CycloneDX SBOM");
    check(
        &configured(OCI, &["application/vnd.dsse.envelope.v1+json#https://openvex.dev/ns/v0.2.0"]),
        "OpenVEX document",
    );
    check(
        &configured(OCI, &["application/vnd.dsse.envelope.v1+json#cosign.sigstore.dev/attestation/vuln/v1"]),
        "vulnerability report",
    );
    check(&configured(OCI, &["application/vnd.dsse.envelope.v1+json"]), "in-toto attestation");
    // BuildKit with `--sbom=true --provenance=true`.
    check(
        &configured(
            OCI,
            &[
                "application/vnd.in-toto+json#https://spdx.dev/Document",
                "application/vnd.in-toto+json#https://slsa.dev/provenance/v0.2",
            ],
        ),
        "in-toto attestation: SPDX SBOM, SLSA provenance",
    );
}

#[test]
fn lists_of_materials_and_reports() {
    check(&typed("application/spdx+json", &["application/spdx+json|sbom.json"]), "SPDX SBOM: sbom.json");
    check(&configured(OCI, &["text/spdx+json"]), "SPDX SBOM");
    check(&typed("application/vnd.cyclonedx+json", &["application/vnd.cyclonedx+json"]), "CycloneDX SBOM");
    check(&typed("application/vnd.syft+json", &[]), "Syft SBOM");
    check(&typed("application/vnd.goharbor.harbor.sbom.v1", &[]), "SBOM of Harbor");
    check(&typed("application/vnd.openvex+json", &[]), "OpenVEX document");
    check(&typed("application/sarif+json", &[]), "SARIF report");
}

#[test]
fn what_else_is_in_registries() {
    for (artifact_type, expected) in [
        ("application/vnd.amazon.soci.index.v1+json", "SOCI index"),
        ("application/vnd.amazon.soci.index.v2+json", "SOCI index"),
        ("application/vnd.nydus.image.manifest.v1+json", "Nydus image"),
        ("application/vnd.docker.compose.project", "Compose application"),
        ("application/vnd.kitops.modelkit.manifest.v1+json", "AI model (KitOps)"),
        ("application/vnd.cncf.model.manifest.v1+json", "AI model (ModelPack)"),
    ] {
        check(&typed(artifact_type, &[]), expected);
    }
    for (config, expected) in [
        ("application/vnd.wasm.config.v0+json", "Wasm module"),
        ("application/vnd.cncf.openpolicyagent.config.v1+json", "OPA policy"),
        ("application/vnd.cncf.kyverno.config.v1+json", "Kyverno policy"),
        ("application/vnd.docker.ai.model.config.v0.1+json", "AI model (Docker)"),
        ("application/vnd.cncf.flux.config.v1+json", "Flux source"),
        ("application/vnd.cncf.artifacthub.config.v1+yaml", "Artifact Hub metadata"),
        ("application/vnd.aquasec.trivy.config.v1+json", "Trivy database"),
    ] {
        check(&configured(config, &["x/y"]), expected);
    }
    check(&configured(OCI, &["application/vnd.wasm.content.layer.v1+wasm"]), "Wasm module");
    check(&configured(EMPTY, &["application/vnd.cncf.openpolicyagent.policy.layer.v1+rego"]), "OPA policy");
    let ollama = "application/vnd.docker.container.image.v1+json";
    check(
        &configured(ollama, &["application/vnd.ollama.image.model", "application/vnd.ollama.image.license"]),
        "AI model (Ollama)",
    );
    check(&configured(EMPTY, &["text/markdown|docs/README.md"]), "README: docs/README.md");
}

#[test]
fn its_own_words() {
    check(
        &typed("application/vnd.acme.rocket", &["text/plain|a.txt", "text/plain|b.txt"]),
        "application/vnd.acme.rocket: a.txt, b.txt, text/plain",
    );
    check(
        &configured("application/vnd.acme.config.v1+json", &["text/plain"]),
        "application/vnd.acme.config.v1+json: text/plain",
    );
    // oras of PyPI, where nobody named a type.
    check(&configured("application/vnd.unknown.config.v1+json", &["text/plain|a.txt"]), "text/plain: a.txt");
    check(&configured(EMPTY, &["text/plain"]), "text/plain");
    check(&configured(EMPTY, &[]), "");
}

#[test]
fn what_a_list_says_of_its_entries() {
    let entry = |more: &str| {
        let body = format!(
            r#"{{"manifests":[{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{}","size":1{more}}}]}}"#,
            Digest::of(b"")
        );
        let Ok(Document::Index(index)) = Document::parse(None, body.as_bytes()) else { panic!("an index") };
        ArtifactKind::of_entry(&index.manifests[0]).name().to_owned()
    };
    assert_eq!(entry(""), "");
    assert_eq!(entry(r#","artifactType":"application/vnd.oci.image.config.v1+json""#), "");
    assert_eq!(entry(r#","artifactType":"application/vnd.unknown.config.v1+json""#), "");
    assert_eq!(entry(r#","artifactType":"application/spdx+json""#), "SPDX SBOM");
    assert_eq!(entry(r#","artifactType":"application/vnd.acme.rocket""#), "application/vnd.acme.rocket");
    let bundle = r#","artifactType":"application/vnd.dev.sigstore.bundle.v0.3+json","annotations":{"dev.sigstore.bundle.predicateType":"https://spdx.dev/Document"}"#;
    assert_eq!(entry(bundle), "SPDX SBOM");
}

#[test]
fn every_name_is_a_kinds_and_every_kind_has_one() {
    for (at, (kind, name, _)) in KINDS.iter().enumerate() {
        assert_eq!(kind.name(), *name);
        assert!(!name.is_empty() && KINDS[..at].iter().all(|other| other.0 != *kind && other.1 != *name), "{name}");
    }
}
