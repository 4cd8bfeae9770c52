//! What hangs on an image: signatures, statements, lists of materials, indexes of its layers.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use serde_json::{Value, json};

use crate::seed::content::digest;
use crate::seed::kinds::artifact::{Artifact, Part};

/// Dockerfile that BuildKit keeps in a provenance.
const DOCKERFILE: &str = "# syntax=docker/dockerfile:1\nFROM scratch\nCOPY release.txt /release.txt\n";

pub(super) fn all(files: &BTreeMap<&str, Bytes>, image: &Artifact) -> Result<Vec<Artifact>> {
    let file = |name: &str| files.get(name).cloned().with_context(|| format!("no tool wrote {name}"));
    let text = |name: &str| anyhow::Ok(String::from_utf8(file(name)?.to_vec())?);
    let sbom = file("sbom.spdx.json")?;
    let annotated = |part: Part, annotations: Value| Part { annotations, ..part };
    let signed = annotated(
        Part::new("application/vnd.dev.cosign.simplesigning.v1+json", file("cosign.json")?),
        json!({"dev.cosignproject.cosign/signature": text("cosign.sig")?}),
    );
    let found = annotated(
        Part::new("application/vnd.dsse.envelope.v1+json", file("vulnerabilities.dsse.json")?),
        json!({
            "predicateType": "https://cosign.sigstore.dev/attestation/vuln/v1",
            "dev.cosignproject.cosign/signature": "",
        }),
    );
    // Notation's configuration says what it is, and nothing more.
    let thumbprints = json!([text("notation.thumbprint")?]).to_string();
    let notation = |id: &str, envelope: Part| {
        let config = Part::new("application/vnd.cncf.notary.signature", "{}");
        Artifact::new(id, "", config, vec![envelope])
            .annotated("io.cncf.notary.x509chain.thumbprint#S256", &thumbprints)
    };
    Ok(vec![
        Artifact::new("cosign-signature", "", Part::no_image(), vec![signed]),
        Artifact::new("vulnerabilities-attested", "", Part::no_image(), vec![found]),
        Artifact::new("cosign-sbom", "", Part::no_image(), vec![Part::new("text/spdx+json", sbom.clone())]),
        notation("notation-jws", Part::new("application/jose+json", file("notation.jws")?)),
        notation("notation-cose", Part::new("application/cose", file("notation.cose")?)),
        buildkit(&sbom, image)?,
        harbor(&sbom),
        spdx_3(),
        unheard_of(),
        soci("soci-v1", image, Part::new("application/vnd.amazon.soci.index.v1+json", "{}"), ""),
        soci("soci-v2", image, Part::empty(), "application/vnd.amazon.soci.index.v2+json"),
    ])
}

/// What stands beside an image in its index: a provenance and a list of materials.
fn buildkit(sbom: &Bytes, image: &Artifact) -> Result<Artifact> {
    let bytes = image.as_written.as_ref().context("a tool wrote the image")?;
    let subject = json!([{
        "name": "pkg:docker/registry.example/lab-team/shop@1.2.0?platform=linux%2Famd64",
        "digest": {"sha256": digest(bytes).replace("sha256:", "")},
    }]);
    let statement = |predicate_type: &str, predicate: Value| {
        let statement = json!({
            "_type": "https://in-toto.io/Statement/v0.1",
            "predicateType": predicate_type,
            "subject": subject,
            "predicate": predicate,
        });
        Part {
            annotations: json!({"in-toto.io/predicate-type": predicate_type}),
            ..Part::new("application/vnd.in-toto+json", statement.to_string())
        }
    };
    let provenance = json!({
        "builder": {"id": "https://ci.example/lab-team/shop/runs/4711"},
        "buildType": "https://mobyproject.org/buildkit@v1",
        "materials": [{
            "uri": "pkg:docker/docker/dockerfile@1",
            "digest": {"sha256": "b6afd42430b15f2d2a4c5a02b919e98a525b785b1aaff16747d2f623364e39b6"},
        }],
        "invocation": {
            "configSource": {"entryPoint": "Dockerfile"},
            "parameters": {"frontend": "gateway.v0", "args": {"cmdline": "docker/dockerfile:1", "source": "docker/dockerfile:1"}},
            "environment": {"platform": "linux/amd64"},
        },
        "metadata": {
            "buildInvocationID": "k1h8zq6n0vqjz8f4m1w4d1q2e",
            "buildStartedOn": "2026-01-02T03:04:05Z",
            "buildFinishedOn": "2026-01-02T03:05:05Z",
            "completeness": {"parameters": true, "environment": true, "materials": false},
            "reproducible": false,
            "https://mobyproject.org/buildkit@v1#metadata": {
                "vcs": {"source": "https://git.example/lab-team/shop.git", "revision": "2f1c0ffee2f1c0ffee2f1c0ffee2f1c0ffee2f1c"},
                "source": {"infos": [{"filename": "Dockerfile", "language": "Dockerfile", "data": BASE64.encode(DOCKERFILE)}]},
            },
        },
    });
    let listed: Value = serde_json::from_slice(sbom)?;
    let layers =
        vec![statement("https://spdx.dev/Document", listed), statement("https://slsa.dev/provenance/v0.2", provenance)];
    let diff_ids: Vec<String> = layers.iter().map(|layer| digest(&layer.bytes)).collect();
    let config = json!({"architecture": "unknown", "os": "unknown", "config": {}, "rootfs": {"type": "layers", "diff_ids": diff_ids}});
    let config = Part::new("application/vnd.oci.image.config.v1+json", config.to_string());
    Ok(Artifact::new("buildkit", "", config, layers))
}

