//! The names that a person's configuration needs, and which of them may stand in one.

use url::{Host, Url};

use crate::diagnosis::observation::Server;

/// Everything that a fix can be filled in with. All of it may come from a person's keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The origins of the pages that are let in; the first is this page's.
    pub page_origins: Vec<String>,
    /// The registry's origin, as the page was given it.
    pub opened: String,
    /// What stands there.
    pub front: Front,
    /// The registry's origin, as browsers call it once the fix is in force. Where a server is put in front of what had none,
    /// it is another one than `opened`, which stays the registry's own.
    pub registry: String,
    /// Host and port of the registry behind its server; `https://` before them where it speaks TLS there.
    pub upstream: String,
    /// Where tokens are made, where there are tokens.
    pub tokens: Option<TokenPlace>,
    /// Where the page's files lie on the server.
    pub page_folder: String,
    /// Host and port of the server that has the page's files, for a server that serves no files itself.
    pub page_upstream: String,
    /// The certificate's file, and its key's.
    pub certificate: String,
    /// The file of the certificate's key.
    pub key: String,
    /// Whether the page may change things: delete, tag, copy.
    pub changes: bool,
    /// What a relay asks.
    pub relay: Relay,
}

/// What stands before a registry or a token service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// A server, whose configuration gets other lines.
    Stands,
    /// Nothing: what was opened is the registry itself, which keeps its port. A server is put in front of it, on another one.
    New,
}

/// A token service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPlace {
    /// Its origin in the realm that the registry names now.
    pub opened: String,
    /// What stands there.
    pub front: Front,
    /// Its origin, as browsers call it once a fix of its own is in force.
    pub origin: String,
    /// The path of the realm.
    pub path: String,
    /// Host and port of the token service behind its server; `https://` before them where it speaks TLS there.
    pub upstream: String,
    /// The file of its certificate, where it has an origin of its own.
    pub certificate: String,
    /// The file of that certificate's key.
    pub key: String,
}

/// The registry and token service behind a relay, which are somebody else's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relay {
    /// The relay's own origin, which people open in place of the registry's.
    pub origin: String,
    /// How the relay asks them.
    pub scheme: &'static str,
    /// The registry's host.
    pub upstream: String,
    /// The token service's host.
    pub token_service: String,
    /// The path of its realm.
    pub token_path: String,
    /// The name server that the relay asks.
    pub resolver: String,
}

/// A name that must not stand in a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} cannot be written into a configuration: {value}")]
pub struct UnsafeName {
    /// What it was given as.
    pub what: &'static str,
    /// The text.
    pub value: String,
}

impl Names {
    /// The names for a page and a registry, with what stands in most set-ups for the rest.
    pub fn new(page_origin: &str, registry: &Url) -> Names {
        let host = registry.host_str().unwrap_or_default();
        Names {
            page_origins: vec![page_origin.to_owned()],
            opened: registry.origin().ascii_serialization(),
            front: Front::Stands,
            registry: registry.origin().ascii_serialization(),
            upstream: BEHIND.to_owned(),
            tokens: None,
            page_folder: "/srv/pierglass".to_owned(),
            page_upstream: "127.0.0.1:8080".to_owned(),
            certificate: format!("/etc/ssl/{host}.pem"),
            key: format!("/etc/ssl/{host}.key"),
            changes: false,
            relay: Relay {
                origin: "https://relay.example.com".to_owned(),
                scheme: "https",
                upstream: registry.port().map_or(host.to_owned(), |port| format!("{host}:{port}")),
                token_service: host.to_owned(),
                token_path: "/token".to_owned(),
                resolver: "127.0.0.53".to_owned(),
            },
        }
    }

