//! The one queue for what the list shows of a tag besides its name: rows on screen come first, an order by date or size has what is left
//! of the places, and each tag is asked for once, whatever is sorted, scrolled and cancelled meanwhile.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use leptos::prelude::*;

use crate::registry::in_order::Name;
use crate::registry::platform::Platform;
use crate::registry::reference::{Repository, Tag};
use crate::registry::tag_detail::{TagDetail, tag_detail};
use crate::registry::tag_order::{TagOrder, key};
use crate::ui::state::registry::Registry;
use crate::ui::tasks::Component;

/// At most so many tags are asked for at once.
const AT_ONCE: usize = 6;

/// The list is sorted again after so many answers, not after each; and no more often than so many times.
const ANSWERS_AT_ONCE: usize = 50;
const SORTED_AT_MOST: usize = 200;

/// Whose turn it is.
#[derive(Default)]
struct Waiting {
    /// Rows on screen that have no details yet, in the order in which they came.
    on_screen: Vec<Tag>,
    /// What an order by date or size still needs.
    others: VecDeque<Name>,
    /// Asked for, and not answered yet. An answer is waited for even where its row has left the screen: it may come back.
    asked: BTreeSet<String>,
    /// How many ask, one tag after the other.
    asking: usize,
    /// Answers since the list was sorted last.
    unsorted: usize,
}

impl Waiting {
    fn next(&mut self, is_known: impl Fn(&str) -> bool) -> Option<Tag> {
        let Waiting { on_screen, others, asked, .. } = self;
        let is_open = |name: &str| !asked.contains(name) && !is_known(name);
        let next = on_screen.iter().find(|tag| is_open(tag.as_str())).cloned();
        // What is no tag has no row that could be filled.
        let tag = |name: Name| if is_open(&name) { Tag::parse(&name).ok() } else { None };
        let next = next.or_else(|| std::iter::from_fn(|| others.pop_front()).find_map(tag))?;
        asked.insert(next.to_string());
        Some(next)
    }
}

/// Tags of each image, in the order of their versions.
pub type Alike = BTreeMap<String, Vec<String>>;

fn add(alike: &mut Alike, detail: &TagDetail, tag: &str) {
    let key = |tag: &str| {
        let mut bytes = Vec::new();
        key(TagOrder::default(), tag, &mut bytes);
        bytes
    };
    let (tags, mine) = (alike.entry(detail.identity()).or_default(), key(tag));
    if let Err(place) = tags.binary_search_by(|other| key(other).cmp(&mine)) {
        tags.insert(place, tag.to_owned());
    }
}

/// The queue of a list of tags. It ends with the page.
#[derive(Clone, Copy)]
pub struct Details {
    registry: Registry,
    repository: StoredValue<Repository>,
    waiting: StoredValue<Waiting>,
    component: Component,
    /// Changes when so much has come that the list is sorted by it again.
    pub to_sort: RwSignal<u32>,
    /// For how many an answer is still to come.
    pub left: RwSignal<usize>,
    /// The tags of each image, as far as they are known, by what they have in common.
    pub alike: RwSignal<Alike>,
}

impl Details {
    /// The queue for the running page.
    pub fn begin(registry: Registry, repository: Repository) -> Details {
        let mut alike = Alike::new();
        registry.tags.details.with_untracked(|details| {
            for (tag, detail) in details.iter().filter_map(|(tag, detail)| Some((tag, detail.as_ref().ok()?))) {
                add(&mut alike, detail, tag);
            }
        });
        Details {
            registry,
            repository: StoredValue::new(repository),
            waiting: StoredValue::default(),
            component: Component::here(),
            to_sort: RwSignal::default(),
            left: RwSignal::default(),
            alike: RwSignal::new(alike),
        }
    }

    /// A row is on screen and wants its details.
    pub fn want(self, tag: &Tag) {
        self.waiting.update_value(|waiting| waiting.on_screen.push(tag.clone()));
        self.ask();
    }

    /// The row has left the screen.
    pub fn leave(self, tag: &Tag) {
        // The page may have gone before its rows.
        self.waiting.try_update_value(|waiting| waiting.on_screen.retain(|other| other != tag));
    }

    /// An order, or a filter, wants the details of all.
    pub fn want_all(self, names: impl IntoIterator<Item = Name>) {
        self.waiting.update_value(|waiting| waiting.others = names.into_iter().collect());
        self.count_left();
        for _ in 0..AT_ONCE {
            self.ask();
        }
    }

    /// It has had enough.
    pub fn want_no_more(self) {
        self.waiting.try_update_value(|waiting| waiting.others.clear());
        self.count_left();
    }

    /// Takes one more place, where one is free, until nothing waits.
    fn ask(self) {
        if self.waiting.with_value(|waiting| waiting.asking) >= AT_ONCE {
            return;
        }
        self.waiting.update_value(|waiting| waiting.asking += 1);
        let details = self.registry.tags.details;
        self.component.spawn(async move {
            let is_known = |name: &str| details.with_untracked(|details| details.contains_key(name));
            let next = || self.waiting.try_update_value(|waiting| waiting.next(is_known)).flatten();
            while let Some(tag) = next() {
                self.ask_for(&tag).await;
                self.answered(&tag);
            }
            self.waiting.try_update_value(|waiting| waiting.asking -= 1);
            self.count_left();
        });
    }

    async fn ask_for(self, tag: &Tag) {
        let registry = self.registry;
        let repository = self.repository.get_value();
        let visit = registry.visits.get_untracked();
        let outcome = tag_detail(&registry.client(), &repository, tag, &Platform::linux_amd64()).await;
        if let Err(failure) = &outcome {
            registry.by_portal.learned(&registry.host(), Some(failure), false);
        }
        let is_of_this_list = registry.tags.repository.with_untracked(|current| current.as_ref() == Some(&repository));
        // Who signed in meanwhile may be told something else, and asks again.
        if is_of_this_list && registry.visits.get_untracked() == visit {
            if let Ok(detail) = &outcome {
                // The page may have gone meanwhile.
                self.alike.try_update(|alike| add(alike, detail, tag.as_str()));
            }
            registry.tags.details.update(|details| {
                details.insert(tag.to_string(), outcome);
            });
        }
    }

    fn answered(self, tag: &Tag) {
        let total = self.registry.tags.names.with_untracked(|names| names.names.len());
        let is_time = self.waiting.try_update_value(|waiting| {
            waiting.asked.remove(tag.as_str());
            waiting.unsorted += 1;
            let is_last = waiting.others.is_empty() && waiting.asked.is_empty();
            let is_time = is_last || waiting.unsorted >= ANSWERS_AT_ONCE.max(total / SORTED_AT_MOST);
            if is_time {
                waiting.unsorted = 0;
            }
            is_time
        });
        self.count_left();
        if is_time == Some(true) {
            self.to_sort.update(|times| *times += 1);
        }
    }

    fn count_left(self) {
        if let Some(left) = self.waiting.try_with_value(|waiting| waiting.others.len() + waiting.asked.len()) {
            self.left.set(left);
        }
    }
}
