//! A long list out of a document, as a table with a filter: so many rows are drawn at first, and more when somebody asks for them.

use std::sync::Arc;

use leptos::prelude::*;

use crate::registry::filter::Filter;
use crate::ui::show::{show, text};
use crate::ui::words::{count, grouped};

/// So many rows are drawn at first.
const FIRST: usize = 50;

/// And so many more each time somebody asks.
const STEP: usize = 200;

/// The list.
pub struct FilteredRows {
    /// What one of them is called, and several: `package`, `packages`.
    pub names: (&'static str, &'static str),
    /// The headings of the columns.
    pub headings: &'static [&'static str],
    /// What the filter looks at, one text a row.
    pub texts: Vec<String>,
    /// What is typed into the filter.
    pub filter: RwSignal<String>,
    /// Makes the cells of a row, as many as there are headings.
    pub cells: Arc<dyn Fn(usize) -> Vec<AnyView> + Send + Sync>,
}

/// Shows the list. A short one has no filter.
pub fn rows(FilteredRows { names: (one, many), headings, texts, filter, cells }: FilteredRows) -> AnyView {
    let (total, texts) = (texts.len(), Arc::new(texts));
    let drawn = RwSignal::new(FIRST);
    let fitting = Memo::new(move |_| {
        let fits = filter.with(|typed| Filter::of(typed));
        drawn.set(FIRST);
        let all = texts.iter().enumerate();
        let fitting = all.filter(|(_, text)| fits.as_ref().is_none_or(|filter| filter.fits(text)));
        Arc::new(fitting.map(|(at, _)| at).collect::<Vec<usize>>())
    });
    let found = Memo::new(move |_| fitting.with(|fitting| fitting.len()));
    let shown = move || fitting.with(|fitting| fitting.iter().take(drawn.get()).copied().collect::<Vec<_>>());
    let row = move |at: usize| {
        let cells = cells(at).into_iter().zip(headings);
        let cells =
            cells.map(|(cell, heading)| view! { <td data-heading=*heading><div>{cell}</div></td> }).collect_view();
        view! { <tr>{cells}</tr> }.into_any()
    };
    let said = move || match found.get() {
        all if all == total => count(total, one, many),
        some => format!("{} of {}", grouped(some), count(total, one, many)),
    };
    let more = move || {
        let left = found.get().saturating_sub(drawn.get());
        (left > 0).then(|| {
            view! {
                <p class="more">
                    <button type="button" on:click=move |_| drawn.update(|drawn| *drawn += STEP)>
                        "Show " {grouped(left.min(STEP))} " more"
                    </button>
                    " of " {count(found.get(), one, many)}
                </p>
            }
        })
    };
    let label = format!("Filter {many}");
    let box_of_filter = (total > 5).then(|| {
        view! {
            <input type="search" class="narrow" autocomplete="off" autocapitalize="none" spellcheck="false"
                aria-label=label.clone() placeholder=label prop:value=filter
                on:input=move |event| filter.set(event_target_value(&event))/>
        }
    });
    let headings = headings.iter().map(|heading| view! { <th scope="col">{*heading}</th> }).collect_view();
    view! {
        <div class="rows-head">{box_of_filter}<span class="note" role="status">{text(said)}</span></div>
        <table class="rows" hidden=move || found.get() == 0>
            <thead><tr>{headings}</tr></thead>
            <tbody><For each=shown key=|at: &usize| *at children=row/></tbody>
        </table>
        {show(more)}
    }
    .into_any()
}
