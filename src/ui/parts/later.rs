//! The pieces of pages whose code comes when they are first shown.

use leptos::prelude::*;

use super::account::{AskToSignIn, Granted};
use super::help::Help;
use super::open_typed;
use super::sign_in::SignInForm;
use super::suggestions::Suggestions;
use super::trouble::{MayBeMore, Trouble};
use crate::registry::failure::{Failure, SignIn};
use crate::registry::listing::UncertainEnd;
use crate::ui::chunks::{later, screen};
use crate::ui::state::Pierglass;
use crate::ui::state::registry::Registry;

later! {
    /// Goes to what was typed into the box; an `Err` is in words.
    way_in, open_typed(pierglass: Pierglass, text: String) -> Result<(), String> => open_typed::open_typed(pierglass, &text)
}

screen! {
    /// What may be meant by what is typed into the box.
    way_in, suggestions(text: RwSignal<String>) => view! { <Suggestions text/> }.into_any()
}

screen! {
    /// The form that takes a password.
    way_in, sign_in(
        registry: Registry,
        how: SignIn,
        failure: Signal<Option<Failure>>,
        busy: Signal<bool>,
        on_submit: Callback<()>
    ) => view! { <SignInForm registry how failure busy on_submit/> }.into_any()
}

screen! {
    /// A sign-in that nothing has asked for.
    way_in, ask_to_sign_in(registry: Registry, open: RwSignal<bool>) => view! { <AskToSignIn registry open/> }.into_any()
}

screen! {
    /// The keys, the theme, and the way to the guide.
    way_in, help() => view! { <Help/> }.into_any()
}

screen! {
    /// Who is signed in, and what was granted.
    way_in, granted(registry: Registry, user: String) => view! { <Granted registry user/> }.into_any()
}

screen! {
    /// What did not come, and why.
    trouble, trouble(registry: Registry, failure: Failure, on_retry: Callback<()>) => {
        view! { <Trouble registry failure on_retry/> }.into_any()
    }
}

screen! {
    /// Why there may be more than a list shows.
    trouble, may_be_more(end: UncertainEnd, on_retry: Callback<()>) => view! { <MayBeMore end on_retry/> }.into_any()
}
