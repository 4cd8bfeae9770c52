//! Questions to an observation that many rules ask.

use url::{Host, Url};

use super::{AuthorizationKind, BodyKind, Observation, Outcome, Probe, Read, Server, Step};
use crate::diagnosis::senses::{Engine, Permission, Sense, SenseAnswer};
use crate::registry::auth::challenge::{Challenge, Scheme, parse_challenges};
use crate::registry::auth::realm::{Realm, RealmError, is_internal};
use crate::registry::host::RegistryHost;
use crate::registry::http::Blocked;

/// How far a page gets to a server with a plain GET.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It was not asked, or the answer has not come yet.
    NotAsked,
    /// The page can read what it says.
    Readable,
    /// The head could be read, and then the body broke.
    Broken,
    /// Something answers, and the page may not read it.
    Unreadable,
    /// Nothing answers.
    Unreachable,
    /// Nothing answers and nothing refuses: silence.
    Silent,
}

impl Observation {
    /// The first step of that kind.
    pub fn step(&self, to: Server, probe: Probe) -> Option<&Step> {
        self.steps.iter().find(|step| step.to == to && step.probe == probe)
    }

    /// What the page read in the first step of that kind.
    pub fn read(&self, to: Server, probe: Probe) -> Option<&Read> {
        self.step(to, probe).and_then(Step::read)
    }

    /// All that the page could read of a server, in order.
    pub fn answers(&self, to: Server) -> impl Iterator<Item = (&Step, &Read)> {
        self.steps.iter().filter(move |step| step.to == to).filter_map(|step| Some((step, step.read()?)))
    }

    /// What the probe page found about a server.
    pub fn sense_answer(&self, to: Server, sense: Sense) -> Option<SenseAnswer> {
        match self.step(to, Probe::Sense(sense))?.outcome {
            Outcome::SenseAnswer(answer) => Some(answer),
            _ => None,
        }
    }

    /// Whether the first step of that kind was blocked, for whatever reason.
    pub fn is_blocked(&self, to: Server, probe: Probe) -> bool {
        self.step(to, probe).is_some_and(Step::is_blocked)
    }

    /// How far a page gets to a server.
    pub fn reach(&self, to: Server) -> Reach {
        let Some(first) = self.steps.iter().find(|step| step.to == to && step.probe == Probe::PlainGet) else {
            // A token service that answered the handshake was never asked for more.
            return if self.answers(to).next().is_some() { Reach::Readable } else { Reach::NotAsked };
        };
        match &first.outcome {
            Outcome::Read(_) => Reach::Readable,
            Outcome::Blocked(Blocked::BodyBroken { .. } | Blocked::BodyEndless { .. }) => Reach::Broken,
            Outcome::Blocked(blocked) => {
                let silent = matches!(blocked, Blocked::TimedOut { .. });
                match self.step(to, Probe::NoCorsGet).map(|step| &step.outcome) {
                    Some(Outcome::Opaque) => Reach::Unreadable,
                    Some(Outcome::Blocked(Blocked::Rejected { .. })) if !silent => Reach::Unreachable,
                    Some(Outcome::Blocked(_)) if silent => Reach::Silent,
                    Some(Outcome::Blocked(_)) => Reach::Unreachable,
                    _ => Reach::NotAsked,
                }
            }
            _ => Reach::NotAsked,
        }
    }

    /// Whether the page's own server wants every answer to say that it may be used here (Cross-Origin-Embedder-Policy: require-corp):
    /// then a request whose answer stays unread proves nothing.
    pub fn wants_policies(&self) -> bool {
        let own = self.read(Server::Page, Probe::OwnOrigin);
        own.and_then(|own| own.headers.get("cross-origin-embedder-policy"))
            .is_some_and(|value| value.contains("require-corp"))
    }

    /// The server's root address: the registry's own, the realm's without its query.
    pub fn address(&self, of: Server) -> Option<Url> {
        match of {
            Server::Page => Some(self.page.url.clone()),
            Server::Registry => self.registry().ok().map(|registry| registry.url().clone()),
            Server::TokenService | Server::Storage => {
                let mut url = self.steps.iter().find(|step| step.to == of)?.url.clone();
                url.set_query(None);
                Some(url)
            }
        }
    }

    /// The origin of a server, as browsers write it.
    pub fn origin(&self, of: Server) -> Option<String> {
        self.address(of).map(|url| url.origin().ascii_serialization())
    }

    /// Whether the page is on another origin than that server, so that CORS counts.
    pub fn is_cross_origin(&self, to: Server) -> bool {
        self.origin(to).is_none_or(|origin| origin != self.page.origin)
    }

