//! Repositories that are checked one after the other. One that cannot be read is a row like others, and no end.

use leptos::prelude::*;

use crate::changes::check::check;
use crate::changes::check::damage::RepositoryCheck;
use crate::changes::check::table::CheckedRepository;
use crate::changes::read::{Depth, read};
use crate::changes::refusal::in_words;
use crate::registry::failure::{Cause, Failure};
use crate::registry::reference::Repository;
use crate::ui::client::HTTP;
use crate::ui::focus::focus_in_place;
use crate::ui::pages::changes::waiting::{asked_to_wait, count_down};
use crate::ui::state::registry::Registry;
use crate::ui::tasks::{Component, Task};

/// So often a registry that asks to wait is asked again for one repository.
const TRIES: usize = 3;

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CheckStage {
    /// Nobody has begun.
    Before,
    /// It reads.
    Running,
    /// It ended before all was read.
    Stopped,
    /// All was read, or tried.
    Ended,
}

/// A row: something that is wrong, or a repository that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FoundRow {
    /// Which of the checked repositories.
    pub(super) repository: usize,
    /// Which of what was found there; `None` where it could not be read.
    pub(super) found: Option<usize>,
}

/// A check that is under way, or was.
#[derive(Clone, Copy)]
pub(super) struct Checking {
    pub(super) registry: Registry,
    /// What is to be checked.
    pub(super) wanted: RwSignal<Vec<Repository>>,
    /// How many names of the list are none by their grammar: they can be neither opened nor asked for.
    pub(super) not_names: RwSignal<usize>,
    /// What was, in the same order.
    pub(super) checked: RwSignal<Vec<CheckedRepository>>,
    /// What there is to show of it.
    pub(super) rows: RwSignal<Vec<FoundRow>>,
    /// Of the present repository, how many of how many things were read.
    pub(super) read: RwSignal<(usize, usize)>,
    /// How many seconds are left to wait, where the registry wants that.
    pub(super) waits: RwSignal<Option<u64>>,
    pub(super) stage: RwSignal<CheckStage>,
    /// What stopped it.
    pub(super) failure: RwSignal<Option<Failure>>,
    running: StoredValue<Option<Task>>,
    component: Component,
}

impl Checking {
    /// For the running component.
    pub(super) fn begin(registry: Registry) -> Checking {
        Checking {
            registry,
            wanted: RwSignal::default(),
            not_names: RwSignal::default(),
            checked: RwSignal::default(),
            rows: RwSignal::default(),
            read: RwSignal::default(),
            waits: RwSignal::default(),
            stage: RwSignal::new(CheckStage::Before),
            failure: RwSignal::default(),
            running: StoredValue::default(),
            component: Component::here(),
        }
    }

    /// Checks these, and forgets what was found before.
    pub(super) fn check(self, repositories: Vec<Repository>, not_names: usize) {
        self.stop();
        self.wanted.set(repositories);
        self.not_names.set(not_names);
        self.checked.set(Vec::new());
        self.rows.set(Vec::new());
        self.go_on();
    }

    /// Checks those that are left.
    pub(super) fn go_on(self) {
        self.failure.set(None);
        self.stage.set(CheckStage::Running);
        request_animation_frame(|| focus_in_place(".checked .progress button"));
        self.running.set_value(self.component.spawn(async move {
            while let Some(repository) = self.wanted.with_untracked(|wanted| wanted.get(self.done()).cloned()) {
                let outcome = self.read_one(&repository).await;
                self.registry.learned(outcome.as_ref().err());
                // Nothing else would come either, and where it was the only one the page says more than a row.
                if let Err(failure) = &outcome
                    && (matches!(*failure.cause, Cause::RateLimited { .. })
                        || self.wanted.with_untracked(Vec::len) == 1)
                {
                    self.failure.set(Some(failure.clone()));
                    return self.end(CheckStage::Stopped);
                }
                self.add(CheckedRepository { repository, outcome: outcome.map_err(|failure| in_words(&failure)) });
            }
            self.end(CheckStage::Ended);
        }));
    }

    /// Whoever looks has seen enough.
    pub(super) fn stop(self) {
        if let Some(task) = self.running.try_update_value(Option::take).flatten() {
            task.cancel();
            self.waits.set(None);
            self.end(CheckStage::Stopped);
        }
    }

    /// How many are left.
    pub(super) fn left(self) -> usize {
        self.wanted.with(Vec::len) - self.checked.with(Vec::len)
    }

    fn done(self) -> usize {
        self.checked.with_untracked(Vec::len)
    }

    fn end(self, stage: CheckStage) {
        self.stage.set(stage);
        // Where the focus was there is a button no more.
        request_animation_frame(|| focus_in_place(".checked h2"));
    }

    fn add(self, checked: CheckedRepository) {
        let repository = self.done();
        self.rows.update(|rows| match &checked.outcome {
            Ok(check) => rows.extend((0..check.found.len()).map(|found| FoundRow { repository, found: Some(found) })),
            Err(_) => rows.push(FoundRow { repository, found: None }),
        });
        self.checked.update(|all| all.push(checked));
    }

    /// Reads one whole; where the registry wants to be left alone for a while, after that.
    async fn read_one(self, repository: &Repository) -> Result<RepositoryCheck, Failure> {
        let client = self.registry.client();
        let told = |read, known| self.read.set((read, known));
        let mut tries = 1;
        loop {
            self.read.set((0, 0));
            match read(&client, repository, Depth::All, &told).await {
                Ok(known) => return Ok(check(&HTTP, &known).await),
                Err(failure) => match asked_to_wait(&failure).filter(|_| tries < TRIES) {
                    None => return Err(failure),
                    Some(wait) => count_down(self.waits, wait, || false).await,
                },
            }
            tries += 1;
        }
    }
}
