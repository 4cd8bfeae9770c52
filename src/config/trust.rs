//! `trust` of `config.json`: whose signatures count, and for which repositories.
//!
//! ```text
//! "trust": [{"name": "…", "repositories": ["team/*"], "key": "<PEM>"},
//!           {"name": "…", "repositories": ["registry.example/*"], "certificate": "<PEM>"},
//!           {"name": "…", "repositories": ["*"], "identity": {"issuer": "…", "subject": "…"}, "root": {…}}]
//! ```
//!
//! It is read when somebody wants to check a signature: no other visit needs what reads keys. A rule with one mistake counts for nothing.

use verify::certificate::Certificate;
use verify::key::{KeyAlgorithm, PublicKey};
use verify::trust::{Identity, Rule, Trust, is_about};
use verify::trusted_root::TrustedRoot;
use verify::verdict::RuleName;

use super::{Config, ConfigError, ConfigProblem, ConfigValue, Reader};
use crate::registry::host::RegistryHost;
use crate::registry::reference::Repository;

/// A rule, and where it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct TrustRule {
    /// Whom it trusts, and what it is called.
    pub rule: Rule,
    /// The repositories: patterns in which `*` stands for any characters; at least one.
    pub repositories: Vec<String>,
}

impl TrustRule {
    /// Whether it counts for a repository.
    pub fn is_about(&self, host: &RegistryHost, repository: &Repository) -> bool {
        let host = host.docker_name();
        self.repositories.iter().any(|pattern| is_about(pattern, &host, repository.as_str()))
    }
}

/// The rules of a configuration. What cannot be used is left out and listed.
pub fn rules(config: &Config) -> (Vec<TrustRule>, Vec<ConfigProblem>) {
    let mut reader = Reader::default();
    let mut rules = Vec::new();
    for (at, item) in reader.list("trust", &config.trust).iter().enumerate() {
        let path = format!("trust[{at}]");
        rules.extend(reader.trust_rule(&path, item));
    }
    (rules, reader.problems)
}

impl Reader {
    fn trust_rule(&mut self, path: &str, value: &ConfigValue) -> Option<TrustRule> {
        let before = self.problems.len();
        let members = self.object(path, value)?;
        let at = |key: &str| format!("{path}.{key}");
        let member = |key: &str| members.iter().find(|(name, _)| name == key).map(|(_, value)| value);
        let mut name = None;
        let mut repositories = Vec::new();
        let mut trusted = Vec::new();
        for (key, value) in members {
            let path = at(key);
            match key.as_str() {
                "name" => name = self.filled(&path, value).map(str::to_owned),
                "repositories" => repositories = self.patterns(&path, value, key),
                "key" => trusted.push(self.key(&path, value)),
                "certificate" => trusted.push(self.certificate(&path, value)),
                "identity" => trusted.push(self.identity(&path, value, &at("root"), member("root"))),
                "root" if member("identity").is_some() => {}
                _ => self.problem(&path, ConfigError::UnknownKey),
            }
        }
        for key in ["name", "repositories"] {
            if member(key).is_none() {
                self.problem(&at(key), ConfigError::Missing);
            }
        }
        if trusted.len() != 1 {
            let needed = "a rule has one of \"key\", \"certificate\" and \"identity\"";
            self.problem(path, ConfigError::Invalid(needed.to_owned()));
        }
        let trust = trusted.pop().flatten();
        if self.problems.len() > before || repositories.is_empty() {
            return None;
        }
        Some(TrustRule { rule: Rule { name: RuleName::Configured(name?), trust: trust? }, repositories })
    }

    /// Patterns of repositories, or of tags. None by silence: a rule for all of them says `*`.
    pub(super) fn patterns(&mut self, path: &str, value: &ConfigValue, of: &str) -> Vec<String> {
        let mut patterns = Vec::new();
        for (at, item) in self.list(path, value).iter().enumerate() {
            patterns.extend(self.filled(&format!("{path}[{at}]"), item).map(str::to_owned));
        }
        if patterns.is_empty() {
            let needed = format!("a rule names the {of} that it is for; \"*\" is for all of them");
            self.problem(path, ConfigError::Invalid(needed));
        }
        patterns
    }

    fn key(&mut self, path: &str, value: &ConfigValue) -> Option<Trust> {
        let key = self.text(path, value).map(PublicKey::parse_pem)?;
        let key = self.good(path, key)?;
        if let KeyAlgorithm::Other(oid) = &key.algorithm {
            self.problem(path, ConfigError::Invalid(format!("keys of this kind ({oid}) are not checked here")));
            return None;
        }
        Some(Trust::Key(key))
    }

