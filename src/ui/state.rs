//! What outlives a page: the address, the configuration, and for each registry its session and its lists.
//!
//! This is the only context. Signals that outlive a page belong to the application's owner, not to the page that first
//! asked for them.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use url::Url;

use super::by_portal::ByPortal;
use super::chunks;
use super::list_state::{Names, TagList};
use super::sign_in_times::{signed_in, was_signed_out};
use crate::address::{Address, Closer};
use crate::browser::address_bar;
use crate::browser::embedding::Portal;
use crate::browser::fetch::Fetch;
use crate::browser::storage::{self, Keep};
use crate::config::{Config, ConfigProblem, RegistryEntry};
use crate::diagnosis::probe::Wish;
use crate::registry::any_http::AnyHttp;
use crate::registry::auth::credentials::Credentials;
use crate::registry::auth::session::{Kept, Memory};
use crate::registry::client::Client;
use crate::registry::failure::Failure;
use crate::registry::host::RegistryHost;
use crate::registry::reference::Repository;

/// So many registries are remembered on the connect page.
const RECENT: usize = 8;

/// So many opened repositories are remembered for each registry.
const OPENED: usize = 50;

/// The application's state.
#[derive(Clone, Copy)]
pub struct Pierglass {
    /// What the page shows.
    pub address: RwSignal<Address>,
    /// What `config.json` says; `None` while it is on its way.
    pub config: RwSignal<Option<Arc<Config>>>,
    /// What is wrong with `config.json`.
    pub config_problems: RwSignal<Vec<ConfigProblem>>,
    /// What a screen reader should say next.
    pub announcement: RwSignal<String>,
    /// The page around this one.
    pub portal: StoredValue<Portal, LocalStorage>,
    /// Whether there is such a page, of another origin, and it has not shown that `config.json` trusts it.
    pub is_framed_by_a_stranger: RwSignal<bool>,
    is_first_visit: StoredValue<bool>,
    registries: StoredValue<BTreeMap<RegistryHost, Registry>>,
    owner: StoredValue<Owner>,
}

impl Pierglass {
    /// Makes the state and provides it to all components below.
    pub fn provide() -> Pierglass {
        let address = RwSignal::new(address_bar::current());
        address_bar::on_change(move |next| address.set(next));
        let portal = Portal::around();
        let pierglass = Pierglass {
            address,
            config: RwSignal::new(None),
            config_problems: RwSignal::new(Vec::new()),
            announcement: RwSignal::new(String::new()),
            is_framed_by_a_stranger: RwSignal::new(portal.is_of_another_origin()),
            portal: StoredValue::new_local(portal),
            is_first_visit: StoredValue::new(true),
            registries: StoredValue::new(BTreeMap::new()),
            owner: StoredValue::new(Owner::current().expect("a component is running")),
        };
        provide_context(pierglass);
        pierglass
    }

    /// The state, in any component.
    pub fn expect() -> Pierglass {
        expect_context()
    }

    /// A registry, opened where it was not yet.
    pub fn registry(self, host: &RegistryHost) -> Registry {
        if let Some(registry) = self.registries.with_value(|registries| registries.get(host).copied()) {
            return registry;
        }
        let entry = self.config.with_untracked(|config| config.as_ref().and_then(|config| config.entry(host).cloned()));
        let owner = self.owner.get_value();
        let registry = owner.with(|| Registry::open(host, entry, self.portal));
        self.registries.update_value(|registries| {
            registries.insert(host.clone(), registry);
        });
        registry
    }

    /// The registries that this page has opened.
    pub fn opened_registries(self) -> Vec<Registry> {
        self.registries.with_value(|registries| registries.values().copied().collect())
    }

    /// Whether `config.json` lets an address be opened.
    pub fn may_open(self, address: &Address) -> bool {
        self.config.with_untracked(|config| match (config, address.registry()) {
            (Some(config), Some(host)) => config.open_others || config.entry(&host).is_some(),
            _ => true,
        })
    }

    /// Whether this is the first look at the connect page: only then may the page go on by itself.
    pub fn take_first_visit(self) -> bool {
        self.is_first_visit.try_update_value(|first| std::mem::replace(first, false)).unwrap_or(false)
    }

    /// The document's title while it shows something.
    pub fn title_of(self, what: &str) -> String {
        format!("{what} · {}", self.title())
    }

    /// Whether there is a page around this one.
    pub fn has_portal(self) -> bool {
        self.portal.with_value(Portal::is_there)
    }

    /// What this page is called.
    pub fn title(self) -> String {
        let title = self.config.with(|config| config.as_ref().and_then(|config| config.title.clone()));
        title.unwrap_or_else(|| "Pierglass".to_string())
    }

    /// Lets a screen reader say something.
    pub fn announce(self, text: impl Into<String>) {
        self.announcement.set(text.into());
    }
}

