//! The check of a repository, or of all that are listed: what it will cost, how far it is, what is wrong, and a table to keep. It only reads.

mod checking;
mod found;

use leptos::prelude::*;

use self::checking::{CheckStage, Checking};
use self::found::Found;
use crate::browser::save::save;
use crate::changes::check::LIMITS;
use crate::changes::check::table::table;
use crate::registry::listing::List;
use crate::registry::reference::Repository;
use crate::ui::client::HTTP;
use crate::ui::lazy::lazy;
use crate::ui::listing::{Listing, Source};
use crate::ui::parts::asking::Asking;
use crate::ui::parts::later;
use crate::ui::parts::progress::InProgress;
use crate::ui::show::{show, text};
use crate::ui::state::names::Progress;
use crate::ui::state::registry::Registry;
use crate::ui::tasks::Component;
use crate::ui::words::{count, grouped};

/// Looks for what is wrong in a repository, or in all of them.
#[component]
pub fn CheckRepositories(registry: Registry, repository: Repository) -> impl IntoView {
    let checking = Checking::begin(registry);
    let of_all = RwSignal::new(false);
    let this = StoredValue::new(repository);
    let listed = Memo::new(move |_| registry.repositories.with(|names| names.names.len()));
    // Half a list would be checked as if it were all of it.
    let waits_for_list = Memo::new(move |_| {
        let is_loading = registry.repositories.with(|names| matches!(names.progress, Progress::Loading));
        of_all.get() && (is_loading || listed.get() == 0)
    });
    let begin = move |_| match of_all.get_untracked() {
        false => checking.check(vec![this.get_value()], 0),
        true => {
            let listed = registry.repositories.with_untracked(|names| names.names.clone());
            let wanted: Vec<_> = listed.iter().filter_map(|name| Repository::parse(name).ok()).collect();
            let not_names = listed.len() - wanted.len();
            checking.check(wanted, not_names);
        }
    };
    let choice = move |all: bool, title: Signal<String>, about: Signal<String>| {
        view! {
            <label class="way">
                <input type="radio" name="which" prop:checked=move || of_all.get() == all on:change=move |_| of_all.set(all)/>
                <span><strong>{text(move || title.get())}</strong><small>{text(move || about.get())}</small></span>
            </label>
        }
    };
    let one = this.with_value(Repository::to_string);
    let all = Signal::derive(move || match listed.get() {
        0 => "All repositories of this registry".to_owned(),
        many => format!("All {} of this registry", count(many, "repository", "repositories")),
    });
    let is_running = move || checking.stage.get() == CheckStage::Running;
    view! {
        <fieldset class="ways" disabled=is_running>
            <legend>"What to check"</legend>
            {choice(false, Signal::stored(one), Signal::derive(move || cost_of_one(registry, this)))}
            {choice(true, all, Signal::derive(move || cost_of_all(listed.get())))}
            {show(move || of_all.get().then(|| view! { <AllListed registry/> }))}
            <p class="note">"Nothing is changed, and no layer is fetched."</p>
            <p><button type="button" on:click=begin disabled=waits_for_list>"Begin the check"</button></p>
        </fieldset>
        {show(move || (checking.stage.get() != CheckStage::Before).then(|| view! { <CheckResult checking/> }))}
        <section class="remarks">
            <h2>"What this cannot tell"</h2>
            <ul>{LIMITS.map(|limit| view! { <li>{limit}</li> }).collect_view()}</ul>
            <p><a href="#/guide/checking">"What can be wrong, and what to do about it"</a></p>
        </section>
    }
}

/// The list of all repositories, which is brought where nobody has seen it yet.
#[component]
fn AllListed(registry: Registry) -> impl IntoView {
    let source = Source {
        names: registry.repositories,
        what: List::Repositories,
        key: |name, key| key.extend_from_slice(name.as_bytes()),
    };
    let listing = Listing::begin(registry, source);
    view! { <Asking asked=listing.asked("repository", "repositories")/> }
}

const AND_MORE: &str = "Each platform, attachment and configuration that was not met before is one more, and so is each list of what is attached.";

/// What is known of the requests that one repository takes.
fn cost_of_one(registry: Registry, repository: StoredValue<Repository>) -> String {
    let is_open = registry.tags.repository.with(|open| repository.with_value(|own| open.as_ref() == Some(own)));
    let tags = registry.tags.names.with(|names| match names.progress {
        Progress::Complete if is_open => Some(names.names.len()),
        _ => None,
    });
    match tags {
        Some(tags) => {
            format!(
                "{} at least, for its list and each of its tags. {AND_MORE}",
                count(tags + 1, "request", "requests")
            )
        }
        None => format!("One request for the list of its tags, and one for each tag. {AND_MORE}"),
    }
}

