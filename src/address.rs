//! The page's own addresses, and what a person types or pastes into its one box.
//!
//! This module does not know whether the registry, the repository or the image exists.

pub mod change;
pub mod input;
mod line;
pub mod platform;
pub mod suggestion;
pub mod tag_list;

use std::fmt;

use crate::registry::host::{HostError, RegistryHost, has_credentials};
use crate::registry::plain_url::percent_encoded;
use crate::registry::reference::{Reference, ReferenceError, Repository, Version, is_host, split_host};
use crate::registry::visible::quoted;

/// What the page shows. What follows `#/` reads like an image reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// The question which registry.
    Connect,
    /// The repositories of a registry.
    Repositories {
        /// The registry.
        registry: RegistryHost,
    },
    /// The tags of a repository.
    Tags {
        /// The registry.
        registry: RegistryHost,
        /// The repository.
        repository: Repository,
    },
    /// One image, or anything else behind a tag or a digest.
    Image {
        /// The registry.
        registry: RegistryHost,
        /// The repository.
        repository: Repository,
        /// The tag or the digest.
        version: Version,
    },
    /// A check-up: why a registry does not work, or how well it does.
    CheckUp {
        /// What was given as the registry's address. It may be no address at all, for a check-up says that as well; then
        /// it reads as it was typed. Empty where the person has yet to type one. See [`Address::check_up`].
        text: String,
        /// What to look at besides.
        options: CheckUpOptions,
    },
    /// A page of the guide.
    Guide {
        /// The page: `cors`, `rules/preflight-unauthorized`. Empty for the guide's first page. There may be no such page.
        page: String,
        /// The registry whose names stand in the page's examples.
        registry: Option<RegistryHost>,
    },
    /// What stands in `config.json`, and what this browser keeps.
    Settings,
    /// An address that leads nowhere.
    Unknown {
        /// What follows `#/`, decoded.
        text: String,
        /// Why it leads nowhere.
        why: AddressError,
    },
}

/// Why an address leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is nothing.
    #[error("the address is empty")]
    Empty,
    /// A tag or a digest alone, where no repository is on show.
    #[error("there is no repository on show that this could be of")]
    NoRepository,
    /// A first segment without dot and port, which no page has.
    #[error("there is no page {}", quoted(.0))]
    NoSuchPage(String),
    /// The registry's part is wrong.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The repository's, tag's or digest's part is wrong.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
}

impl Address {
    /// Reads the hash of the page's address, with or without its `#`. It never fails: what cannot be read is
    /// [`Address::Unknown`].
    ///
    /// ```text
    /// address := "#/" [ reference | check-up | guide | "settings" ] "/"*
    /// reference := host [ "/" name [ ":" tag ] [ "@" digest ] ]
    /// host      := [ ( "http" | "https" ) "://" ] name-with-a-dot-or-port-or-"localhost"
    /// check-up  := "checkup" [ "/" any-text ]
    /// guide     := "guide" [ "/" page ] [ "?registry=" host ]
    /// page      := word [ "/" word ]*            word := letters a-z, digits, hyphens
    /// ```
    /// A first segment that is no host is one of the page's own. Behind a list of tags may stand how it is shown
    /// ([`tag_list::TagListOptions`]) or what of it is to be changed ([`change::ChangeWanted`]), behind an image which one of an index ([`platform`]).
    pub fn parse(hash: &str) -> Address {
        if let Some(address) = with_options(hash) {
            return address;
        }
        let text = percent_decode(hash.strip_prefix('#').unwrap_or(hash));
        let text = text.trim_matches('/');
        if text.is_empty() {
            return Address::Connect;
        }
        if let Some(typed) = below(text, "checkup") {
            return Address::check_up(typed);
        }
        if has_credentials(text) {
            return Address::Unknown { text: redacted(text), why: HostError::HasCredentials.into() };
        }
        read(text).unwrap_or_else(|why| Address::Unknown { text: text.to_owned(), why })
    }

    /// Whether a hash holds a user name or a password, which must not stay in the address bar nor in the history.
    pub fn holds_password(hash: &str) -> bool {
        with_options(hash).is_none() && has_credentials(&percent_decode(hash))
    }

    /// The check-up of whatever a person typed as a registry's address. A password in it is not kept.
    pub fn check_up(typed: &str) -> Address {
        let is_around = |one: char| one == '/' || one.is_whitespace();
        let (typed, options) = CheckUpOptions::split(typed.trim_matches(is_around));
        let text = typed.trim_matches(is_around);
        // Without an address there is nothing that they could be about.
        let options = if text.is_empty() { CheckUpOptions::default() } else { options };
        Address::CheckUp { text: if has_credentials(text) { redacted(text) } else { text.to_owned() }, options }
    }

    /// The guide's page about a rule of the diagnosis, with a registry's names in it.
    pub fn rule(id: &str, registry: Option<&RegistryHost>) -> Address {
        Address::Guide { page: format!("rules/{id}"), registry: registry.cloned() }
    }

    /// The registry that the page talks to there.
    pub fn registry(&self) -> Option<RegistryHost> {
        match self {
            Address::Repositories { registry } | Address::Tags { registry, .. } | Address::Image { registry, .. } => {
                Some(registry.clone())
            }
            Address::CheckUp { text, .. } => RegistryHost::parse(text).ok(),
            Address::Connect | Address::Guide { .. } | Address::Settings | Address::Unknown { .. } => None,
        }
    }

    /// The repository that the page shows there.
    pub fn repository(&self) -> Option<&Repository> {
        match self {
            Address::Tags { repository, .. } | Address::Image { repository, .. } => Some(repository),
            _ => None,
        }
    }
}

