//! What became of a plan: in a sentence, with what stopped it, what can be done about that, and the record to keep.

use std::sync::Arc;

use leptos::prelude::*;

use super::record::keep;
use super::words;
use super::work::Work;
use crate::address::change::ChangeWanted;
use crate::address::{Address, CheckUpOptions};
use crate::changes::commands::{COPIERS, Collection, Collector, collection, copy_lines};
use crate::changes::outcome::ChangeOutcome;
use crate::changes::plan::{Action, Plan};
use crate::changes::run::Done;
use crate::registry::commands::PullSource;
use crate::ui::lazy::lazy;
use crate::ui::parts::copy::{Copy, in_short};
use crate::ui::parts::later;
use crate::ui::show::show;
use crate::ui::words::{bytes, count, grouped};

/// What became of it. `go_on` does the rest, from a place in the plan.
#[component]
pub fn Report(work: Work, plan: Arc<Plan>, go_on: Callback<usize>) -> impl IntoView {
    let done = work.done.get_untracked();
    let good = done.values().filter(|done| done.outcome.is_done()).count();
    let all = plan.steps.len();
    let stopped = done.iter().find(|(_, done)| !done.outcome.is_done()).map(|(at, done)| (*at, done.clone()));
    let reached = done.keys().next_back().map_or(0, |last| last + 1);
    let headline = match (&stopped, good == all) {
        (None, true) => format!("Done: {}.", count(all, "change", "changes")),
        (None, false) => format!("Stopped: {} of {} done.", grouped(good), count(all, "change", "changes")),
        (Some(_), _) => format!("Not all of it was done: {} of {}.", grouped(good), count(all, "change", "changes")),
    };
    let has_rest = reached < all;
    let rest = all - reached;
    // A name that somebody moved to what went, between two of its requests, went with it.
    let unseen = done.values().map(|done| done.not_looked_at).max().filter(|unseen| *unseen > 0);
    let unseen = unseen.map(|unseen| {
        view! {
            <p class="note">
                {grouped(unseen)}" other names were not read again before each deletion, because they are too many for that. Where somebody                  else made one of them name what went meanwhile, it fell, too."
            </p>
        }
    });
    let is_deletion =
        |at: &usize| matches!(plan.steps.get(*at).map(|step| &step.action), Some(Action::DeleteManifest(_)));
    let has_deleted = done.iter().any(|(at, done)| done.outcome.is_done() && is_deletion(at));
    let may_undo = done.values().any(|done| done.outcome.is_done());
    let tags = Address::Tags { registry: work.registry.host(), repository: work.repository.get_value() };
    let restore = ChangeWanted::BringBack.address(&tags);
    let is_saved = RwSignal::new(None::<bool>);
    let download = move |_| is_saved.set(Some(work.record.with_value(|record| keep(work, record))));
    view! {
        <div class="report" role="status">
            <h2 tabindex="-1">{headline}</h2>
            {stopped.map(|(at, done)| what_stopped(work, &plan, at, &done, go_on))}
            <p class="buttons">
                {has_rest.then(|| view! {
                    <button type="button" on:click=move |_| go_on.run(reached)>{format!("Go on with the other {}", grouped(rest))}</button>
                })}
                <button type="button" on:click=download>"Download the record"</button>
                {may_undo.then(|| view! { <a class="button" href=restore>"Bring it back"</a> })}
                <button type="button" on:click=move |_| work.again.run(())>"Read it again, and plan anew"</button>
            </p>
            {unseen}
            {has_deleted.then(collecting)}
            {show(move || is_saved.get().filter(|saved| !saved).map(|_| view! { <p class="wrong">"This browser let nothing be saved."</p> }))}
        </div>
    }
    .into_any()
}

/// What stopped it, and the way on.
fn what_stopped(work: Work, plan: &Plan, at: usize, done: &Done, go_on: Callback<usize>) -> AnyView {
    let Some(change) = plan.steps.get(at) else { return ().into_any() };
    let again = Callback::new(move |()| go_on.run(at));
    let registry = work.registry;
    match done.failure.clone().map(|failure| (failure.sign_in().cloned(), failure)) {
        Some((Some(how), failure)) => {
            let failure = Signal::stored(Some(failure));
            return lazy(later::sign_in(registry, how, failure, Signal::stored(false), again));
        }
        // What a registry says of a change is said in words of this page; why nothing came, in those of any request.
        Some((None, failure)) if !matches!(done.outcome, ChangeOutcome::Refused { .. }) => {
            return lazy(later::trouble(registry, failure, again));
        }
        _ => {}
    }
    let is_off = matches!(done.outcome, ChangeOutcome::Refused { status: 400 | 405, .. });
    let check_up = is_off.then(|| {
        let options = CheckUpOptions { repository: Some(work.repository.get_value()), deleting: true };
        let to = Address::CheckUp { text: work.registry.host().to_string(), options };
        view! { <p><a href=to.to_string()>"Look whether it deletes at all"</a></p> }
    });
    let other_ways = matches!(done.outcome, ChangeOutcome::NotMounted).then(|| by_tools(work, plan));
    view! {
        <p class="along-names">{words::became(&done.outcome, change)}</p>
        {check_up}{other_ways}
    }
    .into_any()
}

/// What frees the disk, which no page can do.
fn collecting() -> AnyView {
    let Collection { lines, notes } = collection(Collector::Distribution);
    let lines = lines.join("\n");
    view! {
        <details class="collecting">
            <summary>"The disk is not free yet"</summary>
            <p>"A registry frees what nothing names when it collects. For CNCF Distribution, on its machine:"</p>
            <div class="snippet"><pre tabindex="0"><code>{lines.clone()}</code></pre><Copy text=lines.clone() what="the lines that collect"/></div>
            <ul>{notes.iter().map(|note| view! { <li>{*note}</li> }).collect_view()}</ul>
            <p><a href="#/guide/garbage-collection">"Harbor, GitLab, zot, Quay and others"</a></p>
        </details>
    }
    .into_any()
}

/// How tools copy what this registry does not take over from another repository.
fn by_tools(work: Work, plan: &Plan) -> AnyView {
    let (registry, size) = (work.registry, bytes(plan.bytes_to_mount()));
    let source = PullSource::new(&registry.host(), &registry.pull_host());
    let Some((source, (of, copying))) = source.zip(work.copying.get_value()) else { return ().into_any() };
    let lines = COPIERS.iter().filter_map(|tool| copy_lines(*tool, &source, &of, &copying));
    let lines = lines.map(|commands| {
        let line = commands.lines.join("\n");
        view! { <div class="snippet"><pre tabindex="0"><code>{line.clone()}</code></pre><Copy text=line.clone() what=in_short(&line)/></div> }
    });
    view! { <p>"All of it are " {size} ". Any of these copies it, past this page:"</p>{lines.collect_view()} }
        .into_any()
}
