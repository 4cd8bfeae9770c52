//! Traefik, in front of a registry.

use super::fix::{Fix, Shape};
use super::rule_groups::{EXPOSED, PREFLIGHT, READING, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "traefik-cors",
    shape: Shape::Setting,
    server: "Traefik",
    title: "Traefik in front of the registry: let the page in",
    file: "traefik/cors.yml",
    run_on: None,
    source: "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/headers/",
    ends: &[READING, PREFLIGHT, EXPOSED, TOKENS, &["practice-wildcard-origin"]],
    presumes: "Traefik 3 reads a folder with its file provider, and has the entry point of the file and a \
               certificate for the registry's name.",
    traps: &[
        "Traefik ends a request whose body takes longer than 60 seconds: for docker push set \
         transport.respondingTimeouts.readTimeout of the entry point to 0.",
        "A middleware of the entry point comes before those of the router: a sign-in there answers \
         a browser's OPTIONS with 401.",
        "What no router takes, like a path outside of /v2, gets Traefik's own 404, without these \
         headers.",
        "Traefik answers OPTIONS with 200 where others answer with 204; browsers take both.",
    ],
    place: "/etc/traefik/dynamic/registry.yml, in the folder of providers.file.directory",
    reload: "nothing: Traefik watches the folder",
}];
