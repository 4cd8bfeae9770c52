//! The check-up: why a registry does not work, or how well it does.
//!
//! It runs as soon as the page is opened. What is out and how much was answered can be seen meanwhile, the picture grows
//! with it, and a cancelled check-up is judged by what was known until then.

mod finding;
mod hand_over;
mod picture;
mod verdict;

use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use self::hand_over::HandOver;
use self::verdict::Outcome;
use crate::address::{Address, CheckUpOptions};
use crate::browser::address_bar;
use crate::browser::senses::Watch;
use crate::diagnosis::observation::Observation;
use crate::diagnosis::pasted::Reading;
use crate::diagnosis::probe::{CheckUpInput, check_up};
use crate::diagnosis::report::{Overall, Report, judge};
use crate::diagnosis::story::tell;
use crate::ui::parts::configuration::CheckConfiguration;
use crate::ui::parts::mend::mending::Mending;
use crate::ui::parts::paste::Paste;
use crate::ui::show::{show, text};
use crate::ui::state::Pierglass;
use crate::ui::tasks::{Component, Task};

/// The check-up of what was typed, or the question which registry.
#[component]
pub fn CheckUp(text: String, options: CheckUpOptions) -> impl IntoView {
    if text.is_empty() { view! { <Ask/> }.into_any() } else { view! { <Run typed=text options/> }.into_any() }
}

/// A check-up that runs or has run.
#[derive(Clone, Copy)]
struct Running {
    /// What is known so far.
    seen: RwSignal<Option<Arc<Observation>>>,
    /// The judgement; `None` while it runs.
    report: RwSignal<Option<Arc<Report>>>,
    /// What was pasted since.
    pasted: RwSignal<Option<Reading>>,
    task: StoredValue<Option<Task>>,
    component: Component,
    mending: Mending,
    pierglass: Pierglass,
}

impl Running {
    fn begin(self, input: CheckUpInput) {
        self.report.set(None);
        self.pasted.set(None);
        self.seen.set(None);
        let task = self.component.spawn(async move {
            let watch = Watch::begin();
            let on_step = |observation: &Observation| {
                self.seen.set(Some(Arc::new(observation.clone())));
                if observation.waits {
                    self.say(observation.clone());
                } else if self.report.with_untracked(Option::is_some) {
                    // The answer came after all, and takes back what was said without it.
                    self.report.set(None);
                }
            };
            let observation = check_up(&watch, &input, &on_step).await;
            self.finish(observation);
        });
        self.task.set_value(task);
    }

    fn cancel(self) {
        // Before the first word of it there is nothing to judge, and that lasts a moment only.
        let Some(seen) = self.seen.get_untracked() else { return };
        if let Some(task) = self.task.get_value() {
            task.cancel();
        }
        self.finish(Observation { complete: false, waits: false, ..(*seen).clone() });
    }

    fn finish(self, observation: Observation) {
        self.seen.set(Some(Arc::new(observation.clone())));
        self.say(observation);
    }

    /// Whether questions are still out: also where a verdict stands already.
    fn is_out(self) -> bool {
        self.report.with(|report| report.as_ref().is_none_or(|report| report.observation.waits))
    }

    fn say(self, observation: Observation) {
        self.mending.learn(&observation);
        let report = judge(observation);
        self.tell(&report);
        self.pasted.set(None);
        self.report.set(Some(Arc::new(report)));
    }

    /// The judgement with what was pasted as evidence.
    fn whole(self) -> Option<Arc<Report>> {
        let report = self.report.get()?;
        Some(self.pasted.with(|pasted| match pasted {
            Some(reading) => Arc::new(report.with_paste(reading)),
            None => report,
        }))
    }

    /// Takes what was pasted, and says the verdict once more if it is another one by that.
    fn paste(self, reading: Option<Reading>) {
        let before = untrack(|| self.whole());
        self.pasted.set(reading);
        let after = untrack(|| self.whole());
        if let Some(report) = after.filter(|after| Some(after) != before.as_ref()) {
            self.tell(&report);
        }
    }

    fn tell(self, report: &Report) {
        self.pierglass.announce(verdict::sentence(report));
        self.pierglass.portal.with_value(|portal| portal.tell_report(report.to_json()));
    }
}

