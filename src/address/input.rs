//! What a person types or pastes into a box.

use super::{Address, AddressError};
use crate::registry::host::{HostError, RegistryHost, has_credentials};
use crate::registry::reference::{Reference, Repository, Version, is_host, split_host};

/// Reads what a person types or pastes: a registry, a reference, a repository of the `default` registry, a line with
/// `docker pull` in it, an address of the registry's API, an address of this page.
pub fn from_input(text: &str, default: Option<&RegistryHost>) -> Result<Address, AddressError> {
    let text = the_word(text).trim_matches(['"', '\'', '`']);
    if text.is_empty() {
        return Err(AddressError::Empty);
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
    // skopeo and helm write a transport in front of a reference.
    let text = ["docker://", "oci://"].into_iter().find_map(|start| text.strip_prefix(start)).unwrap_or(text);
    let text = text.trim_end_matches('/');
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

/// The part of a pasted line that matters: `docker pull x`, `FROM x AS y`, `image: x`.
fn the_word(text: &str) -> &str {
    let text = text.trim();
    let mut words = text.split_whitespace().filter(|word| !word.starts_with('-'));
    let is_one = |word: &str, list: &[&str]| list.iter().any(|known| word.eq_ignore_ascii_case(known));
    match words.next() {
        Some(first) if is_one(first, &["from", "image:"]) => words.next().unwrap_or(text),
        Some(first) if is_one(first, &TOOLS) => words.next_back().unwrap_or(text),
        _ => text,
    }
}

/// What the lines begin with that end in a reference.
const TOOLS: [&str; 11] =
    ["$", "#", "sudo", "docker", "podman", "nerdctl", "skopeo", "crane", "oras", "regctl", "helm"];

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
