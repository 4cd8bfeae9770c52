//! Whom somebody trusts, and for which repositories.

use crate::certificate::Certificate;
use crate::key::PublicKey;
use crate::trusted_root::TrustedRoot;
use crate::verdict::RuleName;

/// One rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Who says so.
    pub name: RuleName,
    /// Whom it trusts.
    pub trust: Trust,
}

/// Whom a rule trusts.
#[derive(Clone, Debug, PartialEq)]
pub enum Trust {
    /// Whoever signs with a key.
    Key(PublicKey),
    /// Whoever signs with this certificate, or with one that it vouches for.
    Certificate(Box<Certificate>),
    /// Somebody whom an identity provider knows, and whose certificate comes from an authority of the root.
    Identity(Box<Identity>),
}

/// Somebody whom an identity provider knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// The provider, exactly.
    pub issuer: String,
    /// What it calls them; `*` stands for any characters.
    pub subject: String,
    /// The authorities and logs that count.
    pub root: TrustedRoot,
}

impl Rule {
    /// The key that it trusts, where it is one.
    pub fn key(&self) -> Option<&PublicKey> {
        if let Trust::Key(key) = &self.trust { Some(key) } else { None }
    }

    /// Whether what it trusts is more than a key of a few bytes, whose code comes by itself.
    pub fn needs_certificates(&self) -> bool {
        match &self.trust {
            Trust::Key(key) => key.algorithm == crate::key::KeyAlgorithm::Rsa,
            Trust::Certificate(_) | Trust::Identity(_) => true,
        }
    }
}

/// Whether a pattern of a rule is about a repository. `*` stands for any characters, slashes too. A pattern that begins with a host, by
/// Docker's grammar (its first part has a dot or a colon, or is `localhost`), is about that registry's repositories alone.
pub fn is_about(pattern: &str, host: &str, repository: &str) -> bool {
    let names_host =
        pattern.split_once('/').is_some_and(|(first, _)| first.contains(['.', ':']) || first == "localhost");
    if names_host { matches(pattern, &format!("{host}/{repository}")) } else { matches(pattern, repository) }
}

/// Whether a text is what a pattern with `*` says.
pub fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_says_which_repositories() {
        for (pattern, about) in [
            ("*", true),
            ("team/app", true),
            ("team/*", true),
            ("*/app", true),
            ("t*m/*p", true),
            ("registry.example/team/*", true),
            ("registry.example/*", true),
            ("*.example/team/app", true),
            ("", false),
            ("team", false),
            ("team/", false),
            ("team/app/*", false),
            ("other.example/team/app", false),
            ("team/app*app", false),
            ("localhost/*", false),
        ] {
            assert_eq!(is_about(pattern, "registry.example", "team/app"), about, "{pattern}");
        }
        // A repository that is named like a host is not that registry's.
        assert!(!is_about("registry.example/*", "other.example", "registry.example/app"));
    }
}
