//! What hangs on a manifest: signatures, SBOMs, attestations, and whatever else was pushed about it.
//!
//! ```text
//! GET /v2/<name>/referrers/<digest>            an index of what names it as its subject    distribution-spec 1.1, end-12a
//! GET /v2/<name>/manifests/sha256-<hex>        the same index, which clients write where the registry keeps none
//!                                                                                          the same, "Referrers Tag Schema"
//! GET /v2/<name>/manifests/sha256-<hex>.sig    cosign's signatures; .att its attestations, .sbom its SBOMs
//!                                              https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
//! vnd.docker.reference.digest                  an annotation of what BuildKit puts beside a platform in an index
//!                                              https://docs.docker.com/build/metadata/attestations/attestation-storage/
//! ```
//!
//! What is not found may be there all the same: by a name that nobody asked for, or in a registry that this one mirrors. And what is
//! found is what it is called, no more: nothing is verified here.

mod ask;
mod attached_tag;
mod found;
mod search;

pub use ask::{Listed, listed};
pub use attached_tag::{AttachedTag, AttachedTags, TagRole};
pub use found::{Claim, Found, FoundIn, Hanging, Told};
pub use search::{Search, Unasked};
