//! The names of images: repository, tag, digest, and the whole reference that `docker pull` takes.
//!
//! This module does not know whether any of them exists.

use std::fmt;

use super::digest::{Digest, DigestError};
use super::host::{HostError, RegistryHost, has_credentials};
use super::visible::{quoted, visible};

/// An image's full name: `host/name[:tag]` or `host/name[@digest]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference {
    /// The registry.
    pub host: RegistryHost,
    /// The repository in it.
    pub repository: Repository,
    /// Which of its manifests; `None` where the reference ends with the repository.
    pub version: Option<Version>,
}

/// The reference part of a manifest address, `/v2/<name>/manifests/<version>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// A name that may move.
    Tag(Tag),
    /// A name that cannot.
    Digest(Digest),
}

/// The name of a repository.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Repository(String);

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(String);

/// Why a text is no reference, with the part that offends.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// There is nothing.
    #[error("the reference is empty")]
    Empty,
    /// No registry is named, and there is none to fall back on.
    #[error("the reference names no registry")]
    NoHost,
    /// A registry alone.
    #[error("the reference names no repository")]
    NoRepository,
    /// The registry in front is not one.
    #[error(transparent)]
    Host(#[from] HostError),
    /// A repository name is longer than 255 characters.
    #[error("the repository name has {0} characters, and 255 are allowed")]
    RepositoryTooLong(usize),
    /// Two slashes in a row, or one at an end.
    #[error("the repository name {} has an empty part between slashes", quoted(.0))]
    EmptySegment(String),
    /// `.` or `..`, which addresses would resolve.
    #[error("the repository name has the part {}", quoted(.0))]
    DotSegment(String),
    /// A percent sign, as in `%2F`.
    #[error("the part {} of the repository name is percent-encoded", quoted(.0))]
    PercentEncoded(String),
    /// An upper-case letter of ASCII.
    #[error("the part {} of the repository name has upper-case letters", quoted(.0))]
    UpperCase(String),
    /// A dot, underscore or hyphen that does not stand between letters or digits, or two kinds of them in a row.
    #[error("the part {} of the repository name has a separator in the wrong place", quoted(.0))]
    BadSeparator(String),
    /// Any other character.
    #[error(
        "the part {} of the repository name has the character '{}'",
        quoted(.segment),
        visible(&.character.to_string())
    )]
    BadCharacter {
        /// The part between slashes.
        segment: String,
        /// The first character that does not belong there.
        character: char,
    },
    /// A colon with nothing after it.
    #[error("the tag is empty")]
    EmptyTag,
    /// A tag is longer than 128 characters.
    #[error("the tag has {0} characters, and 128 are allowed")]
    TagTooLong(usize),
    /// A tag starts with a dot or a hyphen, or has a character that does not belong there.
    #[error(
        "the tag {} has the character '{}' where it is not allowed",
        quoted(.tag),
        visible(&.character.to_string())
    )]
    BadTag {
        /// The tag.
        tag: String,
        /// Its first character that does not belong there.
        character: char,
    },
    /// What follows the `@` is no digest.
    #[error(transparent)]
    Digest(#[from] DigestError),
}

impl Reference {
    /// Reads a reference that names its registry.
    pub fn parse(text: &str) -> Result<Reference, ReferenceError> {
        Reference::parse_with_default(text, None)
    }

    /// Reads a reference; where it names no registry, it is in `default`.
    ///
    /// ```text
    /// reference := [ [ scheme "://" ] host "/" ] name [ ":" tag ] [ "@" digest ]
    /// ```
    /// As docker has it, the first segment is a host if it has a dot or a colon or is `localhost`, and a name of one
    /// segment on Docker Hub is in `library/`. With a tag and a digest, the digest counts and the tag is dropped.
    pub fn parse_with_default(text: &str, default: Option<&RegistryHost>) -> Result<Reference, ReferenceError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ReferenceError::Empty);
        }
        if has_credentials(text) {
            return Err(HostError::HasCredentials.into());
        }
        let (host, rest) = match (split_host(text), default) {
            (Some((_, "")), _) => return Err(ReferenceError::NoRepository),
            (Some((host, rest)), _) => (RegistryHost::parse(host)?, rest),
            (None, Some(default)) => (default.clone(), text),
            // `r.example:5000` is a registry, and `app:1.2` is not.
            (None, None) if !text.contains('/') && text.split(':').next().is_some_and(is_host) => {
                return Err(ReferenceError::NoRepository);
            }
            (None, None) => return Err(ReferenceError::NoHost),
        };
        let (name, digest) = rest.split_once('@').map_or((rest, None), |(name, digest)| (name, Some(digest)));
        let colon = name.rfind(':').filter(|at| !name[*at..].contains('/'));
        let (name, tag) = colon.map_or((name, None), |at| (&name[..at], Some(&name[at + 1..])));
        let repository = if host.docker_name() == "docker.io" && !name.contains('/') && !name.is_empty() {
            Repository::parse(&format!("library/{name}"))?
        } else {
            Repository::parse(name)?
        };
        let tag = tag.map(Tag::parse).transpose()?;
        let digest = digest.map(Digest::parse).transpose()?;
        let version = digest.map(Version::Digest).or(tag.map(Version::Tag));
        Ok(Reference { host, repository, version })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.host, self.repository)?;
        match &self.version {
            None => Ok(()),
            Some(Version::Tag(tag)) => write!(f, ":{tag}"),
            Some(Version::Digest(digest)) => write!(f, "@{digest}"),
        }
    }
}

