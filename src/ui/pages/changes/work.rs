//! What is being prepared: the repository as it was read, what is wished, and the plan that comes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::time::now;
use crate::changes::kept_document::KeptDocument;
use crate::changes::known::Known;
use crate::changes::lines::TOOLS;
use crate::changes::make;
use crate::changes::plan::Plan;
use crate::changes::run::Done;
use crate::changes::wish::{Copying, Wish};
use crate::registry::commands::PullTool;
use crate::registry::http::Moment;
use crate::registry::reference::{Repository, Tag};
use crate::ui::client::HTTP;
use crate::ui::filtered::renewed;
use crate::ui::state::registry::Registry;

/// What is being prepared.
#[derive(Clone, Copy)]
pub(super) struct Work {
    pub(super) registry: Registry,
    pub(super) repository: StoredValue<Repository>,
    /// What is known of the repository that is changed.
    pub(super) known: StoredValue<Arc<Known>>,
    /// Where what the plan is about was read: of a copy that is another repository.
    pub(super) of: StoredValue<Arc<Known>>,
    /// What a person chose by name.
    pub(super) chosen: StoredValue<BTreeSet<Tag>>,
    /// The names that a person took out of the plan.
    pub(super) taken_out: RwSignal<BTreeSet<Tag>>,
    /// The plan of the present wish; `None` while it is made.
    pub(super) plan: RwSignal<Option<Arc<Plan>>>,
    /// The very plan that was confirmed. Whatever is planned afterwards is another one.
    pub(super) confirmed: RwSignal<Option<Arc<Plan>>>,
    /// What was done, by the place in the plan.
    pub(super) done: RwSignal<BTreeMap<usize, Done>>,
    /// Manifests that a record has, and the registry may not.
    pub(super) documents: StoredValue<Vec<KeptDocument>>,
    /// Whether a record says what is wished.
    pub(super) is_from_record: StoredValue<bool>,
    /// The copy that is wished for, and of which repository, where one is.
    pub(super) copying: StoredValue<Option<(Repository, Copying)>>,
    /// Whether somebody wants to see it as lines for a shell, and of which tool. It stays so when it is planned anew.
    pub(super) as_lines: RwSignal<(bool, PullTool)>,
    /// The record of what was done, as it is downloaded; empty before that.
    pub(super) record: StoredValue<String>,
    /// When it was planned.
    pub(super) planned: StoredValue<Moment>,
    /// Reads the repository anew, and plans anew.
    pub(super) again: Callback<()>,
}

impl Work {
    /// Work on a repository that was read. `again` reads it anew.
    pub(super) fn begin(
        registry: Registry,
        known: Arc<Known>,
        of: Arc<Known>,
        chosen: BTreeSet<Tag>,
        again: Callback<()>,
    ) -> Work {
        Work {
            registry,
            repository: StoredValue::new(known.repository.clone()),
            known: StoredValue::new(known),
            of: StoredValue::new(of),
            chosen: StoredValue::new(chosen),
            taken_out: RwSignal::default(),
            plan: RwSignal::default(),
            confirmed: RwSignal::default(),
            done: RwSignal::default(),
            documents: StoredValue::default(),
            is_from_record: StoredValue::new(false),
            copying: StoredValue::new(None),
            as_lines: RwSignal::new((false, TOOLS[0])),
            record: StoredValue::default(),
            planned: StoredValue::default(),
            again,
        }
    }

    /// Plans what is wished, anew whenever that changes. `of` is what is known of the repository that the wish is about.
    pub(super) fn plan_for(self, of: Arc<Known>, wish: impl Fn() -> Wish + 'static) {
        renewed(move || {
            let wish = Wish { taken_out: self.taken_out.get(), ..wish() };
            let known = of.clone();
            // The one of before is of another wish, and must not be confirmed any more.
            self.plan.set(None);
            Box::pin(async move {
                let plan = make::plan(&HTTP, &known, &wish).await;
                self.planned.set_value(now());
                self.plan.set(Some(Arc::new(plan)));
            })
        });
    }

    /// Whether it was begun.
    pub(super) fn is_confirmed(self) -> bool {
        self.confirmed.with(Option::is_some)
    }

    /// A name stays, and what it names.
    pub(super) fn keep(self, tag: Tag) {
        self.taken_out.update(|kept| _ = kept.insert(tag));
    }
}
