//! What a manifest is about, by the names that people know: the one place for them.
//!
//! This module knows types and annotations alone, and fetches nothing: whether a content is what it is called, nobody has looked.
//! What it does not know keeps its own words.

mod known;
mod predicate;

use super::annotations::{Annotations, TITLE};
use super::descriptor::Descriptor;
use super::media_type::MediaType;
pub use known::ArtifactKind;
use known::{ArtifactKind as Kind, BY_A_LAYER, KINDS, KindRow};
use predicate::predicates;

impl ArtifactKind {
    /// What a manifest is about, from its artifact type, its configuration's type, its layers, and its annotations.
    pub fn of(
        artifact_type: Option<&str>,
        config: Option<&MediaType>,
        layers: &[Descriptor],
        annotations: &Annotations,
    ) -> ArtifactKind {
        let layers_are = |fits: &dyn Fn(&str) -> bool| {
            !layers.is_empty() && layers.iter().all(|layer| fits(layer.media_type.as_str()))
        };
        let named = [artifact_type, config.map(MediaType::as_str)];
        let begins = |name: &str, row: &KindRow| row.2.iter().any(|start| name.starts_with(start));
        let is_named = |row: &&KindRow| named.iter().flatten().any(|name| begins(name, row));
        let is_of = |row: &&KindRow| is_named(row) || layers_are(&|layer| begins(layer, row));
        let has_one = |row: &&KindRow| layers.iter().any(|layer| begins(layer.media_type.as_str(), row));
        if let Some((kind, ..)) = KINDS.iter().find(is_of).or_else(|| BY_A_LAYER.iter().find(has_one)) {
            return predicate::narrowed(kind.clone(), layers, annotations);
        }
        if let [layer] = layers
            && layer.annotations.get(TITLE).is_some_and(is_readme)
        {
            return Kind::Readme;
        }
        match (artifact_type, config) {
            (Some(name), _) => Kind::Artifact(name.to_owned()),
            (None, Some(MediaType::OciConfig | MediaType::DockerConfig)) => Kind::Image,
            (None, Some(config)) if !says_nothing(config.as_str()) => Kind::Artifact(config.as_str().to_owned()),
            (None, _) if layers_are(&|layer| MediaType::from(layer).is_layer()) => Kind::Image,
            (None, _) => {
                let first = layers.first().map_or("", |layer| layer.media_type.as_str());
                Kind::Artifact(first.to_owned())
            }
        }
    }

    /// What a list says that one of its entries is. Where a manifest names no artifact type, registries write its configuration's in that
    /// place, and an image's says nothing.
    pub fn of_entry(entry: &Descriptor) -> ArtifactKind {
        let artifact_type = entry.artifact_type.as_deref().filter(|name| {
            !matches!(MediaType::from(*name), MediaType::OciConfig | MediaType::DockerConfig) && !says_nothing(name)
        });
        ArtifactKind::of(artifact_type, None, &[], &entry.annotations)
    }
}

/// What is in an artifact, in its own words: what its attestations state, and the names of its files. Where there is neither, the types of
/// its layers.
pub fn contents(kind: &ArtifactKind, layers: &[Descriptor], annotations: &Annotations) -> Vec<String> {
    let stated = predicates(layers, annotations).map(|stated| predicate::words(stated).to_owned());
    let titles = layers.iter().filter_map(|layer| layer.annotations.get(TITLE)).map(str::to_owned);
    let mut words: Vec<String> = Vec::new();
    let mut add = |all: &mut dyn Iterator<Item = String>| {
        for one in all.take(MANY) {
            if one != kind.name() && !one.is_empty() && !words.contains(&one) && words.len() < MANY {
                words.push(one);
            }
        }
    };
    add(&mut stated.chain(titles));
    if let Kind::Artifact(_) = kind {
        add(&mut layers.iter().map(|layer| layer.media_type.as_str().to_owned()));
    }
    words
}

/// Whether a configuration's type is what tools write where nobody named one. The second is oras': its command line before 1.1, and its library
/// for Python (0.2.43).
fn says_nothing(media_type: &str) -> bool {
    [MediaType::Empty.as_str(), "application/vnd.unknown.config.v1+json"].contains(&media_type)
}

/// So many of an artifact's contents are named.
const MANY: usize = 8;

fn is_readme(title: &str) -> bool {
    let name = title.rsplit('/').next().unwrap_or(title).to_ascii_lowercase();
    name == "readme"
        || name.strip_prefix("readme.").is_some_and(|ending| matches!(ending, "md" | "markdown" | "txt" | "rst"))
}

#[cfg(test)]
mod tests;
