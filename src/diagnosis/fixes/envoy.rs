//! Envoy, in front of a registry.

use super::Fix;
use super::ends::{EXPOSED, PREFLIGHT, READING, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "envoy-cors",
    server: "Envoy",
    title: "Envoy in front of the registry: let the page in",
    file: "envoy/cors.yml",
    run_on: None,
    source: "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/cors_filter",
    ends: &[READING, PREFLIGHT, EXPOSED, TOKENS, &["practice-wildcard-origin"]],
    presumes: "Envoy runs with this file alone, may open the port, and reaches the registry without TLS.",
    traps: &[
        "Filters work in the order of the list: basic_auth, or another that asks for a sign-in, has to stand \
         after cors. Before it, it answers a browser's OPTIONS with 401.",
        "A direct_response, and Envoy's own 404 where no route fits, come without these headers.",
        "An OPTIONS of a page that is not in the list goes on to the registry, whose answer lets \
         nobody in.",
        "Envoy answers OPTIONS with 200 where others answer with 204; browsers take both.",
        "Where another proxy in front does the TLS, set xff_num_trusted_hops, or the registry is \
         told http and names http addresses.",
    ],
    place: "/etc/envoy/envoy.yaml",
    reload: "envoy --mode validate -c /etc/envoy/envoy.yaml && systemctl restart envoy",
}];
