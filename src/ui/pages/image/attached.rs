//! What hangs on an image: signatures, SBOMs, attestations, anything that was pushed about it. Its requests go out once the image is drawn.

mod branch;
mod places;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::page::Page;
use super::signatures;
use crate::browser::time::pause;
use crate::registry::digest::Digest;
use crate::registry::manifest::Document;
use crate::registry::manifests::Fetched;
use crate::registry::platform::Platform;
use crate::registry::referrers::{AttachedTags, Found, Search, Unasked};
use crate::ui::show::{show, text};
use crate::ui::state::names::Progress;
use crate::ui::tasks::Component;
use crate::ui::words::count;
use branch::{HangingTree, branch};
use places::{failures, places};

/// How often it is looked whether the image is drawn.
const A_MOMENT: Duration = Duration::from_millis(50);

/// So many moments what hangs on an image waits for that: one of which a part does not come is never drawn whole.
const MOMENTS: usize = 60;

/// What hangs on what was opened, and on its platforms.
#[component]
pub fn Attached(page: Page, fetched: Arc<Fetched>) -> impl IntoView {
    let found = RwSignal::new(Found::default());
    // While it is looked for something nobody knows what is left.
    let unasked = RwSignal::new(None::<Unasked>);
    let search = StoredValue::new_local(None::<Search>);
    let component = Component::here();
    let subject = StoredValue::new(fetched.clone());
    let go = move |further: bool| {
        unasked.set(None);
        component.spawn(async move {
            let client = page.registry.client();
            let mut going = match search.try_update_value(Option::take).flatten() {
                Some(going) => going,
                None => begin(page, &subject.get_value()).await,
            };
            if further {
                going.go_further();
            }
            while going.step(&client).await {
                found.set(going.found.clone());
            }
            found.set(going.found.clone());
            unasked.set(Some(going.unasked()));
            search.set_value(Some(going));
        });
    };
    go(false);
    let tree = HangingTree { page, found, names: StoredValue::new(names(&fetched)) };
    let opened = fetched.digest.clone();
    let said = move || match (unasked.with(Option::is_some), found.with(|found| found.hanging.len())) {
        (false, 0) => "Looking for what is attached…".to_owned(),
        (false, some) => format!("{} so far…", count(some, "attachment", "attachments")),
        (true, 0) => {
            "Nothing was found here. That does not mean that it is unsigned: what there is may be kept elsewhere."
                .to_owned()
        }
        (true, all) => count(all, "attachment", "attachments"),
    };
    view! {
        <section class="attached">
            <h2>"Attached"</h2>
            <p class="note" role="status">{text(said)}</p>
            {branch(tree, None)}
            {signatures::among(page, found, fetched)}
            {show(move || found.with(failures))}
            {show(move || unasked.get().map(|unasked| found.with(|found| places(found, unasked, &opened, page.registry.host()))))}
            {show(move || unasked.get().filter(|unasked| *unasked != Unasked::default()).map(|_| view! {
                <button type="button" on:click=move |_| go(true)>"Look there, too"</button>
            }))}
        </section>
    }
    .into_any()
}

/// A search that knows the repository's tags where the page has all of them.
async fn begin(page: Page, fetched: &Fetched) -> Search {
    for _ in 0..MOMENTS {
        pause(A_MOMENT).await;
        if page.drawn.get_untracked() {
            break;
        }
    }
    let repository = page.repository.get_value();
    let tags = page.registry.tags;
    let is_known = tags.repository.with_untracked(|known| known.as_ref() == Some(&repository));
    let names = tags
        .names
        .with_untracked(|list| (is_known && matches!(list.progress, Progress::Complete)).then(|| list.names.clone()));
    let tags = match names {
        Some(names) => Some(AttachedTags::among(page.registry.client().session.http(), &names).await),
        None => None,
    };
    Search::begin(&repository, &fetched.digest, &fetched.document, tags)
}

/// What the things are called that something hangs on.
fn names(fetched: &Fetched) -> HashMap<Digest, String> {
    let Document::Index(index) = &fetched.document else { return HashMap::new() };
    let platforms = index
        .platforms()
        .filter_map(|entry| Some((entry.digest.clone(), entry.platform.as_ref().map(Platform::to_string)?)));
    platforms.chain([(fetched.digest.clone(), "the index".to_owned())]).collect()
}