#[component]
fn Run(typed: String, options: CheckUpOptions) -> impl IntoView {
    let pierglass = Pierglass::expect();
    let host = pierglass.address.with_untracked(Address::registry);
    let registry = host.as_ref().map(|host| pierglass.registry(host));
    let shown = host.as_ref().map_or_else(|| typed.clone(), |host| host.docker_name());
    let changes = options.deleting;
    let input = move || match registry {
        Some(registry) => registry.check_up_input(typed.clone(), options.clone()),
        None => CheckUpInput::of(typed.clone()),
    };
    let (seen, report) = (RwSignal::new(None), RwSignal::new(None));
    let mending = Mending::new();
    let task = StoredValue::new(None);
    let pasted = RwSignal::new(None);
    let running = Running { seen, report, pasted, task, component: Component::here(), mending, pierglass };
    let whole = Memo::new(move |_| running.whole());
    let counts = Memo::new(move |_| whole.with(|report| report.as_ref().is_some_and(|report| report.rests_on_paste())));
    let on_paste = Callback::new(move |reading| running.paste(reading));
    let begin = Callback::new(move |()| running.begin(input()));
    // It begins at once, and again whenever somebody signs in or out.
    Effect::new(move |_| {
        registry.map(|registry| registry.visits.get());
        begin.run(());
    });
    // One button, so that the focus stays where it is.
    let switch = move |_| if running.is_out() { running.cancel() } else { begin.run(()) };
    let switch_name = move || if running.is_out() { "Cancel" } else { "Check again" }.to_string();
    let host = StoredValue::new(host);
    view! {
        <div class="checkup">
            <div class="head">
                <h1>"Check-up of " <code>{shown.clone()}</code></h1>
                <button type="button" on:click=switch>{text(switch_name)}</button>
            </div>
            {show(move || Some(match whole.get() {
                Some(report) => view! { <Outcome report mending/> }.into_any(),
                None => waiting(seen, shown.clone()),
            }))}
            {show(move || seen.get().map(|known| {
                let is_running = running.is_out();
                picture::picture(&tell(&known, is_running), is_running)
            }))}
            {show(move || whole.get().map(|report| verdict::notes(&report, mending)))}
            {show(move || report.get().and_then(|report| host.get_value().map(|host| {
                let origin = report.observation.page.origin.clone();
                let is_open = report.is_unexplained() || report.overall != Overall::Healthy;
                let token_service = report.observation.realm().and_then(|(_, realm)| Some(realm.ok()?.url));
                let later = report.observation.later_addresses();
                let of_configuration = (host.clone(), origin.clone());
                view! {
                    <Paste registry=host token_service later changes origin is_open pasted counts on_paste/>
                    <CheckConfiguration registry=of_configuration.0 origin=of_configuration.1/>
                }
            })))}
            {show(move || whole.get().map(|report| view! { <HandOver report/> }))}
        </div>
    }
}

/// What stands in the verdict's place until there is one.
fn waiting(seen: RwSignal<Option<Arc<Observation>>>, shown: String) -> AnyView {
    let progress = Memo::new(move |_| seen.get().map(|seen| seen.progress()).unwrap_or_default());
    let question = move || progress.get().0.unwrap_or("One moment…").to_string();
    let done = move || match progress.get().1 {
        0 => String::new(),
        1 => "1 answered".to_string(),
        done => format!("{done} answered"),
    };
    view! {
        <section class="verdict" data-overall="running">
            <p class="sentence">"Asking " {shown}</p>
            <div class="out">
                <span class="progress-bar" aria-hidden="true"></span>
                <p><span aria-live="polite">{text(question)}</span> <small>{text(done)}</small></p>
            </div>
        </section>
    }
    .into_any()
}

/// The question which registry.
#[component]
fn Ask() -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !typed.with(|typed| typed.trim().is_empty()) {
            address_bar::go(&Address::check_up(&typed.get()));
        }
    };
    view! {
        <div class="connect">
            <h1>"Check a registry"</h1>
            <p class="lead">
                "Why does it not work from this page, and what would mend it? Your browser asks a few questions that change \
                 nothing on any server, and says what the answers prove."
            </p>
            <form class="connect-form" on:submit=submit>
                <label for="registry">"Registry address"</label>
                <div class="field">
                    <input id="registry" node_ref=input autocomplete="off" autocapitalize="none" spellcheck="false"
                        placeholder="registry.example.com" prop:value=typed
                        on:input=move |event| typed.set(event_target_value(&event))/>
                    <button type="submit" class="primary">"Check"</button>
                </div>
            </form>
        </div>
    }
}
