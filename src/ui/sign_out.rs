//! Signing out: of everything that only this person may have seen, in every tab of this page.
//!
//! Storage tells the other tabs at once. A tab that hears of nothing meanwhile (one that was duplicated, put to sleep, or left by
//! the back button) compares, when it is shown, when it was signed in with when somebody signed out.

use leptos::prelude::*;

use super::sign_in_times::{signed_out, was_signed_out};
use super::state::Pierglass;
use super::state::names::NameList;
use super::state::registry::Registry;
use crate::browser::storage;

impl Registry {
    /// Signs out, here and in all other tabs.
    pub fn sign_out(self) {
        signed_out(&self.host());
        self.forget_person();
    }

    fn forget_person(self) {
        self.forget_kept();
        self.forget_opened();
        self.client().sign_out();
        self.by_portal.signed_out();
        self.account.set(None);
        self.repositories.set(NameList::default());
        self.tags.clear();
        self.seen.set_value(Vec::new());
        self.record.set_value(String::new());
        self.left.update(|left| *left += 1);
        self.visits.update(|visits| *visits += 1);
    }
}

/// Signs out wherever another tab has.
pub fn follow_other_tabs(pierglass: Pierglass) {
    storage::on_change(move || {
        for registry in pierglass.opened_registries() {
            let is_signed_in = registry.client().session.account().is_some();
            if is_signed_in && registry.by_portal.origin.get_untracked().is_none() && was_signed_out(&registry.host()) {
                registry.forget_person();
            }
        }
    });
}
