//! Which registry: scheme, host and port, from what a person types.
//!
//! This module does not know whether anything answers there.

use std::fmt;

use url::{Host, Url};

use super::digest::Digest;

/// The place of a registry: scheme, host and port, and nothing more.
///
/// Docker Hub has three names (`docker.io`, `index.docker.io`, `registry-1.docker.io`); all of them talk to the last
/// one and are written as the first one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegistryHost {
    url: Url,
}

/// Why a text is no registry's address. It never repeats a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// There is nothing.
    #[error("the registry address is empty")]
    Empty,
    /// There is white space in the middle of it.
    #[error("the registry address has white space inside")]
    HasSpace,
    /// A user name or a password stands in front of the host.
    #[error("the registry address contains a user name or a password")]
    HasCredentials,
    /// Something other than `/v2/` follows the host.
    #[error("the registry address has a path after the host: {0}")]
    HasPath(String),
    /// A scheme that is neither `http` nor `https`, without its `://`.
    #[error("{0}:// is not a scheme that a browser can talk to a registry with")]
    OtherScheme(String),
    /// The host has characters outside ASCII; browsers call its punycode form (`xn--...`).
    #[error("the host {0:?} is not written in punycode")]
    NotAscii(String),
    /// The port is no number from 1 to 65535.
    #[error("{0:?} is not a port")]
    BadPort(String),
    /// Not a host name or an IP address at all.
    #[error("{0:?} is not a host")]
    NotAHost(String),
}

const DOCKER_HUB: &str = "registry-1.docker.io";

impl RegistryHost {
    /// Reads what a person types.
    ///
    /// ```text
    /// address := [ ("http" | "https") "://" ] host [ ":" port ] [ "/v2" ] "/"*
    /// ```
    /// Without a scheme it is `https`, except for loopback, which is `http`.
    pub fn parse(text: &str) -> Result<RegistryHost, HostError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(HostError::Empty);
        }
        if has_credentials(text) {
            return Err(HostError::HasCredentials);
        }
        if text.contains(char::is_whitespace) {
            return Err(HostError::HasSpace);
        }
        let (scheme, rest) = match text.split_once("://") {
            None => (None, text),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (Some("http"), rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (Some("https"), rest),
            Some((scheme, _)) if is_scheme(scheme) => return Err(HostError::OtherScheme(scheme.to_ascii_lowercase())),
            Some(_) => return Err(HostError::NotAHost(text.to_owned())),
        };
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let url = parse_authority(scheme, authority)?;
        let path = path.trim_end_matches('/');
        if path.is_empty() || path.eq_ignore_ascii_case("/v2") {
            return Ok(RegistryHost { url });
        }
        let shown = path.find(['?', '#']).map_or(path, |query| &path[..query.max(1)]);
        Err(HostError::HasPath(shown.to_owned()))
    }

    /// The registry at the origin of `url`, whatever its path; `None` where that is neither http nor https.
    pub fn from_origin(url: &Url) -> Option<RegistryHost> {
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        RegistryHost::parse(&format!("{}://{}{port}", url.scheme(), url.host_str()?)).ok()
    }

    /// The address of the registry's root, which ends in a slash.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The address of a part of the registry's API: what follows `/v2/`, with a query where it has one.
    pub fn api(&self, path: &str) -> Url {
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let mut url = self.url.clone();
        url.set_path(&format!("/v2/{path}"));
        url.set_query(query);
        url
    }

    /// The origin as browsers write it: `https://h` or `https://h:p`.
    pub fn origin(&self) -> String {
        self.url.as_str().trim_end_matches('/').to_owned()
    }

    /// Host and port as docker writes them in front of a repository.
    pub fn docker_name(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            None if host == DOCKER_HUB => "docker.io".to_owned(),
            None => host.to_owned(),
            Some(port) => format!("{host}:{port}"),
        }
    }

    /// Whether it is on the machine that the browser runs on.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Whether it is called without TLS.
    pub fn is_plain_http(&self) -> bool {
        self.url.scheme() == "http"
    }
}

/// The shortest text that gives the same registry again, also as the first segment of a reference: the scheme is
/// written for plain http, for loopback, and for a host without dot and port.
impl fmt::Display for RegistryHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.docker_name();
        if self.is_plain_http() || self.is_loopback() || !name.contains(['.', ':']) {
            write!(f, "{}://", self.url.scheme())?;
        }
        f.write_str(&name)
    }
}

fn parse_authority(scheme: Option<&str>, authority: &str) -> Result<Url, HostError> {
    let not_a_host = || HostError::NotAHost(authority.to_owned());
    let colon = authority.rfind(':').filter(|at| !authority[*at..].contains(']'));
    let (host, port) = colon.map_or((authority, None), |at| (&authority[..at], Some(&authority[at + 1..])));
    if !host.is_ascii() {
        return Err(HostError::NotAscii(host.to_owned()));
    }
    if let Some(port) = port.filter(|port| !port.parse::<u16>().is_ok_and(|number| number > 0) || port.starts_with('+'))
    {
        return Err(HostError::BadPort(port.to_owned()));
    }
    let labels = host.strip_suffix('.').unwrap_or(host);
    if labels.split('.').any(str::is_empty) || host.contains('%') {
        return Err(not_a_host());
    }
    let mut url = Url::parse(&format!("{}://{authority}/", scheme.unwrap_or("https"))).map_err(|_| not_a_host())?;
    // Browsers read `5000` and `0x7f.1` as IPv4 addresses; nobody means that.
    if matches!(url.host(), Some(Host::Ipv4(_))) && url.host_str() != Some(host) {
        return Err(not_a_host());
    }
    if scheme.is_none() && is_loopback(&url) {
        url = Url::parse(&format!("http://{authority}/")).map_err(|_| not_a_host())?;
    }
    if matches!(url.host_str(), Some("docker.io" | "index.docker.io")) && url.port().is_none() {
        url.set_host(Some(DOCKER_HUB)).map_err(|_| not_a_host())?;
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// An `@` is allowed in front of a digest only. A password may hold a slash, so the whole text is looked at.
fn has_credentials(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(before, after)| {
        let digest = after.trim_end_matches('/');
        Digest::parse(digest).is_err() || before.contains('@')
    })
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}
