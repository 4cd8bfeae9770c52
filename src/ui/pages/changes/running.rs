//! A plan while it is done, and what became of it: row by row, with a stop that is heard between two changes, and a record to keep.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use super::list::list;
use super::record::written;
use super::report::Report;
use super::waiting::{asked_to_wait, count_down};
use super::work::Work;
use crate::browser::address_bar;
use crate::changes::outcome::ChangeOutcome;
use crate::changes::plan::Plan;
use crate::changes::run::{Done, Options, run};
use crate::ui::focus::focus_in_place;
use crate::ui::show::{show, text};
use crate::ui::state::Pierglass;
use crate::ui::tasks::Component;
use crate::ui::words::grouped;

/// A plan that was confirmed.
#[component]
pub fn Running(work: Work, plan: Arc<Plan>) -> impl IntoView {
    let pierglass = Pierglass::expect();
    let done = work.done;
    let is_running = work.registry.is_changing;
    let is_stopped = RwSignal::new(false);
    let wants_to_leave = RwSignal::new(false);
    let waits = RwSignal::new(None::<u64>);
    let component = Component::here();
    let all = plan.steps.len();
    let planned = plan.clone();
    let go_on = Callback::new(move |from: usize| {
        let plan = planned.clone();
        let left = work.registry.left.get_untracked();
        is_running.set(true);
        is_stopped.set(false);
        address_bar::hold(move || wants_to_leave.set(true));
        component.spawn(async move {
            let client = work.registry.client();
            let known = work.known.get_value();
            let told = |at: usize, one: &Done| done.update(|done| drop(done.insert(at, one.clone())));
            let documents = work.documents.get_value();
            let stops = || is_stopped.get_untracked() || !untrack(|| pierglass.may_change(work.registry));
            let mut options = Options { from, documents: &documents, is_stopped: &stops };
            loop {
                let tried = run(&client, &known, &plan, &options, &told).await;
                let asked = |done: &Done| asked_to_wait(done.failure.as_ref()?);
                let Some((at, wait)) = tried.iter().enumerate().find_map(|(at, done)| Some((at, asked(done)?))) else {
                    break;
                };
                if stops() {
                    break;
                }
                count_down(waits, wait, || is_stopped.get_untracked()).await;
                options.from += at;
            }
            work.record.set_value(written(work, &plan).await);
            ended(work, left);
            is_running.set(false);
            wants_to_leave.set(false);
            // Where the focus was there is a button no more.
            request_animation_frame(|| focus_in_place(".report h2"));
        });
    });
    go_on.run(0);
    request_animation_frame(|| focus_in_place(".plan .progress button"));
    // A browser asks whoever closes the tab, in words of its own.
    let asks = window_event_listener(ev::beforeunload, move |event| {
        if is_running.get_untracked() {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        asks.remove();
        address_bar::let_go();
        is_running.set(false);
    });
    let how_far = move || {
        let done = done.with(|done| done.values().filter(|done| done.outcome.is_done()).count());
        let far = format!("{} of {} done", grouped(done), grouped(all));
        match waits.get() {
            Some(seconds) => format!(
                "{far}. The registry has been asked too often; waiting {} s, as it says",
                grouped(seconds as usize)
            ),
            None => far,
        }
    };
    let (of_list, of_report) = (plan.clone(), plan);
    view! {
        <section class="plan" aria-label="What is done">
            {show(move || Some(if is_running.get() {
                view! {
                    <div class="progress with-list">
                        <span class="progress-bar" aria-hidden="true"></span>
                        <span role="status">{text(how_far)}</span>
                        <button type="button" class="quiet" disabled=move || is_stopped.get() on:click=move |_| is_stopped.set(true)>
                            {text(move || if is_stopped.get() { "Stopping…".to_owned() } else { "Stop".to_owned() })}
                        </button>
                    </div>
                }
                .into_any()
            } else {
                view! { <Report work plan=of_report.clone() go_on/> }.into_any()
            }))}
            {show(move || (wants_to_leave.get() && is_running.get()).then(|| view! {
                <p class="along-names" role="alert">
                    "This page stays until it has stopped, so that what was done can be read here. "
                    <button type="button" on:click=move |_| is_stopped.set(true)>"Stop now"</button>
                    <button type="button" class="quiet" on:click=move |_| wants_to_leave.set(false)>"Go on"</button>
                </p>
            }))}
            {list(work, &of_list, became)}
        </section>
    }
    .into_any()
}

/// What was known of the list is of another time now, and who is signed in may be known only since. What somebody did who has left meanwhile
/// is not kept for the next one; `left` is how many had left when it began.
fn ended(work: Work, left: u32) {
    let registry = work.registry;
    address_bar::let_go();
    registry.tags.forget_names();
    work.known.with_value(|known| {
        registry.seen.update_value(|seen| seen.retain(|(of, _)| *of != *known.repository.as_str()))
    });
    if registry.left.get_untracked() == left {
        registry.record.set_value(work.record.get_value());
        let last = work.done.with_untracked(|done| done.values().next_back().and_then(|done| done.failure.clone()));
        registry.learned(last.as_ref());
    }
}

/// What became of a change, in its row.
fn became(work: Work, change: usize) -> AnyView {
    let said = Memo::new(move |_| work.done.with(|done| done.get(&change).map(|done| in_short(&done.outcome))));
    view! {
        <span class="became" class:good=move || said.get() == Some("done") class:warned=move || said.get().is_some_and(|said| said != "done")>
            {text(move || said.get().unwrap_or("").to_owned())}
        </span>
    }
    .into_any()
}

fn in_short(outcome: &ChangeOutcome) -> &'static str {
    match outcome {
        ChangeOutcome::Done => "done",
        ChangeOutcome::Refused { .. } => "refused",
        ChangeOutcome::Moved { .. } => "moved meanwhile",
        ChangeOutcome::Stayed { .. } => "stayed",
        ChangeOutcome::AlsoFell { .. } => "more fell",
        ChangeOutcome::PutBack { .. } => "put back",
        ChangeOutcome::NotMounted => "not mounted",
        ChangeOutcome::Unknown { .. } => "not known",
        ChangeOutcome::NotSent { .. } => "not sent",
        ChangeOutcome::NotReached => "not reached",
    }
}
