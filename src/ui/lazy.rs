//! Screens whose code comes when they are first shown.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use futures_util::FutureExt as _;
use gloo_timers::future::sleep;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;

use super::frame::{make_way, turn_away};
use super::show::show;
use super::tasks::Task;
use crate::browser::address_bar;
use crate::browser::chunk;

/// A chunk that is fast enough needs no word about it.
const QUIET: Duration = Duration::from_millis(200);

/// The code of a screen did not come.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> NotLoaded {
        NotLoaded
    }
}

/// What stands in a screen's place.
enum Stage {
    Quiet,
    Slow,
    Here(Result<AnyView, NotLoaded>),
    Taken,
}

/// What a screen is to the page, which decides what stands in its place until it is here, and where it never comes.
pub enum ScreenRole {
    /// What somebody wants to see.
    Wanted,
    /// The explanation of a request that failed. Where it does not come, that request is named all the same.
    Explanation(String),
    /// Something beside another screen of the same chunk, which says enough for both.
    Beside,
}

/// A screen that comes in a part of its own: at once where its code is here, else as soon as it has come.
pub fn lazy(screen: impl Future<Output = Result<AnyView, NotLoaded>> + 'static) -> AnyView {
    lazy_as(ScreenRole::Wanted, screen)
}

/// The same for a screen that is not just wanted.
pub fn lazy_as(role: ScreenRole, screen: impl Future<Output = Result<AnyView, NotLoaded>> + 'static) -> AnyView {
    boxed(role, Box::pin(screen))
}

/// Once for all screens: each has a future of a type of its own.
fn boxed(role: ScreenRole, screen: Pin<Box<dyn Future<Output = Result<AnyView, NotLoaded>>>>) -> AnyView {
    // What the screen makes belongs to whoever shows it, also when it comes later.
    let mut screen = Box::pin(ScopedFuture::new_untracked(screen));
    let arrived = |here: &Result<AnyView, NotLoaded>| if here.is_ok() { make_way() } else { turn_away() };
    if let Some(here) = screen.as_mut().now_or_never() {
        arrived(&here);
        return here.unwrap_or_else(|NotLoaded| not_loaded(&role));
    }
    let stage = RwSignal::new_local(Stage::Quiet);
    Task::spawn(async move {
        let here = screen.await;
        arrived(&here);
        stage.set(Stage::Here(here));
    });
    Task::spawn(async move {
        sleep(QUIET).await;
        if stage.with_untracked(|stage| matches!(stage, Stage::Quiet)) {
            stage.set(Stage::Slow);
        }
    });
    show(move || {
        stage.track();
        let now = stage.try_update_untracked(|stage| match stage {
            Stage::Quiet | Stage::Taken => None,
            Stage::Slow if matches!(role, ScreenRole::Beside) => None,
            Stage::Slow => Some(view! { <p class="loading" role="status">"Loading…"</p> }.into_any()),
            Stage::Here(_) => match std::mem::replace(stage, Stage::Taken) {
                Stage::Here(Ok(view)) => Some(view),
                _ => Some(not_loaded(&role)),
            },
        });
        now.flatten()
    })
}

/// A page stays usable without this part of it, and loading it again brings whatever its server has now.
fn not_loaded(role: &ScreenRole) -> AnyView {
    let failed = match role {
        ScreenRole::Wanted => None,
        ScreenRole::Explanation(failed) => Some(failed.clone()),
        ScreenRole::Beside => return ().into_any(),
    };
    let file = chunk::missing().map(|file| view! { <p class="asked">"Asked: " <code>"GET " {file}</code></p> });
    view! {
        <section class="problem" role="alert" data-problem="part-not-loaded">
            <h1>"A part of this page did not come"</h1>
            <p>
                "The rest of the page works on. Either the server of this page cannot be reached at the moment, or somebody \
                 put a newer version of Pierglass there since this page was opened."
            </p>
            {failed.map(|failed| view! { <p>"It would explain why this failed: " <code>{failed}</code></p> })}
            {file}
            <p class="buttons">
                <button type="button" class="primary" on:click=|_| address_bar::reload()>"Reload the page"</button>
            </p>
        </section>
    }
    .into_any()
}
