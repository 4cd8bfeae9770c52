//! Tidying up by rules: what they say of every tag, and the plan that comes of it. No rule runs by itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::proposal::Proposal;
use super::protected::protected;
use super::reading::reading;
use super::tick::tick;
use super::work::Work;
use crate::browser::save::save;
use crate::browser::time::now;
use crate::changes::known::Known;
use crate::changes::pattern::Pattern;
use crate::changes::read::Depth;
use crate::changes::rules::{KeepNewest, Newness, Tidied, TidyRule, tidy};
use crate::config::tidy::{NewestBy, OfferedRule, rules};
use crate::registry::reference::{Repository, Tag};
use crate::ui::client::HTTP;
use crate::ui::filtered::renewed;
use crate::ui::load::Load;
use crate::ui::parts::asking::Asking;
use crate::ui::parts::window_list::{Rows, WindowList};
use crate::ui::show::{show, text};
use crate::ui::state::Pierglass;
use crate::ui::state::registry::Registry;
use crate::ui::words::{count, grouped};

/// Tidies a repository up.
#[component]
pub fn TidyUp(registry: Registry, repository: Repository) -> impl IntoView {
    let config = Pierglass::expect().config.get_untracked().unwrap_or_default();
    let host = registry.host();
    let (offered, _) = rules(&config);
    let offered: Vec<OfferedRule> = offered.into_iter().filter(|rule| rule.is_for(&host, &repository)).collect();
    let wanted = RwSignal::new(None::<(String, TidyRule)>);
    view! {
        <Form registry offered wanted/>
        {show(move || {
            // The repository is read when somebody first wants to see what would go.
            let has_rule = Memo::new(move |_| wanted.with(Option::is_some));
            let repository = repository.clone();
            has_rule.get().then(|| view! { <DryRun registry repository wanted/> })
        })}
    }
}

