//! The guide's pages, in order, and the names that stand in their examples.
//!
//! It does not know what the pages say: their texts are files in `guide/`, fetched when somebody reads them
//! (docs/decisions/0007).

use url::Url;

use super::fixes::{self, Fix};
use crate::registry::host::RegistryHost;
use crate::registry::reference::Repository;

/// A page about a problem or a practice. The pages of single rules (`rules/<id>`) are not in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its name in addresses, and its file: `guide/<slug>.md`.
    pub slug: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it is about.
    pub kind: Kind,
    /// What a reader finds there, one sentence.
    pub summary: &'static str,
    /// The rules that detect it.
    pub rules: &'static [&'static str],
}

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something that goes wrong.
    Problem,
    /// Something that keeps it from going wrong.
    Practice,
}

/// The heading of the guide's first page, `guide/index.md`.
pub const TITLE: &str = "Guide";

/// The pages.
pub const PAGES: &[Page] = &[
    Page {
        slug: "authentication-settings",
        title: "Authentication settings",
        kind: Kind::Problem,
        summary: "The registry, the token service and the client do not mean the same login.",
        rules: &[
            "challenge-missing",
            "challenge-malformed",
            "challenge-unsupported",
            "challenge-not-exposed",
            "realm-invalid",
            "realm-relative",
            "realm-internal-name",
            "realm-unreachable",
            "realm-not-a-token-service",
            "realm-moved",
            "realm-on-other-host",
            "token-missing-in-answer",
            "token-rejected",
            "token-audience-mismatch",
            "credentials-rejected",
            "credentials-required",
            "htpasswd-unreadable",
        ],
    },
    Page {
        slug: "tls",
        title: "TLS and certificates",
        kind: Kind::Problem,
        summary: "The certificate is not trusted, or one side speaks TLS and the other does not.",
        rules: &[
            "server-certificate-untrusted",
            "address-wrong-port-protocol",
            "page-mixed-content",
            "realm-mixed-content",
            "realm-insecure",
        ],
    },
    Page {
        slug: "permissions",
        title: "Permissions and roles",
        kind: Kind::Problem,
        summary: "The login works, and something is still refused, hidden or empty.",
        rules: &[
            "scope-denied",
            "repository-not-visible",
            "anonymous-token-too-weak",
            "credentials-required",
            "catalog-denied",
            "catalog-unsupported",
            "delete-disabled",
        ],
    },
    Page {
        slug: "token-expiry",
        title: "Token expiry and renewal",
        kind: Kind::Problem,
        summary: "It works for a while, then not; or a new token is refused at once.",
        rules: &["token-expired", "clock-skew", "token-rejected", "practice-long-lived-token"],
    },
    Page {
        slug: "proxies",
        title: "Proxies, firewalls and addresses",
        kind: Kind::Problem,
        summary: "The request does not reach the registry, or somebody else answers it.",
        rules: &[
            "address-invalid",
            "address-without-scheme",
            "address-moved",
            "address-with-credentials",
            "address-internal-name",
            "address-not-a-registry",
            "page-offline",
            "page-policy-blocks",
            "page-local-network-blocked",
            "page-request-blocked-by-client",
            "server-unreachable",
            "server-timeout",
            "server-bad-gateway",
            "server-error",
            "server-forbids",
            "sign-in-page-redirect",
            "token-too-long",
            "answer-not-json",
            "challenge-split-in-two-lines",
        ],
    },
    Page {
        slug: "docker-daemon",
        title: "Docker daemon configuration",
        kind: Kind::Problem,
        summary: "The page works and docker, podman or containerd do not; or the reverse.",
        rules: &["server-certificate-untrusted", "address-wrong-port-protocol", "practice-plain-http"],
    },
    Page {
        slug: "cors",
        title: "CORS",
        kind: Kind::Problem,
        summary: "The server answers, and the browser does not let the page read the answer.",
        rules: &[
            "cors-origin-missing",
            "cors-origin-mismatch",
            "cors-origin-duplicated",
            "cors-origin-malformed",
            "cors-wildcard-with-credentials",
            "cors-missing-on-errors",
            "cors-header-misspelt",
            "cors-vary-missing",
            "preflight-unauthorized",
            "preflight-refused",
            "preflight-redirected",
            "preflight-header-not-allowed",
            "preflight-method-not-allowed",
            "preflight-wildcard-authorization",
            "challenge-not-exposed",
            "digest-not-exposed",
            "link-not-exposed",
            "realm-cors-missing",
            "realm-preflight-fails",
            "storage-redirect-blocked",
            "page-origin-null",
            "practice-wildcard-origin",
        ],
    },
    Page {
        slug: "rate-limits",
        title: "Rate limits",
        kind: Kind::Problem,
        summary: "Too many requests in too short a time, and how to see how many are left.",
        rules: &["rate-limited", "rate-limit-not-exposed", "catalog-page-too-large", "practice-no-rate-limit-headers"],
    },
    Page {
        slug: "https",
        title: "HTTPS everywhere",
        kind: Kind::Practice,
        summary: "A certificate that browsers, docker and machines trust without being told.",
        rules: &["practice-plain-http", "realm-insecure", "page-mixed-content"],
    },
    Page {
        slug: "roles",
        title: "Role-based access",
        kind: Kind::Practice,
        summary: "Everybody and every machine gets the rights of its task and no more.",
        rules: &["practice-anonymous-catalog", "scope-denied", "catalog-denied"],
    },
    Page {
        slug: "rotation",
        title: "Rotation of credentials",
        kind: Kind::Practice,
        summary: "Passwords, keys and certificates change without an outage.",
        rules: &["practice-long-lived-token", "practice-password-on-every-request"],
    },
    Page {
        slug: "attached",
        title: "What hangs on an image",
        kind: Kind::Practice,
        summary: "Signatures, SBOMs and attestations: where they are kept, and what it means that none was found.",
        rules: &[],
    },
    Page {
        slug: "signatures",
        title: "Signatures, and what each verdict says",
        kind: Kind::Practice,
        summary: "What was checked of a signature, what not, and how to say whose signatures count.",
        rules: &[],
    },
    Page {
        slug: "charts",
        title: "Charts, files and where an image comes from",
        kind: Kind::Practice,
        summary: "What the page reads of charts, READMEs and models, and what an image says of its origin.",
        rules: &[],
    },
    Page {
        slug: "checking",
        title: "What is wrong in a repository",
        kind: Kind::Practice,
        summary: "Indexes without platforms, attachments without images: what a check says, and what it cannot.",
        rules: &[],
    },
    Page {
        slug: "contents",
        title: "What is in an artifact",
        kind: Kind::Practice,
        summary: "SBOMs, provenance, VEX and reports: which forms are read, and what that does not say.",
        rules: &[],
    },
    Page {
        slug: "audit-logs",
        title: "Audit logs",
        kind: Kind::Practice,
        summary: "Who pulled, pushed and deleted what; and where a page's requests stand in the log.",
        rules: &["practice-anonymous-catalog"],
    },
    Page {
        slug: "education",
        title: "Habits for the people who use it",
        kind: Kind::Practice,
        summary: "What everybody should know before typing a password into anything.",
        rules: &["realm-on-other-host", "address-with-credentials"],
    },
    Page {
        slug: "backups",
        title: "Backups",
        kind: Kind::Practice,
        summary: "What to copy, in which order, and how to know that it can be restored.",
        rules: &["htpasswd-unreadable", "token-rejected"],
    },
    Page {
        slug: "deleting",
        title: "Deleting, and how to forbid it",
        kind: Kind::Practice,
        summary: "What goes with a tag on each registry, what stays, and who may.",
        rules: &["delete-disabled", "preflight-method-not-allowed"],
    },
    Page {
        slug: "garbage-collection",
        title: "Garbage collection",
        kind: Kind::Practice,
        summary: "How the disk gets its space back, and the flag that takes too much.",
        rules: &["delete-disabled"],
    },
    Page {
        slug: "third-party-identity",
        title: "Third-party identity",
        kind: Kind::Practice,
        summary: "One account for people, at an identity provider; and what a registry client can do with it.",
        rules: &["practice-password-on-every-request", "sign-in-page-redirect"],
    },
];

