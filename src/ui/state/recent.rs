//! The registries that were opened before.

use crate::browser::storage::{self, Key};
use crate::registry::host::RegistryHost;

/// So many registries are remembered on the connect page.
const RECENT: usize = 8;

/// The registries that were opened before, latest first.
pub fn recent() -> Vec<RegistryHost> {
    let recent = storage::load(Key::Recent);
    recent.iter().filter_map(|text| RegistryHost::parse(text).ok()).collect()
}

/// Remembers that a registry was opened.
pub fn remember_recent(host: &RegistryHost) {
    let mut recent = recent();
    recent.retain(|known| known != host);
    recent.insert(0, host.clone());
    save_recent(&recent);
}

/// Forgets that a registry was opened. Whoever forgets the last one on the list forgets all.
pub fn forget_recent(host: &RegistryHost) {
    let mut recent = recent();
    recent.retain(|known| known != host);
    if recent.is_empty() {
        return forget_all();
    }
    save_recent(&recent);
    for key in [Key::Memory(host), Key::Opened(host), Key::SignedOut(host)] {
        storage::remove(key);
    }
}

/// Forgets which registries were opened, and what is kept of any: also of those that are on the list no longer.
pub fn forget_all() {
    save_recent(&[]);
    storage::remove_of_all_registries();
}

fn save_recent(recent: &[RegistryHost]) {
    let recent: Vec<String> = recent.iter().take(RECENT).map(RegistryHost::to_string).collect();
    storage::save(Key::Recent, &recent);
}
