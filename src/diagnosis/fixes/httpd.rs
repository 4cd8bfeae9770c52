//! Apache httpd, in front of a registry or a token service.

use super::fix::{Fix, Shape};
use super::rule_groups::{EXPOSED, PREFLIGHT, READING, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[
    Fix {
        id: "httpd-same-origin",
        shape: Shape::SameOrigin,
        server: "Apache httpd",
        title: "Apache httpd: the page and the registry under one name",
        file: "httpd/same-origin.conf",
        run_on: Some("Apache httpd 2.4.71"),
        source: "https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#proxypass",
        ends: &[READING, PREFLIGHT, EXPOSED, TOKENS],
        presumes: "The registry is yours, and so is a server before it, or a machine for one.",
        traps: &[
            "httpd listens on a port only after a \"Listen\" line, once for each port: Debian has 80 and 443 in \
             ports.conf.",
            "httpd must be allowed to read the folder of the page, and every folder above it.",
            "On Red Hat's systems the place is /etc/httpd/conf.d/registry.conf.",
        ],
        place: "/etc/apache2/sites-enabled/registry.conf",
        reload: "sudo apachectl configtest && sudo apachectl graceful",
    },
    Fix {
        id: "httpd-cors",
        shape: Shape::Front,
        server: "Apache httpd",
        title: "Apache httpd in front of the registry: let the page in",
        file: "httpd/cors.conf",
        run_on: Some("Apache httpd 2.4.71"),
        source: "https://httpd.apache.org/docs/2.4/mod/mod_headers.html#header",
        ends: &[READING, PREFLIGHT, EXPOSED, TOKENS, &["challenge-split-in-two-lines", "practice-wildcard-origin"]],
        presumes: "The registry is yours, and so is a server before it, or a machine for one.",
        traps: &[
            "httpd listens on a port only after a \"Listen\" line, once for each port: Debian has 80 and 443 in \
             ports.conf.",
            "\"Header always set\" alone would stand beside what the registry says: httpd keeps two tables of \
             headers. \"Header set\" without \"always\" is missing on httpd's own 401, 404 and 503.",
            "On Red Hat's systems the place is /etc/httpd/conf.d/registry.conf.",
        ],
        place: "/etc/apache2/sites-enabled/registry.conf",
        reload: "sudo apachectl configtest && sudo apachectl graceful",
    },
    Fix {
        id: "httpd-token-service",
        shape: Shape::TokenService,
        server: "Apache httpd",
        title: "Apache httpd in front of the token service: let the page in",
        file: "httpd/token-service.conf",
        run_on: Some("Apache httpd 2.4.71"),
        source: "https://httpd.apache.org/docs/2.4/mod/mod_headers.html#header",
        ends: &[TOKENS],
        presumes: "The token service is yours, and so is a server before it, or a machine for one.",
        traps: &[
            "httpd listens on a port only after a \"Listen\" line, once for each port: Debian has 80 and 443 in \
             ports.conf.",
            "The certificate has to be for the token service's name, not for the registry's.",
            "On Red Hat's systems the place is /etc/httpd/conf.d/token-service.conf.",
        ],
        place: "/etc/apache2/sites-enabled/token-service.conf",
        reload: "sudo apachectl configtest && sudo apachectl graceful",
    },
];
