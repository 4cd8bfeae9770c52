//! nginx, in front of a registry or a token service, or as a relay.

use super::fix::{Fix, Shape};
use super::rule_groups::{EXPOSED, PREFLIGHT, READING, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[
    Fix {
        id: "nginx-same-origin",
        shape: Shape::SameOrigin,
        server: "nginx",
        title: "nginx: the page and the registry under one name",
        file: "nginx/same-origin.conf",
        run_on: Some("nginx 1.22.1"),
        source: "https://nginx.org/en/docs/http/ngx_http_core_module.html#alias",
        ends: &[READING, PREFLIGHT, EXPOSED, TOKENS],
        presumes: "The registry is yours, and so is a server before it, or a machine for one.",
        traps: &[
            "Where another server block has the same name and port, nginx takes the first and only warns: this \
             one replaces it.",
            "nginx must be allowed to read the folder of the page, and every folder above it.",
            "Behind another proxy that does TLS, $scheme is http: write https in its place, or the registry \
             names http addresses.",
            "An upstream by name has to resolve when nginx starts, and is looked up then alone: reload nginx \
             when it has moved.",
        ],
        place: "/etc/nginx/conf.d/registry.conf",
        reload: "sudo nginx -t && sudo nginx -s reload",
    },
    Fix {
        id: "nginx-cors",
        shape: Shape::Front,
        server: "nginx",
        title: "nginx in front of the registry: let the page in",
        file: "nginx/cors.conf",
        run_on: Some("nginx 1.22.1 and 1.31.3"),
        source: "https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header",
        ends: &[READING, PREFLIGHT, EXPOSED, TOKENS, &["challenge-split-in-two-lines", "practice-wildcard-origin"]],
        presumes: "The registry is yours, and so is a server before it, or a machine for one.",
        traps: &[
            "Where another server block has the same name and port, nginx takes the first and only warns: this \
             one replaces it.",
            "An add_header inside of a location drops all of those around it, so none may be added there. nginx 1.31 \
             keeps them with \"add_header_inherit merge\", which 1.22 does not know.",
            "nginx 1.22 keeps the first of two WWW-Authenticate lines; newer ones join them.",
            "Behind another proxy that does TLS, $scheme is http: write https in its place, or the registry \
             names http addresses.",
            "An upstream by name has to resolve when nginx starts, and is looked up then alone: reload nginx \
             when it has moved.",
        ],
        place: "/etc/nginx/conf.d/registry.conf",
        reload: "sudo nginx -t && sudo nginx -s reload",
    },
    Fix {
        id: "nginx-token-service",
        shape: Shape::TokenService,
        server: "nginx",
        title: "nginx in front of the token service: let the page in",
        file: "nginx/token-service.conf",
        run_on: Some("nginx 1.22.1 and 1.31.3"),
        source: "https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header",
        ends: &[TOKENS],
        presumes: "The token service is yours, and so is a server before it, or a machine for one.",
        traps: &[
            "Where another server block has the same name and port, nginx takes the first and only warns: this \
             one replaces it.",
            "The certificate has to be for the token service's name, not for the registry's.",
        ],
        place: "/etc/nginx/conf.d/token-service.conf",
        reload: "sudo nginx -t && sudo nginx -s reload",
    },
    Fix {
        id: "nginx-relay",
        shape: Shape::Relay,
        server: "nginx",
        title: "nginx as a relay of your own, for a registry that you cannot change",
        file: "nginx/relay.conf",
        run_on: Some("nginx 1.22.1 and 1.31.3"),
        source: "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
        ends: &[READING, PREFLIGHT, EXPOSED, TOKENS, &["challenge-split-in-two-lines", "storage-redirect-blocked"]],
        presumes: "The relay has a name and a certificate of its own, and people open that name in the page in \
                   place of the registry's.",
        traps: &[
            "Names and passwords of everybody who signs in pass through the relay, so it belongs to people whom \
             they trust.",
            "Browsers cannot write another Origin, and programs can: let only your own network reach the relay.",
            "The registry counts everybody behind the relay as one address, and limits all of them together.",
            "Opened in a tab the relay answers 403, because a tab sends no Origin. So it does to a page that it \
             serves itself.",
            "The file of trusted roots has another name on Red Hat's systems: /etc/pki/tls/certs/ca-bundle.crt.",
            "A resolver that does not answer looks like a registry that does not: every request ends with 502 \
             after a while.",
            "docker pull and docker push do not go through it.",
        ],
        place: "/etc/nginx/conf.d/registry-relay.conf",
        reload: "sudo nginx -t && sudo nginx -s reload",
    },
];
