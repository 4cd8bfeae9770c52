//! `config.json`: what the people who put the page somewhere decided for those who open it.
//!
//! This module does not know where the file lies. No key is required, and one mistake costs one key, not the file.

pub mod draft;
mod origin;
mod problem;
pub mod protect;
pub mod tidy;
pub mod trust;
mod value;
mod written;

pub use problem::{ConfigError, ConfigProblem};
use url::Url;
pub use value::ConfigValue;

use crate::registry::host::{RegistryHost, has_credentials};
use crate::registry::plain_url;
use crate::registry::reference::Repository;

/// The configuration of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The page's title.
    pub title: Option<String>,
    /// The registries on offer.
    pub registries: Vec<RegistryEntry>,
    /// The registry that is opened without being asked for.
    pub default_registry: Option<RegistryHost>,
    /// Whether registries may be opened that are not in `registries`.
    pub open_others: bool,
    /// Whether everything that changes a registry is left out, where the registry's own entry does not say it.
    pub read_only: bool,
    /// Light or dark.
    pub theme: Theme,
    /// Origins of the pages that may show this one and sign people in, as browsers write origins.
    pub portals: Vec<String>,
    /// Whose signatures count, as it stands in the file: [`trust`] reads it where it is needed.
    pub trust: ConfigValue,
    /// Tags that are never changed, as it stands in the file: [`protect`] reads it.
    pub protect: ConfigValue,
    /// Rules to tidy up by, as they stand in the file: [`tidy`] reads them.
    pub tidy: ConfigValue,
}

/// One registry on offer.
#[derive(Clone, Debug, PartialEq)]
pub struct RegistryEntry {
    /// Where it is; the key is `url`.
    pub host: RegistryHost,
    /// What it is called here.
    pub name: Option<String>,
    /// Its token service, for registries that hide their challenge from the page.
    pub realm: Option<Url>,
    /// Where the list of repositories comes from.
    pub catalog: CatalogMode,
    /// Repositories that are listed without asking the registry.
    pub repositories: Vec<Repository>,
    /// The host in the commands that pull, where it is another one than the page talks to.
    pub pull_host: Option<String>,
    /// Whether everything that changes it is left out; without a word of its own, what holds for all.
    pub read_only: Option<bool>,
}

/// Where a registry's list of repositories comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CatalogMode {
    /// From the registry, and from the configuration.
    #[default]
    Auto,
    /// There is none: repositories are opened by name.
    Off,
    /// From the configuration alone.
    List,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            title: None,
            registries: Vec::new(),
            default_registry: None,
            open_others: true,
            read_only: true,
            theme: Theme::System,
            portals: Vec::new(),
            trust: ConfigValue::Null,
            protect: ConfigValue::Null,
            tidy: ConfigValue::Null,
        }
    }
}

impl Theme {
    /// Reads a theme's name.
    pub fn parse(name: &str) -> Option<Theme> {
        THEMES.iter().find(|(known, _)| *known == name).map(|(_, theme)| *theme)
    }
}

impl RegistryEntry {
    /// A registry of which nothing but the place is known.
    pub fn new(host: RegistryHost) -> RegistryEntry {
        RegistryEntry {
            host,
            name: None,
            realm: None,
            catalog: CatalogMode::Auto,
            repositories: Vec::new(),
            pull_host: None,
            read_only: None,
        }
    }

    /// What it is called: its name, or its host.
    pub fn shown_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.host.docker_name())
    }

    /// The host that the commands name.
    pub fn command_host(&self) -> String {
        self.pull_host.clone().unwrap_or_else(|| self.host.docker_name())
    }
}

impl Config {
    /// Reads the file. What cannot be used is left out and listed.
    pub fn parse(body: &[u8]) -> (Config, Vec<ConfigProblem>) {
        let mut reader = Reader::default();
        let config = match parse_json(body) {
            Ok(value) => reader.config(&value),
            Err(error) => {
                reader.problem("", error);
                None
            }
        };
        (config.unwrap_or_default(), reader.problems)
    }

    /// The entry of a registry.
    pub fn entry(&self, host: &RegistryHost) -> Option<&RegistryEntry> {
        self.registries.iter().find(|entry| entry.host == *host)
    }

