//! What is to be said about a document besides what it holds.

use std::ops::Range;

use leptos::prelude::*;

use crate::registry::manifest::Document;
use crate::registry::member::Problem;
use crate::registry::visible::visible;
use crate::ui::parts::long_list::LongList;

/// What could not be used of a document. The rest of it is shown.
pub(super) fn problems(document: &Document) -> Option<AnyView> {
    if document.problems().is_empty() {
        return None;
    }
    let (long, document) = (LongList::of(document.problems().len()), document.clone());
    let rows = move |some: Range<usize>| {
        let row = |problem: &Problem| view! { <li>{visible(&problem.to_string()).into_owned()}</li> };
        document.problems()[some].iter().map(row).collect_view().into_any()
    };
    let view = view! {
        <div class="note problems">
            <p>"Parts of this document could not be read, and are missing below:"</p>
            <ul>{long.rows(rows)}</ul>
            {long.more("problem", "problems")}
        </div>
    };
    Some(view.into_any())
}

pub(super) fn schema1(architecture: &str, layers: usize) -> AnyView {
    view! {
        <p class="note">
            "This is an image in Docker’s schema 1, for " {architecture.to_string()} " and with "
            {crate::ui::words::count(layers, "layer", "layers")}
            ". Today’s tools no longer pull it. Whoever pushed it can build it again."
        </p>
    }
    .into_any()
}
