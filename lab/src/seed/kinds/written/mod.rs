//! What is written by specifications, from the words of the specifications alone.

mod apart;
mod attached;
mod models;
pub(super) mod reports;

use std::collections::BTreeMap;

use anyhow::Result;
use bytes::Bytes;

use super::artifact::Artifact;

/// The files of tools that go into it.
pub(super) const FILES: &[&str] = &[
    "basket.wasm",
    "cosign.json",
    "cosign.sig",
    "notation.cose",
    "notation.jws",
    "notation.thumbprint",
    "sbom.spdx.json",
    "vulnerabilities.dsse.json",
];

/// All of it, about an image.
pub(super) fn all(files: &BTreeMap<&str, Bytes>, image: &Artifact) -> Result<Vec<Artifact>> {
    let mut all = attached::all(files, image)?;
    all.extend(apart::all(files, image)?);
    all.extend(models::all()?);
    Ok(all)
}
