//! Ticked rows, and what is done with all of them.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::address::Address;
use crate::address::change::ChangeWanted;
use crate::registry::reference::{Repository, Tag};
use crate::ui::parts::copy::CopyAs;
use crate::ui::show::{show, text};
use crate::ui::state::Pierglass;
use crate::ui::state::names::SharedNames;
use crate::ui::state::registry::Registry;
use crate::ui::words::grouped;

/// The tags whose rows are ticked.
pub type Ticks = RwSignal<BTreeSet<String>>;

/// The box of a row.
pub fn tick(ticks: Ticks, tag: &Tag) -> AnyView {
    let (mine, changed) = (tag.to_string(), tag.to_string());
    let turn = move |event| {
        let is_ticked = event_target_checked(&event);
        ticks.update(|ticks| {
            if is_ticked {
                ticks.insert(changed.clone())
            } else {
                ticks.remove(&changed)
            };
        });
    };
    view! {
        <label class="row-tick">
            <span class="visually-hidden">"Tick " {tag.to_string()}</span>
            <input type="checkbox" prop:checked=move || ticks.with(|ticks| ticks.contains(&mine)) on:change=turn/>
        </label>
    }
    .into_any()
}

/// What is done with the ticked rows, where there are any. References are copied in the order of the list, a line for each.
#[component]
pub fn Ticked(
    registry: Registry,
    repository: Repository,
    ticks: Ticks,
    sorted: RwSignal<SharedNames>,
) -> impl IntoView {
    let has_any = Memo::new(move |_| ticks.with(|ticks| !ticks.is_empty()));
    let beginning = format!("{}/{repository}:", registry.pull_host());
    let references = Signal::derive(move || {
        let names = sorted.get().0;
        let ticked =
            ticks.with(|ticks| names.iter().filter(|tag| ticks.contains(&***tag)).cloned().collect::<Vec<_>>());
        ticked.iter().map(|tag| format!("{beginning}{tag}")).collect::<Vec<_>>().join("\n")
    });
    let pierglass = Pierglass::expect();
    let tags = Address::Tags { registry: registry.host(), repository };
    let delete = ChangeWanted::Delete(None).address(&tags);
    let may_change = Memo::new(move |_| pierglass.may_change(registry));
    let go_on = move || {
        let delete = delete.clone();
        may_change.get().then(|| view! { <a class="button" href=delete>"Delete…"</a> })
    };
    let said = move || format!("{} ticked", grouped(ticks.with(BTreeSet::len)));
    show(move || {
        has_any.get().then(|| {
            view! {
                <div class="ticked" role="group" aria-label="Ticked tags">
                    <span aria-live="polite">{text(said)}</span>
                    <CopyAs text=references name="Copy references"/>
                    {show(go_on.clone())}
                    <button type="button" class="quiet" on:click=move |_| ticks.set(BTreeSet::new())>"Untick all"</button>
                </div>
            }
        })
    })
}
