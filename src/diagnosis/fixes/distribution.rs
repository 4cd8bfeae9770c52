//! CNCF Distribution's own headers.

use super::fix::{Fix, Shape};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "distribution-headers",
    shape: Shape::Setting,
    server: "CNCF Distribution",
    title: "Distribution without a sign-in: let one page in",
    file: "distribution/headers.yml",
    run_on: Some("CNCF Distribution 2.8.2"),
    source: "https://distribution.github.io/distribution/about/configuration/#headers",
    ends: &[&[
        "cors-origin-missing",
        "cors-origin-mismatch",
        "cors-origin-duplicated",
        "cors-origin-malformed",
        "cors-wildcard-with-credentials",
        "cors-header-misspelt",
        "cors-vary-missing",
        "preflight-header-not-allowed",
        "preflight-wildcard-authorization",
        "preflight-method-not-allowed",
        "digest-not-exposed",
        "link-not-exposed",
        "practice-wildcard-origin",
    ]],
    presumes: "The registry has no \"auth\" section: anybody who reaches it may read.",
    traps: &[
        "With an \"auth\" section no setting helps: Distribution asks for a password on OPTIONS too. A \
             server in front has to answer.",
        "Only one page fits. A second value becomes a second line, and browsers refuse two.",
        "A path that Distribution does not know gets 404 without these headers, and so does the redirect \
             from /v2 to /v2/.",
        "Two \"http:\" sections in one file are an error: put \"headers:\" into the one that is there.",
    ],
    place: "/etc/docker/registry/config.yml, in its http section (version 3: /etc/distribution/config.yml)",
    reload: "docker restart registry",
}];
