//! When this tab was signed in to a registry, and when somebody signed out of it in any tab. Nothing secret.

use crate::browser::storage::{self, Keep};
use crate::browser::time::now;
use crate::registry::host::RegistryHost;

/// Remembers in this tab that somebody signed in to a registry.
pub fn signed_in(host: &RegistryHost) {
    note(Keep::ThisTab, &in_key(host));
}

/// Remembers for all tabs that somebody signed out of a registry.
pub fn signed_out(host: &RegistryHost) {
    note(Keep::Always, &out_key(host));
}

/// Whether somebody signed out of a registry, in any tab, after this tab was signed in.
pub fn was_signed_out(host: &RegistryHost) -> bool {
    let out = noted(Keep::Always, &out_key(host));
    out.is_some() && out >= noted(Keep::ThisTab, &in_key(host))
}

fn out_key(host: &RegistryHost) -> String {
    format!("signed-out.{host}")
}

fn in_key(host: &RegistryHost) -> String {
    format!("signed-in.{host}")
}

fn note(keep: Keep, key: &str) {
    storage::save(keep, key, &[now().0.to_string()]);
}

fn noted(keep: Keep, key: &str) -> Option<u64> {
    storage::load(keep, key).first()?.parse().ok()
}
