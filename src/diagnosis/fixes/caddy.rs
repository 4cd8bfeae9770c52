//! Caddy, in front of a registry or a token service.

use super::fix::{Fix, Shape};
use super::rule_groups::{EXPOSED, PREFLIGHT, READING, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[
    Fix {
        id: "caddy-same-origin",
        shape: Shape::SameOrigin,
        server: "Caddy",
        title: "Caddy: the page and the registry under one name",
        file: "caddy/same-origin.caddyfile",
        run_on: Some("Caddy 2.6.2 and 2.11.7"),
        source: "https://caddyserver.com/docs/caddyfile/directives/file_server",
        ends: &[READING, PREFLIGHT, EXPOSED, TOKENS],
        presumes: "The registry is yours, and so is a server before it, or a machine for one.",
        traps: &[
            "Caddy answers under exactly this name. Under any other it says 200 with an empty body and no \
             header, so nothing looks broken.",
            "Caddy must be allowed to read the folder of the page, and every folder above it.",
        ],
        place: "/etc/caddy/registry.caddyfile",
        reload: "sudo caddy reload --config /etc/caddy/Caddyfile",
    },
    Fix {
        id: "caddy-cors",
        shape: Shape::Front,
        server: "Caddy",
        title: "Caddy in front of the registry: let the page in",
        file: "caddy/cors.caddyfile",
        run_on: Some("Caddy 2.6.2 and 2.11.7"),
        source: "https://caddyserver.com/docs/caddyfile/directives/header",
        ends: &[READING, PREFLIGHT, EXPOSED, TOKENS, &["practice-wildcard-origin"]],
        presumes: "The registry is yours, and so is a server before it, or a machine for one.",
        traps: &[
            "Caddy answers under exactly this name. Under any other it says 200 with an empty body and no \
             header, so nothing looks broken.",
            "A basicauth of Caddy's own belongs inside of \"route\", below the 204. Elsewhere it comes first \
             and answers OPTIONS with 401.",
            "A deletion, like \"header -Server\", \"defer\", or \">\" before one name (which Caddy 2.6 does not know) in the \
             block with these headers puts all of it off: Caddy's own 401 and 502 then lack them. Take the registry's headers away with \"header_down -Name\" \
             inside of reverse_proxy.",
            "Two WWW-Authenticate lines of a registry stay two, and Firefox shows a page neither.",
        ],
        place: "/etc/caddy/registry.caddyfile",
        reload: "sudo caddy reload --config /etc/caddy/Caddyfile",
    },
    Fix {
        id: "caddy-token-service",
        shape: Shape::TokenService,
        server: "Caddy",
        title: "Caddy in front of the token service: let the page in",
        file: "caddy/token-service.caddyfile",
        run_on: Some("Caddy 2.6.2 and 2.11.7"),
        source: "https://caddyserver.com/docs/caddyfile/directives/header",
        ends: &[TOKENS],
        presumes: "The token service is yours, and so is a server before it, or a machine for one.",
        traps: &[
            "Caddy answers under exactly this name. Under any other it says 200 with an empty body and no \
             header, so nothing looks broken.",
            "The certificate has to be for the token service's name, not for the registry's.",
        ],
        place: "/etc/caddy/token-service.caddyfile",
        reload: "sudo caddy reload --config /etc/caddy/Caddyfile",
    },
];
