//! The file that a configuration is written to.

use serde_json::{Map, Value};
use url::Url;

use super::{CATALOG_MODES, Config, ConfigValue, RegistryEntry, THEMES};
use crate::registry::reference::Repository;

impl Config {
    /// The file that gives this configuration again, without what is as it is by default.
    pub fn to_json(&self) -> String {
        let mut members = Map::new();
        put(&mut members, "title", self.title.as_deref());
        if !self.registries.is_empty() {
            members.insert("registries".to_owned(), self.registries.iter().map(entry_to_json).collect());
        }
        put(&mut members, "defaultRegistry", self.default_registry.as_ref().map(ToString::to_string));
        put(&mut members, "openOthers", (!self.open_others).then_some(false));
        put(&mut members, "readOnly", (!self.read_only).then_some(false));
        put(&mut members, "theme", name_of(&THEMES, self.theme));
        put(&mut members, "portals", (!self.portals.is_empty()).then(|| self.portals.clone()));
        for (key, value) in [("trust", &self.trust), ("protect", &self.protect), ("tidy", &self.tidy)] {
            put(&mut members, key, (*value != ConfigValue::Null).then(|| value.to_json()));
        }
        format!("{:#}\n", Value::Object(members))
    }
}

fn entry_to_json(entry: &RegistryEntry) -> Value {
    let mut members = Map::new();
    put(&mut members, "url", Some(entry.host.to_string()));
    put(&mut members, "name", entry.name.as_deref());
    put(&mut members, "realm", entry.realm.as_ref().map(Url::as_str));
    put(&mut members, "catalog", name_of(&CATALOG_MODES, entry.catalog));
    let repositories: Vec<&str> = entry.repositories.iter().map(Repository::as_str).collect();
    put(&mut members, "repositories", (!repositories.is_empty()).then_some(repositories));
    put(&mut members, "pullHost", entry.pull_host.as_deref());
    put(&mut members, "readOnly", entry.read_only);
    Value::Object(members)
}

/// The name of a value, unless it is the default.
fn name_of<T: PartialEq>(names: &[(&'static str, T); 3], value: T) -> Option<&'static str> {
    names[1..].iter().find(|(_, known)| *known == value).map(|(name, _)| *name)
}

fn put<T: Into<Value>>(members: &mut Map<String, Value>, key: &str, value: Option<T>) {
    if let Some(value) = value {
        members.insert(key.to_owned(), value.into());
    }
}
