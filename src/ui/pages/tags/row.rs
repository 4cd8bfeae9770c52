//! A row of the tag list.

use std::time::Duration;

use leptos::prelude::*;

use super::details::Details;
use super::ticked::{Ticks, tick};
use crate::address::Address;
use crate::browser::time::pause;
use crate::registry::failure::Failure;
use crate::registry::platform::Platform;
use crate::registry::reference::{Repository, Tag, Version};
use crate::registry::tag_detail::TagDetail;
use crate::registry::visible::visible;
use crate::ui::parts::copy::Copy;
use crate::ui::parts::when::when_in_short;
use crate::ui::show::show;
use crate::ui::state::registry::Registry;
use crate::ui::tasks::Task;
use crate::ui::words::{bytes, words};

/// A row that flies by while somebody scrolls asks for nothing.
const BEFORE_ASKING: Duration = Duration::from_millis(60);

/// So many platforms stand in a row; the others are counted.
const PLATFORMS: usize = 3;

/// So many other tags of the same image stand in a row; the others are counted.
const ALIKE: usize = 2;

/// The row of a tag. Its link reaches over all of it; what stands above that can be selected, and leads there as well.
pub fn row(registry: Registry, queue: Details, ticks: Ticks, repository: &Repository, name: String) -> AnyView {
    let Ok(tag) = Tag::parse(&name) else {
        return view! { <span class="tag invalid" title="This is not a valid tag, so it cannot be opened">{visible(&name).into_owned()}</span> }.into_any();
    };
    let address = Address::Image {
        registry: registry.host(),
        repository: repository.clone(),
        version: Version::Tag(tag.clone()),
    };
    let details = registry.tags.details;
    let mine = name.clone();
    let known = Memo::new(move |_| details.with(|details| details.get(&mine).cloned()));
    if known.with_untracked(Option::is_none) {
        want(queue, registry.tags.scrolled.get_untracked(), tag.clone());
    }
    let of = repository.clone();
    let details_of = move || match known.get() {
        None => view! { <span class="cell waiting"><span class="visually-hidden">"Loading"</span></span> }.into_any(),
        Some(Ok(detail)) => cells(detail),
        Some(Err(failure)) => failed(&failure),
    };
    let digest = move || known.get().and_then(Result::ok).map(|detail| digest(registry, of.clone(), detail));
    let alike = Memo::new(move |_| {
        let identity = known.with(|known| known.as_ref().and_then(|detail| Some(detail.as_ref().ok()?.identity())));
        identity
            .and_then(|identity| queue.alike.with(|alike| alike.get(&identity).and_then(|tags| others(tags, &name))))
    });
    let reference = format!("{}/{repository}:{tag}", registry.pull_host());
    view! {
        {tick(ticks, &tag)}
        <span class="tag-line">
            <a class="tag" href=address.to_string()>{tag.to_string()}</a>
            {show(move || alike.get().map(same_as))}
        </span>
        {show(move || Some(details_of()))}
        {show(digest)}
        <Copy text=reference what=format!("the reference {repository}:{tag}")/>
    }
    .into_any()
}

fn same_as(others: String) -> AnyView {
    let title = ["The same image as ", &others].concat();
    view! {
        <span class="same" title=title>
            <span aria-hidden="true">"= "</span><span class="visually-hidden">" the same image as "</span>{others}
        </span>
    }
    .into_any()
}

/// The other tags of an image; `None` where there is no other.
fn others(tags: &[String], mine: &str) -> Option<String> {
    let mut others = tags.iter().map(String::as_str).filter(|tag| *tag != mine);
    let some = others.by_ref().take(ALIKE).collect::<Vec<_>>().join(", ");
    let more = match others.count() {
        0 => String::new(),
        more => format!(" +{more}"),
    };
    (!some.is_empty()).then(|| some + &more)
}

/// Asks for a row's details when it has been on screen for a moment, and no more when it has left.
fn want(details: Details, scrolled: f64, tag: Tag) {
    let left = tag.clone();
    on_cleanup(move || details.leave(&left));
    // Where nobody scrolls nothing flies by.
    if scrolled > 0.0 {
        Task::spawn(async move {
            pause(BEFORE_ASKING).await;
            details.want(&tag);
        });
    } else {
        details.want(&tag);
    }
}

fn cells(detail: TagDetail) -> AnyView {
    let summary = detail.summary;
    let size = summary.size.map_or("–".to_string(), bytes);
    view! {
        <span class="cell platforms" class:more={summary.platforms.len() > PLATFORMS}>{named("Platforms ")}{platforms(&summary.platforms, summary.kind.name())}</span>
        <span class="cell size" title=summary.is_index.then_some("For one of the platforms")>{named("Size ")}{size}</span>
        <span class="cell created">{summary.created.map(|created| view! { {named("Created ")}{when_in_short(created)} })}</span>
    }
    .into_any()
}

/// The digest, which leads to a page of its own.
fn digest(registry: Registry, repository: Repository, detail: TagDetail) -> AnyView {
    let digest = detail.digest.to_string();
    let short = detail.digest.short().to_string();
    let page = Address::Image { registry: registry.host(), repository, version: Version::Digest(detail.digest) };
    view! { <a class="cell digest" href=page.to_string() title=digest>{named("Digest ")}{short}</a> }.into_any()
}

/// What a cell is, for who hears it: the headings of the columns stand apart, and rows that come and go make no table.
fn named(column: &'static str) -> AnyView {
    view! { <span class="visually-hidden">{column}</span> }.into_any()
}

fn platforms(platforms: &[Platform], kind: &str) -> AnyView {
    if platforms.is_empty() {
        return view! { <span class="chip kind">{kind.to_string()}</span> }.into_any();
    }
    let all: Vec<String> = platforms.iter().map(Platform::to_string).collect();
    let more = all.len().saturating_sub(PLATFORMS);
    view! {
        {all.iter().take(PLATFORMS).map(|platform| view! { <span class="chip">{platform.clone()}</span> }).collect_view()}
        {(more > 0).then(|| view! { <span class="chip" title=all.join(", ")>"+" {more}</span> })}
    }
    .into_any()
}

fn failed(failure: &Failure) -> AnyView {
    let words = words(failure);
    view! { <span class="cell failed" title=format!("{} {}", words.title, words.seen)>"Could not be read"</span> }
        .into_any()
}
