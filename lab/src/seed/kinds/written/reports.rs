//! Two scanners' reports. Neither tool can be had with something to find: their databases are not in any package registry.

/// Trivy's (`trivy image --format json`).
pub(crate) const TRIVY: &str = include_str!("trivy.json");

/// Grype's (`grype --output json`).
pub(crate) const GRYPE: &str = include_str!("grype.json");
