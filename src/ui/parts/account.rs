//! What the account's button opens: who is signed in and what was granted, or the way in.

use leptos::prelude::*;

use super::problem::Problem;
use super::sign_in::SignInForm;
use super::to_check_up::to_check_up;
use crate::browser::time::now;
use crate::embedding::change_right::ChangeRight;
use crate::registry::failure::{Failure, SignIn};
use crate::ui::focus::focus;
use crate::ui::show::show;
use crate::ui::state::Pierglass;
use crate::ui::state::registry::Registry;
use crate::ui::tasks::{Component, Task};

/// Who is signed in, what was granted, and the way out.
#[component]
pub fn Granted(registry: Registry, user: String) -> impl IntoView {
    let granted = move || {
        let client = registry.client();
        let now = now();
        let tokens = client.session.living_tokens();
        if tokens.is_empty() && registry.by_portal.origin.get().is_some() {
            return view! { <p>"What it handed over goes with each request."</p> }.into_any();
        }
        if tokens.is_empty() {
            return view! { <p>"Your password goes with each request; the registry says of no right in advance."</p> }
                .into_any();
        }
        let rows = tokens.into_iter().map(|token| {
            let access = token.claims.as_ref().and_then(|claims| claims.access.as_ref()).map(|access| access.to_string());
            let access = match access.as_deref() {
                Some("") => "nothing in particular".to_string(),
                Some(access) => access.to_string(),
                None => "a token that does not say what it permits".to_string(),
            };
            view! { <li><code>{access}</code><small>" for " {token.expires.since(now).as_secs()} " s more"</small></li> }
        });
        view! { <p>"The token service granted:"</p><ul>{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="panel">
            <p>"Signed in to " <strong>{registry.name()}</strong> " as " <strong>{user}</strong> "."</p>
            {show(move || registry.by_portal.origin.get().map(|portal| view! {
                <p class="by-portal">"The page around this one signed you in: " <strong>{portal}</strong> "."</p>
            }))}
            {show(move || only_looking(registry))}
            {granted()}
            {untrack(|| to_check_up("", "Check up this registry"))}
            <button type="button" on:click=move |_| { focus("main"); registry.sign_out(); }>"Sign out"</button>
        </div>
    }
}

/// What a page around this one takes away from people whom `config.json` lets change things.
fn only_looking(registry: Registry) -> Option<AnyView> {
    let right = Pierglass::expect().change_right(registry);
    let why = match right {
        ChangeRight { is_read_only: true, .. } => return None,
        ChangeRight { portal: Some(false), .. } => "the page around this one does not allow it",
        ChangeRight { handed_over: Some(false), .. } => {
            "whoever handed over this sign-in did not say that it is for that"
        }
        _ => return None,
    };
    Some(view! { <p class="only-looking">"Nothing can be changed here: " {why} "."</p> }.into_any())
}

/// A sign-in that nothing has asked for: first the registry is asked how.
#[component]
pub fn AskToSignIn(registry: Registry, open: RwSignal<bool>) -> impl IntoView {
    let how = RwSignal::new(None::<SignIn>);
    let failure = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    Task::spawn(async move {
        match registry.client().session.how_to_sign_in().await {
            Ok(to) => how.set(Some(to)),
            Err(cause) => failure.set(Some(cause)),
        }
    });
    let component = Component::here();
    let check = Callback::new(move |()| {
        busy.set(true);
        component.spawn(async move {
            match registry.client().session.check_sign_in().await {
                Ok(()) => {
                    registry.learned(None);
                    registry.visits.update(|visits| *visits += 1);
                    focus("main");
                    open.set(false);
                }
                Err(cause) => {
                    registry.learned(Some(&cause));
                    failure.set(Some(cause));
                }
            }
            busy.set(false);
        });
    });
    view! {
        <div class="panel">
            {show(move || Some(match (how.get(), failure.get()) {
                (Some(how), _) => view! { <SignInForm registry how failure=failure.into() busy=busy.into() on_submit=check/> }.into_any(),
                (None, Some(failure)) => view! { <Problem failure/> }.into_any(),
                (None, None) => view! { <p>"Asking the registry how…"</p> }.into_any(),
            }))}
            {show(move || only_looking(registry))}
            {untrack(|| to_check_up("", "Check up this registry"))}
        </div>
    }
}
