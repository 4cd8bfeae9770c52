//! What to do with the file, step by step, and what comes of it.

use leptos::prelude::*;

use super::mending::Mending;
use crate::address::Address;
use crate::diagnosis::fixes::{Fix, FixStep, Link, steps};
use crate::registry::host::RegistryHost;
use crate::ui::parts::copy::{Copy, in_short};
use crate::ui::show::show;

/// The steps of a fix. They follow the names.
pub(super) fn steps_of(mending: Mending, fix: &'static Fix) -> AnyView {
    let all = Memo::new(move |_| mending.names.with(|names| names.as_ref().map(|names| steps(fix, names))));
    let drawn = move || {
        let steps = all.get().filter(|steps| !steps.is_empty())?;
        Some(view! { <ol class="then">{steps.into_iter().map(one).collect_view()}</ol> })
    };
    show(drawn)
}

fn one(step: FixStep) -> AnyView {
    let command = step.command.map(|line| {
        view! { <div class="command"><code>{line.clone()}</code><Copy text=line.clone() what=in_short(&line)/></div> }
    });
    let line = step.line.map(|line| {
        view! { <div class="command to-write"><code>{line.clone()}</code><Copy text=line.clone() what=in_short(&line)/></div> }
    });
    let prints = step.prints.map(|(status, lines)| {
        let also = (!lines.is_empty()).then(|| view! {
            ", and among the other lines, whose names may be in capitals or not:"<pre tabindex="0">{lines.join("\n")}</pre>
        });
        let end = also.is_none().then_some(".");
        view! { <div class="prints">"It has to print a first line with "<strong>{status}</strong>{also}{end}</div> }
    });
    let links = step.links.into_iter().map(|link| match link {
        Link::Page(address) => {
            let shown = address.clone();
            view! { " " <a href=address><code>{shown}</code></a> }.into_any()
        }
        Link::Registry(registry) => {
            let href = RegistryHost::parse(&registry).map(|registry| Address::Repositories { registry }.to_string());
            view! { " " <a href=href.unwrap_or_default()><code>{registry}</code></a> }.into_any()
        }
        Link::PageCheckUp(address) => check_up(address),
        Link::CheckUp(registry) => check_up(Address::check_up(&registry).to_string()),
    });
    view! { <li>{words(&step.words)}{links.collect_view()}{command}{line}{prints}</li> }.into_any()
}

/// What stands between backticks is shown as it is written.
fn words(words: &str) -> AnyView {
    let part = |(at, part): (usize, &str)| match at % 2 {
        0 => part.to_owned().into_any(),
        _ => view! { <code>{part.to_owned()}</code> }.into_any(),
    };
    words.split('`').enumerate().map(part).collect_view().into_any()
}

fn check_up(href: String) -> AnyView {
    view! { ", and " <a href=href>"check it up there"</a> }.into_any()
}
