//! Harbor, by the nginx that it brings.

use super::fix::{Fix, Shape};
use super::rule_groups::{EXPOSED, PREFLIGHT, READING, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "harbor-cors",
    shape: Shape::Setting,
    server: "Harbor",
    title: "Harbor: let the page in, by its own nginx",
    file: "harbor/cors.conf",
    run_on: Some("nginx 1.22.1, in the place where Harbor includes it"),
    source: "https://github.com/goharbor/harbor/tree/main/make/photon/prepare/templates/nginx",
    ends: &[READING, PREFLIGHT, EXPOSED, TOKENS],
    presumes: "Harbor was installed with its installer, and no other proxy in front of it sets these headers.",
    traps: &[
        "Every ./prepare empties that folder: keep a copy, and put the file back before Harbor starts again.",
        "An installation without TLS reads harbor.http.cors.conf instead, and no other name.",
        "Harbor's nginx does not run as root: everybody must be able to read the file (chmod 644).",
        "Harbor takes no token for the whole list of repositories: only a system administrator's password \
             opens it.",
        "On Kubernetes there is no such folder: the Ingress has to set the headers.",
    ],
    place: "common/config/nginx/conf.d/harbor.https.cors.conf, beside docker-compose.yml",
    reload: "docker exec nginx nginx -t && docker exec nginx nginx -s reload",
}];
