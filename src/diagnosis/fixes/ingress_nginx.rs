//! ingress-nginx, a controller of Kubernetes' Ingress.

use super::fix::{Fix, Shape};
use super::rule_groups::{EXPOSED, PREFLIGHT, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "ingress-nginx-ingress",
    shape: Shape::Setting,
    server: "ingress-nginx",
    title: "ingress-nginx in front of the registry: let the page in",
    file: "ingress-nginx/ingress.yml",
    run_on: None,
    source: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#enable-cors",
    ends: &[
        EXPOSED,
        PREFLIGHT,
        TOKENS,
        &[
            "cors-origin-missing",
            "cors-missing-on-errors",
            "cors-origin-mismatch",
            "cors-origin-duplicated",
            "cors-origin-malformed",
            "cors-wildcard-with-credentials",
            "cors-header-misspelt",
            "practice-wildcard-origin",
        ],
    ],
    presumes: "The registry is the Service registry on port 5000 of the same namespace, and a token \
               service is registry-tokens on port 5001; the Secret registry-tls has the certificate.",
    traps: &[
        "ingress-nginx has been out of maintenance since March 2026: for a new installation take \
         the Gateway API.",
        "It sends no Vary: Origin: with more than one page, a cache can hand one page's answer to \
         another.",
        "A comma stands after every origin, the last one too: the controller skips what is empty.",
        "An origin that it cannot read is skipped, with a line in the controller's log; a whole \
         value that it refuses becomes a star.",
        "For pages that are not in the list the registry's own CORS headers pass through.",
    ],
    place: "any file: kubectl sends it to the cluster",
    reload: "kubectl apply -f ingress.yml",
}];