/// The same for all of them.
fn cost_of_all(listed: usize) -> String {
    match listed {
        0 => "One repository after the other. How many there are is asked for first.".to_owned(),
        many => format!(
            "{} at least, for their lists of tags, one after the other. Then one for each tag: how many those are, only the lists tell. {AND_MORE}",
            count(many, "request", "requests")
        ),
    }
}

/// How far it is, and what was found.
#[component]
fn CheckResult(checking: Checking) -> impl IntoView {
    let is_refused = RwSignal::new(false);
    let component = Component::here();
    let download = move |_| {
        component.spawn(async move {
            let checked = checking.checked.get_untracked();
            let text = table(&HTTP, &checked).await;
            is_refused.set(!save("check.tsv", "text/tab-separated-values", text.as_bytes()));
        });
    };
    let has_any = Memo::new(move |_| checking.checked.with(|checked| !checked.is_empty()));
    let again = Callback::new(move |()| checking.go_on());
    view! {
        <section class="plan checked" aria-label="What was found">
            {show(move || Some(match checking.stage.get() {
                CheckStage::Running => view! {
                    <InProgress text=Signal::derive(move || how_far(checking)) with_list=has_any on_cancel=Callback::new(move |()| checking.stop())/>
                }
                .into_any(),
                _ => view! { <div role="status"><h2 tabindex="-1">{text(move || headline(checking))}</h2></div> }.into_any(),
            }))}
            {show(move || checking.failure.get().map(|failure| {
                match failure.sign_in().cloned() {
                    Some(how) => lazy(later::sign_in(checking.registry, how, Signal::stored(Some(failure)), Signal::stored(false), again)),
                    None => lazy(later::trouble(checking.registry, failure, again)),
                }
            }))}
            {show(move || rest(checking).map(|rest| view! {
                <p class="buttons"><button type="button" on:click=move |_| checking.go_on()>{format!("Go on with the other {}", grouped(rest))}</button></p>
            }))}
            <Found checking/>
            {show(move || has_any.get().then(|| view! {
                <p class="buttons"><button type="button" on:click=download>"Download the table"</button></p>
            }))}
            {show(move || is_refused.get().then(|| view! { <p class="wrong">"This browser let nothing be saved."</p> }))}
        </section>
    }
}

/// How many are left after it was stopped, and nothing else offers to go on.
fn rest(checking: Checking) -> Option<usize> {
    let is_stopped = checking.stage.get() == CheckStage::Stopped && checking.failure.with(Option::is_none);
    is_stopped.then(|| checking.left()).filter(|left| *left > 0)
}

fn how_far(checking: Checking) -> String {
    let (done, all) = (checking.checked.with(Vec::len), checking.wanted.with(Vec::len));
    if let Some(seconds) = checking.waits.get() {
        return format!(
            "The registry has been asked too often; waiting {} s, as it says",
            grouped(usize::try_from(seconds).unwrap_or(usize::MAX))
        );
    }
    let of = match all {
        0 | 1 => String::new(),
        _ => format!("{} of {}: ", grouped((done + 1).min(all)), count(all, "repository", "repositories")),
    };
    let name = checking.wanted.with(|wanted| wanted.get(done).map(ToString::to_string).unwrap_or_default());
    match checking.read.get() {
        (_, 0) => format!("{of}asking for the tags of {name}"),
        (read, known) => format!("{of}{name}, {} of {}", grouped(read), grouped(known)),
    }
}

/// What came of it, in a sentence.
fn headline(checking: Checking) -> String {
    let [mut repositories, mut tags, mut manifests, mut unread] = [0; 4];
    let mut is_whole = true;
    checking.checked.with(|checked| {
        for one in checked {
            match &one.outcome {
                Ok(check) => {
                    repositories += 1;
                    tags += check.tags;
                    manifests += check.manifests;
                    is_whole &= check.is_whole;
                }
                Err(_) => unread += 1,
            }
        }
    });
    if repositories == 0 {
        return match unread {
            0 => "Nothing was checked.".to_owned(),
            unread => format!("{} not read.", count(unread, "repository was", "repositories were")),
        };
    }
    let wrong = checking.rows.with(Vec::len) - unread;
    let found = match wrong {
        0 => "Nothing wrong was found".to_owned(),
        wrong => format!("{} wrong", count(wrong, "thing is", "things are")),
    };
    let mut said =
        format!("{found}, in {} and {}", count(tags, "tag", "tags"), count(manifests, "manifest", "manifests"));
    if checking.wanted.with(Vec::len) > 1 {
        said.push_str(&format!(" of {}", count(repositories, "repository", "repositories")));
    }
    if unread > 0 {
        said.push_str(&format!("; {} not read", count(unread, "repository was", "repositories were")));
    }
    let not_names = checking.not_names.get();
    if not_names > 0 {
        said.push_str(&format!("; {} none of a repository", count(not_names, "listed name is", "listed names are")));
    }
    if !is_whole {
        said.push_str("; a list of tags did not come to its end");
    }
    said + "."
}
