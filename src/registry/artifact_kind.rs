//! What a manifest is about, by the names that people know.
//!
//! This module knows types alone, and fetches nothing.

use super::descriptor::Descriptor;
use super::media_type::MediaType;

/// What a manifest is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArtifactKind {
    /// A container image.
    Image,
    /// A Helm chart.
    HelmChart,
    /// Build attestations: provenance, or a list of materials.
    Attestation,
    /// A signature of cosign, sigstore or notation.
    Signature,
    /// A WebAssembly component.
    Wasm,
    /// Anything else, with its type.
    Artifact(String),
}

impl ArtifactKind {
    /// What a manifest is about, from its artifact type, its configuration's type and its layers' types.
    pub fn of(artifact_type: Option<&str>, config: Option<&MediaType>, layers: &[Descriptor]) -> ArtifactKind {
        let layers_are = |fits: &dyn Fn(&MediaType) -> bool| {
            !layers.is_empty() && layers.iter().all(|layer| fits(&layer.media_type))
        };
        let named = [artifact_type, config.map(MediaType::as_str)];
        let is_named = |start: &str| named.iter().flatten().any(|name| name.starts_with(start));
        if config == Some(&MediaType::HelmConfig) || layers_are(&|layer| *layer == MediaType::HelmChart) {
            return ArtifactKind::HelmChart;
        }
        if SIGNATURES.iter().any(|start| is_named(start))
            || layers_are(&|layer| SIGNATURES.iter().any(|start| layer.as_str().starts_with(start)))
        {
            return ArtifactKind::Signature;
        }
        if is_named("application/vnd.in-toto") || layers_are(&|layer| is_attestation(layer)) {
            return ArtifactKind::Attestation;
        }
        if WASM.iter().any(|start| is_named(start))
            || layers_are(&|layer| WASM.iter().any(|start| layer.as_str().starts_with(start)))
        {
            return ArtifactKind::Wasm;
        }
        match (artifact_type, config) {
            (Some(name), _) => ArtifactKind::Artifact(name.to_owned()),
            (None, Some(MediaType::OciConfig | MediaType::DockerConfig)) => ArtifactKind::Image,
            (None, Some(config)) if *config != MediaType::Empty => ArtifactKind::Artifact(config.as_str().to_owned()),
            (None, _) if layers_are(&MediaType::is_layer) => ArtifactKind::Image,
            (None, _) => {
                let first = layers.first().map_or("", |layer| layer.media_type.as_str());
                ArtifactKind::Artifact(first.to_owned())
            }
        }
    }

    /// The name, in a word or two; what has none is called by its own words.
    pub fn name(&self) -> &str {
        match self {
            ArtifactKind::Image => "image",
            ArtifactKind::HelmChart => "Helm chart",
            ArtifactKind::Attestation => "attestation",
            ArtifactKind::Signature => "signature",
            ArtifactKind::Wasm => "Wasm module",
            ArtifactKind::Artifact(name) => name,
        }
    }
}

const SIGNATURES: [&str; 4] = [
    "application/vnd.dev.cosign.simplesigning.",
    "application/vnd.dev.cosign.artifact.sig.",
    "application/vnd.dev.sigstore.bundle.",
    "application/vnd.cncf.notary.signature",
];

const WASM: [&str; 4] = [
    "application/wasm",
    "application/vnd.wasm.",
    "application/vnd.module.wasm.",
    "application/vnd.bytecodealliance.wasm.",
];

/// Cosign wraps its attestations in a DSSE envelope, BuildKit writes them as they are.
fn is_attestation(layer: &MediaType) -> bool {
    *layer == MediaType::InToto || layer.as_str().starts_with("application/vnd.dsse.envelope.")
}