    fn certificate(&mut self, path: &str, value: &ConfigValue) -> Option<Trust> {
        let text = self.text(path, value)?;
        let read = Certificate::parse_pem(text).ok_or("it holds no certificate in PEM, or was cut");
        self.good(path, read).map(|certificate| Trust::Certificate(Box::new(certificate)))
    }

    fn identity(
        &mut self,
        path: &str,
        value: &ConfigValue,
        root_path: &str,
        root: Option<&ConfigValue>,
    ) -> Option<Trust> {
        let members = self.object(path, value)?;
        let mut said = |key: &str| {
            let path = format!("{path}.{key}");
            match members.iter().find(|(name, _)| name == key) {
                Some((_, value)) => self.filled(&path, value).map(str::to_owned),
                None => {
                    self.problem(&path, ConfigError::Missing);
                    None
                }
            }
        };
        let (issuer, subject) = (said("issuer"), said("subject"));
        for (key, _) in members.iter().filter(|(key, _)| !["issuer", "subject"].contains(&key.as_str())) {
            self.problem(&format!("{path}.{key}"), ConfigError::UnknownKey);
        }
        let Some(root) = root else {
            self.problem(root_path, ConfigError::Missing);
            return None;
        };
        let read = TrustedRoot::parse(root.to_json().to_string().as_bytes());
        let root = self.good(root_path, read)?;
        Some(Trust::Identity(Box::new(Identity { issuer: issuer?, subject: subject?, root })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\\n-----END PUBLIC KEY-----\\n";

    fn read(trust: &str) -> (Vec<TrustRule>, String) {
        let (config, problems) = Config::parse(format!(r#"{{"trust": {trust}}}"#).as_bytes());
        assert_eq!(problems, []);
        let (rules, problems) = rules(&config);
        (rules, problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn a_rule_is_for_the_repositories_that_it_names() {
        let (rules, problems) =
            read(&format!(r#"[{{"name": "release", "repositories": ["team/*"], "key": "{KEY}"}}]"#));
        assert_eq!((rules.len(), problems.as_str()), (1, ""));
        assert_eq!(rules[0].rule.name, RuleName::Configured("release".to_owned()));
        let host = RegistryHost::parse("r.example").expect("a host");
        for (name, about) in [("team/app", true), ("other/app", false)] {
            let repository = Repository::parse(name).expect("a repository");
            assert_eq!(rules[0].is_about(&host, &repository), about, "{name}");
        }
    }

    #[test]
    fn a_rule_with_a_mistake_counts_for_nothing() {
        for (trust, said) in [
            ("7".to_owned(), "trust: expected a list, found 7"),
            ("[7]".to_owned(), "trust[0]: expected an object, found 7"),
            (format!(r#"[{{"name": "a", "key": "{KEY}"}}]"#), "trust[0].repositories: the key is missing"),
            (
                format!(r#"[{{"name": "a", "repositories": [], "key": "{KEY}"}}]"#),
                "trust[0].repositories: a rule names the repositories that it is for; \"*\" is for all of them",
            ),
            (format!(r#"[{{"repositories": ["*"], "key": "{KEY}"}}]"#), "trust[0].name: the key is missing"),
            (
                r#"[{"name": "a", "repositories": ["*"]}]"#.to_owned(),
                "trust[0]: a rule has one of \"key\", \"certificate\" and \"identity\"",
            ),
            (
                r#"[{"name": "a", "repositories": ["*"], "key": "-----BEGIN EC PRIVATE KEY-----"}]"#.to_owned(),
                "trust[0].key: it is a private key, which belongs into no page and no configuration",
            ),
            (
                r#"[{"name": "a", "repositories": ["*"], "certificate": "c"}]"#.to_owned(),
                "trust[0].certificate: it holds no certificate in PEM, or was cut",
            ),
            (
                r#"[{"name": "a", "repositories": ["*"], "identity": {"issuer": "i", "subject": "s"}}]"#.to_owned(),
                "trust[0].root: the key is missing",
            ),
            (
                r#"[{"name": "a", "repositories": ["*"], "identity": {"issuer": "i"}, "root": {}}]"#.to_owned(),
                "trust[0].identity.subject: the key is missing\n\
                 trust[0].root: certificateAuthorities is missing, or is not what it should be",
            ),
            (
                format!(r#"[{{"name": "a", "repositories": ["*"], "key": "{KEY}", "for": "b"}}]"#),
                "trust[0].for: there is no such key",
            ),
        ] {
            assert_eq!(read(&trust), (Vec::new(), said.to_owned()), "{trust}");
        }
    }
}
