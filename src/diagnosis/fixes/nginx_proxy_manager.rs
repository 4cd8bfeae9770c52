//! Nginx Proxy Manager, in front of a registry.

use super::fix::{Fix, Shape};
use super::rule_groups::{EXPOSED, PREFLIGHT, READING, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "nginx-proxy-manager-advanced",
    shape: Shape::Setting,
    server: "Nginx Proxy Manager",
    title: "Nginx Proxy Manager in front of the registry: let the page in",
    file: "nginx-proxy-manager/advanced.conf",
    run_on: None,
    source: "https://nginxproxymanager.com/advanced-config/",
    ends: &[READING, PREFLIGHT, EXPOSED, TOKENS, &["challenge-split-in-two-lines", "practice-wildcard-origin"]],
    presumes: "A proxy host for the registry's name leads to the registry, and its Advanced tab is empty.",
    traps: &[
        "An Access List of this proxy host no longer asks for anything: it stood in the location \
         that this text replaces.",
        "Leave Cache Assets off: it takes every address that ends like a picture or a script, tags \
         too.",
        "Leave Block Common Exploits off: it refuses a token request whose service is an http \
         address.",
        "A Custom Location of the same proxy host that adds a header has none of these.",
    ],
    place: "Proxy Hosts, Edit Proxy Host, Advanced, Custom Nginx Configuration",
    reload: "Save",
}];
