//! How a list stands: on its way, cancelled, asking for a sign-in, or failed.

use leptos::prelude::*;

use super::problem::Problem;
use super::progress::InProgress;
use super::sign_in::SignIn;
use crate::registry::failure::SignIn as HowTo;
use crate::ui::listing::Listing;
use crate::ui::state::Progress;
use crate::ui::words::count;

/// The state of a list; nothing where all of it is here.
#[component]
pub fn ListState(listing: Listing, one: &'static str, many: &'static str) -> impl IntoView {
    let names = listing.names();
    let registry = listing.registry();
    let failure = Memo::new(move |_| {
        names.with(|names| match &names.progress {
            Progress::Failed(failure) => Some(failure.clone()),
            _ => None,
        })
    });
    // While a sign-in is being proven the form stays, with what was typed in it.
    let sign_in = Memo::new(move |before: Option<&Option<HowTo>>| {
        names.with(|names| match &names.progress {
            Progress::Failed(failure) => failure.sign_in().cloned(),
            Progress::Loading if names.names.is_empty() => before.cloned().flatten(),
            _ => None,
        })
    });
    let busy = Memo::new(move |_| names.with(|names| names.progress == Progress::Loading));
    let is_cancelled = Memo::new(move |_| names.with(|names| names.progress == Progress::Cancelled));
    let again = Callback::new(move |()| listing.again());
    let cancel = Callback::new(move |()| listing.cancel());
    let problem = Memo::new(move |_| failure.get().filter(|failure| failure.sign_in().is_none()));
    let text = Signal::derive(move || {
        names.with(|names| match names.names.len() {
            0 => format!("Asking for the {many}…"),
            some => format!("{} so far…", count(some, one, many)),
        })
    });
    view! {
        {move || sign_in.get().map(|how| view! { <SignIn registry how failure busy on_submit=again/> })}
        {move || problem.get().map(|failure| view! { <Problem failure on_retry=again/> })}
        {move || (busy.get() && sign_in.with(Option::is_none)).then(|| view! { <InProgress text on_cancel=cancel/> })}
        {move || is_cancelled.get().then(|| view! {
            <p class="note">
                "You cancelled the list, so it is not complete. "
                <button type="button" on:click=move |_| again.run(())>"Load all of it"</button>
            </p>
        })}
    }
}
