//! `protect` of `config.json`: tags that are never changed from this page, and in which repositories.
//!
//! ```text
//! "protect": [{"repositories": ["*"], "tags": ["release-*", "latest"]}]
//! ```
//!
//! It is read when somebody wants to change something. A mistake must not let through what the file meant to keep, so a rule with
//! one protects everything, and the page says which rule that is.

use verify::trust::is_about;

use super::{Config, ConfigError, ConfigProblem, ConfigValue, Reader};
use crate::registry::host::RegistryHost;
use crate::registry::reference::Repository;

/// Tags that are never changed, and where. In the patterns `*` stands for any characters, as in `trust`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    /// The repositories; at least one pattern.
    pub repositories: Vec<String>,
    /// The tags; at least one pattern.
    pub tags: Vec<String>,
}

/// What a configuration protects, and what is wrong with it.
pub fn protections(config: &Config) -> (Vec<Protection>, Vec<ConfigProblem>) {
    let mut reader = Reader::default();
    let mut found = Vec::new();
    for (at, item) in reader.list("protect", &config.protect).iter().enumerate() {
        found.extend(reader.protection(&format!("protect[{at}]"), item));
    }
    if !reader.problems.is_empty() {
        let everything = || vec!["*".to_owned()];
        found.push(Protection { repositories: everything(), tags: everything() });
    }
    (found, reader.problems)
}

/// The patterns of the tags that are never changed in a repository.
pub fn protected_tags(protections: &[Protection], host: &RegistryHost, repository: &Repository) -> Vec<String> {
    let host = host.docker_name();
    let is_here = |pattern: &String| is_about(pattern, &host, repository.as_str());
    let here = protections.iter().filter(|protection| protection.repositories.iter().any(is_here));
    here.flat_map(|protection| protection.tags.iter().cloned()).collect()
}

impl Reader {
    fn protection(&mut self, path: &str, value: &ConfigValue) -> Option<Protection> {
        let members = self.object(path, value)?;
        let mut protection = Protection { repositories: Vec::new(), tags: Vec::new() };
        for (key, value) in members {
            let path = format!("{path}.{key}");
            match key.as_str() {
                "repositories" => protection.repositories = self.patterns(&path, value, key),
                "tags" => protection.tags = self.patterns(&path, value, key),
                _ => self.problem(&path, ConfigError::UnknownKey),
            }
        }
        for key in ["repositories", "tags"] {
            if members.iter().all(|(known, _)| known != key) {
                self.problem(&format!("{path}.{key}"), ConfigError::Missing);
            }
        }
        Some(protection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tags that are protected in a repository of `r.example`, and what is wrong.
    fn read(protect: &str, repository: &str) -> (String, String) {
        let (config, problems) = Config::parse(format!(r#"{{"protect": {protect}}}"#).as_bytes());
        assert_eq!(problems, []);
        let (protections, problems) = protections(&config);
        let host = RegistryHost::parse("r.example").expect("a host");
        let repository = Repository::parse(repository).expect("a repository");
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        (protected_tags(&protections, &host, &repository).join(" "), problems.join("\n"))
    }

    #[test]
    fn a_rule_is_for_the_repositories_that_it_names() {
        let rules = r#"[{"repositories": ["team/*"], "tags": ["release-*", "latest"]},
            {"repositories": ["r.example/other/app", "s.example/*"], "tags": ["v*"]}]"#;
        for (repository, tags) in [("team/app", "release-* latest"), ("other/app", "v*"), ("third/app", "")] {
            assert_eq!(read(rules, repository), (tags.to_owned(), String::new()), "{repository}");
        }
        for nothing in ["null", "[]", "[null]"] {
            assert_eq!(read(nothing, "team/app"), (String::new(), String::new()), "{nothing}");
        }
    }

    #[test]
    fn a_mistake_protects_everything() {
        for (protect, said) in [
            ("true", "protect: expected a list, found true"),
            (r#"["release-*"]"#, "protect[0]: expected an object, found \"release-*\""),
            (r#"[{"tags": ["a"]}]"#, "protect[0].repositories: the key is missing"),
            (r#"[{"repositories": ["x"]}]"#, "protect[0].tags: the key is missing"),
            (
                r#"[{"repositories": ["x"], "tags": []}]"#,
                "protect[0].tags: a rule names the tags that it is for; \"*\" is for all of them",
            ),
            (r#"[{"repositories": ["x"], "tags": ["a", 7]}]"#, "protect[0].tags[1]: expected a text, found 7"),
            (r#"[{"repositories": ["x"], "tags": ["a"], "tag": "b"}]"#, "protect[0].tag: there is no such key"),
        ] {
            let (tags, problems) = read(protect, "team/app");
            assert_eq!((tags.as_str(), problems.as_str()), ("*", said), "{protect}");
        }
    }
}
