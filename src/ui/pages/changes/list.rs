//! The list of what a plan changes: a row for each name, and one for each thing without a name.

use std::sync::Arc;

use leptos::prelude::*;

use super::rows::{PlanRow, kind, rows, subject};
use super::words;
use super::work::Work;
use crate::changes::plan::{Action, Plan};
use crate::ui::parts::window_list::{Rows, WindowList};

/// The rows. What stands at the end of each is `beside`, by the change and its name.
pub(super) fn list(work: Work, plan: &Arc<Plan>, beside: fn(Work, usize) -> AnyView) -> AnyView {
    let rows = Arc::new(rows(plan));
    let (all, of) = (rows.len(), rows.clone());
    let plan = plan.clone();
    let parts = Rows {
        count: Signal::stored(all),
        key: Callback::new(move |row: usize| {
            of.get(row).map(|row| format!("{} {}", row.change, row.name.unwrap_or_default())).unwrap_or_default()
        }),
        view: Callback::new(move |row: usize| {
            rows.get(row).map_or_else(|| ().into_any(), |row| drawn(work, &plan, row, beside))
        }),
        height: (44.0, 68.0),
    };
    view! { <WindowList rows=parts scrolled=RwSignal::new(0.0) label="What changes" ahead=|| ()/> }.into_any()
}

fn drawn(work: Work, plan: &Plan, row: &PlanRow, beside: fn(Work, usize) -> AnyView) -> AnyView {
    let Some((change, name)) = row.of(plan) else { return ().into_any() };
    let digest = subject(change);
    let about = match (&change.action, digest) {
        (Action::Mount { .. }, _) => "blob".to_owned(),
        (_, Some(digest)) => work.of.with_value(|known| kind(known, digest)),
        (_, None) => String::new(),
    };
    let short = digest.map(|digest| digest.short().to_owned()).unwrap_or_default();
    let title = digest.map(|digest| digest.to_string());
    let is_along =
        name.is_some_and(|name| name.after.is_none() && work.chosen.with_value(|chosen| !chosen.contains(&name.tag)));
    let is_from_record = work.is_from_record.get_value();
    let why = match (name, is_along) {
        (Some(_), true) => "not chosen: names the same".to_owned(),
        _ if is_from_record => "from the record".to_owned(),
        _ => words::because(&change.because),
    };
    let shown = if name.is_some() { short.clone() } else { String::new() };
    let does = words::does(change, name);
    let keep = name.filter(|name| name.before.is_some()).map(|name| name.tag.clone());
    let keep = keep.filter(|_| work.confirmed.with_untracked(Option::is_none)).map(|tag| {
        let hears = format!(" {tag}");
        view! {
            <button type="button" class="quiet" on:click=move |_| work.keep(tag.clone())>
                "Keep"<span class="visually-hidden">{hears}</span>
            </button>
        }
    });
    view! {
        <span class="tag-line">
            {match name {
                Some(name) => view! { <span class="tag">{name.tag.to_string()}</span> }.into_any(),
                None => view! { <span class="tag nameless">{short.clone()}</span> }.into_any(),
            }}
            <span class="does">{does}</span>
        </span>
        <span class="cell kind">{about}</span>
        <span class="cell digest" title=title>{shown}</span>
        <span class="cell why" class:warned=is_along>{why}</span>
        <span class="at-end">{keep}{beside(work, row.change)}</span>
    }
    .into_any()
}
