//! How something stands that was asked for: on its way, cancelled, wanting a sign-in, or failed.

use leptos::prelude::*;

use super::later;
use super::progress::InProgress;
use crate::registry::failure::SignIn;
use crate::ui::lazy::{ScreenRole, lazy, lazy_as};
use crate::ui::show::show;
use crate::ui::state::names::Progress;
use crate::ui::state::registry::Registry;

/// What was asked for, and how to ask again and to stop.
#[derive(Clone, Copy)]
pub struct OngoingRequest {
    /// Who is asked.
    pub registry: Registry,
    /// How far it is.
    pub progress: Signal<Progress>,
    /// Whether some of it can be seen already.
    pub has_some: Signal<bool>,
    /// What to say while it is on its way.
    pub waiting: Signal<String>,
    /// Asks again.
    pub again: Callback<()>,
    /// Stops.
    pub cancel: Callback<()>,
}

/// The state of what was asked for; nothing where all of it is here.
#[component]
pub fn Asking(asked: OngoingRequest) -> impl IntoView {
    let OngoingRequest { registry, progress, has_some, waiting, again, cancel } = asked;
    let failure = Signal::derive(move || match progress.get() {
        Progress::Failed(failure) => Some(failure),
        _ => None,
    });
    // While a sign-in is being proven the form stays, with what was typed in it.
    let sign_in = Memo::new(move |before: Option<&Option<SignIn>>| match progress.get() {
        Progress::Failed(failure) => failure.sign_in().cloned(),
        Progress::Loading if !has_some.get() => before.cloned().flatten(),
        _ => None,
    });
    let busy = Signal::derive(move || progress.with(|progress| matches!(progress, Progress::Loading)));
    let is_busy = Memo::new(move |_| busy.get());
    let is_cancelled = Memo::new(move |_| progress.with(|progress| matches!(progress, Progress::Cancelled)));
    view! {
        {show(move || sign_in.get().map(|how| lazy(later::sign_in(registry, how, failure, busy, again))))}
        {show(move || {
            let failure = failure.get().filter(|failure| failure.sign_in().is_none())?;
            let failed = format!("{} {}", failure.asked.method.as_str(), failure.asked.url);
            Some(lazy_as(ScreenRole::Explanation(failed), later::trouble(registry, failure, again)))
        })}
        {show(move || (is_busy.get() && sign_in.with(Option::is_none)).then(|| view! {
            <InProgress text=waiting with_list=has_some on_cancel=cancel/>
        }))}
        {show(move || match progress.get() {
            Progress::MaybeMore(end) => Some(lazy(later::may_be_more(end, again))),
            _ => None,
        })}
        {show(move || is_cancelled.get().then(|| view! {
            <p class="note">
                "You cancelled this, so not all of it is here. "
                <button type="button" on:click=move |_| again.run(())>"Load all of it"</button>
            </p>
        }))}
    }
    .into_any()
}
