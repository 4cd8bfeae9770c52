//! A plan before anything is done: what it comes to, each name that changes, what is left alone, what will miss something, and the one
//! button that begins it.

use std::sync::Arc;
use std::time::Duration;

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::as_lines::as_lines;
use super::list::list;
use super::rows::{Sum, sum};
use super::running::Running;
use super::words;
use super::work::Work;
use crate::browser::time::pause;
use crate::changes::plan::{LeftAlone, Plan};
use crate::ui::show::show;
use crate::ui::state::Pierglass;
use crate::ui::tasks::Task;
use crate::ui::words::{bytes, count, grouped};

/// From so many names on their number is typed before they fall.
const MANY: usize = 10;

/// Whoever clicks twice has not read what came in between.
const BEFORE_IT_COUNTS: Duration = Duration::from_millis(700);

/// So many lines of a list of remarks are shown; the others are counted.
const REMARKS: usize = 50;

/// A plan, and the way to begin it.
#[component]
pub fn Proposal(work: Work) -> impl IntoView {
    show(move || {
        if let Some(plan) = work.confirmed.get() {
            return Some(view! { <Running work plan/> }.into_any());
        }
        Some(
            work.plan
                .get()
                .map_or_else(|| view! { <p class="note">"Planning…"</p> }.into_any(), |plan| proposed(work, plan)),
        )
    })
}

fn proposed(work: Work, plan: Arc<Plan>) -> AnyView {
    let sum = work.chosen.with_value(|chosen| sum(&plan, chosen));
    let is_empty = plan.steps.is_empty();
    view! {
        <section class="plan" aria-label="The plan">
            <h2>{headline(&sum, is_empty)}</h2>
            {along(&sum)}
            {(!is_empty).then(|| list(work, &plan, |_, _| ().into_any()))}
            {left_alone(work, &plan.left_alone)}
            {afterwards(work, &plan, &sum)}
            {(!is_empty).then(|| as_lines(work, plan.clone()))}
            {(!is_empty).then(|| view! { <Confirm work plan=plan.clone() sum/> })}
        </section>
    }
    .into_any()
}

/// What a plan comes to, in a sentence.
fn headline(sum: &Sum, is_empty: bool) -> String {
    let names = |tags: usize| count(tags, "name", "names");
    if is_empty {
        return "Nothing would change.".to_owned();
    }
    let mut parts = Vec::new();
    match (sum.manifests, sum.falling.len()) {
        (0, 0) => {}
        (0, falling) => parts.push(format!("{}, and what {} stays", verb(falling, "falls", "fall"), verb_of(falling))),
        (manifests, 0) => parts.push(count(manifests, "manifest goes", "manifests go")),
        (manifests, falling) => parts.push(format!(
            "{}, and with {} {}",
            count(manifests, "manifest goes", "manifests go"),
            if manifests == 1 { "it" } else { "them" },
            names(falling)
        )),
    }
    if !sum.new.is_empty() {
        parts.push(format!("{} new", is_or_are(sum.new.len())));
    }
    if !sum.moving.is_empty() {
        parts.push(format!("{} moved", is_or_are(sum.moving.len())));
    }
    if sum.mounted > 0 {
        parts.push(count(sum.mounted, "blob is mounted", "blobs are mounted"));
    }
    if sum.put > 0 {
        parts.push(count(sum.put, "manifest is put", "manifests are put"));
    }
    format!("{}.", parts.join("; "))
}

fn verb(names: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(names, "name", "names"), if names == 1 { one } else { many })
}

fn verb_of(names: usize) -> &'static str {
    if names == 1 { "it names" } else { "they name" }
}

fn is_or_are(names: usize) -> String {
    verb(names, "is", "are")
}

/// The names that go along with the chosen ones.
fn along(sum: &Sum) -> Option<AnyView> {
    (!sum.along.is_empty()).then(|| {
        let tells = if sum.along.len() == 1 { "goes along: it names" } else { "go along: they name" };
        view! {
            <p class="along-names" role="note">
                <strong>{words::names(&sum.along)}</strong>{format!(" {tells} what goes. Nobody chose {}.", if sum.along.len() == 1 { "it" } else { "them" })}
            </p>
        }
        .into_any()
    })
}