/// Harbor calls its JSON a layer of an image, and not even a compressed one.
fn harbor(sbom: &Bytes) -> Artifact {
    let config = json!({
        "architecture": "", "os": "", "config": {},
        "history": [{"author": "harbor", "created": "0001-01-01T00:00:00Z", "created_by": "harbor"}],
        "rootfs": {"type": "layers", "diff_ids": [digest(sbom)]},
    });
    let kind = "application/vnd.goharbor.harbor.sbom.v1";
    let layers = vec![Part::new("application/vnd.oci.image.layer.v1.tar", sbom.clone())];
    Artifact::new("harbor-sbom", "", Part::new(kind, config.to_string()), layers)
        .annotated("created-by", "Trivy")
        .annotated("org.opencontainers.artifact.description", "SPDX JSON SBOM")
}

fn spdx_3() -> Artifact {
    let document = json!({
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [
            {"type": "CreationInfo", "@id": "_:creationinfo", "specVersion": "3.0.1", "created": "2026-01-02T03:04:05Z", "createdBy": ["https://lab-team.example/team"]},
            {"type": "Organization", "spdxId": "https://lab-team.example/team", "name": "Lab Team", "creationInfo": "_:creationinfo"},
            {"type": "SpdxDocument", "spdxId": "https://lab-team.example/shop", "name": "shop", "creationInfo": "_:creationinfo", "rootElement": ["https://lab-team.example/shop/left-pad"]},
            {"type": "software_Package", "spdxId": "https://lab-team.example/shop/left-pad", "name": "left-pad", "software_packageVersion": "1.3.0", "creationInfo": "_:creationinfo"},
        ],
    });
    let file = Part::titled("application/spdx+json", "sbom.spdx3.json", document.to_string());
    Artifact::new("spdx-3", "application/spdx+json", Part::empty(), vec![file])
}

fn unheard_of() -> Artifact {
    let file = Part::titled("text/plain", "rocket.txt", "Ignition at dawn.\n");
    Artifact::new("unheard-of", "application/vnd.acme.rocket.v1", Part::empty(), vec![file])
}

/// A table of contents for the image's first layer. What is in it only its snapshotter reads.
fn soci(id: &str, image: &Artifact, config: Part, artifact_type: &str) -> Artifact {
    let layer = &image.manifest["layers"][0];
    let table = Part {
        annotations: json!({
            "com.amazon.soci.image-layer-digest": layer["digest"],
            "com.amazon.soci.image-layer-mediaType": layer["mediaType"],
            "com.amazon.soci.span-size": "4194304",
        }),
        ..Part::new("application/octet-stream", vec![24, 0, 0, 0, 8, 0, 12, 0, 4, 0, 8, 0, 8, 0, 0, 0])
    };
    Artifact::new(id, artifact_type, config, vec![table])
        .annotated("com.amazon.soci.build-tool-identifier", "AWS SOCI CLI v0.2")
}
