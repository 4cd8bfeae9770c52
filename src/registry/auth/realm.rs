//! Where a Bearer challenge sends the page, judged before anything is sent there.
//!
//! The realm is a stranger's input: it decides which host sees a password. What it looks like is judged here; whether
//! the host answers is not known.

use std::net::{IpAddr, Ipv4Addr};

use url::{Host, Url};

use crate::registry::visible::quoted;

/// The address of a token service that may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Realm {
    /// The address, with the realm's own query.
    pub url: Url,
    /// Whether it stands on another origin than the registry, so that a person must agree before a password goes there.
    pub foreign: bool,
    /// Whether the registry gave it relative to itself. Docker clients refuse such a realm.
    pub relative: bool,
}

/// Why a realm is not asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RealmError {
    /// The challenge has no realm, or an empty one.
    #[error("the challenge names no realm")]
    Missing,
    /// It is not a URL.
    #[error("the realm {} is not a URL", quoted(.0))]
    NotAUrl(String),
    /// It is a URL with a user name or a password in it, which no browser fetches. The text is not kept.
    #[error("the realm carries a user name or a password")]
    HasCredentials,
    /// It is a URL that is not fetched, `ftp:` for one.
    #[error("the realm {} is not an http or https address", quoted(.0))]
    OtherScheme(String),
    /// A password would travel in clear although the registry itself is on https.
    #[error("the realm {0} is plain http while the registry is on https")]
    Insecure(Url),
    /// A registry with a public name points at a name or an address that only its own network knows.
    #[error("the realm {0} is an internal address while the registry has a public one")]
    Internal(Url),
}

impl Realm {
    /// Judges the realm of a challenge that came from `registry`.
    pub fn judge(text: &str, registry: &Url) -> Result<Realm, RealmError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(RealmError::Missing);
        }
        // Browsers would read a host beyond ASCII as punycode; a realm never needs one (docs/decisions/0002).
        if !text.is_ascii() {
            return Err(RealmError::NotAUrl(text.to_string()));
        }
        let (url, relative) = match Url::parse(text) {
            Ok(url) => (url, false),
            Err(url::ParseError::RelativeUrlWithoutBase) if text.starts_with('/') => {
                (registry.join(text).map_err(|_| RealmError::NotAUrl(text.to_string()))?, true)
            }
            Err(_) => return Err(RealmError::NotAUrl(text.to_string())),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(RealmError::HasCredentials);
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(RealmError::OtherScheme(text.to_string()));
        }
        let foreign = url.origin() != registry.origin();
        if url.scheme() == "http" && registry.scheme() == "https" {
            return Err(RealmError::Insecure(url));
        }
        if foreign && is_internal(&url) && !is_internal(registry) {
            return Err(RealmError::Internal(url));
        }
        Ok(Realm { url, foreign, relative })
    }
}

/// Whether only a private network can know this host: a name without a dot, a private suffix, a private or loopback
/// address.
pub fn is_internal(url: &Url) -> bool {
    match url.host() {
        None => false,
        Some(Host::Ipv4(address)) => is_private(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_private(IpAddr::V6(address)),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let private_suffixes = [
                ".localhost",
                ".localdomain",
                ".local",
                ".internal",
                ".intranet",
                ".private",
                ".corp",
                ".home",
                ".lan",
                ".home.arpa",
                ".cluster.local",
                ".svc",
            ];
            !name.contains('.') || private_suffixes.iter().any(|suffix| name.ends_with(suffix))
        }
    }
}

