//! Something that a page loads: it is given up when the page goes, and can be asked for again.

use std::future::Future;
use std::sync::Arc;

use leptos::prelude::*;

use crate::registry::failure::{Failure, SignIn as HowTo};
use crate::ui::parts::problem::Problem;
use crate::ui::parts::sign_in::SignIn;
use crate::ui::state::{Progress, Registry};
use crate::ui::tasks::Task;

/// What is loaded, and how far that is.
pub struct Load<T: 'static> {
    /// What came; it stays while it is asked for again.
    pub value: RwSignal<Option<Arc<T>>>,
    /// How it stands.
    pub state: LoadState,
}

/// How something that is loaded stands.
#[derive(Clone, Copy)]
pub struct LoadState {
    /// The registry that is asked.
    pub registry: Registry,
    /// How far it is.
    pub progress: RwSignal<Progress>,
    /// Asks again.
    pub again: Callback<()>,
}

/// Begins to load what `ask` asks for, for the running component.
pub fn load<T, F>(registry: Registry, ask: impl Fn() -> F + Send + Sync + 'static) -> Load<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let value = RwSignal::new(None);
    let progress = RwSignal::new(Progress::NotAsked);
    let running = StoredValue::new(None::<Task>);
    // Weak, for an owner that holds itself never ends.
    let owner = StoredValue::new(Owner::current().map(|owner| owner.downgrade()));
    let again = Callback::new(move |()| {
        if let Some(task) = running.try_update_value(Option::take).flatten() {
            task.cancel();
        }
        let Some(owner) = owner.get_value().and_then(|owner| owner.upgrade()) else { return };
        progress.set(Progress::Loading);
        let asked = ask();
        let task = owner.with(|| {
            Task::spawn(async move {
                let outcome = asked.await;
                registry.learned();
                match outcome {
                    Ok(found) => {
                        value.set(Some(Arc::new(found)));
                        progress.set(Progress::Complete);
                    }
                    Err(failure) => progress.set(Progress::Failed(failure)),
                }
            })
        });
        running.set_value(Some(task));
    });
    again.run(());
    Load { value, state: LoadState { registry, progress, again } }
}

/// How it stands; nothing where it is here.
#[component]
pub fn Loading(state: LoadState, what: &'static str) -> impl IntoView {
    let LoadState { registry, progress, again } = state;
    let failure = Memo::new(move |_| {
        progress.with(|progress| match progress {
            Progress::Failed(failure) => Some(failure.clone()),
            _ => None,
        })
    });
    // While a sign-in is being proven the form stays, with what was typed in it.
    let sign_in = Memo::new(move |before: Option<&Option<HowTo>>| {
        progress.with(|progress| match progress {
            Progress::Failed(failure) => failure.sign_in().cloned(),
            Progress::Loading => before.cloned().flatten(),
            _ => None,
        })
    });
    let busy = Memo::new(move |_| progress.with(|progress| *progress == Progress::Loading));
    let problem = Memo::new(move |_| failure.get().filter(|failure| failure.sign_in().is_none()));
    view! {
        {move || sign_in.get().map(|how| view! { <SignIn registry how failure busy on_submit=again/> })}
        {move || problem.get().map(|failure| view! { <Problem failure on_retry=again/> })}
        {move || (busy.get() && sign_in.with(Option::is_none)).then(|| view! {
            <p class="loading" role="status">"Loading the " {what} "…"</p>
        })}
    }
    .into_any()
}