#[component]
fn Form(registry: Registry, offered: Vec<OfferedRule>, wanted: RwSignal<Option<(String, TidyRule)>>) -> impl IntoView {
    let (pattern, days, newest) =
        (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let by = NodeRef::<html::Select>::new();
    let [with_children, with_attached, without_image] = [true, true, false].map(RwSignal::new);
    let wrong = RwSignal::new(None::<&'static str>);
    let typed = |field: NodeRef<html::Input>| {
        field.get_untracked().map(|field| field.value().trim().to_owned()).unwrap_or_default()
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let number = |text: String| if text.is_empty() { Ok(None) } else { text.parse::<u32>().map(Some) };
        let (Ok(older_than_days), Ok(kept)) = (number(typed(days)), number(typed(newest))) else {
            return wrong.set(Some("Days and the number of tags to keep are whole numbers."));
        };
        let by = match by.get_untracked().map(|by| by.value()) {
            Some(by) if by == "date" => Newness::Date,
            _ => Newness::Version,
        };
        let rule = TidyRule {
            tags: Pattern::of(&typed(pattern)),
            older_than_days,
            keep_newest: kept.map(|count| KeepNewest { count: count as usize, by }),
            with_children: with_children.get_untracked(),
            with_attached: with_attached.get_untracked(),
            without_image: without_image.get_untracked(),
        };
        if rule.tags.is_none() && rule.older_than_days.is_none() && rule.keep_newest.is_none() && !rule.without_image {
            return wrong.set(Some("Say which tags: by a pattern, an age, or how many to keep."));
        }
        wrong.set(None);
        wanted.set(Some((rule.in_words(), rule)));
    };
    let field = |id: &'static str, label: &'static str, node: NodeRef<html::Input>, placeholder: &'static str| {
        view! {
            <div class="setting">
                <label for=id>{label}</label>
                <input id=id node_ref=node autocomplete="off" autocapitalize="none" spellcheck="false" placeholder=placeholder/>
            </div>
        }
    };
    view! {
        <form class="ways tidy" on:submit=submit>
            <p class="note">"A tag goes only if all of this is so. Nothing happens before you have seen the plan and confirmed it."</p>
            {(!offered.is_empty()).then(|| offers(registry, offered, wanted))}
            <div class="rule-fields">
                {field("tidy-names", "Names like", pattern, "pr-*")}
                {field("tidy-days", "Older than, in days", days, "30")}
                {field("tidy-newest", "Not among the newest", newest, "5")}
                <div class="setting">
                    <label for="tidy-by">"Newest by"</label>
                    <select id="tidy-by" node_ref=by>
                        <option value="version">"version"</option>
                        <option value="date">"the image’s date"</option>
                    </select>
                </div>
            </div>
            {tick(with_children, "With the images of an index, where nothing else leads to them")}
            {tick(with_attached, "With what is attached: signatures, SBOMs, attestations")}
            {tick(without_image, "Also what is attached to images that are not there")}
            {show(move || wrong.get().map(|wrong| view! { <p class="wrong" role="alert">{wrong}</p> }))}
            <p><button type="submit" disabled=registry.is_changing>"Show what would go"</button></p>
        </form>
    }
}

/// The rules of `config.json`.
fn offers(registry: Registry, offered: Vec<OfferedRule>, wanted: RwSignal<Option<(String, TidyRule)>>) -> AnyView {
    let buttons = offered.into_iter().map(|offered| {
        let (name, rule) = (offered.name.clone(), rule_of(&offered));
        let about = rule.in_words();
        view! {
            <button type="button" title=about disabled=registry.is_changing on:click=move |_| wanted.set(Some((name.clone(), rule.clone())))>{offered.name}</button>
        }
    });
    view! { <p class="buttons"><span class="note">"Rules of this page: "</span>{buttons.collect_view()}</p> }.into_any()
}

fn rule_of(offered: &OfferedRule) -> TidyRule {
    let by = match offered.by {
        NewestBy::Date => Newness::Date,
        NewestBy::Version => Newness::Version,
    };
    TidyRule {
        tags: Pattern::any_of(&offered.tags),
        older_than_days: offered.older_than_days,
        keep_newest: offered.keep_newest.map(|count| KeepNewest { count: count as usize, by }),
        with_children: offered.untagged,
        with_attached: true,
        without_image: offered.orphans,
    }
}

#[component]
fn DryRun(registry: Registry, repository: Repository, wanted: RwSignal<Option<(String, TidyRule)>>) -> impl IntoView {
    let Load { value, asked } = reading(registry, repository, Depth::All);
    view! {
        <Asking asked/>
        {show(move || value.get().map(|known| judged(registry, known, wanted, asked.again)))}
    }
}

fn judged(
    registry: Registry,
    known: Arc<Known>,
    wanted: RwSignal<Option<(String, TidyRule)>>,
    again: Callback<()>,
) -> AnyView {
    let tidied = RwSignal::new(None::<(String, Arc<Tidied>)>);
    let (of, protected) = (known.clone(), protected(registry, &known.repository));
    renewed(move || {
        let (of, protected, wanted) = (of.clone(), protected.clone(), wanted.get());
        Box::pin(async move {
            tidied.set(None);
            let Some((name, rule)) = wanted else { return };
            let found = tidy(&HTTP, &of, &[rule], &protected, now()).await;
            tidied.set(Some((name, Arc::new(found))));
        })
    });
    show(move || {
        tidied.get().map(|(name, tidied)| {
            let known = known.clone();
            let chosen: BTreeSet<Tag> = tidied.tags.iter().filter(|tag| tag.goes).map(|tag| tag.tag.clone()).collect();
            let work = Work::begin(registry, known.clone(), known.clone(), chosen, again);
            let wish = tidied.wish.clone();
            work.plan_for(known, move || wish.clone());
            view! { <Judged name tidied/><Proposal work/> }
        })
    })
}

/// What the rules say of every tag.
#[component]
fn Judged(name: String, tidied: Arc<Tidied>) -> impl IntoView {
    let (going, all) = (tidied.tags.iter().filter(|tag| tag.goes).count(), tidied.tags.len());
    let of_file = tidied.clone();
    let download = move |_| {
        let line = |tag: &crate::changes::rules::TidiedTag| format!("{}\t{}\n", tag.tag, tag.why);
        let lines: String = of_file.tags.iter().map(line).collect();
        let _ = save("tidy-up.tsv", "text/tab-separated-values", lines.as_bytes());
    };
    let (keys, rows) = (tidied.clone(), tidied);
    let parts = Rows {
        count: Signal::stored(all),
        key: Callback::new(move |row: usize| keys.tags.get(row).map(|tag| tag.tag.to_string()).unwrap_or_default()),
        view: Callback::new(move |row: usize| {
            let Some(tag) = rows.tags.get(row) else { return ().into_any() };
            let (name, why, goes) = (tag.tag.to_string(), tag.why.clone(), tag.goes);
            view! {
                <span class="tag-line"><span class="tag">{name}</span></span>
                <span class="cell why" class:warned=goes title=why.clone()>{why.clone()}</span>
            }
            .into_any()
        }),
        height: (36.0, 60.0),
    };
    let is_open = RwSignal::new(false);
    view! {
        <section class="plan dry-run" aria-label="What the rule says">
            <h2>{format!("{} of {} would go", grouped(going), count(all, "tag", "tags"))}</h2>
            <p class="note">"The rule: " {name}</p>
            <p class="buttons">
                <button type="button" aria-expanded=move || is_open.get().to_string() on:click=move |_| is_open.update(|open| *open = !*open)>
                    {text(move || if is_open.get() { "Hide the reasons".to_owned() } else { "Why, for each tag".to_owned() })}
                </button>
                <button type="button" on:click=download>"Download the reasons"</button>
            </p>
            {show(move || is_open.get().then(|| view! {
                <WindowList rows=parts scrolled=RwSignal::new(0.0) label="Tags and why they go or stay" ahead=|| ()/>
            }))}
        </section>
    }
}
