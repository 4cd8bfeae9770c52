//! GitLab, by the nginx of its Linux package.

use super::fix::{Fix, Shape};
use super::rule_groups::{EXPOSED, PREFLIGHT, READING, TOKENS};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "gitlab-nginx",
    shape: Shape::Setting,
    server: "GitLab",
    title: "GitLab: let the page in, by its own nginx",
    file: "gitlab/nginx.rb",
    run_on: None,
    source: "https://docs.gitlab.com/omnibus/settings/nginx/",
    ends: &[READING, PREFLIGHT, EXPOSED, TOKENS, &["practice-wildcard-origin"]],
    presumes: "GitLab comes from its Linux package or its Docker image, with the nginx that it brings, \
               and the registry has an address of its own (registry_external_url).",
    traps: &[
        "GitLab has no setting for CORS, neither for the registry nor for /jwt/auth where the \
         tokens are made: nginx adds it to both.",
        "Where gitlab.rb sets one of the three keys already, put both texts into one: the later \
         line wins.",
        "GitLab 19.2 and newer call the last of the keys gitlab_rails['nginx'], and still read the \
         older name, with a warning.",
        "Where GitLab has a relative URL, it stands before /jwt/auth.",
        "Only an administrator may list all repositories: others get a token without that right.",
    ],
    place: "/etc/gitlab/gitlab.rb, at its end",
    reload: "gitlab-ctl reconfigure && gitlab-ctl hup nginx",
}];
