//! Reading a repository, as far as a plan needs it: with progress, a way to stop, and a sign-in where one is wanted.

use leptos::prelude::*;

use crate::changes::known::Known;
use crate::changes::read::{Depth, read};
use crate::registry::reference::Repository;
use crate::ui::load::{Load, load};
use crate::ui::state::registry::Registry;
use crate::ui::words::grouped;

/// Begins to read a repository for the running component.
pub(super) fn reading(registry: Registry, repository: Repository, depth: Depth) -> Load<Known> {
    let progress = RwSignal::new((0, 0));
    let waiting = Signal::derive(move || match progress.get() {
        (_, 0) => "Asking for the tags…".to_owned(),
        (done, all) => format!("Reading what there is: {} of {}", grouped(done), grouped(all)),
    });
    load(registry, waiting, move || {
        let (repository, depth) = (repository.clone(), depth.clone());
        async move { read(&registry.client(), &repository, depth, &|done, all| progress.set((done, all))).await }
    })
}
