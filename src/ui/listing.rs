//! Lists of names on their way from a registry into a signal.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::client::{HTTP, REST};
use super::filtered::settled;
use super::parts::asking::OngoingRequest;
use super::state::names::{NameList, Progress};
use super::state::registry::Registry;
use super::tasks::{Component, Task};
use super::words::count;
use crate::config::CatalogMode;
use crate::registry::in_order::{InOrder, Name, SOME_MOVES};
use crate::registry::listing::{List, ListEnd, Page, PageTaken, list_by};
use crate::registry::slices::Slices;

/// What is listed, and into which signal.
#[derive(Clone)]
pub struct Source {
    /// Where the names go, in order and each once, from the first page on.
    pub names: RwSignal<NameList>,
    /// What they are.
    pub what: List,
    /// Their order.
    pub key: fn(&Name, &mut Vec<u8>),
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
    pub fn asked(self, one: &'static str, many: &'static str) -> OngoingRequest {
        let names = self.names();
        OngoingRequest {
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

    fn names(self) -> RwSignal<NameList> {
        self.source.with_value(|source| source.names)
    }

    /// Loads it, again or for the first time. What is here already stays until something newer comes.
    pub fn again(self) {
        self.stop();
        let Source { names, what, key } = self.source.get_value();
        let (mode, hosted) = self.registry.entry.with_value(|entry| (entry.catalog, entry.repositories.clone()));
        // What the configuration names is all that there is, where it does not let the page ask.
        let hosted = (what == List::Repositories && mode != CatalogMode::Auto)
            .then(|| hosted.iter().map(|repository| repository.to_string().into()).collect());
        names.update(|names| names.progress = Progress::Loading);
        self.task.set_value(self.component.spawn(load(self.registry, what, hosted, names, key)));
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

async fn load(
    registry: Registry,
    what: List,
    hosted: Option<Vec<Name>>,
    names: RwSignal<NameList>,
    key: fn(&Name, &mut Vec<u8>),
) {
    let client = registry.client();
    let order = Rc::new(RefCell::new(InOrder::by(key)));
    let take = &mut |page: Page| -> PageTaken {
        if page.replaces {
            order.replace(InOrder::by(key));
        }
        order.borrow_mut().add(page.names);
        let order = order.clone();
        Box::pin(async move {
            if order.borrow().is_due() {
                show(&order, names).await;
            }
        })
    };
    let outcome = match hosted {
        Some(names) => {
            take(Page { names, replaces: true }).await;
            Ok(ListEnd::Whole)
        }
        None => {
            let outcome = list_by(&REST, &client, &what, take).await;
            registry.learned(outcome.as_ref().err());
            outcome
        }
    };
    if order.borrow().has_waiting() {
        show(&order, names).await;
    }
    // A million names take a while to let go of, too.
    let mut slices = Slices::begin(&HTTP);
    while order.borrow_mut().let_go(SOME_MOVES) {
        slices.turn(&HTTP).await;
    }
    names.update(|names| {
        names.progress = match outcome {
            Ok(ListEnd::Whole) => Progress::Complete,
            Ok(ListEnd::MaybeMore(end)) => Progress::MaybeMore(end),
            Err(failure) => Progress::Failed(failure),
        };
    });
}

/// Brings what came to its place, and shows it: also that nothing came, where there was something before.
async fn show(order: &RefCell<InOrder>, names: RwSignal<NameList>) {
    let all = Arc::new(settled(order).await);
    names.update(|names| names.names = all);
}
