//! Lists of names on their way from a registry into a signal.

use std::sync::Arc;

use leptos::prelude::*;

use super::list_state::{Names, Progress};
use super::parts::asking::Asked;
use super::state::Registry;
use super::tasks::{Component, Task};
use super::words::count;
use crate::config::CatalogMode;
use crate::registry::listing::{End, List, list};
use crate::registry::reference::Repository;

/// What is listed, and into which signal.
#[derive(Clone)]
pub struct Source {
    /// Where the names go, in order and each once, from the first page on.
    pub names: RwSignal<Names>,
    /// What they are.
    pub what: List,
    /// Their order.
    pub sort: fn(&mut Vec<String>),
}

/// A list that a page shows. It is loaded when the page comes and after each sign-in and sign-out; what is on its way when
/// the page goes is given up.
#[derive(Clone, Copy)]
pub struct Listing {
    registry: Registry,
    source: StoredValue<Source>,
    task: StoredValue<Option<Task>>,
    component: Component,
}

impl Listing {
    /// For the running component.
    pub fn begin(registry: Registry, source: Source) -> Listing {
        let names = source.names;
        let listing = Listing {
            registry,
            source: StoredValue::new(source),
            task: StoredValue::new(None),
            component: Component::here(),
        };
        Effect::new(move |before: Option<u32>| {
            let visits = registry.visits.get();
            let is_here =
                names.with_untracked(|names| matches!(names.progress, Progress::Complete | Progress::MaybeMore(_)));
            if before.is_some_and(|before| before != visits) || !is_here {
                listing.again();
            }
            visits
        });
        listing
    }

    /// For the part that shows how it stands; `one` and `many` are what the names are of.
    pub fn asked(self, one: &'static str, many: &'static str) -> Asked {
        let names = self.names();
        Asked {
            registry: self.registry,
            progress: Signal::derive(move || names.with(|names| names.progress.clone())),
            has_some: Signal::derive(move || names.with(|names| !names.names.is_empty())),
            waiting: Signal::derive(move || match names.with(|names| names.names.len()) {
                0 => format!("Asking for the {many}…"),
                some => format!("{} so far…", count(some, one, many)),
            }),
            again: Callback::new(move |()| self.again()),
            cancel: Callback::new(move |()| self.cancel()),
        }
    }

    fn names(self) -> RwSignal<Names> {
        self.source.with_value(|source| source.names)
    }

    /// Loads it, again or for the first time. What is here already stays until something newer comes.
    pub fn again(self) {
        self.stop();
        let Source { names, what, sort } = self.source.get_value();
        let (mode, hosted) = self.registry.entry.with_value(|entry| (entry.catalog, entry.repositories.clone()));
        if what == List::Repositories && mode != CatalogMode::Auto {
            let mut hosted: Vec<String> = hosted.iter().map(Repository::to_string).collect();
            hosted.sort_unstable();
            names.set(Names { names: Arc::new(hosted), progress: Progress::Complete });
            return;
        }
        names.update(|names| names.progress = Progress::Loading);
        self.task.set_value(self.component.spawn(load(self.registry, what, names, sort)));
    }

    /// The person has seen enough.
    pub fn cancel(self) {
        self.stop();
        self.names().update(|names| names.progress = Progress::Cancelled);
    }

    fn stop(self) {
        if let Some(task) = self.task.try_update_value(Option::take).flatten() {
            task.cancel();
        }
    }
}

async fn load(registry: Registry, what: List, names: RwSignal<Names>, sort: fn(&mut Vec<String>)) {
    let client = registry.client();
    let outcome = list(&client, &what, |page| {
        names.update(|known| {
            let all = Arc::make_mut(&mut known.names);
            if page.replaces {
                *all = page.names;
            } else {
                all.extend(page.names);
            }
            sort(all);
            all.dedup();
        });
    })
    .await;
    registry.learned(outcome.as_ref().err());
    names.update(|names| {
        names.progress = match outcome {
            Ok(End::Whole) => Progress::Complete,
            Ok(End::MaybeMore(doubt)) => Progress::MaybeMore(doubt),
            Err(failure) => Progress::Failed(failure),
        };
    });
}
