//! Which exchange is which: the server, and whether it was a preflight.

use url::Url;

use super::Unclear;
use crate::diagnosis::curl::{self, Between, Purpose, Shell};
use crate::diagnosis::transcript::{Asked, BodyKind, CurlError, Exchange, Transcript};
use crate::registry::auth::challenge::parse_challenges;
use crate::registry::auth::realm::Realm;
use crate::registry::failure::About;

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The request itself.
    Plain,
    /// The question before it.
    Preflight,
}

/// Server and role of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub about: About,
    pub role: Role,
    /// Whether the request is not shown in the paste.
    pub guessed: bool,
    /// Whether it is about another address of the registry than the first one.
    pub is_later: bool,
}

/// What is known for all exchanges of a paste.
pub struct Places {
    registry: Option<String>,
    /// Host and path.
    token_service: Option<(String, String)>,
    /// Places by line, where the paste is the output of our own lines and nothing else.
    ours: Vec<(usize, Purpose)>,
}

impl Places {
    pub fn of(between: Between, transcript: &Transcript) -> Places {
        let realm = || transcript.exchanges.iter().find_map(|exchange| realm(between.registry, exchange));
        let token_service = between.token_service.cloned().or_else(realm);
        let named = token_service.as_ref().and_then(|url| Some((host(url)?, url.path().to_owned())));
        let mut lines: Vec<(usize, &Asked)> = Vec::new();
        lines.extend(transcript.exchanges.iter().map(|exchange| (exchange.line, &exchange.asked)));
        lines.extend(transcript.errors.iter().map(|error| (error.line, &error.asked)));
        lines.sort_by_key(|(line, _)| *line);
        let ours = curl::lines(between, Shell::Posix);
        let is_ours = lines.len() == ours.len() && lines.iter().all(|(_, asked)| **asked == Asked::default());
        let ours = ours.into_iter().map(|line| line.purpose);
        let by_line = lines.into_iter().map(|(line, _)| line).zip(ours);
        let ours = if is_ours { by_line.collect() } else { Vec::new() };
        Places { registry: host(between.registry), token_service: named, ours }
    }

    /// The place of an exchange.
    pub fn of_exchange(&self, exchange: &Exchange) -> Result<Place, Unclear> {
        let (line, asked) = (exchange.line, &exchange.asked);
        if asked.method.as_deref() == Some("CONNECT") {
            return Err(Unclear::Proxy { line, status: exchange.status });
        }
        if let Some(place) = self.ours(line) {
            return Ok(place);
        }
        let is_token = exchange.body.kind == BodyKind::Token;
        let role = role(exchange);
        let is_later = asked.path.as_deref().is_some_and(is_later);
        match self.server(asked) {
            Some(Some(about)) => Ok(Place { about, role, guessed: asked.method.is_none(), is_later }),
            None if is_token => Ok(Place { about: About::TokenService, role, guessed: true, is_later: false }),
            None => Ok(Place { about: About::Registry, role, guessed: true, is_later }),
            Some(None) if is_token => Ok(Place { about: About::TokenService, role, guessed: false, is_later: false }),
            Some(None) => {
                let path = asked.path.as_deref().unwrap_or_default();
                let address = format!("{}{path}", asked.host.as_deref().unwrap_or_default());
                Err(Unclear::OtherServer { line, address })
            }
        }
    }

    /// The place of an error. Where it belongs to no server that is known, the registry's is meant.
    pub fn of_error(&self, error: &CurlError) -> Place {
        if let Some(place) = self.ours(error.line) {
            return place;
        }
        let is_preflight = error.asked.method.as_deref() == Some("OPTIONS");
        let role = if is_preflight { Role::Preflight } else { Role::Plain };
        let server = self.server(&error.asked).flatten();
        let is_later = error.asked.path.as_deref().is_some_and(is_later);
        Place { about: server.unwrap_or(About::Registry), role, guessed: server.is_none(), is_later }
    }

    fn ours(&self, line: usize) -> Option<Place> {
        let (_, purpose) = self.ours.iter().find(|(known, _)| *known == line)?;
        let (about, role) = match purpose {
            Purpose::Plain | Purpose::Later(_) => (About::Registry, Role::Plain),
            Purpose::Preflight | Purpose::DeletePreflight | Purpose::LaterPreflight(_) => {
                (About::Registry, Role::Preflight)
            }
            Purpose::TokenService => (About::TokenService, Role::Plain),
            Purpose::TokenServicePreflight => (About::TokenService, Role::Preflight),
        };
        Some(Place { about, role, guessed: true, is_later: matches!(purpose, Purpose::Later(_)) })
    }

    /// The server that was asked: `None` where the paste does not say, `Some(None)` where it is another one.
    fn server(&self, asked: &Asked) -> Option<Option<About>> {
        let host = asked.host.as_ref()?;
        let path = asked.path.as_deref().unwrap_or("/v2/");
        let (is_registry, is_api) = (self.registry.as_ref() == Some(host), path == "/v2" || path.starts_with("/v2/"));
        Some(match &self.token_service {
            Some((known, known_path)) if known == host && (known_path == path || !is_registry) => {
                Some(About::TokenService)
            }
            _ if is_registry && is_api => Some(About::Registry),
            _ => None,
        })
    }
}

/// Whether a path of the registry's API is another one than its root.
fn is_later(path: &str) -> bool {
    path.strip_prefix("/v2/").is_some_and(|rest| !rest.is_empty())
}

fn role(exchange: &Exchange) -> Role {
    let is_preflight = match exchange.asked.method.as_deref() {
        Some(method) => method == "OPTIONS",
        // Nobody answers a GET of `/v2/` or of a token with this.
        None => exchange.status == 204,
    };
    if is_preflight { Role::Preflight } else { Role::Plain }
}

/// The token service that an answer of the registry names.
fn realm(registry: &Url, exchange: &Exchange) -> Option<Url> {
    let of_challenge = exchange.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("www-authenticate"));
    let challenges = of_challenge.flat_map(|header| parse_challenges(&header.value));
    let realms = challenges.filter_map(|challenge| challenge.parameter("realm").map(str::to_owned));
    let mut urls = realms.filter_map(|realm| Realm::judge(&realm, registry).ok().map(|realm| realm.url));
    urls.next()
}

/// Host and port as a `Host` header has them.
fn host(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or(host.to_owned(), |port| format!("{host}:{port}")))
}
