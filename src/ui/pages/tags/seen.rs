//! What the list of repositories says of one that was opened: how many tags, the newest one, and when that was made.

use leptos::prelude::*;

use super::attached::Apart;
use crate::browser::time::now;
use crate::registry::tag_order::newest;
use crate::registry::time;
use crate::ui::state::names::Progress;
use crate::ui::state::registry::Registry;
use crate::ui::words::count;

/// Remembers what of the tags of `repository` has come by now. A list that ended early has no number of tags.
pub fn remember(registry: Registry, apart: Apart, repository: String) {
    let tags = registry.tags;
    let is_of_it = tags.repository.with_untracked(|of| of.as_ref().is_some_and(|of| *of.as_str() == repository));
    let listed = tags.names.with_untracked(|names| {
        let versions = apart.versions.try_get_untracked()?.0;
        let newest = newest(&versions)?.to_owned();
        matches!(names.progress, Progress::Complete).then(|| (count(versions.len(), "tag", "tags"), newest))
    });
    let Some((number, newest)) = listed.filter(|_| is_of_it) else { return };
    let created = tags.details.with_untracked(|details| details.get(&newest)?.as_ref().ok()?.summary.created);
    let mut words = format!("{number} · {newest}");
    if let Some(created) = created.filter(|created| !time::is_constant(*created)) {
        words.push_str(" · ");
        words.push_str(&time::ago(now(), created));
    }
    registry.seen.update_value(|seen| {
        seen.retain(|(known, _)| *known != repository);
        seen.push((repository, words));
    });
}
