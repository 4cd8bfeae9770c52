//! What a box suggests while somebody types: of names that are known already, those that fit best.
//!
//! This module does not know where the names come from, and asks for none.

use super::Address;
use crate::registry::host::RegistryHost;
use crate::registry::reference::{Repository, Tag, Version};

/// A place that somebody may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Where it leads.
    pub address: Address,
    /// What it is called, as far as it is not of what is on show anyway.
    pub name: String,
    /// Where its name comes from.
    pub source: NameSource,
}

/// Where names come from, those first that are suggested first where all else is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameSource {
    /// The list of tags on show.
    Tags,
    /// The list of repositories of the registry on show.
    Repositories,
    /// What was opened before, in the registry on show.
    OpenedHere,
    /// What was opened before, in another one.
    OpenedElsewhere,
    /// The registries of the configuration, and those that were opened before.
    Registries,
}

/// What names are of.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// Where they come from.
    pub source: NameSource,
    /// The registry that they are in; of [`NameSource::Registries`] none.
    pub registry: Option<&'a RegistryHost>,
    /// The repository that tags are of.
    pub repository: Option<&'a Repository>,
}

/// At most so many are suggested: more is a list, and there is one with a filter.
const MOST: usize = 8;

/// What somebody typed, and what fits it best so far.
#[derive(Clone, Debug)]
pub struct Best {
    /// All of them have to stand in a name, in lower case.
    words: Vec<String>,
    /// What a tag has to hold, where a tag alone can be meant: `:2` or, of the repository on show, `team/app:2`.
    tag: Option<String>,
    found: Vec<(Fit, Suggestion)>,
}

/// How well a name fits, the best first: by the place of the first word in it, by where it comes from, and by its place there.
type Fit = (u8, NameSource, usize);

impl Best {
    /// Nothing is found yet. Where nothing is typed every name fits.
    pub fn of(typed: &str, on_show: Option<&Repository>) -> Best {
        let typed = typed.trim().to_ascii_lowercase();
        let (before, tag) = match typed.rsplit_once(':') {
            Some((before, tag)) if !tag.contains('/') => (before, Some(tag)),
            _ => (&*typed, None),
        };
        let is_on_show = before.is_empty() || on_show.is_some_and(|name| name.as_str() == before);
        Best {
            words: typed.split_whitespace().map(str::to_owned).collect(),
            tag: tag.filter(|_| is_on_show).map(str::to_owned),
            found: Vec::new(),
        }
    }

    /// Looks at some names, `from` being how many of the same were looked at before.
    pub fn look<'a>(&mut self, of: Of, from: usize, names: impl IntoIterator<Item = &'a str>) {
        for (at, name) in names.into_iter().enumerate() {
            let Some(fit) = self.fit(of.source, name) else { continue };
            let fit = (fit, of.source, from + at);
            if self.found.len() == MOST && self.found.last().is_some_and(|(last, _)| *last <= fit) {
                continue;
            }
            let Some(suggestion) = suggestion(of, name) else { continue };
            if self.found.iter().any(|(_, other)| other.address == suggestion.address) {
                continue;
            }
            let place = self.found.partition_point(|(other, _)| *other < fit);
            self.found.insert(place, (fit, suggestion));
            self.found.truncate(MOST);
        }
    }

    /// The best, the best one first.
    pub fn found(self) -> Vec<Suggestion> {
        self.found.into_iter().map(|(_, suggestion)| suggestion).collect()
    }

    fn fit(&self, source: NameSource, name: &str) -> Option<u8> {
        let name = name.to_ascii_lowercase();
        if let Some(tag) = &self.tag {
            return (source == NameSource::Tags).then(|| place(&name, tag)).flatten();
        }
        let Some((first, others)) = self.words.split_first() else { return Some(0) };
        others.iter().all(|word| name.contains(word)).then(|| place(&name, first)).flatten()
    }
}

/// Where a word stands in a name: all of it, all of its last segment, where that begins, where any begins, anywhere.
fn place(name: &str, word: &str) -> Option<u8> {
    let last = name.rsplit_once('/').map_or(name, |(_, last)| last);
    match name {
        _ if name == word => Some(0),
        _ if last == word => Some(1),
        _ if last.starts_with(word) => Some(2),
        _ if name.split(['/', '-', '.', '_']).any(|segment| segment.starts_with(word)) || name.starts_with(word) => {
            Some(3)
        }
        _ if name.contains(word) => Some(4),
        _ => None,
    }
}