/// The page of that name.
pub fn page(slug: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.slug == slug)
}

/// The pages that a rule belongs to.
pub fn pages_of_rule(id: &str) -> impl Iterator<Item = &'static Page> {
    PAGES.iter().filter(move |page| page.rules.contains(&id))
}

/// The configurations that belong to a page: those that end its rule, a server's for the pages about servers, and those of
/// docker and containerd for the page about them.
pub fn fixes_of(slug: &str) -> Vec<&'static Fix> {
    match slug.strip_prefix("rules/") {
        Some(rule) => fixes::of_rule(rule),
        None if slug == "docker-daemon" => fixes::all().filter(|fix| fix.ends.is_empty()).collect(),
        None if matches!(slug, "cors" | "proxies") => fixes::of_rule("cors-origin-missing"),
        None => Vec::new(),
    }
}

/// The pages before and after one.
pub fn neighbours(slug: &str) -> (Option<&'static Page>, Option<&'static Page>) {
    let Some(at) = PAGES.iter().position(|page| page.slug == slug) else { return (None, None) };
    (at.checked_sub(1).and_then(|before| PAGES.get(before)), PAGES.get(at + 1))
}

/// The file of a page, beside the page that the browser loaded. Empty is the guide's first page.
pub fn file(page: &str) -> String {
    format!("guide/{}.md", if page.is_empty() { "index" } else { page })
}

/// What is known of the registry at hand.
#[derive(Clone, Debug, Default)]
pub struct GuideNames {
    /// The registry.
    pub registry: Option<RegistryHost>,
    /// The origin of this page.
    pub page_origin: Option<String>,
    /// The realm of the registry's token service.
    pub realm: Option<Url>,
    /// Its `service`.
    pub service: Option<String>,
    /// A repository.
    pub repository: Option<Repository>,
}

/// The names that stand in the place of the pages' placeholders; where nothing is known, names of examples.
///
/// People paste the commands into a shell, and the realm and the service are a stranger's words. So only plain letters of
/// addresses are let in; what has others is left to the example.
pub fn names(at_hand: &GuideNames) -> [(&'static str, String); 6] {
    let realm = at_hand.realm.as_ref().map(|realm| {
        let mut realm = realm.clone();
        realm.set_query(None);
        realm.set_fragment(None);
        realm.to_string()
    });
    let plain =
        |name: Option<String>, example: &str| name.filter(|name| is_plain(name)).unwrap_or_else(|| example.to_owned());
    let registry = at_hand.registry.as_ref();
    [
        ("registry", plain(registry.map(RegistryHost::docker_name), "registry.example.com")),
        ("registry_origin", plain(registry.map(RegistryHost::origin), "https://registry.example.com")),
        ("page_origin", plain(at_hand.page_origin.clone(), "https://pages.example.com")),
        ("token_service", plain(realm, "https://auth.example.com/token")),
        ("service", plain(at_hand.service.clone(), "registry.example.com")),
        ("repository", plain(at_hand.repository.as_ref().map(Repository::to_string), "team/app")),
    ]
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('-')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/[]%".contains(&byte))
}

#[cfg(test)]
mod tests;
