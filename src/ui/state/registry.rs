//! One registry as the pages use it: its session, its lists, and what is remembered of it.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use url::Url;

use super::by_portal::{ByPortal, ask_portal};
use super::names::{NameList, TagList};
use crate::address::CheckUpOptions;
use crate::browser::embedding::Portal;
use crate::browser::storage::{self, Key};
use crate::config::RegistryEntry;
use crate::diagnosis::probe::CheckUpInput;
use crate::registry::auth::credentials::Credentials;
use crate::registry::auth::session::{KeptSignIn, Memory};
use crate::registry::client::Client;
use crate::registry::commands::curl::Access;
use crate::registry::failure::Failure;
use crate::registry::host::RegistryHost;
use crate::registry::reference::Repository;
use crate::ui::client::{PageHttp, client};
use crate::ui::sign_in_times::{signed_in, was_signed_out};

/// So many opened repositories are remembered for each registry.
const OPENED: usize = 50;

/// One registry as the pages use it.
#[derive(Clone, Copy)]
pub struct Registry {
    client: StoredValue<Rc<Client<PageHttp>>, LocalStorage>,
    /// What `config.json` says about it.
    pub entry: StoredValue<RegistryEntry>,
    /// The user name that was typed last.
    pub last_user: RwSignal<String>,
    /// Who is signed in.
    pub account: RwSignal<Option<String>>,
    /// The sign-in by the page around this one.
    pub by_portal: ByPortal,
    /// Counts sign-ins and sign-outs: whatever was loaded before may look different now.
    pub visits: RwSignal<u32>,
    /// The repositories.
    pub repositories: RwSignal<NameList>,
    /// What the filter over the repositories says.
    pub filter: RwSignal<String>,
    /// How far the list of repositories was scrolled, in pixels.
    pub scrolled: RwSignal<f64>,
    /// The tags of the repository that was opened last.
    pub tags: TagList,
    /// A few words about each repository that was opened since somebody signed in or out: nothing is asked for them.
    pub seen: StoredValue<Vec<(String, String)>>,
    /// The record of what was changed last, as it is downloaded; empty where nothing was.
    pub record: StoredValue<String>,
    /// Whether a plan is being run. Meanwhile no other one is begun.
    pub is_changing: RwSignal<bool>,
    /// Counts those who signed out, here or in another tab.
    pub left: RwSignal<u32>,
}

impl Registry {
    pub(super) fn open(
        host: &RegistryHost,
        entry: Option<RegistryEntry>,
        portal: StoredValue<Portal, LocalStorage>,
    ) -> Registry {
        let entry = entry.unwrap_or_else(|| RegistryEntry::new(host.clone()));
        let client = client(host.clone(), entry.realm.clone());
        if let [realm, service @ ..] = storage::load(Key::Memory(host)).as_slice() {
            client.session.remember(&Memory { realm: realm.clone(), service: service.first().cloned() });
        }
        // A sign-in that a person chose to keep: user, password, and the origins that the person agreed to.
        if let [user, password, consented @ ..] = storage::load(Key::SignIn(host)).as_slice()
            && !was_signed_out(host)
            && let Ok(credentials) = Credentials::new(user, password)
        {
            client.session.sign_in(credentials);
            client.session.consent_again(consented);
        }
        Registry {
            account: RwSignal::new(client.session.account()),
            client: StoredValue::new_local(Rc::new(client)),
            last_user: RwSignal::default(),
            by_portal: ByPortal::new(portal),
            entry: StoredValue::new(entry),
            visits: RwSignal::new(0),
            repositories: RwSignal::default(),
            filter: RwSignal::default(),
            scrolled: RwSignal::default(),
            tags: TagList::default(),
            seen: StoredValue::default(),
            record: StoredValue::default(),
            is_changing: RwSignal::new(false),
            left: RwSignal::new(0),
        }
    }

    /// The client.
    pub fn client(self) -> Rc<Client<PageHttp>> {
        self.client.get_value()
    }

