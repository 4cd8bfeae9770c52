//! What became of a plan: in a sentence, with what stopped it, what can be done about that, and the record to keep.

use std::sync::Arc;

use leptos::prelude::*;

use super::words;
use super::work::Work;
use crate::address::change::ChangeWanted;
use crate::address::{Address, CheckUpOptions};
use crate::browser::save::save;
use crate::changes::outcome::ChangeOutcome;
use crate::changes::plan::Plan;
use crate::changes::run::Done;
use crate::ui::lazy::lazy;
use crate::ui::parts::later;
use crate::ui::show::show;
use crate::ui::words::{count, grouped};

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
    let may_undo = done.values().any(|done| done.outcome.is_done());
    let tags = Address::Tags { registry: work.registry.host(), repository: work.repository.get_value() };
    let restore = ChangeWanted::BringBack.address(&tags);
    let keep = plan.clone();
    let is_saved = RwSignal::new(None::<bool>);
    let download = move |_| {
        let text = record(work, &keep);
        is_saved.set(Some(save(&file_name(work), "application/json", text.as_bytes())));
    };
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
            {show(move || is_saved.get().filter(|saved| !saved).map(|_| view! { <p class="wrong">"This browser let nothing be saved."</p> }))}
        </div>
    }
    .into_any()
}

/// What stopped it, and the way on.
fn what_stopped(work: Work, plan: &Plan, at: usize, done: &Done, go_on: Callback<usize>) -> AnyView {
    let Some(change) = plan.steps.get(at) else { return ().into_any() };
    let again = Callback::new(move |()| go_on.run(at));
    if let Some(failure) = done.failure.clone() {
        let registry = work.registry;
        return match failure.sign_in().cloned() {
            Some(how) => {
                let failure = Signal::stored(Some(failure));
                lazy(later::sign_in(registry, how, failure, Signal::stored(false), again))
            }
            None => lazy(later::trouble(registry, failure, again)),
        };
    }
    let is_off = matches!(done.outcome, ChangeOutcome::Refused { status: 400 | 405, .. });
    let check_up = is_off.then(|| {
        let options = CheckUpOptions { repository: Some(work.repository.get_value()), deleting: true };
        let to = Address::CheckUp { text: work.registry.host().to_string(), options };
        view! { <p><a href=to.to_string()>"Look whether it deletes at all"</a></p> }
    });
    view! {
        <p class="along-names">{words::became(&done.outcome, change)}</p>
        {check_up}
    }
    .into_any()
}
fn record(_work: Work, _plan: &Plan) -> String {
    String::new()
}
fn file_name(work: Work) -> String {
    format!("{}.json", work.repository.get_value())
}