/// Whether an address is none of the public internet's (IANA's registries of special-purpose addresses). One of IPv6 that stands for
/// one of IPv4, by mapping or by NAT64, is what that one is.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            // Of whoever shares an address with others (100.64.0.0/10), and of measurements (198.18.0.0/15).
            let is_shared = first == 100 && second & 0xc0 == 64;
            let is_of_measurements = first == 198 && second & 0xfe == 18;
            let is_local = address.is_private() || address.is_loopback() || address.is_link_local();
            is_local || first == 0 || is_shared || is_of_measurements || address.is_broadcast()
        }
        IpAddr::V6(address) => {
            let segments = address.segments();
            let [_, _, _, _, _, _, high, low] = segments;
            let stands_for_v4 = match segments {
                [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => true,
                [0, 0, 0, 0, 0, 0, high, _] => high != 0,
                _ => false,
            };
            if stands_for_v4 {
                return is_private(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)).into());
            }
            let is_local_nat64 = segments[..3] == [0x64, 0xff9b, 1];
            let is_local = segments[0] & 0xfe00 == 0xfc00 || segments[0] & 0xffc0 == 0xfe80;
            address.is_loopback() || address.is_unspecified() || is_local || is_local_nat64
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_only_a_private_network_knows() {
        for host in [
            "10.0.0.1",
            "172.31.0.1",
            "192.168.1.1",
            "169.254.1.1",
            "127.1.2.3",
            "0.0.0.0",
            "100.64.0.1",
            "100.127.255.254",
            "198.18.0.1",
            "198.19.255.254",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[fd00::1]",
            "[fe80::1]",
            "[::ffff:10.0.0.1]",
            "[::10.0.0.1]",
            "[64:ff9b::10.0.0.1]",
            "[64:ff9b:1::1]",
            "registry",
            "registry.home",
            "registry.corp",
            "registry.lan",
            "registry.local.",
            "a.svc.cluster.local",
        ] {
            assert!(is_internal(&Url::parse(&format!("https://{host}/")).expect("an address")), "{host}");
        }
        for host in [
            "8.8.8.8",
            "100.63.0.1",
            "100.128.0.1",
            "172.32.0.1",
            "198.20.0.1",
            "[2001:db8::1]",
            "[::ffff:8.8.8.8]",
            "[64:ff9b::8.8.8.8]",
            "registry.example",
            "home.example",
            "corp.com",
        ] {
            assert!(!is_internal(&Url::parse(&format!("https://{host}/")).expect("an address")), "{host}");
        }
    }

    #[track_caller]
    fn check(registry: &str, realm: &str, expected: &str) {
        let registry = Url::parse(registry).expect("a registry address");
        let found = match Realm::judge(realm, &registry) {
            Ok(Realm { url, foreign, relative }) => {
                let notes = [(foreign, " foreign"), (relative, " relative")];
                let notes: String = notes.iter().filter(|(is, _)| *is).map(|(_, note)| *note).collect();
                format!("{url}{notes}")
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "for {realm:?}");
    }

    #[test]
    fn usable() {
        check("https://r.example/v2/", "https://r.example/token", "https://r.example/token");
        check("https://r.example/v2/", "https://r.example:443/token", "https://r.example/token");
        check("https://r.example/v2/", "https://auth.example/t?x=1", "https://auth.example/t?x=1 foreign");
        check("https://r.example/v2/", "/token", "https://r.example/token relative");
        check("http://localhost:5000/v2/", "http://localhost:5001/token", "http://localhost:5001/token foreign");
        check("http://r.example/v2/", "http://auth.example/t", "http://auth.example/t foreign");
    }

    #[test]
    fn refused() {
        let registry = "https://r.example/v2/";
        check(registry, "", "the challenge names no realm");
        check(registry, "Registry Realm", r#"the realm "Registry Realm" is not a URL"#);
        // Nexus from 3.77 on, behind a proxy that sends X-Forwarded-Host with a port, or twice
        check(
            registry,
            "https://host:5001:5001/v2/token",
            r#"the realm "https://host:5001:5001/v2/token" is not a URL"#,
        );
        check(registry, "https://a.com, b.com/v2/token", r#"the realm "https://a.com, b.com/v2/token" is not a URL"#);
        check(registry, "javascript:alert(1)", r#"the realm "javascript:alert(1)" is not an http or https address"#);
        check(registry, "https://u:p@r.example/t", "the realm carries a user name or a password");
        check(
            registry,
            "http://r.example/token",
            "the realm http://r.example/token is plain http while the registry is on https",
        );
        check(
            registry,
            "https://gitea:3000/v2/token",
            "the realm https://gitea:3000/v2/token is an internal address while the registry has a public one",
        );
        check(
            registry,
            "https://10.0.0.7/token",
            "the realm https://10.0.0.7/token is an internal address while the registry has a public one",
        );
    }
}