    /// Where it is.
    pub fn host(self) -> RegistryHost {
        self.entry.with_value(|entry| entry.host.clone())
    }

    /// What it is called: the configuration's name, or its host.
    pub fn name(self) -> String {
        self.entry.with_value(RegistryEntry::shown_name)
    }

    /// The host that the pull commands name.
    pub fn pull_host(self) -> String {
        self.entry.with_value(RegistryEntry::command_host)
    }

    /// What a check-up needs: who is signed in, which token services may have the password, and the configured one.
    pub fn check_up_input(self, typed: String, options: CheckUpOptions) -> CheckUpInput {
        let KeptSignIn { credentials, handed, consented } = self.client().session.sign_in_kept();
        let realm = self.entry.with_value(|entry| entry.realm.clone());
        CheckUpInput {
            typed,
            credentials,
            handed,
            consented,
            realm,
            repository: options.repository,
            deleting: options.deleting,
        }
    }

    /// What the registry wanted of this page, as far as it is known.
    pub fn access(self) -> Access {
        let session = &self.client().session;
        match (session.memory(), session.account()) {
            (Some(Memory { realm, service }), user) => Access::Token { realm, service, user },
            (None, Some(user)) => Access::Password { user },
            (None, None) => Access::Open,
        }
    }

    /// Signs in. The credentials are proven by the next request; `keep` also keeps them until the tab is closed.
    pub fn sign_in(self, credentials: Credentials, consent: Option<&Url>, keep: bool) {
        let client = self.client();
        if let Some(realm) = consent {
            client.session.consent(realm);
        }
        let host = self.host();
        let key = Key::SignIn(&host);
        if keep {
            let mut kept = vec![credentials.user.clone(), credentials.password.expose().to_string()];
            kept.extend(consent.map(|realm| realm.origin().ascii_serialization()));
            storage::save(key, &kept);
        } else {
            storage::remove(key);
        }
        client.session.sign_in(credentials);
        signed_in(&self.host());
        self.by_portal.origin.set(None);
    }

    /// Forgets a sign-in that a person chose to keep.
    pub fn forget_kept(self) {
        storage::remove(Key::SignIn(&self.host()));
    }

    /// Takes note of what a request taught: who is signed in, and where the token service is.
    pub fn learned(self, failure: Option<&Failure>) {
        let session = &self.client().session;
        let account = session.account();
        if self.by_portal.is_there() {
            let asked = ask_portal(self.by_portal, self.host(), failure.cloned(), account.is_some());
            spawn_local(async move {
                let _ = asked.await;
            });
        }
        if account.is_none() {
            self.forget_kept();
        }
        if self.account.with_untracked(|known| *known != account) {
            self.account.set(account);
        }
        if let Some(memory) = session.memory() {
            let memory: Vec<String> = [memory.realm].into_iter().chain(memory.service).collect();
            storage::save(Key::Memory(&self.host()), &memory);
        }
    }

    /// Forgets which repositories were opened.
    pub fn forget_opened(self) {
        storage::remove(Key::Opened(&self.host()));
    }

    /// Remembers that a repository was opened: the only list there is where the registry has no catalog.
    pub fn opened(self, repository: &Repository) {
        let mut opened = self.opened_before();
        opened.retain(|known| known != repository.as_str());
        opened.insert(0, repository.to_string());
        opened.truncate(OPENED);
        storage::save(Key::Opened(&self.host()), &opened);
    }

    /// What was seen in a repository when it was opened.
    pub fn seen_in(self, repository: &str) -> Option<String> {
        let words = |seen: &Vec<(String, String)>| Some(seen.iter().find(|(known, _)| known == repository)?.1.clone());
        self.seen.with_value(words)
    }

    /// The repositories that were opened before, latest first.
    pub fn opened_before(self) -> Vec<String> {
        storage::load(Key::Opened(&self.host()))
    }
}
