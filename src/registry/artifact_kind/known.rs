//! The kinds, what they are called, and by which types they are known.

/// What a manifest is about. Behind each stands where its types are written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArtifactKind {
    /// A container image.
    Image,
    /// A Helm chart, maybe with its provenance file (<https://helm.sh/docs/topics/registries/>).
    HelmChart,
    /// cosign's signature beside an image (<https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md>).
    CosignSignature,
    /// A Sigstore bundle that holds a signature (<https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md>).
    SigstoreSignature,
    /// A Sigstore bundle that does not say what it holds.
    SigstoreBundle,
    /// A Notation signature (<https://github.com/notaryproject/specifications/blob/main/specs/signature-specification.md>).
    NotationSignature,
    /// An in-toto attestation of another kind than those below, or of several
    /// (<https://docs.docker.com/build/metadata/attestations/attestation-storage/>,
    /// <https://github.com/sigstore/cosign/blob/main/specs/ATTESTATION_SPEC.md>).
    Attestation,
    /// How something was built (<https://slsa.dev/spec/v1.0/provenance>).
    Provenance,
    /// A list of materials, SPDX (<https://www.iana.org/assignments/media-types/application/spdx+json>,
    /// <https://github.com/sigstore/cosign/blob/main/specs/SBOM_SPEC.md>).
    Spdx,
    /// A list of materials, CycloneDX (<https://cyclonedx.org/specification/overview/>, and the same of cosign).
    CycloneDx,
    /// A list of materials in Syft's own form (<https://github.com/anchore/syft>), as buildpacks and Universal Blue name it.
    SyftSbom,
    /// A list of materials that Harbor made
    /// (<https://github.com/goharbor/harbor/blob/main/src/controller/artifact/processor/sbom/sbom.go>).
    HarborSbom,
    /// Which vulnerabilities do not matter, and why (<https://github.com/openvex/spec>).
    OpenVex,
    /// What a scanner found (<https://github.com/sigstore/cosign/blob/main/specs/COSIGN_VULN_ATTESTATION_SPEC.md>). Trivy and Grype give
    /// their own reports no type.
    VulnerabilityReport,
    /// Findings of any analysis (<https://www.iana.org/assignments/media-types/application/sarif+json>).
    SarifReport,
    /// What lets an image start before all of it is here
    /// (<https://github.com/awslabs/soci-snapshotter/blob/main/docs/soci-index-manifest-v2.md>).
    SociIndex,
    /// An image in Nydus' form (<https://github.com/dragonflyoss/nydus>, nydusify's constants).
    NydusImage,
    /// A WebAssembly component (<https://tag-runtime.cncf.io/wgs/wasm/deliverables/wasm-oci-artifact/>).
    Wasm,
    /// A Compose application (<https://github.com/docker/compose/blob/main/internal/oci/push.go>).
    Compose,
    /// Policies for Open Policy Agent (<https://www.conftest.dev/sharing/>).
    OpaPolicy,
    /// Policies for Kyverno (<https://github.com/kyverno/KDP/blob/main/proposals/store_kyverno_policies_in_oci_registries.md>).
    KyvernoPolicy,
    /// A model as KitOps packs it (<https://github.com/jozu-ai/kitops/blob/main/pkg/lib/constants/consts.go>).
    KitOpsModel,
    /// A model as ModelPack packs it (<https://github.com/modelpack/model-spec/blob/main/docs/spec.md>).
    ModelPackModel,
    /// A model as Docker packs it (<https://github.com/docker/model-spec/blob/main/spec.md>).
    DockerModel,
    /// A model as Ollama packs it (<https://github.com/ollama/ollama>, manifests).
    OllamaModel,
    /// What Flux applies (<https://fluxcd.io/flux/cheatsheets/oci-artifacts/>).
    FluxSource,
    /// What Artifact Hub knows of a repository (<https://artifacthub.io/docs/topics/repositories/>).
    ArtifactHub,
    /// Trivy's database (<https://github.com/aquasecurity/trivy-db>).
    TrivyDatabase,
    /// A README: one file of that name. No type is known for it.
    Readme,
    /// Anything else, with its type; nothing where it names none.
    Artifact(String),
}

