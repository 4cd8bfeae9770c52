//! What an image says of itself and of where it comes from: by the annotations of its index and of its manifest, and by its labels.
//!
//! The three may differ: labels come along from the image that one was built on, annotations are written later. So each value stands with
//! who tells it. Nothing here was checked by anybody.
//!
//! The names are OCI's (image specification, annotations.md), `org.opencontainers.image.…`; where none of the three has one, those of
//! Label Schema (<http://label-schema.org/rc1/>), `org.label-schema.…`, which it replaces.

use super::annotations::{Annotations, BASE_NAME};
use super::image_config::ImageConfig;
use super::time;

/// Something that images say of themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginFact {
    /// A name for people.
    Title,
    /// What it is, in a sentence or two.
    Description,
    /// Where its source code is.
    Source,
    /// The commit that it was built from.
    Revision,
    /// The version of what is in it.
    Version,
    /// Where people learn more.
    Url,
    /// Where its documentation is.
    Documentation,
    /// Its licences, as an SPDX expression.
    Licenses,
    /// Who makes it: a company, most often.
    Vendor,
    /// Whom to ask.
    Authors,
    /// When it was built.
    Created,
    /// The image that it was built on.
    BaseName,
    /// The digest of that.
    BaseDigest,
}

/// Who tells something. In this order: what is written last is nearest to the image that was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OriginTeller {
    /// An annotation of the index.
    Index,
    /// An annotation of the manifest.
    Manifest,
    /// A label.
    Label,
}

/// What was told, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginTold {
    /// The text.
    pub value: String,
    /// Who says so; at least one.
    pub by: Vec<OriginTeller>,
}

/// All that an image says of itself and of where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// What was told, each fact once, with one value or with several that differ: the first is whose is nearest.
    pub facts: Vec<(OriginFact, Vec<OriginTold>)>,
    /// What built it, by its traces in history and labels.
    pub builder: Option<String>,
}

use OriginFact as Fact;

/// The facts with their names, of OCI and of Label Schema.
const NAMES: [(OriginFact, &str, &str); 13] = [
    (Fact::Title, "title", "name"),
    (Fact::Description, "description", "description"),
    (Fact::Source, "source", "vcs-url"),
    (Fact::Revision, "revision", "vcs-ref"),
    (Fact::Version, "version", "version"),
    (Fact::Url, "url", "url"),
    (Fact::Documentation, "documentation", "usage"),
    (Fact::Licenses, "licenses", "license"),
    (Fact::Vendor, "vendor", "vendor"),
    (Fact::Authors, "authors", ""),
    (Fact::Created, "created", "build-date"),
    (Fact::BaseName, "base.name", ""),
    (Fact::BaseDigest, "base.digest", ""),
];

impl Origin {
    /// Reads what there is. What is empty, as buildah writes the name of a base that there is none of, is left out.
    pub fn read(index: Option<&Annotations>, manifest: &Annotations, config: Option<&ImageConfig>) -> Origin {
        let labels = config.map(|config| &config.config.labels);
        let tellers =
            [(OriginTeller::Index, index), (OriginTeller::Manifest, Some(manifest)), (OriginTeller::Label, labels)];
        let told = |fact: OriginFact, name: &str| {
            let mut all: Vec<OriginTold> = Vec::new();
            for (teller, annotations) in tellers {
                let value = annotations.and_then(|annotations| annotations.get(name)).map(str::trim);
                let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
                match all.iter_mut().find(|told| is_same(fact, &told.value, value)) {
                    Some(told) => told.by.push(teller),
                    None => all.push(OriginTold { value: value.to_owned(), by: vec![teller] }),
                }
            }
            all
        };
        // Where buildah builds upon its own last step, it names that by a digest which no registry has, and by no name (1.28.2, `--layers`).
        let on_nothing = manifest.get(BASE_NAME) == Some("");
        let facts = NAMES.iter().filter_map(|(fact, name, older)| {
            let mut all = told(*fact, &format!("org.opencontainers.image.{name}"));
            if all.is_empty() && !older.is_empty() {
                all = told(*fact, &format!("org.label-schema.{older}"));
            }
            let is_left_out = all.is_empty() || (*fact == Fact::BaseDigest && on_nothing);
            (!is_left_out).then_some((*fact, all))
        });
        Origin { facts: facts.collect(), builder: config.and_then(builder) }
    }

