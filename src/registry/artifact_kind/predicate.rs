//! What attestations state, as the annotations beside them say. The statements themselves are not read here.
//!
//! ```text
//! in-toto.io/predicate-type           of a layer, BuildKit      https://docs.docker.com/build/metadata/attestations/attestation-storage/
//! predicateType                       of a layer, cosign        https://github.com/sigstore/cosign, cmd/cosign/cli/attest
//! dev.sigstore.bundle.predicateType   of a manifest or an entry https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md
//! dev.sigstore.bundle.content         "message-signature" or "dsse-envelope"
//! ```

use super::known::ArtifactKind;
use crate::registry::annotations::Annotations;
use crate::registry::descriptor::Descriptor;

/// What predicate types begin with, and what they are of. Before 2023 cosign left `https://` out of its own.
static PREDICATES: [(&str, ArtifactKind); 7] = [
    ("https://slsa.dev/provenance/", ArtifactKind::Provenance),
    ("https://spdx.dev/Document", ArtifactKind::Spdx),
    ("https://cyclonedx.org/bom", ArtifactKind::CycloneDx),
    ("https://openvex.dev/ns", ArtifactKind::OpenVex),
    ("https://cosign.sigstore.dev/attestation/vuln/", ArtifactKind::VulnerabilityReport),
    ("cosign.sigstore.dev/attestation/vuln/", ArtifactKind::VulnerabilityReport),
    ("https://sigstore.dev/cosign/sign/", ArtifactKind::SigstoreSignature),
];

/// The predicate types that are named.
pub(super) fn predicates<'a>(layers: &'a [Descriptor], annotations: &'a Annotations) -> impl Iterator<Item = &'a str> {
    let of_layers = layers.iter().filter_map(|layer| {
        let names = ["in-toto.io/predicate-type", "predicateType"];
        names.iter().find_map(|name| layer.annotations.get(name))
    });
    annotations.get("dev.sigstore.bundle.predicateType").into_iter().chain(of_layers)
}

/// A predicate type in words; one that is not known is its own word.
pub(super) fn words(stated: &str) -> &str {
    known(stated).map_or(stated, ArtifactKind::name)
}

/// What something is that may be an attestation, by what that states. One that states several things stays an attestation.
pub(super) fn narrowed(kind: ArtifactKind, layers: &[Descriptor], annotations: &Annotations) -> ArtifactKind {
    if !matches!(kind, ArtifactKind::Attestation | ArtifactKind::SigstoreBundle) {
        return kind;
    }
    if annotations.get("dev.sigstore.bundle.content") == Some("message-signature") {
        return ArtifactKind::SigstoreSignature;
    }
    let mut stated = predicates(layers, annotations);
    let Some(first) = stated.next() else { return kind };
    match known(first) {
        Some(first) if stated.all(|other| known(other) == Some(first)) => first.clone(),
        _ => ArtifactKind::Attestation,
    }
}

fn known(stated: &str) -> Option<&'static ArtifactKind> {
    PREDICATES.iter().find(|row| stated.starts_with(row.0)).map(|row| &row.1)
}