/// A kind, what it is called, and what its artifact type, its configuration's type or the types of all its layers begin with.
pub(super) type KindRow = (ArtifactKind, &'static str, &'static [&'static str]);

use ArtifactKind as Kind;

/// All that is known. Where several fit, the first one does.
#[rustfmt::skip]
pub(super) static KINDS: [KindRow; 27] = [
    (Kind::HelmChart, "Helm chart", &["application/vnd.cncf.helm.config.", "application/vnd.cncf.helm.chart."]),
    (Kind::CosignSignature, "cosign signature", &["application/vnd.dev.cosign.simplesigning.", "application/vnd.dev.cosign.artifact.sig."]),
    (Kind::SigstoreBundle, "Sigstore bundle", &["application/vnd.dev.sigstore.bundle"]),
    (Kind::SigstoreSignature, "Sigstore signature", &[]),
    (Kind::NotationSignature, "Notation signature", &["application/vnd.cncf.notary.signature"]),
    (Kind::Attestation, "in-toto attestation", &["application/vnd.in-toto", "application/vnd.dsse.envelope."]),
    (Kind::Provenance, "SLSA provenance", &[]),
    (Kind::Spdx, "SPDX SBOM", &["application/spdx+", "text/spdx"]),
    (Kind::CycloneDx, "CycloneDX SBOM", &["application/vnd.cyclonedx"]),
    (Kind::SyftSbom, "Syft SBOM", &["application/vnd.syft+"]),
    (Kind::HarborSbom, "SBOM of Harbor", &["application/vnd.goharbor.harbor.sbom."]),
    (Kind::OpenVex, "OpenVEX document", &["application/vnd.openvex"]),
    (Kind::VulnerabilityReport, "vulnerability report", &[]),
    (Kind::SarifReport, "SARIF report", &["application/sarif+json"]),
    (Kind::SociIndex, "SOCI index", &["application/vnd.amazon.soci.index."]),
    (Kind::NydusImage, "Nydus image", &["application/vnd.nydus.image."]),
    (Kind::Wasm, "Wasm module", &["application/wasm", "application/vnd.wasm.", "application/vnd.module.wasm.", "application/vnd.bytecodealliance.wasm."]),
    (Kind::Compose, "Compose application", &["application/vnd.docker.compose."]),
    (Kind::OpaPolicy, "OPA policy", &["application/vnd.cncf.openpolicyagent."]),
    (Kind::KyvernoPolicy, "Kyverno policy", &["application/vnd.cncf.kyverno."]),
    (Kind::KitOpsModel, "AI model (KitOps)", &["application/vnd.kitops.modelkit."]),
    (Kind::ModelPackModel, "AI model (ModelPack)", &["application/vnd.cncf.model.", "application/vnd.cnai.model."]),
    (Kind::DockerModel, "AI model (Docker)", &["application/vnd.docker.ai."]),
    (Kind::FluxSource, "Flux source", &["application/vnd.cncf.flux."]),
    (Kind::ArtifactHub, "Artifact Hub metadata", &["application/vnd.cncf.artifacthub."]),
    (Kind::TrivyDatabase, "Trivy database", &["application/vnd.aquasec.trivy."]),
    (Kind::Readme, "README", &[]),
];

/// What one layer alone tells: the others, and the configuration, are as in an image.
pub(super) static BY_A_LAYER: [KindRow; 2] = [
    (Kind::NydusImage, "Nydus image", &["application/vnd.oci.image.layer.nydus.blob."]),
    (Kind::OllamaModel, "AI model (Ollama)", &["application/vnd.ollama.image.model"]),
];

impl ArtifactKind {
    /// The name, in a word or two; what has none is called by its own words, and `""` where it has none of them either.
    pub fn name(&self) -> &str {
        match self {
            Kind::Image => "image",
            Kind::Artifact(name) => name,
            known => KINDS.iter().chain(&BY_A_LAYER).find(|row| row.0 == *known).map_or("", |row| row.1),
        }
    }
}
