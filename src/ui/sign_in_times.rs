//! When this tab was signed in to a registry, and when somebody signed out of it in any tab. Nothing secret.

use crate::browser::storage::{self, Key};
use crate::browser::time::now;
use crate::registry::host::RegistryHost;

/// Remembers in this tab that somebody signed in to a registry.
pub fn signed_in(host: &RegistryHost) {
    note(Key::SignedIn(host));
}

/// Remembers for all tabs that somebody signed out of a registry.
pub fn signed_out(host: &RegistryHost) {
    note(Key::SignedOut(host));
}

/// Whether somebody signed out of a registry, in any tab, after this tab was signed in.
pub fn was_signed_out(host: &RegistryHost) -> bool {
    let out = noted(Key::SignedOut(host));
    out.is_some() && out >= noted(Key::SignedIn(host))
}

fn note(key: Key) {
    storage::save(key, &[now().0.to_string()]);
}

fn noted(key: Key) -> Option<u64> {
    storage::load(key).first()?.parse().ok()
}
