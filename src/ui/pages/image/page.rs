//! What the parts of the page share.

use leptos::prelude::*;

use super::checks::Checks;
use crate::address::Address;
use crate::registry::annotations::Annotations;
use crate::registry::digest::Digest;
use crate::registry::http::Moment;
use crate::registry::reference::{Repository, Version};
use crate::ui::state::registry::Registry;

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) registry: Registry,
    pub(super) repository: StoredValue<Repository>,
    /// The page's own address, without what is chosen on it.
    pub(super) own: StoredValue<Address>,
    pub(super) checks: Checks,
    /// What is known about the manifests that were on show.
    pub(super) known: RwSignal<Vec<KnownManifest>>,
    /// The manifest on show: the page's own, or the chosen one of its index.
    pub(super) shown: RwSignal<Option<Digest>>,
    /// Whether a manifest is drawn, with its configuration where it has one.
    pub(super) drawn: RwSignal<bool>,
    /// The annotations of the index, where one was opened.
    pub(super) index: StoredValue<Option<Annotations>>,
}

/// What was learned about a manifest.
#[derive(Clone, Debug)]
pub(super) struct KnownManifest {
    pub(super) digest: Digest,
    /// The bytes that a pull moves.
    pub(super) size: u64,
    /// When it was made, by its own account.
    pub(super) created: Option<Moment>,
}

impl Page {
    /// The address of the page for another manifest of the repository.
    pub(super) fn address(self, digest: &Digest) -> String {
        let version = Version::Digest(digest.clone());
        let repository = self.repository.get_value();
        Address::Image { registry: self.registry.host(), repository, version }.to_string()
    }

    /// Takes note of what a manifest says, and puts it on show.
    pub(super) fn learn(self, known: KnownManifest) {
        self.shown.set(Some(known.digest.clone()));
        self.known.update(|all| {
            all.retain(|other| other.digest != known.digest);
            all.push(known);
        });
    }

    /// What is known about a manifest so far.
    pub(super) fn known(self, digest: &Digest) -> Option<KnownManifest> {
        self.known.with(|all| all.iter().find(|known| known.digest == *digest).cloned())
    }
}
