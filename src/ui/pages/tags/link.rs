//! How a list of tags is shown stands in the page's address, so that a link shows the same to somebody else.

use std::time::Duration;

use leptos::prelude::*;

use crate::address::Address;
use crate::address::change::ChangeWanted;
use crate::address::tag_list::TagListOptions;
use crate::browser::address_bar;
use crate::browser::time::pause;
use crate::ui::filtered::renewed;
use crate::ui::parts::copy::CopyAs;
use crate::ui::state::names::TagList;

/// Browsers let a page change its address only so often, and nobody reads it while they type.
const AFTER: Duration = Duration::from_millis(250);

/// Shows the list as its address says, where that says anything.
pub fn follow_address(tags: TagList) {
    if let Some(TagListOptions { order, filter }) = TagListOptions::parse(&address_bar::hash()) {
        tags.order.set(order);
        tags.filter.set(filter);
    }
}

/// Lets the address say how the list is shown.
pub fn keep_in_address(tags: TagList, list: Address) {
    renewed(move || {
        let (list, hash) = (list.clone(), hash_of(tags, &list));
        Box::pin(async move {
            pause(AFTER).await;
            // Whoever has just gone on from here to change something is on their way to another form of the same address.
            if ChangeWanted::parse(&address_bar::hash()).is_none() {
                address_bar::show_as(&list, &hash);
            }
        })
    });
}

/// A button that copies the address of the list as it is shown.
#[component]
pub fn CopyLink(tags: TagList, list: Address) -> impl IntoView {
    let link = Signal::derive(move || address_bar::whole(&hash_of(tags, &list)));
    view! { <span class="share-link"><CopyAs text=link name="Copy link"/></span> }
}

fn hash_of(tags: TagList, list: &Address) -> String {
    TagListOptions { order: tags.order.get(), filter: tags.filter.get() }.address(list)
}
