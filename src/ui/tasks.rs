//! Work that ends with what asked for it.

use std::future::Future;
use std::pin::Pin;

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use leptos::task::spawn_local;

/// Running work. It also ends when the component that began it goes; its requests are given up with it.
#[derive(Clone)]
pub struct Task(AbortHandle);

impl Task {
    /// Begins work for the running component.
    pub fn spawn(future: impl Future<Output = ()> + 'static) -> Task {
        // Boxed, so that what runs it is made once and not for each kind of work.
        let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
        let (future, handle) = abortable(future);
        let task = Task(handle);
        let ended = task.clone();
        on_cleanup(move || ended.cancel());
        spawn_local(async move {
            let _ = future.await;
        });
        task
    }

    /// Ends the work where it stands.
    pub fn cancel(&self) {
        self.0.abort();
    }
}

/// A component, for work that begins later: at a click, after a sign-in.
///
/// It holds the component's owner weakly, for an owner that holds itself never ends, and its work would never be given up.
#[derive(Clone, Copy)]
pub struct Component(StoredValue<Option<WeakOwner>>);

impl Component {
    /// The running component.
    pub fn here() -> Component {
        Component(StoredValue::new(Owner::current().map(|owner| owner.downgrade())))
    }

    /// Begins work for this component; nothing where it is gone.
    pub fn spawn(self, future: impl Future<Output = ()> + 'static) -> Option<Task> {
        let owner = self.0.try_get_value().flatten()?.upgrade()?;
        Some(owner.with(|| Task::spawn(future)))
    }
}
