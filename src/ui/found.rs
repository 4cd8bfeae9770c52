//! What a filter finds in a list, and a list in another order. A list may hold a million names: whatever looks at each of them does
//! it in slices, and what was there before stays until it has come to its end.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;

use super::list_state::Shared;
use super::tasks::{Component, Task};
use super::words::{grouped, holds};
use crate::browser::fetch::Fetch;
use crate::registry::in_order::{InOrder, Key, Name, SOME_MOVES};
use crate::registry::slices::Slices;

/// What is found of a list, in its order.
#[derive(Clone, Default)]
pub struct Found {
    all: Arc<Vec<Name>>,
    /// Where they stand in the list, where something was looked for.
    at: Option<Vec<u32>>,
}

impl Found {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.at.as_ref().map_or(self.all.len(), Vec::len)
    }

    /// The one in a row.
    pub fn name(&self, row: usize) -> Option<&Name> {
        match &self.at {
            Some(at) => self.all.get(*at.get(row)? as usize),
            None => self.all.get(row),
        }
    }

    /// The whole list, where nothing was looked for.
    pub fn all(&self) -> Option<&[Name]> {
        self.at.is_none().then_some(&*self.all)
    }

    /// How many were found, where something was looked for.
    pub fn said(&self) -> Option<String> {
        self.at.as_ref().map(|at| format!("{} found", grouped(at.len())))
    }
}

/// The names that hold what the filter says.
pub fn found(all: impl Fn() -> Shared + 'static, filter: RwSignal<String>) -> RwSignal<Found> {
    let found = RwSignal::new(Found::default());
    renewed(move || {
        let (all, filter) = (all().0, filter.get().trim().to_ascii_lowercase());
        Box::pin(async move {
            let at = if filter.is_empty() { None } else { Some(search(&all, &filter).await) };
            found.set(Found { all, at });
        })
    });
    found
}

async fn search(all: &[Name], filter: &str) -> Vec<u32> {
    let mut at = Vec::new();
    let mut slices = Slices::begin(&Fetch);
    for (begin, some) in (0..).step_by(SOME_MOVES).zip(all.chunks(SOME_MOVES)) {
        at.extend((begin..).zip(some).filter(|(_, name)| holds(name, filter)).map(|(at, _)| at));
        slices.turn(&Fetch).await;
    }
    at
}

/// A list in the order of some keys.
pub async fn in_order(all: &[Name], key: impl Fn(&Name) -> Key + 'static) -> Vec<Name> {
    let mut order = InOrder::by(key);
    order.add(all.to_vec());
    let mut slices = Slices::begin(&Fetch);
    while order.advance(SOME_MOVES) {
        slices.turn(&Fetch).await;
    }
    order.names()
}

/// Begins some work, and begins it anew whenever one of the signals changes that it is made of.
pub fn renewed(work: impl Fn() -> Pin<Box<dyn Future<Output = ()>>> + 'static) {
    let component = Component::here();
    Effect::new(move |running: Option<Option<Task>>| {
        if let Some(running) = running.flatten() {
            running.cancel();
        }
        component.spawn(work())
    });
}
