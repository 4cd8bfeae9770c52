//! `tidy` of `config.json`: rules by which somebody may tidy up. None of them runs by itself.
//!
//! ```text
//! "tidy": [{"name": "Old builds", "repositories": ["team/*"], "tags": ["build-*"], "olderThanDays": 30, "keepNewest": 5, "by": "date"},
//!          {"name": "What nothing names", "repositories": ["*"], "untagged": true, "orphans": true}]
//! ```
//!
//! It is read when somebody wants to tidy up. A rule with one mistake is not offered.

use verify::trust::is_about;

use super::{Config, ConfigError, ConfigProblem, ConfigValue, Reader};
use crate::registry::host::RegistryHost;
use crate::registry::reference::Repository;

/// A rule on offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedRule {
    /// What it is called.
    pub name: String,
    /// The repositories that it is offered for: patterns in which `*` stands for any characters; at least one.
    pub repositories: Vec<String>,
    /// The tags that it may pick: patterns of the same kind. None: it picks no tag.
    pub tags: Vec<String>,
    /// It picks only what is older, in days.
    pub older_than_days: Option<u32>,
    /// So many of the tags stay, the newest ones.
    pub keep_newest: Option<u32>,
    /// Which are the newest.
    pub by: NewestBy,
    /// Whether it picks manifests without a tag that no index lists.
    pub untagged: bool,
    /// Whether it picks what is attached to an image that is not there.
    pub orphans: bool,
}

/// By what the newest tags are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NewestBy {
    /// By the day on which the image was made, as it says itself.
    #[default]
    Date,
    /// By the version that the tag names.
    Version,
}

impl OfferedRule {
    /// Whether it is offered for a repository.
    pub fn is_for(&self, host: &RegistryHost, repository: &Repository) -> bool {
        let host = host.docker_name();
        self.repositories.iter().any(|pattern| is_about(pattern, &host, repository.as_str()))
    }
}

/// The rules of a configuration. What cannot be used is left out and listed.
pub fn rules(config: &Config) -> (Vec<OfferedRule>, Vec<ConfigProblem>) {
    let mut reader = Reader::default();
    let mut rules = Vec::new();
    for (at, item) in reader.list("tidy", &config.tidy).iter().enumerate() {
        rules.extend(reader.offered(&format!("tidy[{at}]"), item));
    }
    (rules, reader.problems)
}

impl Reader {
    fn offered(&mut self, path: &str, value: &ConfigValue) -> Option<OfferedRule> {
        let before = self.problems.len();
        let members = self.object(path, value)?;
        let mut rule = OfferedRule {
            name: String::new(),
            repositories: Vec::new(),
            tags: Vec::new(),
            older_than_days: None,
            keep_newest: None,
            by: NewestBy::Date,
            untagged: false,
            orphans: false,
        };
        let mut says_by = false;
        for (key, value) in members {
            let path = format!("{path}.{key}");
            match key.as_str() {
                "name" => rule.name = self.filled(&path, value).unwrap_or_default().to_owned(),
                "repositories" => rule.repositories = self.patterns(&path, value, key),
                "tags" => rule.tags = self.patterns(&path, value, key),
                "olderThanDays" => rule.older_than_days = self.count(&path, value),
                "keepNewest" => rule.keep_newest = self.count(&path, value),
                "by" => (rule.by, says_by) = (self.newest_by(&path, value), true),
                "untagged" => rule.untagged = self.boolean(&path, value).unwrap_or_default(),
                "orphans" => rule.orphans = self.boolean(&path, value).unwrap_or_default(),
                _ => self.problem(&path, ConfigError::UnknownKey),
            }
        }
        for (key, is_missing) in [("name", rule.name.is_empty()), ("repositories", rule.repositories.is_empty())] {
            // A list without a pattern has been spoken of.
            if is_missing && (key == "name" || members.iter().all(|(known, _)| known != key)) {
                self.problem(&format!("{path}.{key}"), ConfigError::Missing);
            }
        }
        let has_limit = rule.older_than_days.is_some() || rule.keep_newest.is_some();
        let wrong = match (rule.tags.is_empty(), has_limit) {
            (false, false) => {
                Some("a rule with \"tags\" says \"olderThanDays\" or \"keepNewest\"; 0 is for all of them")
            }
            (true, true) => Some("\"olderThanDays\" and \"keepNewest\" are about \"tags\", which are missing"),
            (true, false) if !rule.untagged && !rule.orphans => {
                Some("a rule has one of \"tags\", \"untagged\" and \"orphans\" at least")
            }
            _ if says_by && rule.keep_newest.is_none() => Some("\"by\" is about \"keepNewest\", which is missing"),
            _ => None,
        };
        if let Some(wrong) = wrong.filter(|_| self.problems.len() == before) {
            self.problem(path, ConfigError::Invalid(wrong.to_owned()));
        }
        (self.problems.len() == before).then_some(rule)
    }

