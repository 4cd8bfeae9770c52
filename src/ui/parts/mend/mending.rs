//! What all fixes of a check-up share: the names, and what stands before which server.

use leptos::prelude::*;
use url::Url;

use crate::browser::storage::{self, Key};
use crate::diagnosis::fixes::{Fix, Front, Names};
use crate::diagnosis::observation::{Observation, Server};
use crate::registry::host::RegistryHost;

/// The choice of those who have no server in front.
pub(super) const NOTHING: &str = "nothing";

/// What all fixes of a check-up share: the names, and what stands before which server.
#[derive(Clone, Copy)]
pub struct Mending {
    pub(super) names: RwSignal<Option<Names>>,
    pub(super) registry: FrontServer,
    pub(super) tokens: FrontServer,
    pub(super) has_notes: RwSignal<bool>,
}

/// What somebody says stands before a registry or a token service.
#[derive(Clone, Copy)]
pub(super) struct FrontServer {
    /// A server, or [`NOTHING`]; empty as long as nobody has said so, for a guess would be followed.
    pub(super) stands: RwSignal<String>,
    /// The server to put where nothing stands.
    pub(super) put: RwSignal<String>,
    /// Whether it was said on this page, and not at an earlier visit.
    pub(super) is_said: RwSignal<bool>,
    /// Where it is remembered.
    pub(super) key: Key<'static>,
}

impl FrontServer {
    pub(super) fn remembered(key: Key<'static>) -> FrontServer {
        let server = storage::load(key).into_iter().next().unwrap_or_default();
        FrontServer {
            stands: RwSignal::new(server.clone()),
            put: RwSignal::new(server),
            is_said: RwSignal::new(false),
            key,
        }
    }

    /// Takes what somebody says. That nothing stands before one registry is not remembered for the next: there it would be a
    /// guess, and before this one a server stands then.
    pub(super) fn say(self, change: impl FnOnce(FrontServer)) {
        change(self);
        self.is_said.set(true);
        let shown = untrack(|| self.server());
        if !shown.is_empty() {
            storage::save(self.key, &[shown]);
        }
    }

    pub(super) fn front(self) -> Front {
        if self.stands.with(|stands| stands == NOTHING) { Front::New } else { Front::Stands }
    }

    /// The server whose files are shown.
    pub(super) fn server(self) -> String {
        let shown = if self.front() == Front::New { self.put } else { self.stands };
        shown.get()
    }
}

impl Mending {
    /// Nothing is known yet but what was chosen at an earlier visit.
    pub fn new() -> Mending {
        let (registry, tokens) = (FrontServer::remembered(Key::Server), FrontServer::remembered(Key::ServerOfTokens));
        Mending { names: RwSignal::new(None), registry, tokens, has_notes: RwSignal::new(true) }
    }

    /// Takes the names from what was seen. What somebody has typed since stays.
    pub fn learn(self, observation: &Observation) {
        let Ok(registry) = observation.registry() else { return };
        let realm = observation.realm().and_then(|(_, realm)| Some(realm.ok()?.url));
        self.take(Some(&observation.page.origin), Some(&registry), realm.as_ref());
        // What an answer names counts more than what was chosen for another registry.
        if !self.registry.is_said.get_untracked()
            && let Some(server) = betrayed(observation)
        {
            self.registry.stands.set(server.to_owned());
        }
    }

    /// Takes names, or those of an example where there are none. What somebody has typed since stays.
    pub fn take(self, page_origin: Option<&str>, registry: Option<&RegistryHost>, realm: Option<&Url>) {
        if self.names.with_untracked(Option::is_some) {
            return;
        }
        let example = RegistryHost::parse("registry.example.com").ok();
        let Some(registry) = registry.or(example.as_ref()) else { return };
        let names = Names::new(page_origin.unwrap_or("https://ui.example.com"), registry.url());
        self.names.set(Some(match realm {
            Some(realm) => names.with_realm(realm),
            None => names,
        }));
    }

    /// Whether a fix is of use here for a fault of that server.
    pub fn fits(self, fault: Server, fix: &Fix) -> bool {
        self.names.with_untracked(|names| names.as_ref().is_some_and(|names| fix.fits(fault, names)))
    }

    /// What stands before a server.
    pub(super) fn before(self, server: Server) -> FrontServer {
        if server == Server::TokenService { self.tokens } else { self.registry }
    }

    /// Takes what somebody says of it. The addresses follow.
    pub(super) fn say(self, server: Server, change: impl FnOnce(FrontServer)) {
        let before = self.before(server);
        let was = untrack(|| before.front());
        before.say(change);
        let front = untrack(|| before.front());
        // What was typed stays where nothing is otherwise.
        if front != was {
            self.change(|names| names.stand(server, front));
        }
    }

    pub(super) fn change(self, change: impl FnOnce(&mut Names)) {
        self.names.update(|names| {
            if let Some(names) = names {
                change(names);
            }
        });
    }
}

/// The server that an answer names, where the page can see the header.
pub(super) fn betrayed(observation: &Observation) -> Option<&'static str> {
    let names = observation.answers(Server::Registry).find_map(|(_, read)| read.headers.get("server"))?;
    let names = names.to_ascii_lowercase();
    let known = [("nginx", "nginx"), ("caddy", "Caddy"), ("apache", "Apache httpd"), ("envoy", "Envoy")];
    known.into_iter().find(|(word, _)| names.contains(word)).map(|(_, server)| server)
}