    /// What was told of something.
    pub fn told(&self, fact: OriginFact) -> &[OriginTold] {
        self.facts.iter().find(|(known, _)| *known == fact).map_or(&[], |(_, told)| told)
    }

    /// The first of that.
    pub fn first(&self, fact: OriginFact) -> Option<&str> {
        self.told(fact).first().map(|told| told.value.as_str())
    }

    /// Where the commit may be looked at, on hosts whose addresses for that are known.
    pub fn commit_address(&self) -> Option<String> {
        let (source, revision) = (self.first(Fact::Source)?, self.first(Fact::Revision)?);
        let is_short = source.len() <= LONGEST;
        let is_commit = (7..=64).contains(&revision.len()) && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
        let source = source.split(['#', '?']).next()?.trim_end_matches('/').trim_end_matches(".git");
        let place = ["https://github.com/", "https://gitlab.com/"].into_iter().zip(["/commit/", "/-/commit/"]);
        let (host, between) = place.into_iter().find(|(host, _)| source.starts_with(host))?;
        // An owner and a repository, and nothing behind them.
        let parts: Vec<&str> = source[host.len()..].split('/').collect();
        let is_plain = |part: &&str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        let is_repository = parts.iter().all(is_plain)
            && (parts.len() == 2 || (parts.len() > 2 && between == "/-/commit/" && !parts.contains(&"-")));
        (is_short && is_commit && is_repository).then(|| format!("{source}{between}{revision}"))
    }
}

/// No repository has a longer address, in bytes.
const LONGEST: usize = 500;

/// Whether two texts say the same: times may be written differently.
fn is_same(fact: OriginFact, one: &str, other: &str) -> bool {
    let seconds = |text: &str| time::parse(text).map(|moment| moment.0 / 1000);
    one == other || (fact == Fact::Created && seconds(one).is_some() && seconds(one) == seconds(other))
}

/// What built an image. Builders write no name of their own into a place that is made for it, but leave traces:
///
/// ```text
/// label io.buildah.version                       buildah, with its version
/// history comment "buildkit.dockerfile.v0"       BuildKit
/// history author "kaniko" | "ko" | "Bazel" | "Jib"
/// history created_by "umoci …", "buildpacksio/…" or label io.buildpacks.build.metadata
/// history created_by "/bin/sh -c #(nop) …"       Docker's old builder
/// ```
/// The last step counts: the others may be those of the image that one was built on.
fn builder(config: &ImageConfig) -> Option<String> {
    if let Some(version) = config.config.labels.get("io.buildah.version").filter(|version| !version.is_empty()) {
        return Some(format!("buildah {version}"));
    }
    if config.config.labels.get("io.buildpacks.build.metadata").is_some() {
        return Some("Cloud Native Buildpacks".to_owned());
    }
    let last = config.history.last()?;
    let (author, comment) = (last.author.as_deref().unwrap_or(""), last.comment.as_deref().unwrap_or(""));
    let known = match author {
        "kaniko" => "kaniko",
        "ko" | "github.com/ko-build/ko" | "github.com/google/ko" => "ko",
        "Bazel" | "bazel" => "Bazel",
        "Jib" => "Jib",
        _ if comment.starts_with("buildkit.") => "BuildKit",
        _ if last.created_by.starts_with("umoci ") => "umoci",
        _ if last.created_by.starts_with("/bin/sh -c #(nop)") => "Docker’s old builder",
        _ => return None,
    };
    Some(known.to_owned())
}

#[cfg(test)]
mod tests;
