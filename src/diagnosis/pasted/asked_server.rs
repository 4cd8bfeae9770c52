//! Which exchange is which: the server, and whether it was a preflight.

use url::Url;

use super::{RequestRole, Unclear};
use crate::diagnosis::curl::{self, Parties, Purpose, Shell};
use crate::diagnosis::observation::Probe;
use crate::diagnosis::transcript::{
    BlockedRequest, Exchange, PastedBodyKind, PastedRequest, Tool, ToolError, Transcript, host,
};
use crate::registry::auth::challenge::parse_challenges;
use crate::registry::auth::realm::Realm;
use crate::registry::failure::About;

/// Which server was asked, and in which role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedServer {
    pub about: About,
    pub role: RequestRole,
    /// Whether the request is not shown in the paste.
    pub guessed: bool,
    /// The path, where it is another one of the registry's than the first.
    pub later: Option<String>,
}

/// What is known for all exchanges of a paste.
pub struct AskedServers {
    registry: Option<String>,
    scheme: String,
    /// Host and path.
    token_service: Option<(String, String)>,
    /// Paths of later addresses.
    later: Vec<(Probe, String)>,
    /// Servers by line, where the paste is the output of our own lines and nothing else.
    ours: Vec<(usize, Purpose)>,
}

impl AskedServers {
    pub fn of(parties: Parties, transcript: &Transcript) -> AskedServers {
        let realm = || transcript.exchanges.iter().find_map(|exchange| realm(parties.registry, exchange));
        let token_service = parties.token_service.cloned().or_else(realm);
        let named = token_service.as_ref().and_then(|url| Some((host(url)?, url.path().to_owned())));
        let mut lines: Vec<(usize, &PastedRequest)> = Vec::new();
        lines.extend(transcript.exchanges.iter().map(|exchange| (exchange.line, &exchange.asked)));
        lines.extend(transcript.errors.iter().map(|error| (error.line, &error.asked)));
        lines.extend(transcript.blocked.iter().map(|blocked| (blocked.line, &blocked.asked)));
        lines.sort_by_key(|(line, _)| *line);
        let ours = curl::lines(parties, Shell::Posix);
        let is_ours = lines.len() == ours.len() && lines.iter().all(|(_, asked)| **asked == PastedRequest::default());
        let ours = ours.into_iter().map(|line| line.purpose);
        let by_line = lines.into_iter().map(|(line, _)| line).zip(ours);
        let ours = if is_ours { by_line.collect() } else { Vec::new() };
        let later = parties.later.iter().map(|(probe, url)| (*probe, url.path().to_owned())).collect();
        let scheme = parties.registry.scheme().to_owned();
        AskedServers { registry: host(parties.registry), scheme, token_service: named, later, ours }
    }

    /// The server of an exchange.
    pub fn of_exchange(&self, exchange: &Exchange) -> Result<AskedServer, Unclear> {
        let (line, asked) = (exchange.line, &exchange.asked);
        if asked.method.as_deref() == Some("CONNECT") {
            return Err(Unclear::Proxy { line, status: exchange.status });
        }
        if let Some(server) = self.ours(line) {
            return Ok(server);
        }
        let is_token = exchange.body.kind == PastedBodyKind::Token;
        let role = role(exchange);
        let server = |about, guessed, later| Ok(AskedServer { about, role, guessed, later });
        match self.server(asked) {
            Some(Some(about)) => server(about, asked.method.is_none(), later(asked)),
            None if is_token => server(About::TokenService, true, None),
            None => server(About::Registry, true, later(asked)),
            Some(None) if is_token => server(About::TokenService, false, None),
            Some(None) => Err(other_server(line, asked)),
        }
    }

    /// The place of an error. Where it does not say which server it is about, the registry's is meant.
    pub fn of_error(&self, error: &ToolError) -> Result<AskedServer, Unclear> {
        if let Some(server) = self.ours(error.line) {
            return Ok(server);
        }
        let asked = &error.asked;
        let is_preflight = asked.method.as_deref() == Some("OPTIONS");
        let role = if is_preflight { RequestRole::Preflight } else { RequestRole::Plain };
        let is_api = asked.path.as_deref().is_some_and(|path| path.starts_with("/v2"));
        let (about, guessed) = match self.server(asked) {
            Some(Some(about)) => (about, false),
            None => (About::Registry, true),
            // Who pulls an image talks to the registry and to its token service.
            Some(None) if error.tool == Tool::Puller && !is_api => (About::TokenService, true),
            Some(None) => return Err(other_server(error.line, asked)),
        };
        let later = later(asked).filter(|_| !error.kind.is_of_connection());
        Ok(AskedServer { about, role, guessed, later })
    }

