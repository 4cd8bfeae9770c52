//! Work that ends with what asked for it.

use std::future::Future;

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Running work. It also ends when the component that began it goes; its requests are given up with it.
#[derive(Clone)]
pub struct Task(AbortHandle);

impl Task {
    /// Begins work for the running component.
    pub fn spawn(future: impl Future<Output = ()> + 'static) -> Task {
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
