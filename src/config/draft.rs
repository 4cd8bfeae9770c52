//! A configuration while somebody writes it: each field holds what was typed.
//!
//! It knows no rule of its own: a draft becomes the values of a file, and [`Config::parse`] says what is wrong with them, in
//! the same words in which it says it of a file.

use serde_json::{Map, Value};

use super::{CATALOG_MODES, CatalogMode, Config, ConfigProblem, ConfigValue, RegistryEntry, THEMES, Theme};
use crate::registry::reference::Repository;

/// A configuration as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// `title`.
    pub title: String,
    /// `theme`: one of [`theme_names`].
    pub theme: String,
    /// `openOthers`.
    pub open_others: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `defaultRegistry`.
    pub default_registry: String,
    /// `portals`, one a line.
    pub portals: String,
    /// `registries`.
    pub registries: Vec<DraftEntry>,
    /// `trust`, which nobody types into a field: it is kept as it came.
    pub trust: ConfigValue,
    /// `protect`, kept as it came.
    pub protect: ConfigValue,
    /// `tidy`, kept as it came.
    pub tidy: ConfigValue,
}

/// One registry as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftEntry {
    /// `url`.
    pub url: String,
    /// `name`.
    pub name: String,
    /// `realm`.
    pub realm: String,
    /// `catalog`: one of [`catalog_names`]; empty is the first.
    pub catalog: String,
    /// `repositories`, one a line.
    pub repositories: String,
    /// `pullHost`.
    pub pull_host: String,
    /// `readOnly`: one of [`OWN_READ_ONLY`]; empty is the first.
    pub read_only: String,
}

/// What `readOnly` of a registry may say; the first is to say nothing.
pub const OWN_READ_ONLY: [&str; 3] = ["as for all", "true", "false"];

/// The names of the themes; the first is the default.
pub fn theme_names() -> [&'static str; 3] {
    THEMES.map(|(name, _)| name)
}

/// The names of the catalog modes; the first is the default.
pub fn catalog_names() -> [&'static str; 3] {
    CATALOG_MODES.map(|(name, _)| name)
}

impl Draft {
    /// The draft that gives this configuration.
    pub fn of(config: &Config) -> Draft {
        Draft {
            title: config.title.clone().unwrap_or_default(),
            theme: theme_name(config.theme).to_owned(),
            open_others: config.open_others,
            read_only: config.read_only,
            default_registry: config.default_registry.as_ref().map(ToString::to_string).unwrap_or_default(),
            portals: config.portals.join("\n"),
            registries: config.registries.iter().map(DraftEntry::of).collect(),
            trust: config.trust.clone(),
            protect: config.protect.clone(),
            tidy: config.tidy.clone(),
        }
    }

    /// What the draft gives, and what is wrong in it; a path names the field as it would in a file.
    pub fn read(&self) -> (Config, Vec<ConfigProblem>) {
        let mut members = Map::new();
        put(&mut members, "title", &self.title);
        put(&mut members, "theme", &self.theme);
        members.insert("openOthers".to_owned(), self.open_others.into());
        members.insert("readOnly".to_owned(), self.read_only.into());
        put(&mut members, "defaultRegistry", &self.default_registry);
        members.insert("portals".to_owned(), lines(&self.portals).into());
        let registries: Vec<Value> = self.registries.iter().map(DraftEntry::value).collect();
        members.insert("registries".to_owned(), registries.into());
        for (key, value) in [("trust", &self.trust), ("protect", &self.protect), ("tidy", &self.tidy)] {
            if *value != ConfigValue::Null {
                members.insert(key.to_owned(), value.to_json());
            }
        }
        Config::parse(Value::Object(members).to_string().as_bytes())
    }
}

impl DraftEntry {
    fn of(entry: &RegistryEntry) -> DraftEntry {
        let repositories: Vec<&str> = entry.repositories.iter().map(Repository::as_str).collect();
        DraftEntry {
            url: entry.host.to_string(),
            name: entry.name.clone().unwrap_or_default(),
            realm: entry.realm.as_ref().map(ToString::to_string).unwrap_or_default(),
            catalog: catalog_name(entry.catalog).to_owned(),
            repositories: repositories.join("\n"),
            pull_host: entry.pull_host.clone().unwrap_or_default(),
            read_only: entry.read_only.map_or(OWN_READ_ONLY[0].to_owned(), |read_only| read_only.to_string()),
        }
    }

    fn value(&self) -> Value {
        let mut members = Map::new();
        put(&mut members, "url", &self.url);
        put(&mut members, "name", &self.name);
        put(&mut members, "realm", &self.realm);
        put(&mut members, "catalog", &self.catalog);
        members.insert("repositories".to_owned(), lines(&self.repositories).into());
        put(&mut members, "pullHost", &self.pull_host);
        if let Ok(read_only) = self.read_only.parse::<bool>() {
            members.insert("readOnly".to_owned(), read_only.into());
        }
        Value::Object(members)
    }
}

fn theme_name(theme: Theme) -> &'static str {
    THEMES.iter().find(|(_, known)| *known == theme).map_or(THEMES[0].0, |(name, _)| name)
}

fn catalog_name(mode: CatalogMode) -> &'static str {
    CATALOG_MODES.iter().find(|(_, known)| *known == mode).map_or(CATALOG_MODES[0].0, |(name, _)| name)
}

/// The lines that are not empty.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// An empty field is a key that is not there.
fn put(members: &mut Map<String, Value>, key: &str, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        members.insert(key.to_owned(), text.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::FULL;

    #[test]
    fn a_draft_gives_the_configuration_that_it_was_made_of() {
        let (config, problems) = Config::parse(FULL.as_bytes());
        assert_eq!(problems, []);
        assert_eq!(Draft::of(&config).read(), (config, Vec::new()));
        let mut draft = Draft::of(&Config::default());
        draft.registries = vec![DraftEntry { url: "r.example/app".to_owned(), ..Default::default() }];
        draft.portals = "https://portal.example\n\n  not an origin\n".to_owned();
        let (config, problems) = draft.read();
        assert_eq!((config.registries.len(), config.portals), (0, vec!["https://portal.example".to_owned()]));
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["portals[1]", "registries[0].url"]);
    }
}