    /// Whether an https page asks for an http address that browsers do not let it ask for. Loopback is let through but in WebKit, and in
    /// Chromium, which asks the person instead, what is in a private network by its very address.
    pub fn is_mixed_content(&self, url: &Url) -> bool {
        let page = &self.page;
        let is_loopback =
            page.engine != Engine::WebKit && RegistryHost::from_origin(url).is_some_and(|host| host.is_loopback());
        let is_literal = match url.host() {
            Some(Host::Domain(name)) => name.trim_end_matches('.').ends_with(".local"),
            _ => is_internal(url),
        };
        let asks = page.engine == Engine::Chromium && page.local_network != Permission::Unknown;
        page.url.scheme() == "https" && url.scheme() == "http" && !is_loopback && !(asks && is_literal)
    }

    /// The first answer of the registry that tells how it wants to be signed in to: a 401, or a 200 with a challenge.
    pub fn refusal(&self) -> Option<&Read> {
        let asks = |read: &&Read| read.status == 401 || read.headers.get("www-authenticate").is_some();
        self.answers(Server::Registry).map(|(_, read)| read).find(asks)
    }

    /// The challenges that the page could see.
    pub fn challenges(&self) -> Vec<Challenge> {
        let value = self.answers(Server::Registry).find_map(|(_, read)| read.headers.get("www-authenticate"));
        value.map(parse_challenges).unwrap_or_default()
    }

    /// The `Bearer` challenge and what is to be thought of its realm.
    pub fn realm(&self) -> Option<(Challenge, Result<Realm, RealmError>)> {
        let registry = self.registry().ok()?;
        let challenge = self.challenges().into_iter().find(|challenge| challenge.scheme == Scheme::Bearer)?;
        // What a missing quote put together is nobody's address.
        if swallows(&challenge) {
            return None;
        }
        let realm = Realm::judge(challenge.parameter("realm").unwrap_or_default(), registry.url());
        Some((challenge, realm))
    }

    /// The registry's answers to a token or a password, in order.
    pub fn authorized(&self) -> impl Iterator<Item = &Step> {
        let carries =
            |step: &&Step| matches!(step.authorization, Some(AuthorizationKind::Basic | AuthorizationKind::Bearer));
        self.steps.iter().filter(|step| step.to == Server::Registry).filter(carries)
    }

    /// Whether the registry let the page in: any list or manifest could be read, and was one.
    pub fn works(&self) -> bool {
        let lists = [Probe::Catalog, Probe::Tags, Probe::Manifest];
        self.answers(Server::Registry).any(|(step, read)| lists.contains(&step.probe) && read.is_usable())
    }

    /// Whether what answers is a registry: its error envelope, its version header, or its lists say so.
    pub fn is_registry(&self) -> bool {
        self.answers(Server::Registry).any(|(_, read)| {
            !read.error.entries.is_empty()
                || read.headers.get("docker-distribution-api-version").is_some()
                || read.headers.get("www-authenticate").is_some()
                || (read.status == 200 && matches!(read.body, BodyKind::Json | BodyKind::Empty))
        })
    }
}

/// Whether a quote is missing in a challenge, so that the value of one parameter goes on into the next.
pub fn swallows(challenge: &Challenge) -> bool {
    let realm = challenge.parameter("realm").unwrap_or_default();
    let names = ["service", "scope", "realm", "error"];
    let begins = |part: &str| {
        names.iter().any(|name| part.trim_start().strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
    };
    challenge.scheme == Scheme::Bearer && realm.split(',').skip(1).any(begins)
}

impl Read {
    /// Whether it is a good answer, of which something can be made.
    pub fn is_usable(&self) -> bool {
        (200..300).contains(&self.status) && !matches!(self.body, BodyKind::Html | BodyKind::BrokenJson)
    }
}

impl Step {
    /// What the page read.
    pub fn read(&self) -> Option<&Read> {
        if let Outcome::Read(read) = &self.outcome { Some(read) } else { None }
    }

    /// Whether the browser gave nothing.
    pub fn is_blocked(&self) -> bool {
        matches!(self.outcome, Outcome::Blocked(Blocked::Rejected { .. } | Blocked::TimedOut { .. }))
    }

    /// Whether it was given up after its time limit.
    pub fn is_silent(&self) -> bool {
        matches!(self.outcome, Outcome::Blocked(Blocked::TimedOut { .. }) | Outcome::SenseAnswer(SenseAnswer::Silence))
    }
}