    /// The place of what a browser says; an error where it is about another page or server.
    pub fn of_blocked(&self, parties: Parties, blocked: &BlockedRequest) -> Result<AskedServer, Unclear> {
        let (line, asked) = (blocked.line, &blocked.asked);
        if let Some(origin) = blocked.origin.as_ref().filter(|origin| *origin != parties.origin) {
            return Err(Unclear::OtherOrigin { line, origin: origin.clone() });
        }
        let role = if blocked.is_preflight { RequestRole::Preflight } else { RequestRole::Plain };
        match self.server(asked) {
            Some(Some(about)) => Ok(AskedServer { about, role, guessed: false, later: later(asked) }),
            None => Ok(AskedServer { about: About::Registry, role, guessed: true, later: None }),
            Some(None) => Err(other_server(line, asked)),
        }
    }

    /// Whether a browser speaks of the registry's host by another scheme: this page asked so, to see what speaks there.
    pub fn is_other_scheme(&self, asked: &PastedRequest) -> bool {
        asked.host == self.registry && asked.scheme.as_ref().is_some_and(|scheme| *scheme != self.scheme)
    }

    fn ours(&self, line: usize) -> Option<AskedServer> {
        let (_, purpose) = self.ours.iter().find(|(known, _)| *known == line)?;
        let (about, role) = match purpose {
            Purpose::Plain | Purpose::Later(_) => (About::Registry, RequestRole::Plain),
            Purpose::Preflight | Purpose::DeletePreflight | Purpose::PutPreflight | Purpose::LaterPreflight(_) => {
                (About::Registry, RequestRole::Preflight)
            }
            Purpose::TokenService => (About::TokenService, RequestRole::Plain),
            Purpose::TokenServicePreflight => (About::TokenService, RequestRole::Preflight),
        };
        let later = match purpose {
            Purpose::Later(probe) | Purpose::LaterPreflight(probe) => {
                self.later.iter().find(|(known, _)| known == probe)
            }
            _ => None,
        };
        Some(AskedServer { about, role, guessed: true, later: later.map(|(_, path)| path.clone()) })
    }

    /// The server that was asked: `None` where the paste does not say, `Some(None)` where it is another one.
    fn server(&self, asked: &PastedRequest) -> Option<Option<About>> {
        let host = asked.host.as_ref()?;
        if self.is_other_scheme(asked) {
            return Some(None);
        }
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

/// The path, where it is one of the registry's API and not its root.
fn later(asked: &PastedRequest) -> Option<String> {
    asked.path.clone().filter(|path| path.strip_prefix("/v2/").is_some_and(|rest| !rest.is_empty()))
}

fn other_server(line: usize, asked: &PastedRequest) -> Unclear {
    let path = asked.path.as_deref().unwrap_or_default();
    Unclear::OtherServer { line, address: format!("{}{path}", asked.host.as_deref().unwrap_or_default()) }
}

fn role(exchange: &Exchange) -> RequestRole {
    let is_preflight = match exchange.asked.method.as_deref() {
        Some(method) => method == "OPTIONS",
        // Nobody answers a GET of `/v2/` or of a token with this.
        None => exchange.status == 204,
    };
    if is_preflight { RequestRole::Preflight } else { RequestRole::Plain }
}

/// The token service that an answer of the registry names.
fn realm(registry: &Url, exchange: &Exchange) -> Option<Url> {
    let of_challenge = exchange.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("www-authenticate"));
    let challenges = of_challenge.flat_map(|header| parse_challenges(&header.value));
    let realms = challenges.filter_map(|challenge| challenge.parameter("realm").map(str::to_owned));
    let mut urls = realms.filter_map(|realm| Realm::judge(&realm, registry).ok().map(|realm| realm.url));
    urls.next()
}
