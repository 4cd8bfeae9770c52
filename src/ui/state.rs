//! What outlives a page: the address, the configuration, and for each registry its session and its lists.
//!
//! This is the only context. Signals that outlive a page belong to the application's owner, not to the page that first
//! asked for them.

pub mod by_portal;
pub mod names;
pub mod recent;
pub mod registry;

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::address::Address;
use crate::browser::address_bar;
use crate::browser::embedding::Portal;
use crate::config::{Config, ConfigProblem};
use crate::embedding::change_right::ChangeRight;
use crate::registry::host::RegistryHost;
use registry::Registry;

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
    /// Whether that page, a trusted one, has said that things may be changed.
    pub is_change_allowed_by_portal: RwSignal<bool>,
    is_first_visit: StoredValue<bool>,
    registries: StoredValue<BTreeMap<RegistryHost, Registry>>,
    owner: StoredValue<Owner>,
}

impl Pierglass {
    /// Makes the state and provides it to all components below.
    pub fn provide() -> Pierglass {
        let address = RwSignal::new(address_bar::current());
        // What the page has set itself comes once more as a change.
        address_bar::on_change(move |next| {
            if address.with_untracked(|before| *before != next) {
                address.set(next);
            }
        });
        let portal = Portal::around();
        let pierglass = Pierglass {
            address,
            config: RwSignal::new(None),
            config_problems: RwSignal::new(Vec::new()),
            announcement: RwSignal::new(String::new()),
            is_framed_by_a_stranger: RwSignal::new(portal.is_of_another_origin()),
            is_change_allowed_by_portal: RwSignal::new(false),
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

    /// Whether anything may be changed in a registry, as far as it is not for the registry to say. The one place where that is asked.
    pub fn may_change(self, registry: Registry) -> bool {
        self.change_right(registry).may_change()
    }

    /// Who lets anything be changed in a registry, and who does not.
    pub fn change_right(self, registry: Registry) -> ChangeRight {
        let host = registry.host();
        let by_portal = registry.by_portal;
        ChangeRight {
            is_read_only: self.config.with(|config| config.as_ref().is_none_or(|config| config.is_read_only(&host))),
            portal: self.has_portal().then(|| self.is_change_allowed_by_portal.get()),
            handed_over: by_portal.origin.with(Option::is_some).then(|| by_portal.may_change.get()),
        }
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