    /// Whether everything that changes a registry is left out.
    pub fn is_read_only(&self, host: &RegistryHost) -> bool {
        self.entry(host).and_then(|entry| entry.read_only).unwrap_or(self.read_only)
    }
}

/// The names of the themes; the first is the default.
const THEMES: [(&str, Theme); 3] = [("system", Theme::System), ("light", Theme::Light), ("dark", Theme::Dark)];

/// The names of the catalog modes; the first is the default.
const CATALOG_MODES: [(&str, CatalogMode); 3] =
    [("auto", CatalogMode::Auto), ("off", CatalogMode::Off), ("list", CatalogMode::List)];

/// More is no configuration, in bytes.
pub const SIZE_LIMIT: usize = 1 << 20;

fn parse_json(body: &[u8]) -> Result<ConfigValue, ConfigError> {
    if body.len() >= SIZE_LIMIT {
        return Err(ConfigError::TooLong);
    }
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_end();
    match body.trim_ascii_start().first() {
        None => Err(ConfigError::Empty),
        Some(b'<') => Err(ConfigError::Html),
        Some(_) => ConfigValue::parse(body).map_err(|(line, column)| ConfigError::NotJson { line, column }),
    }
}

/// Collects problems while it reads.
#[derive(Default)]
struct Reader {
    problems: Vec<ConfigProblem>,
}

impl Reader {
    fn config(&mut self, value: &ConfigValue) -> Option<Config> {
        let mut config = Config::default();
        if *value == ConfigValue::Null {
            self.expected("", "an object", value);
        }
        for (key, value) in self.object("", value)? {
            match key.as_str() {
                "$schema" => {}
                "title" => config.title = self.filled(key, value).map(str::to_owned),
                "registries" => config.registries = self.registries(key, value),
                "defaultRegistry" => config.default_registry = self.host(key, value),
                "openOthers" => config.open_others = self.boolean(key, value).unwrap_or(true),
                "readOnly" => config.read_only = self.boolean(key, value).unwrap_or(true),
                "theme" => config.theme = self.one_of(key, value, &THEMES, "\"system\", \"light\" or \"dark\""),
                "portals" => config.portals = self.portals(key, value),
                "trust" => config.trust = value.clone(),
                "protect" => config.protect = value.clone(),
                "tidy" => config.tidy = value.clone(),
                _ => self.problem(key, ConfigError::UnknownKey),
            }
        }
        Some(config)
    }

    fn registries(&mut self, path: &str, value: &ConfigValue) -> Vec<RegistryEntry> {
        let mut entries: Vec<RegistryEntry> = Vec::new();
        for (at, item) in self.list(path, value).iter().enumerate() {
            let path = format!("{path}[{at}]");
            match self.entry(&path, item) {
                Some(entry) if entries.iter().any(|known| known.host == entry.host) => {
                    self.problem(&path, ConfigError::Twice);
                }
                entry => entries.extend(entry),
            }
        }
        entries
    }

    fn entry(&mut self, path: &str, value: &ConfigValue) -> Option<RegistryEntry> {
        let members = self.object(path, value)?;
        let at = |key: &str| format!("{path}.{key}");
        let host = match members.iter().find(|(key, _)| key == "url").map(|(_, value)| value) {
            Some(value) => self.host(&at("url"), value),
            None => {
                self.problem(&at("url"), ConfigError::Missing);
                None
            }
        };
        let (mut name, mut realm, mut catalog) = (None, None, CatalogMode::Auto);
        let (mut repositories, mut pull_host, mut read_only) = (Vec::new(), None, None);
        for (key, value) in members {
            let path = at(key);
            match key.as_str() {
                "url" => {}
                "name" => name = self.filled(&path, value).map(str::to_owned),
                "realm" => realm = self.realm(&path, value),
                "catalog" => {
                    catalog = self.one_of(&path, value, &CATALOG_MODES, "\"auto\", \"off\" or \"list\"");
                }
                "repositories" => repositories = self.repositories(&path, value),
                "pullHost" => pull_host = self.word(&path, value),
                "readOnly" if *value == ConfigValue::Null => {}
                // What nobody can read allows nothing.
                "readOnly" => read_only = Some(self.boolean(&path, value).unwrap_or(true)),
                _ => self.problem(&path, ConfigError::UnknownKey),
            }
        }
        Some(RegistryEntry { host: host?, name, realm, catalog, repositories, pull_host, read_only })
    }