/// The hash, `#/...`, which [`Address::parse`] reads again.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("#/")?;
        match self {
            Address::Connect => Ok(()),
            Address::Repositories { registry } => write!(f, "{registry}"),
            Address::Tags { registry, repository } => write!(f, "{registry}/{repository}"),
            Address::Image { registry, repository, version } => {
                let mark = if matches!(version, Version::Tag(_)) { ':' } else { '@' };
                write!(f, "{registry}/{repository}{mark}{version}")
            }
            Address::CheckUp { text, .. } if text.is_empty() => f.write_str("checkup"),
            Address::CheckUp { text, options } => write!(f, "checkup/{}{options}", percent_encoded(text, PLAIN)),
            Address::Guide { page, registry } => {
                let (mark, query) = if registry.is_some() { ("?", "registry=") } else { ("", "") };
                let slash = if page.is_empty() { "" } else { "/" };
                let registry = registry.as_ref().map(RegistryHost::to_string).unwrap_or_default();
                write!(f, "guide{slash}{page}{mark}{query}{registry}")
            }
            Address::Settings => f.write_str("settings"),
            Address::Unknown { text, .. } => f.write_str(&percent_encoded(text, PLAIN)),
        }
    }
}

/// What a check-up looks at besides what it always does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckUpOptions {
    /// A repository, where the first one of the list does not show the fault.
    pub repository: Option<Repository>,
    /// Whether changing something would work: asked where nothing can be changed.
    pub deleting: bool,
}

impl CheckUpOptions {
    /// Takes `?repository=team/app&delete` from the end of an address. Anything else behind a `?` belongs to the address.
    fn split(text: &str) -> (&str, CheckUpOptions) {
        let mut options = CheckUpOptions::default();
        let Some((before, query)) = text.rsplit_once('?') else { return (text, options) };
        for word in query.split('&') {
            match word.strip_prefix("repository=").map(Repository::parse) {
                Some(Ok(repository)) => options.repository = Some(repository),
                None if word == "delete" => options.deleting = true,
                _ => return (text, CheckUpOptions::default()),
            }
        }
        (before, options)
    }
}

impl fmt::Display for CheckUpOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.repository, self.deleting) {
            (None, false) => Ok(()),
            (None, true) => f.write_str("?delete"),
            (Some(repository), false) => write!(f, "?repository={repository}"),
            (Some(repository), true) => write!(f, "?repository={repository}&delete"),
        }
    }
}

impl From<Reference> for Address {
    fn from(reference: Reference) -> Address {
        let Reference { host: registry, repository, version } = reference;
        match version {
            Some(version) => Address::Image { registry, repository, version },
            None => Address::Tags { registry, repository },
        }
    }
}

/// The list of tags or the image that a hash with options names; `None` for any other hash.
fn with_options(hash: &str) -> Option<Address> {
    let (address, query) = split_options(hash)?;
    let address = Address::parse(address);
    let is_of_image = query.starts_with(PLATFORM);
    matches!((&address, is_of_image), (Address::Tags { .. }, false) | (Address::Image { .. }, true)).then_some(address)
}

/// The address in front of how something is shown, and what stands behind its `?`; `None` where that is something else. What has an
/// `@` in it as it is may be a password.
fn split_options(hash: &str) -> Option<(&str, &str)> {
    let (address, query) = hash.split_once('?')?;
    let is_option = ["order=", "filter=", CHANGE, PLATFORM].into_iter().any(|name| query.starts_with(name));
    (is_option && !query.contains('@')).then_some((address, query))
}

/// What the option of an image begins with.
const PLATFORM: &str = "platform=";

/// What the options of a change begin with.
const CHANGE: &str = "do=";

fn read(text: &str) -> Result<Address, AddressError> {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    if let Some(page) = below(path.trim_end_matches('/'), "guide") {
        return guide(page, query).ok_or_else(|| AddressError::NoSuchPage(path.to_owned()));
    }
    if path == "settings" {
        return Ok(Address::Settings);
    }
    let first = text.split('/').next().unwrap_or(text);
    if !is_host(first) {
        return Err(AddressError::NoSuchPage(first.to_owned()));
    }
    match split_host(text) {
        Some((_, rest)) if !rest.is_empty() => Ok(Reference::parse(text)?.into()),
        _ => Ok(Address::Repositories { registry: RegistryHost::parse(text)? }),
    }
}

/// What stands below one of the page's own first segments; empty for the segment alone.
fn below<'a>(text: &'a str, first: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(first)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// A page's name becomes the name of a file, so nothing but words is let in. A registry that cannot be read fills in
/// nothing.
fn guide(page: &str, query: &str) -> Option<Address> {
    let is_of_a_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(is_of_a_word);
    if !page.is_empty() && !page.split('/').all(is_word) {
        return None;
    }
    let registry = query.strip_prefix("registry=").and_then(|host| RegistryHost::parse(host).ok());
    Some(Address::Guide { page: page.to_owned(), registry })
}

/// A text with a user name or a password in it, without them: what stands in front of the last `@` goes, but for the
/// scheme of an address.
fn redacted(text: &str) -> String {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme)).unwrap_or_default();
    let kept = text.rfind('@').map_or("", |at| &text[at..]);
    let text = format!("{scheme}<redacted>{kept}");
    // In front of a digest it would read like a reference.
    if has_credentials(&text) { text } else { format!("{scheme}<redacted>@") }
}

/// Decodes `%XX` as URLs do: what is no such triple stays, and what is not UTF-8 is replaced.
fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = |at: usize| bytes.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (*byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// What stands for itself in an address of this page.
const PLAIN: &[u8] = b"-._~!$&'()*+,;=:@/?[]";

#[cfg(test)]
mod tests;
