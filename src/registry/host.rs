//! Which registry: scheme, host and port, from what a person types.
//!
//! This module does not know whether anything answers there.

use std::fmt;

use url::{Host, Url};

use super::digest::Digest;
use super::plain_url;
use super::visible::quoted;

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
    #[error("the host {} is not written in punycode", quoted(.0))]
    NotAscii(String),
    /// The port is no number from 1 to 65535.
    #[error("{} is not a port", quoted(.0))]
    BadPort(String),
    /// Not a host name or an IP address at all.
    #[error("{} is not a host", quoted(.0))]
    NotAHost(String),
}

const DOCKER_HUB: &str = "registry-1.docker.io";

/// 128 bits in hexadecimal digits; nobody uses a shorter digest.
const SHORTEST_DIGEST: usize = 32;

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
        plain_url::placed(&self.url, &format!("/v2/{path}"), query, None)
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
    let colon = authority.rfind(':').filter(|at| !authority[*at..].contains(']'));
    let (host, port) = colon.map_or((authority, None), |at| (&authority[..at], Some(&authority[at + 1..])));
    if !host.is_ascii() {
        return Err(HostError::NotAscii(host.to_owned()));
    }
    if let Some(port) = port.filter(|port| !port.parse::<u16>().is_ok_and(|number| number > 0) || port.starts_with('+'))
    {
        return Err(HostError::BadPort(port.to_owned()));
    }
    // Browsers read `5000` and `0x7f.1` as IPv4 addresses; nobody means that, and it is not plain.
    let read = |scheme, authority: &str| {
        plain_url::origin(scheme, authority).ok_or_else(|| HostError::NotAHost(authority.to_owned()))
    };
    let mut url = read(scheme.unwrap_or("https"), authority)?;
    if scheme.is_none() && is_loopback(&url) {
        url = read("http", authority)?;
    }
    if matches!(url.host_str(), Some("docker.io" | "index.docker.io")) && url.port().is_none() {
        url = read(url.scheme(), DOCKER_HUB)?;
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

/// Whether there is an `@` that is not in front of a digest, be that digest good or bad. A password may hold a slash,
/// so the whole text is looked at, and nothing of it may be repeated.
///
/// By its grammar `host:5000` is a digest too. So one of an unknown algorithm has to be long, or to follow a path without
/// looking like a port.
pub(crate) fn has_credentials(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(before, after)| {
        let encoded = after.rsplit(':').next().unwrap_or_default();
        // Looked for from the front: nothing else of the first list searches backwards for a text.
        let path = before.match_indices("://").last().map_or(before, |(at, mark)| &before[at + mark.len()..]);
        // A name and a password in front of a slash look like a host whose port is none.
        let first = path.split('/').next().unwrap_or_default();
        let is_bracketed = first.starts_with('[');
        let is_host = is_bracketed || first.split_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_ok());
        let follows_path = is_host && path.contains('/');
        let is_likely = encoded.len() >= SHORTEST_DIGEST || (follows_path && encoded.parse::<u16>().is_err());
        let is_known = after.starts_with("sha256:") || after.starts_with("sha512:");
        let is_digest = is_known || (is_likely && Digest::parse(after).is_ok());
        // Behind a scheme there is a host, and no name with a tag.
        let is_address = path.len() < before.len();
        let is_of_a_reference = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:/[]+".contains(&byte);
        let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        let is_reference = word.bytes().all(is_of_a_reference) && !before.contains('@');
        !is_digest || !is_reference || (is_address && !is_host)
    })
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str, origin: &str) {
        let host = RegistryHost::parse(text).expect(text);
        assert_eq!((host.to_string().as_str(), host.origin().as_str()), (shown, origin), "{text:?}");
        assert_eq!(RegistryHost::parse(shown).as_ref(), Ok(&host), "{shown:?} gives the same registry again");
        assert_eq!(RegistryHost::from_origin(host.url()), Some(host));
    }

    #[test]
    fn what_people_type() {
        for text in [
            "registry.example.com",
            "https://registry.example.com",
            " https://registry.example.com/ ",
            "HTTPS://Registry.Example.COM/v2/",
            "registry.example.com/v2",
            "registry.example.com:443",
            "registry.example.com//",
        ] {
            check(text, "registry.example.com", "https://registry.example.com");
        }
        check("registry.example.com:5000", "registry.example.com:5000", "https://registry.example.com:5000");
        check("http://r.example", "http://r.example", "http://r.example");
        check("http://r.example:443", "http://r.example:443", "http://r.example:443");
        check("10.0.0.7:5000", "10.0.0.7:5000", "https://10.0.0.7:5000");
        check("[2001:DB8::1]:5000", "[2001:db8::1]:5000", "https://[2001:db8::1]:5000");
        check("my_registry.example", "my_registry.example", "https://my_registry.example");
        check("registry:5000", "registry:5000", "https://registry:5000");
        check("registry", "https://registry", "https://registry");
        check("xn--bcher-kva.example", "xn--bcher-kva.example", "https://xn--bcher-kva.example");
    }

    #[test]
    fn loopback_is_plain_http() {
        check("localhost:5000", "http://localhost:5000", "http://localhost:5000");
        check("LOCALHOST", "http://localhost", "http://localhost");
        check("r.localhost:5000", "http://r.localhost:5000", "http://r.localhost:5000");
        check("127.8.0.1:5000/v2/", "http://127.8.0.1:5000", "http://127.8.0.1:5000");
        check("[::1]:5000", "http://[::1]:5000", "http://[::1]:5000");
        check("https://localhost:5000", "https://localhost:5000", "https://localhost:5000");
        assert!(RegistryHost::parse("localhost").expect("a host").is_plain_http());
        assert!(!RegistryHost::parse("localhost.example").expect("a host").is_loopback());
    }

    #[test]
    fn docker_hub_has_three_names() {
        for text in ["docker.io", "index.docker.io", "registry-1.docker.io", "https://Docker.IO/v2/"] {
            check(text, "docker.io", "https://registry-1.docker.io");
            assert_eq!(RegistryHost::parse(text).expect("a host").docker_name(), "docker.io");
        }
        check("docker.io:5000", "docker.io:5000", "https://docker.io:5000");
    }

    #[test]
    fn what_is_no_registry() {
        let names = |text: &str| text.to_owned();
        for (text, error) in [
            ("", HostError::Empty),
            (" \t", HostError::Empty),
            ("registry example.com", HostError::HasSpace),
            ("https://user:password@r.example", HostError::HasCredentials),
            ("https://user:pa/ss@r.example", HostError::HasCredentials),
            ("token@r.example/v2/", HostError::HasCredentials),
            ("https://user:password@r.example:5000", HostError::HasCredentials),
            ("https://user:password@r.e:0123456789abcdef0123456789abcdef0123", HostError::HasCredentials),
            ("user:pa@ss word@r.e:0123456789abcdef0123456789abcdef0123", HostError::HasCredentials),
            ("user:password@registry:5000", HostError::HasCredentials),
            ("https://user:pa/ss@registry:5000", HostError::HasCredentials),
            ("https://user:password@registry:abc", HostError::HasCredentials),
            ("user:pa/ss@registry:abc", HostError::HasCredentials),
            ("https://r.example/team/app", HostError::HasPath(names("/team/app"))),
            ("r.example/v2/_catalog?n=1", HostError::HasPath(names("/v2/_catalog"))),
            ("r.example/?x", HostError::HasPath(names("/"))),
            ("docker://r.example", HostError::OtherScheme(names("docker"))),
            ("FTP://r.example", HostError::OtherScheme(names("ftp"))),
            ("bücher.example", HostError::NotAscii(names("bücher.example"))),
            ("r.example:", HostError::BadPort(names(""))),
            ("r.example:0", HostError::BadPort(names("0"))),
            ("r.example:65536", HostError::BadPort(names("65536"))),
            ("r.example:+80", HostError::BadPort(names("+80"))),
            ("r.example:5000:5001", HostError::NotAHost(names("r.example:5000:5001"))),
            ("https:///v2/", HostError::NotAHost(names(""))),
            ("a..example", HostError::NotAHost(names("a..example"))),
            ("r%2eexample", HostError::NotAHost(names("r%2eexample"))),
            ("5000", HostError::NotAHost(names("5000"))),
            ("300.1.2.3", HostError::NotAHost(names("300.1.2.3"))),
            ("[::1", HostError::NotAHost(names("[::1"))),
            ("<script>", HostError::NotAHost(names("<script>"))),
        ] {
            assert_eq!(RegistryHost::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn addresses_of_the_api() {
        let host = RegistryHost::parse("http://r.example:5000").expect("a host");
        assert_eq!(host.api("").as_str(), "http://r.example:5000/v2/");
        assert_eq!(host.api("_catalog?n=100").as_str(), "http://r.example:5000/v2/_catalog?n=100");
        assert_eq!(host.api("team/app/tags/list").as_str(), "http://r.example:5000/v2/team/app/tags/list");
    }

    #[test]
    fn the_origin_of_an_address() {
        let from = |text: &str| RegistryHost::from_origin(&Url::parse(text).expect(text)).map(|host| host.to_string());
        assert_eq!(from("https://u:p@r.example/ui/#/x").as_deref(), Some("r.example"));
        assert_eq!(from("http://localhost:8080/index.html").as_deref(), Some("http://localhost:8080"));
        assert_eq!(from("file:///home/page.html"), None);
        assert_eq!(from("about:blank"), None);
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_text(text in "(https?://)?(\\PC{0,12}|[a-z0-9.:@/\\[\\]%-]{0,24})(/v2/)?") {
            if let Ok(host) = RegistryHost::parse(&text) {
                proptest::prop_assert_eq!(RegistryHost::parse(&host.to_string()), Ok(host.clone()));
                proptest::prop_assert_eq!(RegistryHost::parse(&host.origin()), Ok(host));
            }
        }

        #[test]
        fn a_password_is_never_repeated(password in "[ -~]{4,12}", rest in "(:5000)?(/[a-z/]{0,8})?") {
            let error = RegistryHost::parse(&format!("https://me:{password}@r.example{rest}"));
            proptest::prop_assert_eq!(error, Err(HostError::HasCredentials));
        }
    }
}
