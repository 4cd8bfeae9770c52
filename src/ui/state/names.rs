//! Lists on their way: how far they are, and what is known of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::address::tag_list::TagListOrder;
use crate::registry::failure::Failure;
use crate::registry::in_order::Name;
use crate::registry::listing::UncertainEnd;
use crate::registry::reference::Repository;
use crate::registry::tag_detail::TagDetail;

/// A list of names on its way.
#[derive(Clone, Debug, Default)]
pub struct NameList {
    /// What has come so far.
    pub names: Arc<Vec<Name>>,
    /// Whether more comes.
    pub progress: Progress,
}

/// A list compared by where it lies: comparing 10,000 names at each keystroke would cost more than filtering them.
#[derive(Clone, Default)]
pub struct SharedNames(pub Arc<Vec<Name>>);

impl PartialEq for SharedNames {
    fn eq(&self, other: &SharedNames) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// How far a list is. Two of them are not compared: failures would be, with some kilobytes of code.
#[derive(Clone, Debug, Default)]
pub enum Progress {
    /// Nobody has asked yet.
    #[default]
    NotAsked,
    /// On its way.
    Loading,
    /// All of it is here.
    Complete,
    /// It is here, and there may be more.
    MaybeMore(UncertainEnd),
    /// The person had enough.
    Cancelled,
    /// It ended too early.
    Failed(Failure),
}

/// The tags of one repository.
#[derive(Clone, Copy, Default)]
pub struct TagList {
    /// Which repository.
    pub repository: RwSignal<Option<Repository>>,
    /// The tags, in the order of their versions.
    pub names: RwSignal<NameList>,
    /// What is known about rows that were on screen.
    pub details: RwSignal<BTreeMap<String, Result<TagDetail, Failure>>>,
    /// What the filter says.
    pub filter: RwSignal<String>,
    /// How they are sorted.
    pub order: RwSignal<TagListOrder>,
    /// How far it was scrolled, in pixels.
    pub scrolled: RwSignal<f64>,
    /// The names that are ticked.
    pub ticked: StoredValue<Vec<String>>,
}

impl TagList {
    /// Turns to a repository; what is known about another one is forgotten.
    pub fn turn_to(self, repository: &Repository) {
        if self.repository.with_untracked(|known| known.as_ref() != Some(repository)) {
            self.clear();
            self.repository.set(Some(repository.clone()));
        }
    }

    /// Forgets which tags there are, and what they name, but neither the repository nor how it is shown.
    pub fn forget_names(self) {
        self.names.set(NameList::default());
        self.details.set(BTreeMap::new());
        self.ticked.set_value(Vec::new());
    }

    /// Forgets all of it.
    pub fn clear(self) {
        self.repository.set(None);
        self.forget_names();
        self.filter.set(String::new());
        self.order.set(TagListOrder::default());
        self.scrolled.set(0.0);
    }
}
