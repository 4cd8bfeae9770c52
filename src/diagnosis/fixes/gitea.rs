//! Gitea, for the address of its own token service.

use super::fix::{Fix, Shape};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "gitea-app",
    shape: Shape::Setting,
    server: "Gitea",
    title: "Gitea: a realm that browsers can reach",
    file: "gitea/app.ini",
    run_on: None,
    source: "https://docs.gitea.com/administration/config-cheat-sheet#server-server",
    ends: &[&[
        "realm-internal-name",
        "realm-mixed-content",
        "realm-insecure",
        "realm-on-other-host",
        "realm-unreachable",
    ]],
    presumes: "Browsers reach Gitea at this address, by a proxy in front of it or directly.",
    traps: &[
        "This lets no page of another origin in: Gitea's section [cors] does nothing for /v2, so a \
         proxy in front has to.",
        "Put the keys into the sections that stand there already.",
        "Gitea answers with two WWW-Authenticate lines, of which Firefox reads neither: the proxy \
         has to make one of them.",
        "ROOT_URL is also the address of every link and of git over http.",
    ],
    place: "/etc/gitea/app.ini, in Docker /data/gitea/conf/app.ini",
    reload: "systemctl restart gitea",
}];