    /// With the token service of a realm.
    pub fn with_realm(mut self, realm: &Url) -> Names {
        let host = realm.host_str().unwrap_or_default().to_owned();
        self.relay.token_service = realm.port().map_or(host.clone(), |port| format!("{host}:{port}"));
        self.relay.token_path = realm.path().to_owned();
        self.tokens = Some(TokenPlace {
            opened: realm.origin().ascii_serialization(),
            front: Front::Stands,
            origin: realm.origin().ascii_serialization(),
            path: realm.path().to_owned(),
            upstream: TOKENS_BEHIND.to_owned(),
            certificate: format!("/etc/ssl/{}.pem", realm.host_str().unwrap_or_default()),
            key: format!("/etc/ssl/{}.key", realm.host_str().unwrap_or_default()),
        });
        self
    }

    /// With a server that stands before the registry or the token service, or with one that is put there now: the
    /// addresses follow.
    pub fn stand(&mut self, before: Server, front: Front) {
        let page = self.page_origins.first().and_then(|origin| Url::parse(origin).ok());
        let beside = |opened: &str, ports| beside(opened, page.as_ref(), ports).unwrap_or_else(|| opened.to_owned());
        let is_new = front == Front::New;
        match (before, &mut self.tokens) {
            (Server::TokenService, Some(tokens)) => {
                tokens.front = front;
                tokens.origin = if is_new { beside(&tokens.opened, TOKEN_PORTS) } else { tokens.opened.clone() };
                tokens.upstream = if is_new { own_port(&tokens.opened) } else { TOKENS_BEHIND.to_owned() };
            }
            (Server::TokenService, None) => {}
            (_, tokens) => {
                self.front = front;
                self.registry = if is_new { beside(&self.opened, PORTS) } else { self.opened.clone() };
                self.upstream = if is_new { own_port(&self.opened) } else { BEHIND.to_owned() };
                // Where nothing stands before the registry, nothing does before what makes its tokens.
                if let Some(tokens) = tokens.as_mut().filter(|tokens| tokens.front == Front::Stands) {
                    tokens.upstream = match (is_new, host_of(&tokens.opened) == host_of(&self.opened)) {
                        (false, _) => TOKENS_BEHIND.to_owned(),
                        (true, true) => own_port(&tokens.opened),
                        (true, false) => reached(&tokens.opened).unwrap_or_else(|| TOKENS_BEHIND.to_owned()),
                    };
                }
            }
        }
    }

    /// Whether people open another address once the fixes of the registry are in force.
    pub fn is_moved(&self) -> bool {
        self.registry != self.opened
    }

    /// Whether the token service is published under the registry's own address.
    pub fn tokens_are_here(&self) -> bool {
        self.tokens.as_ref().is_some_and(|tokens| tokens.opened == self.opened)
    }

    /// The first name that must not stand in a configuration.
    pub fn first_unsafe(&self) -> Option<UnsafeName> {
        if self.page_origins.is_empty() {
            return Some(UnsafeName { what: "the page's origin", value: "there is none".to_owned() });
        }
        let origins = self.page_origins.iter().map(|origin| ("the page's origin", origin));
        let registry = [
            ("the registry's origin", &self.opened),
            ("the registry's origin", &self.registry),
            ("the relay's origin", &self.relay.origin),
        ];
        let mut origins = origins.chain(registry).collect::<Vec<_>>();
        let mut behind = vec![("the registry behind the server", &self.upstream)];
        let hosts = vec![
            ("the server of the page's files", &self.page_upstream),
            ("the relayed registry", &self.relay.upstream),
            ("the relayed token service", &self.relay.token_service),
            ("the relay's name server", &self.relay.resolver),
        ];
        let mut paths = vec![
            ("the folder of the page", &self.page_folder),
            ("the certificate's file", &self.certificate),
            ("the key's file", &self.key),
            ("the relayed token service's path", &self.relay.token_path),
        ];
        if let Some(tokens) = &self.tokens {
            origins.push(("the token service's origin", &tokens.opened));
            origins.push(("the token service's origin", &tokens.origin));
            behind.push(("the token service behind the server", &tokens.upstream));
            paths.push(("the token service's path", &tokens.path));
            paths.push(("the token service's certificate", &tokens.certificate));
            paths.push(("the token service's key", &tokens.key));
        }
        let wrong = |list: Vec<(&'static str, &String)>, is_right: fn(&str) -> bool| {
            let found = list.into_iter().find(|(_, value)| !is_right(value));
            found.map(|(what, value)| UnsafeName { what, value: value.clone() })
        };
        wrong(origins, is_origin)
            .or_else(|| wrong(behind, |value| is_host(without_scheme(value).0)))
            .or_else(|| wrong(hosts, is_host))
            .or_else(|| wrong(paths, is_path))
    }
}

