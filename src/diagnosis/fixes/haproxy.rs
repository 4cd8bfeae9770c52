//! HAProxy, in front of a registry or a token service.

use super::fix::{Fix, Shape};
use super::rule_groups::{EXPOSED, PREFLIGHT, READING, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[
    Fix {
        id: "haproxy-same-origin",
        shape: Shape::SameOrigin,
        server: "HAProxy",
        title: "HAProxy: the page and the registry under one name",
        file: "haproxy/same-origin.cfg",
        run_on: Some("HAProxy 2.6.12"),
        source: "https://docs.haproxy.org/2.6/configuration.html#4-use_backend",
        ends: &[READING, PREFLIGHT, EXPOSED, TOKENS],
        presumes: "The registry is yours, and so is a server before it, or a machine for one.",
        traps: &[
            "A frontend of yours that has the same port goes, or gets these lines: two of them share the \
             callers by chance.",
            "A server by name has to resolve when HAProxy starts, or it does not start.",
            "HAProxy serves no files: the page needs a web server of its own, which only HAProxy has to reach.",
        ],
        place: "/etc/haproxy/haproxy.cfg",
        reload: "sudo haproxy -c -f /etc/haproxy/haproxy.cfg && sudo systemctl reload haproxy",
    },
    Fix {
        id: "haproxy-cors",
        shape: Shape::Front,
        server: "HAProxy",
        title: "HAProxy in front of the registry: let the page in",
        file: "haproxy/cors.cfg",
        run_on: Some("HAProxy 2.6.12"),
        source: "https://docs.haproxy.org/2.6/configuration.html#4.2-http-after-response%20set-header",
        ends: &[READING, PREFLIGHT, EXPOSED, TOKENS, &["challenge-split-in-two-lines", "practice-wildcard-origin"]],
        presumes: "The registry is yours, and so is a server before it, or a machine for one.",
        traps: &[
            "A frontend of yours that has the same port goes, or gets these lines: two of them share the \
             callers by chance.",
            "A server by name has to resolve when HAProxy starts, or it does not start.",
            "An \"http-request auth\" of HAProxy's own belongs below the 204, or it answers OPTIONS with 401.",
            "\"http-response\" in place of \"http-after-response\" leaves out the answers that HAProxy makes \
             itself: 401, 503.",
        ],
        place: "/etc/haproxy/haproxy.cfg",
        reload: "sudo haproxy -c -f /etc/haproxy/haproxy.cfg && sudo systemctl reload haproxy",
    },
    Fix {
        id: "haproxy-token-service",
        shape: Shape::TokenService,
        server: "HAProxy",
        title: "HAProxy in front of the token service: let the page in",
        file: "haproxy/token-service.cfg",
        run_on: Some("HAProxy 2.6.12"),
        source: "https://docs.haproxy.org/2.6/configuration.html#4.2-http-after-response%20set-header",
        ends: &[TOKENS],
        presumes: "The token service is yours, and so is a server before it, or a machine for one.",
        traps: &[
            "A frontend of yours that has the same port goes, or gets these lines: two of them share the \
             callers by chance.",
            "The certificate has to be for the token service's name, not for the registry's.",
        ],
        place: "/etc/haproxy/haproxy.cfg",
        reload: "sudo haproxy -c -f /etc/haproxy/haproxy.cfg && sudo systemctl reload haproxy",
    },
];
