//! The rows of what was found, each with the way to it.

use leptos::prelude::*;

use super::checking::{Checking, FoundRow};
use crate::address::Address;
use crate::changes::check::damage::Damaged;
use crate::registry::reference::{Repository, Version};
use crate::ui::parts::window_list::{Rows, WindowList};
use crate::ui::show::show;
use crate::ui::words::count;

/// What was found so far.
#[component]
pub fn Found(checking: Checking) -> impl IntoView {
    let parts = Rows {
        count: Signal::derive(move || checking.rows.with(Vec::len)),
        key: Callback::new(move |row: usize| {
            let at = checking.rows.with(|rows| rows.get(row).copied());
            at.map(|at| format!("{} {}", at.repository, at.found.unwrap_or_default())).unwrap_or_default()
        }),
        view: Callback::new(move |row: usize| {
            let at = checking.rows.with_untracked(|rows| rows.get(row).copied());
            at.map_or_else(|| ().into_any(), |at| drawn(checking, at))
        }),
        height: (44.0, 68.0),
    };
    let has_any = Memo::new(move |_| checking.rows.with(|rows| !rows.is_empty()));
    show(move || {
        has_any.get().then(|| {
            view! { <WindowList rows=parts scrolled=RwSignal::new(0.0) label="What is wrong" ahead=|| ()/> }
        })
    })
}

fn drawn(checking: Checking, at: FoundRow) -> AnyView {
    let of_all = checking.wanted.with_untracked(|wanted| wanted.len() > 1);
    let shown = checking.checked.with_untracked(|checked| {
        let one = checked.get(at.repository)?;
        Some(match &one.outcome {
            Err(why) => cells(checking, &one.repository, None, "repository not read", why.clone()),
            Ok(check) => {
                let found = check.found.get(at.found?)?;
                let details = found.damage.details();
                cells(checking, &one.repository, Some((found, of_all)), found.damage.in_words(), details)
            }
        })
    });
    shown.unwrap_or_else(|| ().into_any())
}

fn cells(
    checking: Checking,
    repository: &Repository,
    found: Option<(&Damaged, bool)>,
    what: &'static str,
    details: String,
) -> AnyView {
    let registry = checking.registry.host();
    let (name, more, to) = match found {
        None => (repository.to_string(), 0, Address::Tags { registry, repository: repository.clone() }),
        Some((found, of_all)) => {
            let version = found.tags.first().map_or_else(|| found.what.clone(), |tag| Version::Tag(tag.clone()));
            let short = match &version {
                Version::Tag(tag) => tag.to_string(),
                Version::Digest(digest) => digest.short().to_owned(),
            };
            let mark = if matches!(version, Version::Tag(_)) { ':' } else { '@' };
            let name = if of_all { format!("{repository}{mark}{short}") } else { short };
            let to = Address::Image { registry, repository: repository.clone(), version };
            (name, found.tags.len().saturating_sub(1), to)
        }
    };
    let more = (more > 0).then(|| format!("and {}", count(more, "other tag", "other tags")));
    view! {
        <span class="tag-line"><a class="tag" href=to.to_string()>{name}</a><span class="does">{more}</span></span>
        <span class="cell kind">{what}</span>
        <span class="cell why" title=details.clone()>{details.clone()}</span>
    }
    .into_any()
}