    fn count(&mut self, path: &str, value: &ConfigValue) -> Option<u32> {
        let count = if let ConfigValue::Number(number) = value { number.parse().ok() } else { None };
        self.check(path, value, count, "a whole number from 0 on")
    }

    fn newest_by(&mut self, path: &str, value: &ConfigValue) -> NewestBy {
        let by = match value.text() {
            Some("date") => Some(NewestBy::Date),
            Some("version") => Some(NewestBy::Version),
            _ => None,
        };
        self.check(path, value, by, "\"date\" or \"version\"").unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tidy: &str) -> (Vec<OfferedRule>, String) {
        let (config, problems) = Config::parse(format!(r#"{{"tidy": {tidy}}}"#).as_bytes());
        assert_eq!(problems, []);
        let (rules, problems) = rules(&config);
        (rules, problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn rules_as_people_write_them() {
        let (rules, problems) = read(
            r#"[{"name": "Old builds", "repositories": ["team/*"], "tags": ["build-*"], "olderThanDays": 30, "keepNewest": 5, "by": "version"},
                {"name": "Rest", "repositories": ["*"], "untagged": true, "orphans": true, "tags": null}, null]"#,
        );
        assert_eq!(problems, "tidy[1].tags: a rule names the tags that it is for; \"*\" is for all of them");
        let [builds] = rules.as_slice() else { panic!("{rules:?}") };
        assert_eq!((builds.older_than_days, builds.keep_newest, builds.by), (Some(30), Some(5), NewestBy::Version));
        let host = RegistryHost::parse("r.example").expect("a host");
        for (name, is_for) in [("team/app", true), ("other/app", false)] {
            let repository = Repository::parse(name).expect("a repository");
            assert_eq!(builds.is_for(&host, &repository), is_for, "{name}");
        }
        let (rest, problems) = read(r#"[{"name": "Rest", "repositories": ["*"], "untagged": true, "orphans": true}]"#);
        assert_eq!((rest.len(), problems.as_str()), (1, ""));
        assert!(rest[0].untagged && rest[0].orphans && rest[0].tags.is_empty());
    }

    #[test]
    fn a_rule_with_a_mistake_is_not_offered() {
        let limits = "a rule with \"tags\" says \"olderThanDays\" or \"keepNewest\"; 0 is for all of them";
        for (members, said) in [
            (r#""tags": ["*"]"#, format!("tidy[0]: {limits}")),
            (
                r#""olderThanDays": 3"#,
                "tidy[0]: \"olderThanDays\" and \"keepNewest\" are about \"tags\", which are missing".to_owned(),
            ),
            (
                r#""untagged": false"#,
                "tidy[0]: a rule has one of \"tags\", \"untagged\" and \"orphans\" at least".to_owned(),
            ),
            (
                r#""tags": ["*"], "olderThanDays": 3, "by": "date""#,
                "tidy[0]: \"by\" is about \"keepNewest\", which is missing".to_owned(),
            ),
            (
                r#""tags": ["*"], "keepNewest": -1"#,
                "tidy[0].keepNewest: expected a whole number from 0 on, found -1".to_owned(),
            ),
            (
                r#""tags": ["*"], "keepNewest": 1.5"#,
                "tidy[0].keepNewest: expected a whole number from 0 on, found 1.5".to_owned(),
            ),
            (
                r#""tags": ["*"], "keepNewest": 1, "by": "size""#,
                "tidy[0].by: expected \"date\" or \"version\", found \"size\"".to_owned(),
            ),
            (r#""untagged": true, "dryRun": false"#, "tidy[0].dryRun: there is no such key".to_owned()),
        ] {
            let tidy = format!(r#"[{{"name": "a", "repositories": ["*"], {members}}}]"#);
            assert_eq!(read(&tidy), (Vec::new(), said), "{members}");
        }
        assert_eq!(
            read(r#"[{"untagged": true}]"#).1,
            "tidy[0].name: the key is missing\ntidy[0].repositories: the key is missing"
        );
        assert_eq!(read("{}"), (Vec::new(), "tidy: expected a list, found an object".to_owned()));
    }
}