/// The page's way to the outside world.
pub type PageHttp = AnyHttp<'static>;

/// The browser's fetch as that type.
pub const HTTP: PageHttp = AnyHttp(&Fetch);

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
    pub repositories: RwSignal<Names>,
    /// What the filter over the repositories says.
    pub filter: RwSignal<String>,
    /// How far the list of repositories was scrolled, in pixels.
    pub scrolled: RwSignal<f64>,
    /// The tags of the repository that was opened last.
    pub tags: TagList,
}

impl Registry {
    fn open(host: &RegistryHost, entry: Option<RegistryEntry>, portal: StoredValue<Portal, LocalStorage>) -> Registry {
        let entry = entry.unwrap_or_else(|| RegistryEntry::new(host.clone()));
        let client = Client::with_later(HTTP, host.clone(), entry.realm.clone(), chunks::LATER);
        if let [realm, service @ ..] = storage::load(Keep::Always, &format!("memory.{host}")).as_slice() {
            client.session.remember(&Memory { realm: realm.clone(), service: service.first().cloned() });
        }
        // A sign-in that a person chose to keep: user, password, and the origins that the person agreed to.
        if let [user, password, consented @ ..] = storage::load(Keep::ThisTab, &format!("sign-in.{host}")).as_slice()
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
    pub fn wish(self, typed: String, closer: Closer) -> Wish {
        let Kept { credentials, handed, consented } = self.client().session.sign_in_kept();
        let realm = self.entry.with_value(|entry| entry.realm.clone());
        Wish { typed, credentials, handed, consented, realm, repository: closer.repository, deleting: closer.deleting }
    }

    /// Signs in. The credentials are proven by the next request; `keep` also keeps them until the tab is closed.
    pub fn sign_in(self, credentials: Credentials, consent: Option<&Url>, keep: bool) {
        let client = self.client();
        if let Some(realm) = consent {
            client.session.consent(realm);
        }
        let key = format!("sign-in.{}", self.host());
        if keep {
            let mut kept = vec![credentials.user.clone(), credentials.password.expose().to_string()];
            kept.extend(consent.map(|realm| realm.origin().ascii_serialization()));
            storage::save(Keep::ThisTab, &key, &kept);
        } else {
            storage::remove(Keep::ThisTab, &key);
        }
        client.session.sign_in(credentials);
        signed_in(&self.host());
        self.by_portal.origin.set(None);
    }

    /// Forgets a sign-in that a person chose to keep.
    pub fn forget_kept(self) {
        storage::remove(Keep::ThisTab, &format!("sign-in.{}", self.host()));
    }

    /// Takes note of what a request taught: who is signed in, and where the token service is.
    pub fn learned(self, failure: Option<&Failure>) {
        let session = &self.client().session;
        let account = session.account();
        if self.by_portal.is_there() {
            let asked = chunks::ask_portal(self.by_portal, self.host(), failure.cloned(), account.is_some());
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
            storage::save(Keep::Always, &format!("memory.{}", self.host()), &memory);
        }
    }

    /// Forgets which repositories were opened.
    pub fn forget_opened(self) {
        storage::remove(Keep::Always, &format!("opened.{}", self.host()));
    }

    /// Remembers that a repository was opened: the only list there is where the registry has no catalog.
    pub fn opened(self, repository: &Repository) {
        let mut opened = self.opened_before();
        opened.retain(|known| known != repository.as_str());
        opened.insert(0, repository.to_string());
        opened.truncate(OPENED);
        storage::save(Keep::Always, &format!("opened.{}", self.host()), &opened);
    }

    /// The repositories that were opened before, latest first.
    pub fn opened_before(self) -> Vec<String> {
        storage::load(Keep::Always, &format!("opened.{}", self.host()))
    }
}

/// The registries that were opened before, latest first.
pub fn recent() -> Vec<RegistryHost> {
    let recent = storage::load(Keep::Always, "recent");
    recent.iter().filter_map(|text| RegistryHost::parse(text).ok()).collect()
}

/// Remembers that a registry was opened.
pub fn remember_recent(host: &RegistryHost) {
    let mut recent = recent();
    recent.retain(|known| known != host);
    recent.insert(0, host.clone());
    save_recent(&recent);
}

/// Forgets that a registry was opened.
pub fn forget_recent(host: &RegistryHost) {
    let mut recent = recent();
    recent.retain(|known| known != host);
    save_recent(&recent);
    for what in ["memory", "opened", "signed-out"] {
        storage::remove(Keep::Always, &format!("{what}.{host}"));
    }
}

fn save_recent(recent: &[RegistryHost]) {
    let recent: Vec<String> = recent.iter().take(RECENT).map(RegistryHost::to_string).collect();
    storage::save(Keep::Always, "recent", &recent);
}
