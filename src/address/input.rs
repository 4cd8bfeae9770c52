//! What a person types or pastes into a box.

use super::line::{Argument, named, without_transport};
use super::{Address, AddressError};
use crate::registry::digest::Digest;
use crate::registry::host::{HostError, RegistryHost, has_credentials};
use crate::registry::reference::{Reference, ReferenceError, Repository, Tag, Version, is_host, split_host};

/// Where something is typed, for what it leaves out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// The registry on show, which a reference without one is in.
    pub registry: Option<&'a RegistryHost>,
    /// The repository on show, which a tag or a digest alone is of.
    pub repository: Option<&'a Repository>,
    /// Registries by the names that command lines have for them, which say neither the scheme nor where the registry itself is.
    pub named: &'a [(String, RegistryHost)],
}

/// Reads what a person types or pastes: a registry, a reference, a repository of the `default` registry, a command line that names one,
/// an address of the registry's API, an address of this page.
pub fn from_input(text: &str, default: Option<&RegistryHost>) -> Result<Address, AddressError> {
    from_input_at(text, Place { registry: default, ..Place::default() })
}

/// The same at a place: there `:1.2`, `@sha256:…` and a bare digest are of the repository on show.
pub fn from_input_at(text: &str, place: Place) -> Result<Address, AddressError> {
    let Argument { word, version, is_registry } =
        named(text).unwrap_or_else(|| Argument { word: text.trim().to_owned(), ..Argument::default() });
    let text = word.trim_matches(['"', '\'', '`']);
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    if let Some(version) = version_alone(text) {
        let (Some(registry), Some(repository)) = (place.registry, place.repository) else {
            return Err(AddressError::NoRepository);
        };
        return of_repository(registry.clone(), repository.clone(), version?);
    }
    if has_credentials(text) {
        return Err(HostError::HasCredentials.into());
    }
    if let Some(at) = text.find("#/") {
        match Address::parse(&text[at..]) {
            Address::Unknown { why, .. } => return Err(why),
            address => return Ok(address),
        }
    }
    let text = without_transport(text).trim_end_matches('/');
    let (name, rest) = text.split_once('/').map_or((text, ""), |(name, _)| (name, &text[name.len()..]));
    let known = place.named.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    let text = &known.map_or_else(|| text.to_owned(), |(_, host)| format!("{host}{rest}"));
    if is_registry || (known.is_some() && rest.is_empty()) {
        return Ok(Address::Repositories { registry: RegistryHost::parse(text)? });
    }
    let address = reference(text, place.registry)?;
    match (address, version) {
        // A chart's version is its tag, in which `_` stands for the `+` that tags cannot have.
        (Address::Tags { registry, repository }, Some(version)) => {
            of_repository(registry, repository, Version::Tag(Tag::parse(&version.replace('+', "_"))?))
        }
        (address, _) => Ok(address),
    }
}

fn of_repository(registry: RegistryHost, repository: Repository, version: Version) -> Result<Address, AddressError> {
    let address = Address::Image { registry, repository, version };
    // A digest of an unknown kind, `a:2`, would read like a password and a host there.
    if has_credentials(address.to_string().trim_start_matches("#/")) {
        Err(HostError::HasCredentials.into())
    } else {
        Ok(address)
    }
}

/// A tag behind a colon, a digest behind an `@` or alone: what names no repository.
fn version_alone(text: &str) -> Option<Result<Version, AddressError>> {
    let digest = |text: &str| Ok(Version::Digest(Digest::parse(text).map_err(ReferenceError::from)?));
    if let Some(digest_alone) = text.strip_prefix('@') {
        return Some(digest(digest_alone));
    }
    if let Some(tag) = text.strip_prefix(':') {
        return Some(match tag.split_once('@') {
            Some((_, digest_too)) => digest(digest_too),
            None => Tag::parse(tag).map(Version::Tag).map_err(Into::into),
        });
    }
    let is_digest = text.starts_with("sha256:") || text.starts_with("sha512:");
    let is_hex = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (is_digest || is_hex).then(|| digest(&if is_hex { format!("sha256:{text}") } else { text.to_owned() }))
}

/// A registry, a reference, or an address of the registry's API.
fn reference(text: &str, default: Option<&RegistryHost>) -> Result<Address, AddressError> {
    if let Some((host, path)) = split_host(text).filter(|(_, path)| !path.is_empty()) {
        let path = path.split(['?', '#']).next().unwrap_or(path).trim_end_matches('/');
        let api = if path.eq_ignore_ascii_case("v2") { Some("") } else { path.strip_prefix("v2/") };
        if let Some(address) = api.and_then(|path| from_api(host, path)) {
            return address;
        }
        // A pasted address may have a query; in a typed reference it is a mistake that has to be shown.
        let path = if text.contains("://") { path } else { &text[host.len() + 1..] };
        return Ok(Reference::parse(&format!("{host}/{path}"))?.into());
    }
    if text.contains("://") || (!text.contains('/') && is_typed_host(text, default)) {
        return Ok(Address::Repositories { registry: RegistryHost::parse(text)? });
    }
    Ok(Reference::parse_with_default(text, default)?.into())
}

/// The page for an address of the registry's API; `None` where `path`, which follows `/v2/`, is no endpoint.
fn from_api(host: &str, path: &str) -> Option<Result<Address, AddressError>> {
    let build = |name: &str, version: Option<&str>| -> Result<Address, AddressError> {
        let repository = Repository::parse(name)?;
        let version = version.map(Version::parse).transpose()?;
        let reference = Reference { host: RegistryHost::parse(host)?, repository, version };
        // In this page's own address it would read like a password and a host.
        match has_credentials(&reference.to_string()) {
            true => Err(HostError::HasCredentials.into()),
            // On Docker Hub a name of one part is written without what stands before it, and read with it.
            false => Ok(Reference::parse(&reference.to_string())?.into()),
        }
    };
    if matches!(path, "" | "_catalog") {
        return Some(RegistryHost::parse(host).map(|registry| Address::Repositories { registry }).map_err(Into::into));
    }
    if let Some(name) = path.strip_suffix("/tags/list") {
        return Some(build(name, None));
    }
    let (rest, last) = path.rsplit_once('/')?;
    if let Some(name) = rest.strip_suffix("/manifests").or_else(|| rest.strip_suffix("/referrers")) {
        return Some(build(name, Some(last)));
    }
    rest.strip_suffix("/blobs").map(|name| build(name, None))
}

/// Whether a text without a slash is a registry: `registry.example.com:5000`, but not `app:1.2`.
fn is_typed_host(text: &str, default: Option<&RegistryHost>) -> bool {
    if text.starts_with('[') || text.contains('@') {
        return text.starts_with('[');
    }
    match text.split_once(':') {
        Some((name, port)) => {
            let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
            is_port && (is_host(name) || default.is_none())
        }
        None => is_host(text) || default.is_none(),
    }
}

#[cfg(test)]
mod tests;
