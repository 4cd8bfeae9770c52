//! Rules that one configuration ends together.

/// Answers that a page may not read.
pub(super) const READING: &[&str] = &[
    "cors-origin-missing",
    "cors-missing-on-errors",
    "cors-origin-mismatch",
    "cors-origin-duplicated",
    "cors-origin-malformed",
    "cors-wildcard-with-credentials",
    "cors-header-misspelt",
    "cors-vary-missing",
];

/// The question that a browser asks first.
pub(super) const PREFLIGHT: &[&str] = &[
    "preflight-unauthorized",
    "preflight-refused",
    "preflight-redirected",
    "preflight-header-not-allowed",
    "preflight-wildcard-authorization",
    "preflight-method-not-allowed",
];

/// What a browser hides of an answer that a page may read.
pub(super) const EXPOSED: &[&str] =
    &["challenge-not-exposed", "digest-not-exposed", "link-not-exposed", "rate-limit-not-exposed"];

/// A token service of another origin.
pub(super) const TOKENS: &[&str] = &["realm-cors-missing", "realm-preflight-fails"];
