//! Server configurations that end what the rules find. Each is a real file with placeholders in `fixes/<server>/`;
//! the page fetches it from there, beside index.html (docs/decisions/0010), fills it in and shows it, and
//! `cargo lab test` mounts the same bytes into the server itself.
//!
//! This module knows what each file is for and how it is filled in. It does not hold the files.

mod check;
mod fill;
mod fix;
mod names;
mod rule_groups;
mod steps;

mod caddy;
mod cloudflare;
mod containerd;
mod distribution;
mod docker;
mod envoy;
mod gateway_api;
mod gitea;
mod gitlab;
mod haproxy;
mod harbor;
mod httpd;
mod ingress_nginx;
mod nginx;
mod nginx_proxy_manager;
mod s3;
mod traefik;
mod zot;

pub use check::{CurlCheck, check};
pub use fill::{FillError, fill, is_tls};
pub use names::{Front, Names, Relay, TokenPlace, UnsafeName};
pub use steps::{FixStep, Link, is_front, steps};

/// All of them, server by server; the best of each server first.
pub fn all() -> impl Iterator<Item = &'static Fix> {
    LISTS.iter().copied().flatten()
}

/// Servers that stand in front of a registry first, then registries, then clients and what no registry of one's own needs.
const LISTS: &[&[Fix]] = &[
    nginx::FIXES,
    caddy::FIXES,
    haproxy::FIXES,
    httpd::FIXES,
    traefik::FIXES,
    envoy::FIXES,
    ingress_nginx::FIXES,
    gateway_api::FIXES,
    nginx_proxy_manager::FIXES,
    distribution::FIXES,
    harbor::FIXES,
    zot::FIXES,
    gitlab::FIXES,
    gitea::FIXES,
    s3::FIXES,
    cloudflare::FIXES,
    docker::FIXES,
    containerd::FIXES,
];

/// The fixes that end what a rule found, in the order of [`all`].
pub fn of_rule(id: &str) -> Vec<&'static Fix> {
    all().filter(|fix| fix.ends(id)).collect()
}

/// The servers of some fixes, each once.
pub fn servers(fixes: &[&'static Fix]) -> Vec<&'static str> {
    let mut servers: Vec<&str> = Vec::new();
    for fix in fixes {
        if !servers.contains(&fix.server) {
            servers.push(fix.server);
        }
    }
    servers
}

#[cfg(test)]
mod tests;

pub use fix::{Fix, Shape, is_note};
