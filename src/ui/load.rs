//! Something that a page loads: it is given up when the page goes, and can be asked for again.

use std::future::Future;
use std::sync::Arc;

use leptos::prelude::*;

use crate::registry::failure::Failure;
use crate::ui::parts::asking::OngoingRequest;
use crate::ui::state::names::Progress;
use crate::ui::state::registry::Registry;
use crate::ui::tasks::{Component, Task};

/// What is loaded, and how far that is.
pub struct Load<T: 'static> {
    /// What came; it stays while it is asked for again.
    pub value: RwSignal<Option<Arc<T>>>,
    /// How it stands.
    pub asked: OngoingRequest,
}

/// Begins to load what `ask` asks for, for the running component. `waiting` is said meanwhile.
pub fn load<T, F>(registry: Registry, waiting: Signal<String>, ask: impl Fn() -> F + Send + Sync + 'static) -> Load<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let value = RwSignal::new(None);
    let progress = RwSignal::new(Progress::NotAsked);
    let running = StoredValue::new(None::<Task>);
    let component = Component::here();
    let stop = move || {
        if let Some(task) = running.try_update_value(Option::take).flatten() {
            task.cancel();
        }
    };
    let again = Callback::new(move |()| {
        stop();
        progress.set(Progress::Loading);
        let asked = ask();
        running.set_value(component.spawn(async move {
            let outcome = asked.await;
            registry.learned(outcome.as_ref().err());
            match outcome {
                Ok(found) => {
                    value.set(Some(Arc::new(found)));
                    progress.set(Progress::Complete);
                }
                Err(failure) => progress.set(Progress::Failed(failure)),
            }
        }));
    });
    let cancel = Callback::new(move |()| {
        stop();
        progress.set(Progress::Cancelled);
    });
    again.run(());
    let asked =
        OngoingRequest { registry, progress: progress.into(), has_some: Signal::stored(false), waiting, again, cancel };
    Load { value, asked }
}