/// `None` for a name that leads nowhere.
fn suggestion(of: Of, name: &str) -> Option<Suggestion> {
    let source = of.source;
    let (address, name) = match (of.registry.cloned(), of.repository.cloned()) {
        (Some(registry), Some(repository)) => {
            let shown = format!("{repository}:{name}");
            let version = Version::Tag(Tag::parse(name).ok()?);
            (Address::Image { registry, repository, version }, shown)
        }
        (Some(registry), None) => {
            let repository = Repository::parse(name).ok()?;
            let is_elsewhere = source == NameSource::OpenedElsewhere;
            let shown = if is_elsewhere { format!("{}/{name}", registry.docker_name()) } else { name.to_owned() };
            (Address::Tags { registry, repository }, shown)
        }
        (None, _) => {
            let registry = RegistryHost::parse(name).ok()?;
            let shown = registry.docker_name();
            (Address::Repositories { registry }, shown)
        }
    };
    Some(Suggestion { address, name, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPOSITORIES: &[&str] = &[
        "base/gateway-tools",
        "data/api-gateway",
        "gateway/web",
        "library/hello",
        "platform/gateway",
        "team-a/api",
        "Team",
        "the/mygateway",
    ];
    const TAGS: &[&str] = &["latest", "2.1.0", "2.1", "2", "1.2.1", "gateway"];

    /// What is suggested at a repository, one after the other.
    fn suggested(typed: &str) -> String {
        let host = |text| RegistryHost::parse(text).expect("a host");
        let (here, elsewhere) = (host("r.example"), host("http://other.example"));
        let on_show = Repository::parse("library/hello").expect("a repository");
        let of = |source, registry, repository| Of { source, registry, repository };
        let mut best = Best::of(typed, Some(&on_show));
        best.look(of(NameSource::Registries, None, None), 0, ["r.example", "http://gateway.example", "a b"]);
        best.look(of(NameSource::OpenedElsewhere, Some(&elsewhere), None), 0, ["old/gateway"]);
        best.look(of(NameSource::OpenedHere, Some(&here), None), 0, ["platform/gateway", "secret/gateway"]);
        for (at, name) in REPOSITORIES.iter().enumerate() {
            best.look(of(NameSource::Repositories, Some(&here), None), at, [*name]);
        }
        best.look(of(NameSource::Tags, Some(&here), Some(&on_show)), 0, TAGS.iter().copied());
        best.found().into_iter().map(|one| one.name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_by_how_well_they_fit() {
        assert_eq!(
            suggested("gateway"),
            "library/hello:gateway platform/gateway secret/gateway other.example/old/gateway base/gateway-tools \
             gateway.example data/api-gateway gateway/web"
        );
        assert_eq!(suggested("GATEWAY api"), "data/api-gateway");
        assert_eq!(suggested("team-a/"), "team-a/api");
        assert_eq!(suggested("nothing"), "");
        assert_eq!(suggested("example"), "r.example gateway.example");
    }

    #[test]
    fn tags_of_the_repository_on_show() {
        assert_eq!(suggested(":2.1"), "library/hello:2.1 library/hello:2.1.0 library/hello:1.2.1");
        assert_eq!(suggested("library/hello:la"), "library/hello:latest");
        assert_eq!(suggested("other/hello:la"), "");
        assert_eq!(suggested("2.1"), "library/hello:2.1 library/hello:2.1.0 library/hello:1.2.1");
        assert_eq!(suggested("r.example:5000/app"), "");
    }

    #[test]
    fn nothing_typed() {
        assert!(suggested("").starts_with("library/hello:latest library/hello:2.1.0"));
        assert_eq!(suggested(" ").split(' ').count(), MOST);
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn the_order_of_looking_changes_nothing(typed in "[a-c/ :]{0,4}", names in proptest::collection::vec("[a-c]{1,2}(/[a-c]{1,2})?", 0..30)) {
            let here = RegistryHost::parse("r.example").expect("a host");
            let of = Of { source: NameSource::Repositories, registry: Some(&here), repository: None };
            let (mut forth, mut back) = (Best::of(&typed, None), Best::of(&typed, None));
            let mut unique = names.clone();
            unique.sort();
            unique.dedup();
            forth.look(of, 0, unique.iter().map(String::as_str));
            unique.iter().enumerate().rev().for_each(|(at, name)| back.look(of, at, [name.as_str()]));
            let found = forth.found();
            proptest::prop_assert!(found.len() <= MOST);
            proptest::prop_assert_eq!(found, back.found());
        }
    }
}
