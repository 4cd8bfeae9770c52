//! Envoy, in front of a registry or a token service, or as a relay.

use super::fix::{Fix, Shape};
use super::rule_groups::{EXPOSED, PREFLIGHT, READING, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[
    Fix {
        id: "envoy-same-origin",
        shape: Shape::SameOrigin,
        server: "Envoy",
        title: "Envoy: the page and the registry under one name",
        file: "envoy/same-origin.yml",
        run_on: Some("Envoy 1.40.0"),
        source: "https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto",
        ends: &[READING, PREFLIGHT, EXPOSED, TOKENS],
        presumes: "Envoy runs with this file alone, and may open the port.",
        traps: &[
            "Envoy reads one file. Where yours has more, the routes go above the one that takes everything, and the \
             clusters to the others.",
            "Envoy serves no files: the page needs a web server of its own, which only Envoy has to reach.",
            "Where another proxy in front does the TLS, set xff_num_trusted_hops, or the registry is \
             told http and names http addresses.",
        ],
        place: "/etc/envoy/envoy.yaml",
        reload: "envoy --mode validate -c /etc/envoy/envoy.yaml && systemctl restart envoy",
    },
    Fix {
        id: "envoy-cors",
        shape: Shape::Front,
        server: "Envoy",
        title: "Envoy in front of the registry: let the page in",
        file: "envoy/cors.yml",
        run_on: Some("Envoy 1.40.0"),
        source: "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/cors_filter",
        ends: &[READING, PREFLIGHT, EXPOSED, TOKENS, &["practice-wildcard-origin"]],
        presumes: "Envoy runs with this file alone, and may open the port.",
        traps: &[
            "Filters work in the order of the list: basic_auth, or another that asks for a sign-in, has to stand \
             after cors. Before it, it answers a browser's OPTIONS with 401.",
            "A direct_response, and Envoy's own 404 where no route fits, come without these headers, and so do the \
             answers to their OPTIONS.",
            "An OPTIONS of a page that is not in the list goes on to the registry, whose answer lets \
             nobody in.",
            "Envoy answers OPTIONS with 200 where others answer with 204; browsers take both.",
            "Where another proxy in front does the TLS, set xff_num_trusted_hops, or the registry is \
             told http and names http addresses.",
        ],
        place: "/etc/envoy/envoy.yaml",
        reload: "envoy --mode validate -c /etc/envoy/envoy.yaml && systemctl restart envoy",
    },
    Fix {
        id: "envoy-token-service",
        shape: Shape::TokenService,
        server: "Envoy",
        title: "Envoy in front of the token service: let the page in",
        file: "envoy/token-service.yml",
        run_on: Some("Envoy 1.40.0"),
        source: "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/cors_filter",
        ends: &[TOKENS],
        presumes: "Envoy runs with this file alone, and may open the port.",
        traps: &[
            "Envoy reads one file. Where the same one stands before the registry, the virtual host goes to the others, \
             and \"domains\" of both name their hosts in place of the star.",
            "Filters work in the order of the list: ext_authz, or another that asks for a sign-in, has to stand \
             after cors. Before it, it answers a browser's OPTIONS with 401.",
            "The certificate has to be for the token service's name, not for the registry's.",
        ],
        place: "/etc/envoy/envoy.yaml",
        reload: "envoy --mode validate -c /etc/envoy/envoy.yaml && systemctl restart envoy",
    },
    Fix {
        id: "envoy-relay",
        shape: Shape::Relay,
        server: "Envoy",
        title: "Envoy as a relay of your own, for a registry that you cannot change",
        file: "envoy/relay.yml",
        run_on: Some("Envoy 1.40.0"),
        source: "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/dynamic_forward_proxy_filter",
        ends: &[READING, PREFLIGHT, EXPOSED, TOKENS, &["storage-redirect-blocked"]],
        presumes: "The relay has a name and a certificate of its own, and people open that name in the page in \
                   place of the registry's.",
        traps: &[
            "Names and passwords of everybody who signs in pass through the relay, so it belongs to people whom \
             they trust.",
            "Browsers cannot write another Origin, and programs can: let only your own network reach the relay.",
            "The registry counts everybody behind the relay as one address, and limits all of them together.",
            "Opened in a tab the relay answers 403, because a tab sends no Origin.",
            "The file of trusted roots has another name on Red Hat's systems: /etc/pki/tls/certs/ca-bundle.crt.",
            "docker pull and docker push do not go through it.",
        ],
        place: "/etc/envoy/envoy.yaml",
        reload: "envoy --mode validate -c /etc/envoy/envoy.yaml && systemctl restart envoy",
    },
];
