//! The Gateway API of Kubernetes.

use super::fix::{Fix, Shape};
use super::rule_groups::{EXPOSED, PREFLIGHT, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "gateway-api-httproute",
    shape: Shape::Setting,
    server: "Gateway API",
    title: "Gateway API in front of the registry: let the page in",
    file: "gateway-api/httproute.yml",
    run_on: None,
    source: "https://gateway-api.sigs.k8s.io/guides/user-guides/http-cors/",
    ends: &[
        EXPOSED,
        PREFLIGHT,
        TOKENS,
        &["cors-origin-missing", "cors-origin-mismatch", "cors-origin-malformed", "practice-wildcard-origin"],
    ],
    presumes: "Gateway API 1.5 or newer, an implementation with the feature HTTPRouteCORS, a Gateway \
               called gateway with a listener for the registry's name, and the Services registry (5000) \
               and registry-tokens (5001), all in one namespace.",
    traps: &[
        "An implementation without the feature does not take the route: look for Accepted in \
         kubectl describe httproute registry.",
        "The specification does not promise that errors which the gateway writes itself carry the \
         headers, nor that Vary: Origin is sent: look at both with curl.",
        "A sign-in of the gateway itself must let OPTIONS pass.",
        "A limit of the gateway on bodies or on time breaks docker push and not the page.",
    ],
    place: "any file: kubectl sends it to the cluster",
    reload: "kubectl apply -f httproute.yml",
}];