/// The host with its scheme, and what follows the slash after it; `None` where the first segment is no host.
pub(crate) fn split_host(text: &str) -> Option<(&str, &str)> {
    let scheme = text.find("://").filter(|at| !text[..*at].contains('/')).map(|at| at + 3);
    let from = scheme.unwrap_or(0);
    match text[from..].find('/').map(|at| from + at) {
        Some(slash) if scheme.is_some() || is_host(&text[..slash]) => Some((&text[..slash], &text[slash + 1..])),
        None if scheme.is_some() => Some((text, "")),
        _ => None,
    }
}

/// Docker's rule for a first segment.
pub(crate) fn is_host(segment: &str) -> bool {
    segment.contains(['.', ':']) || segment.eq_ignore_ascii_case("localhost")
}

impl Repository {
    /// Reads a repository name (OCI distribution specification, "Pulling manifests").
    ///
    /// ```text
    /// name      := segment ( "/" segment )*         # at most 255 characters
    /// segment   := [a-z0-9]+ ( separator [a-z0-9]+ )*
    /// separator := "." | "_" | "__" | "-"+
    /// ```
    pub fn parse(text: &str) -> Result<Repository, ReferenceError> {
        if text.is_empty() {
            return Err(ReferenceError::NoRepository);
        }
        for segment in text.split('/') {
            check_segment(text, segment)?;
        }
        match text.len() {
            0..=255 => Ok(Repository(text.to_owned())),
            length => Err(ReferenceError::RepositoryTooLong(length)),
        }
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// All but the last segment: `team/web` of `team/web/app`.
    pub fn namespace(&self) -> Option<&str> {
        self.0.rsplit_once('/').map(|(namespace, _)| namespace)
    }

    /// The last segment: `app` of `team/web/app`.
    pub fn last_segment(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, last)| last)
    }
}

fn check_segment(name: &str, segment: &str) -> Result<(), ReferenceError> {
    let owned = || segment.to_owned();
    if segment.is_empty() {
        return Err(ReferenceError::EmptySegment(name.to_owned()));
    }
    if matches!(segment, "." | "..") {
        return Err(ReferenceError::DotSegment(owned()));
    }
    if segment.contains('%') {
        return Err(ReferenceError::PercentEncoded(owned()));
    }
    let is_letter = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit();
    let is_separator = |one: char| matches!(one, '.' | '_' | '-');
    match segment.chars().find(|one| !is_letter(*one) && !is_separator(*one)) {
        Some(upper) if upper.is_ascii_uppercase() => return Err(ReferenceError::UpperCase(owned())),
        Some(character) => return Err(ReferenceError::BadCharacter { segment: owned(), character }),
        None => {}
    }
    let at_an_end = segment.starts_with(is_separator) || segment.ends_with(is_separator);
    let allowed = |run: &str| matches!(run, "" | "." | "_" | "__") || run.bytes().all(|byte| byte == b'-');
    if at_an_end || !segment.split(is_letter).all(allowed) {
        return Err(ReferenceError::BadSeparator(owned()));
    }
    Ok(())
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Tag {
    /// Reads a tag: `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}` (OCI distribution specification).
    pub fn parse(text: &str) -> Result<Tag, ReferenceError> {
        if text.is_empty() {
            return Err(ReferenceError::EmptyTag);
        }
        let fits =
            |at: usize, one: char| one.is_ascii_alphanumeric() || one == '_' || (at > 0 && matches!(one, '.' | '-'));
        if let Some((_, character)) = text.char_indices().find(|(at, one)| !fits(*at, *one)) {
            return Err(ReferenceError::BadTag { tag: text.to_owned(), character });
        }
        match text.len() {
            0..=128 => Ok(Tag(text.to_owned())),
            length => Err(ReferenceError::TagTooLong(length)),
        }
    }

    /// The tag's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Version {
    /// Reads a digest where there is a colon, else a tag.
    pub fn parse(text: &str) -> Result<Version, ReferenceError> {
        if text.contains(':') { Ok(Version::Digest(Digest::parse(text)?)) } else { Tag::parse(text).map(Version::Tag) }
    }

    /// The tag's or the digest's text.
    pub fn as_str(&self) -> &str {
        match self {
            Version::Tag(tag) => tag.as_str(),
            Version::Digest(digest) => digest.as_str(),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests;