    fn repositories(&mut self, path: &str, value: &ConfigValue) -> Vec<Repository> {
        let mut repositories = Vec::new();
        for (at, item) in self.list(path, value).iter().enumerate() {
            let path = format!("{path}[{at}]");
            let parsed = self.text(&path, item).map(Repository::parse);
            repositories.extend(parsed.and_then(|parsed| self.good(&path, parsed)));
        }
        repositories
    }

    fn portals(&mut self, path: &str, value: &ConfigValue) -> Vec<String> {
        let mut portals = Vec::new();
        for (at, item) in self.list(path, value).iter().enumerate() {
            match item.text().and_then(origin::parse) {
                Some(origin) => portals.push(origin),
                None => self.expected(&format!("{path}[{at}]"), "an origin such as \"https://portal.example\"", item),
            }
        }
        portals
    }

    fn host(&mut self, path: &str, value: &ConfigValue) -> Option<RegistryHost> {
        let parsed = self.text(path, value).map(RegistryHost::parse)?;
        self.good(path, parsed)
    }

    fn realm(&mut self, path: &str, value: &ConfigValue) -> Option<Url> {
        let url = self.text(path, value)?;
        if let Some(url) = plain_url::parse(url.trim()) {
            return Some(url);
        }
        if has_credentials(url) {
            self.problem(path, ConfigError::Invalid("the address contains a user name or a password".to_owned()));
        } else {
            self.expected(path, "an http or https address", value);
        }
        None
    }

    fn word(&mut self, path: &str, value: &ConfigValue) -> Option<String> {
        let text = self.filled(path, value)?;
        if text.contains(|one: char| one.is_whitespace() || one.is_control()) {
            self.expected(path, "a host without white space", value);
            return None;
        }
        Some(text.to_owned())
    }

    fn one_of<T: Copy>(
        &mut self,
        path: &str,
        value: &ConfigValue,
        names: &[(&str, T); 3],
        expected: &'static str,
    ) -> T {
        let found = names.iter().find(|(name, _)| value.text() == Some(name));
        if found.is_none() && *value != ConfigValue::Null {
            self.expected(path, expected, value);
        }
        found.unwrap_or(&names[0]).1
    }

    fn filled<'a>(&mut self, path: &str, value: &'a ConfigValue) -> Option<&'a str> {
        self.text(path, value).map(str::trim).filter(|text| !text.is_empty())
    }

    fn text<'a>(&mut self, path: &str, value: &'a ConfigValue) -> Option<&'a str> {
        let text = value.text();
        self.check(path, value, text, "a text")
    }

    fn boolean(&mut self, path: &str, value: &ConfigValue) -> Option<bool> {
        let boolean = if let ConfigValue::Boolean(boolean) = value { Some(*boolean) } else { None };
        self.check(path, value, boolean, "true or false")
    }

    fn list<'a>(&mut self, path: &str, value: &'a ConfigValue) -> &'a [ConfigValue] {
        let items = if let ConfigValue::List(items) = value { Some(items) } else { None };
        self.check(path, value, items, "a list").map_or(&[], Vec::as_slice)
    }

    fn object<'a>(&mut self, path: &str, value: &'a ConfigValue) -> Option<&'a [(String, ConfigValue)]> {
        let members = if let ConfigValue::Object(members) = value { Some(members.as_slice()) } else { None };
        self.check(path, value, members, "an object")
    }

    /// What was read; `null` is as good as nothing, anything else of the wrong kind is a problem.
    fn check<T>(&mut self, path: &str, value: &ConfigValue, read: Option<T>, expected: &'static str) -> Option<T> {
        if read.is_none() && *value != ConfigValue::Null {
            self.expected(path, expected, value);
        }
        read
    }

    fn good<T, E: ToString>(&mut self, path: &str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.problem(path, ConfigError::Invalid(error.to_string()))).ok()
    }

    fn expected(&mut self, path: &str, expected: &'static str, value: &ConfigValue) {
        self.problem(path, ConfigError::Expected { expected, found: value.clone() });
    }

    fn problem(&mut self, path: &str, error: ConfigError) {
        self.problems.push(ConfigProblem { path: path.to_owned(), error });
    }
}

#[cfg(test)]
mod tests;