fn left_alone(work: Work, left: &[LeftAlone]) -> AnyView {
    if left.is_empty() {
        return ().into_any();
    }
    let shown = left.iter().take(REMARKS).map(|one| {
        view! { <li><code>{one.what.clone()}</code>": " {words::left_alone(&one.why)}</li> }
    });
    let more = left.len().saturating_sub(REMARKS);
    let has_kept = !work.taken_out.with_untracked(|kept| kept.is_empty());
    view! {
        <section class="remarks">
            <h3>"Left alone"</h3>
            <ul>{shown.collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="note">{format!("and {} more", grouped(more))}</p> })}
            {has_kept.then(|| view! {
                <button type="button" class="quiet" on:click=move |_| work.taken_out.set(Default::default())>
                    "Take back what you keep"
                </button>
            })}
        </section>
    }
    .into_any()
}

/// What is so afterwards.
fn afterwards(work: Work, plan: &Plan, sum: &Sum) -> AnyView {
    let deletes = sum.manifests > 0 || !sum.falling.is_empty();
    let names = work.known.with_value(|known| known.tags.len()).saturating_sub(sum.falling.len());
    let breaks = plan.breaks.iter().take(REMARKS).map(|one| view! { <li class="warned">{words::broken(one)}</li> });
    let more = plan.breaks.len().saturating_sub(REMARKS);
    let freed = (plan.freed > 0).then(|| {
        let about = if plan.is_freed_certain { "" } else { "up to " };
        format!(
            "Nothing of this repository names {about}{} then. The registry frees what no other repository names either, when it next collects.",
            bytes(plan.freed)
        )
    });
    view! {
        {deletes.then(|| view! {
            <section class="remarks">
                <h3>"Afterwards"</h3>
                <ul>
                    {breaks.collect_view()}
                    {(more > 0).then(|| view! { <li>{format!("and {} more like these", grouped(more))}</li> })}
                    <li>{match names {
                        0 => "No name stays. The repository is still listed, empty.".to_owned(),
                        names => format!("{} in this repository.", verb(names, "stays", "stay")),
                    }}</li>
                    {freed.map(|freed| view! { <li>{freed}</li> })}
                </ul>
            </section>
        })}
    }
    .into_any()
}

/// The button that begins it.
#[component]
fn Confirm(work: Work, plan: Arc<Plan>, sum: Sum) -> impl IntoView {
    let falling = sum.falling.len();
    let must_type =
        falling > MANY || !sum.along.is_empty() || plan.steps.iter().any(|step| words::is_by_rule(&step.because));
    let number = if falling > 0 { falling } else { plan.steps.len() };
    let typed = RwSignal::new(String::new());
    let fits = Memo::new(move |_| !must_type || typed.with(|typed| typed.trim().parse() == Ok(number)));
    let counts = RwSignal::new(false);
    Task::spawn(async move {
        pause(BEFORE_IT_COUNTS).await;
        counts.set(true);
    });
    let pierglass = Pierglass::expect();
    let is_ready = move || counts.get() && fits.get() && pierglass.may_change(work.registry);
    let deletes = sum.manifests > 0 || falling > 0;
    let title = match (falling, sum.manifests) {
        (0, 0) => match (sum.new.len() + sum.moving.len(), sum.put) {
            (0, put) => format!("Put {}", count(put, "manifest", "manifests")),
            (names, 0) => format!("Set {}", count(names, "name", "names")),
            (names, put) => {
                format!("Put {} and set {}", count(put, "manifest", "manifests"), count(names, "name", "names"))
            }
        },
        (0, manifests) => format!("Delete {}", count(manifests, "manifest", "manifests")),
        (names, 0) => format!("Delete {}", count(names, "name", "names")),
        (names, manifests) => {
            format!("Delete {} and {}", count(names, "name", "names"), count(manifests, "manifest", "manifests"))
        }
    };
    let of_what = if falling > 0 { "names that fall" } else { "changes" };
    let field = NodeRef::<html::Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_ready() {
            work.confirmed.set(Some(plan.clone()));
        } else if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    view! {
        <form class="confirm" on:submit=submit>
            {must_type.then(|| view! {
                <label for="how-many">{format!("Type the number of {of_what}, {}, to confirm", grouped(number))}</label>
                <input id="how-many" node_ref=field inputmode="numeric" autocomplete="off"
                    on:input=move |event| typed.set(event_target_value(&event))/>
            })}
            <button type="submit" class=if deletes { "danger" } else { "primary" } aria-disabled=move || (!is_ready()).to_string()>{title}</button>
        </form>
    }
}
