//! What a filter finds in a list, and a list in another order. A list may hold a million names: whatever looks at each of them does
//! it in slices, and what was there before stays until it has come to its end.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;

use super::client::HTTP;
use super::state::names::SharedNames;
use super::tasks::{Component, Task};
use super::tree::Row;
use super::words::grouped;
use crate::registry::filter::Filter;
use crate::registry::in_order::{InOrder, Name, SOME_MOVES};
use crate::registry::slices::Slices;

/// What a filter leaves of a list, in its order.
#[derive(Clone, Default)]
pub struct Filtered {
    all: Arc<Vec<Name>>,
    /// Where they stand in the list, where something was looked for.
    at: Option<Vec<u32>>,
    /// In place of the list, where nothing was looked for.
    tree: Option<Vec<Row>>,
}

impl Filtered {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        let rows = self.at.as_ref().map(Vec::len).or_else(|| self.tree.as_ref().map(Vec::len));
        rows.unwrap_or(self.all.len())
    }

    /// What is in a row. One that is not there has no name.
    pub fn row(&self, row: usize) -> Row {
        let known = match (&self.at, &self.tree) {
            (Some(at), _) => at.get(row).and_then(|at| self.all.get(*at as usize)),
            (None, Some(tree)) if row < tree.len() => return tree[row].clone(),
            (None, Some(_)) => None,
            (None, None) => self.all.get(row),
        };
        Row::Name { name: known.cloned().unwrap_or_else(|| "".into()), depth: 0 }
    }

    /// Whether something was looked for, and there is none.
    pub fn is_without_match(&self) -> bool {
        self.at.as_ref().is_some_and(Vec::is_empty)
    }

    /// How many were found, where something was looked for.
    pub fn said(&self) -> Option<String> {
        self.at.as_ref().map(|at| format!("{} found", grouped(at.len())))
    }
}

/// Whether a name is one of those that a filter leaves.
pub type Fits = Box<dyn Fn(&str) -> bool>;

/// The names that fit the filter; where it says nothing all of them, or a tree. `fits` says which do.
pub fn filtered(
    all: impl Fn() -> SharedNames + 'static,
    filter: RwSignal<String>,
    fits: impl Fn(Filter) -> Fits + 'static,
    tree: impl Fn(&[Name]) -> Option<Vec<Row>> + 'static,
) -> RwSignal<Filtered> {
    let filtered = RwSignal::new(Filtered::default());
    renewed(move || {
        let (all, fits) = (all().0, Filter::of(&filter.get()).map(&fits));
        let tree = if fits.is_none() { tree(&all) } else { None };
        Box::pin(async move {
            let at = match fits {
                Some(fits) => Some(search(&all, &fits).await),
                None => None,
            };
            filtered.set(Filtered { all, at, tree });
        })
    });
    filtered
}

async fn search(all: &[Name], fits: &Fits) -> Vec<u32> {
    let mut at = Vec::new();
    let mut slices = Slices::begin(&HTTP);
    for (begin, some) in (0..).step_by(SOME_MOVES).zip(all.chunks(SOME_MOVES)) {
        at.extend((begin..).zip(some).filter(|(_, name)| fits(name)).map(|(at, _)| at));
        slices.turn(&HTTP).await;
    }
    at
}

/// A list in the order of some keys.
pub async fn in_order(all: Vec<Name>, key: impl Fn(&Name, &mut Vec<u8>) + 'static) -> Vec<Name> {
    let mut order = InOrder::by(key);
    order.add(all);
    let order = RefCell::new(order);
    settled(&order).await
}

/// All names that came, in their places.
pub async fn settled(order: &RefCell<InOrder>) -> Vec<Name> {
    let mut slices = Slices::begin(&HTTP);
    while order.borrow_mut().advance(SOME_MOVES) {
        slices.turn(&HTTP).await;
    }
    let mut names = Vec::new();
    while order.borrow().copy(&mut names, SOME_MOVES) {
        slices.turn(&HTTP).await;
    }
    names
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
