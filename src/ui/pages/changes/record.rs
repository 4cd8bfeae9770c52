//! The record of what was done, and its file.

use crate::browser::save::save;
use crate::browser::time::now;
use crate::changes::plan::Plan;
use crate::changes::record::{Record, RecordedChange};
use crate::changes::run::Done;
use crate::registry::time;
use crate::ui::client::HTTP;
use leptos::prelude::*;

use super::work::Work;

/// What was planned, and what became of it so far, as it is kept.
pub(super) async fn written(work: Work, plan: &Plan) -> String {
    let done = work.done.get_untracked();
    let changes = plan.steps.iter().enumerate().map(|(at, change)| {
        let done: Option<&Done> = done.get(&at);
        RecordedChange {
            change: change.clone(),
            outcome: done.map(|done| done.outcome.clone()),
            at: done.map(|done| done.ended),
        }
    });
    let record = Record {
        registry: work.registry.host(),
        repository: plan.repository.clone(),
        planned: work.planned.get_value(),
        ended: done.values().map(|done| done.ended).max(),
        changes: changes.collect(),
        documents: done.values().filter_map(|done| done.document.clone()).collect(),
    };
    record.write(&HTTP).await
}

/// Hands a record over as a file; false where the browser lets no page do so.
pub(super) fn keep(work: Work, record: &str) -> bool {
    let repository = work.repository.with_value(|repository| repository.as_str().replace('/', "-"));
    let when: String = time::iso(now()).chars().filter(|one| one.is_ascii_alphanumeric()).collect();
    save(&format!("{repository}-changes-{when}.json"), "application/json", record.as_bytes())
}
