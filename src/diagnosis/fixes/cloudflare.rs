//! A relay on Cloudflare Workers, for registries that are not one's own.

use super::fix::{Fix, Shape};
use super::rule_groups::{EXPOSED, PREFLIGHT, READING, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "cloudflare-worker",
    shape: Shape::Relay,
    server: "Cloudflare",
    title: "A closed relay to one registry, as a Cloudflare Worker",
    file: "cloudflare/worker.js",
    run_on: Some("Node 20, as a Worker's fetch handler"),
    source: "https://developers.cloudflare.com/workers/runtime-apis/handlers/fetch/",
    ends: &[READING, PREFLIGHT, EXPOSED, TOKENS, &["challenge-split-in-two-lines", "storage-redirect-blocked"]],
    presumes: "You may relay the registry, and the page is given the Worker's address in place of the \
               registry's.",
    traps: &[
        "Passwords pass through the Worker: whoever can change it can read them.",
        "The list of pages keeps other pages out and not people: a program can claim any origin, so \
         what needs no sign-in is open to it.",
        "The registry sees Cloudflare's addresses for everybody, so limits by address are shared, \
         also with strangers.",
        "docker pull does not work through it: docker sends no Origin, and is refused.",
        "It reads and never writes: deleting is refused, whatever the page offers.",
    ],
    place: "Workers & Pages, a Worker of yours, Edit code, worker.js",
    reload: "npx wrangler deploy worker.js --name registry-relay --compatibility-date 2026-01-01",
}];