/// Where registries and token services mostly listen behind their servers.
const BEHIND: &str = "127.0.0.1:5000";
const TOKENS_BEHIND: &str = "127.0.0.1:5001";

/// The ports for a server that is put in front, without and with TLS: hardly anything else has them, and web servers that are
/// there already have 80 and 443.
const PORTS: [u16; 2] = [5080, 5443];
const TOKEN_PORTS: [u16; 2] = [5081, 5444];

/// The address of a server that is put in front of what was opened: the same name, another port. A page over https reads
/// nothing without TLS.
fn beside(opened: &str, page: Option<&Url>, ports: [u16; 2]) -> Option<String> {
    let opened = Url::parse(opened).ok()?;
    let is_tls = [Some(&opened), page].into_iter().flatten().any(|url| url.scheme() == "https");
    let taken = [opened.port(), page.and_then(Url::port)];
    let port = (ports[usize::from(is_tls)]..).step_by(10).find(|port| !taken.contains(&Some(*port)))?;
    Some(format!("{}://{}:{port}", if is_tls { "https" } else { "http" }, opened.host_str()?))
}

/// What was opened, as a server on the same machine reaches it.
fn own_port(opened: &str) -> String {
    let Ok(url) = Url::parse(opened) else { return BEHIND.to_owned() };
    let scheme = if url.scheme() == "https" { "https://" } else { "" };
    format!("{scheme}127.0.0.1:{}", url.port_or_known_default().unwrap_or(443))
}

/// What was opened on another machine, as a server reaches it, which knows no certificate's name.
fn reached(opened: &str) -> Option<String> {
    let url = Url::parse(opened).ok().filter(|url| url.scheme() == "http")?;
    Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}

fn host_of(origin: &str) -> Option<String> {
    Url::parse(origin).ok()?.host_str().map(str::to_owned)
}

/// Host and port of what is behind a server, and whether it speaks TLS there.
pub(super) fn without_scheme(upstream: &str) -> (&str, bool) {
    match upstream.strip_prefix("https://") {
        Some(host) => (host, true),
        None => (upstream, false),
    }
}

/// An origin as browsers write it, of letters, digits and what no configuration takes for its own.
fn is_origin(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_web = matches!(url.scheme(), "http" | "https");
    let host = match url.host() {
        Some(Host::Domain(name)) => is_plain(name, b"-._"),
        Some(_) => true,
        None => false,
    };
    is_web && host && url.origin().ascii_serialization() == text
}

/// Host and port: a name, an address of numbers, and a colon with digits.
fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && !port.contains(']') => (host, port),
        _ => (text, "0"),
    };
    let is_ipv6 = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|inner| !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':'));
    (is_ipv6 || is_plain(host, b"-._")) && port.parse::<u16>().is_ok() && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// An absolute path of plain names, none of which leads upwards.
fn is_path(text: &str) -> bool {
    text.starts_with('/')
        && is_plain(text, b"-._~/")
        && !text.contains("//")
        && text.split('/').all(|part| !matches!(part, "." | ".."))
}

fn is_plain(text: &str, besides: &[u8]) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && !text.starts_with('-')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || besides.contains(&byte))
}
