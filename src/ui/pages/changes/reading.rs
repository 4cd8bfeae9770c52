//! Reading a repository, as far as a plan needs it: with progress, a way to stop, and a sign-in where one is wanted.

use leptos::prelude::*;

use crate::changes::known::Known;
use crate::changes::read::{Depth, read, read_more};
use crate::registry::reference::{Repository, Version};
use crate::ui::load::{Load, load};
use crate::ui::state::registry::Registry;
use crate::ui::words::grouped;

/// Begins to read a repository for the running component.
pub(super) fn reading(registry: Registry, repository: Repository, depth: Depth) -> Load<Known> {
    reading_more(registry, repository, depth, Vec::new())
}

/// The same, and of these also what they list and what hangs on them.
pub(super) fn reading_more(
    registry: Registry,
    repository: Repository,
    depth: Depth,
    these: Vec<Version>,
) -> Load<Known> {
    let progress = RwSignal::new((0, 0));
    let waiting = Signal::derive(move || match progress.get() {
        (_, 0) => "Asking for the tags…".to_owned(),
        (done, all) => format!("Reading what there is: {} of {}", grouped(done), grouped(all)),
    });
    load(registry, waiting, move || {
        let (repository, depth, these) = (repository.clone(), depth.clone(), these.clone());
        async move {
            let told = |done, all| progress.set((done, all));
            let known = read(&registry.client(), &repository, depth, &told).await?;
            if these.is_empty() {
                return Ok(known);
            }
            read_more(&registry.client(), known, &these, &told).await
        }
    })
}
