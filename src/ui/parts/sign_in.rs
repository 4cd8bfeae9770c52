//! The sign-in form. It says where the password goes before it goes there.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::to_check_up::to_check_up;
use crate::browser::embedding::may_focus;
use crate::registry::auth::credentials::{Credentials, CredentialsError};
use crate::registry::failure::{Cause, Failure, SignIn};
use crate::registry::host::RegistryHost;
use crate::ui::first_form::{self, BegunSignIn};
use crate::ui::focus::focus_in_place;
use crate::ui::show::{show, text};
use crate::ui::state::Pierglass;
use crate::ui::state::registry::Registry;
use crate::ui::words::words;

/// A sign-in for `registry`: the form, or the way to it. In a frame of a page that nobody listed there is no form, for that page could
/// lay its own over it. The arguments are those of the form.
#[component]
pub fn SignInForm(
    registry: Registry,
    how: SignIn,
    failure: Signal<Option<Failure>>,
    busy: Signal<bool>,
    on_submit: Callback<()>,
) -> impl IntoView {
    let is_framed = Pierglass::expect().is_framed_by_a_stranger;
    let address = Pierglass::expect().address;
    let begun = StoredValue::new_local(first_form::take());
    show(move || {
        let how = how.clone();
        let begun = begun.try_update_value(Option::take).flatten();
        Some(match is_framed.get() {
            false => view! { <Form registry how begun failure busy on_submit/> }.into_any(),
            true => view! {
                <section class="sign-in">
                    <h2>"Sign in to " {registry.name()}</h2>
                    <p>
                        "Another page shows this one in a frame, and " <code>"config.json"</code>
                        " does not list it under " <code>"portals"</code> ", so no password is asked for here."
                    </p>
                    <p>
                        <a href=move || address.get().to_string() target="_blank" rel="noopener">"Open in a tab"</a>
                    </p>
                </section>
            }
            .into_any(),
        })
    })
}

/// A sign-in form for `registry`. `failure` is why it is shown; `on_submit` is called when the session holds the new
/// credentials, which the next request proves. `busy` holds while it does. `begun` is what was typed before the program was there.
#[component]
fn Form(
    registry: Registry,
    how: SignIn,
    begun: Option<BegunSignIn>,
    #[prop(into)] failure: Signal<Option<Failure>>,
    #[prop(into)] busy: Signal<bool>,
    on_submit: Callback<()>,
) -> impl IntoView {
    let is_sent = begun.as_ref().is_some_and(|begun| begun.is_sent);
    let focused = begun.as_ref().map(|begun| begun.focused.clone());
    let (name, typed, is_kept) = match begun {
        Some(BegunSignIn { user, password, keep, .. }) => (user, password, keep),
        None => (registry.last_user.get_untracked(), String::new(), false),
    };
    let user = RwSignal::new(name);
    let password = RwSignal::new(typed);
    let keep = RwSignal::new(is_kept);
    // Asked once: a second try with another password goes where the first one went.
    let has_agreed = registry.client().session.has_consent(&how.to);
    let must_agree = how.foreign && !has_agreed;
    let agreed = RwSignal::new(has_agreed);
    let wrong = RwSignal::new(None::<&'static str>);
    let password_box = NodeRef::<html::Input>::new();
    let user_box = NodeRef::<html::Input>::new();
    let SignIn { to, foreign, challenge_hidden, anonymous_too_weak, wanted, .. } = how;
    let needs = if wanted.may_change() {
        "Without a sign-in it does not let you change this."
    } else {
        "Without a sign-in it does not let you see this."
    };
    let place = to.origin().ascii_serialization();
    let is_open_to_all = to.scheme() == "http" && RegistryHost::from_origin(&to).is_none_or(|host| !host.is_loopback());
    let to = StoredValue::new(to);

    let send = move || {
        // Password managers fill a form without telling it.
        let read = |input: NodeRef<html::Input>| input.get().map(|input| input.value()).unwrap_or_default();
        user.set(read(user_box));
        if must_agree && !agreed.get() {
            wrong.set(Some("Please agree first that your password goes to that server."));
            return;
        }
        match Credentials::new(&user.get(), &read(password_box)) {
            Ok(credentials) => {
                wrong.set(None);
                registry.last_user.set(credentials.user.clone());
                to.with_value(|to| registry.sign_in(credentials, foreign.then_some(to), keep.get()));
                on_submit.run(());
            }
            Err(error) => wrong.set(Some(match error {
                CredentialsError::UserEmpty => "Please type a user name.",
                CredentialsError::UserWithColon => "A user name cannot hold a colon.",
                CredentialsError::ControlCharacter => "There is a line break or another control character in it.",
            })),
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    // A refused password is typed again; the name is most often right.
    Effect::new(move |before: Option<bool>| {
        let is_refused = failure.with(|failure| failure.as_ref().is_some_and(is_refusal));
        if is_refused {
            password.set(String::new());
        }
        let (Some(user_input), Some(password_input)) = (user_box.get(), password_box.get()) else { return false };
        let is_first = before != Some(true);
        // Where somebody was already, there they stay; the button that they pressed is gone.
        let begun = focused.as_ref().filter(|_| is_first && !is_refused);
        let first = match begun.map(Option::as_deref) {
            Some(None) if !is_sent => None,
            Some(Some("user")) => Some(&user_input),
            Some(Some("password")) => Some(&password_input),
            _ if is_refused || !user.get_untracked().is_empty() => Some(&password_input),
            _ => Some(&user_input),
        };
        if is_first && is_sent {
            // What is sent is what stands in the fields, and they are filled after this.
            user_input.set_value(&user.get_untracked());
            password_input.set_value(&password.get_untracked());
            untrack(send);
        }
        if let Some(input) = first.filter(|_| may_focus()) {
            let _ = input.focus();
        }
        true
    });
    let message = move || {
        wrong.get().map(str::to_string).or_else(|| {
            failure.with(|failure| {
                failure.as_ref().filter(|failure| is_refusal(failure)).map(|failure| words(failure).title)
            })
        })
    };
    // What comes in its place has the focus next: it must not go with the form.
    on_cleanup(move || {
        if matches!(document().query_selector("main .sign-in:focus-within"), Ok(Some(_))) {
            focus_in_place("main");
        }
    });
    view! {
        <form class="sign-in" method="post" on:submit=submit aria-label="Sign in">
            <h2>"Sign in to " {registry.name()}</h2>
            {anonymous_too_weak.then(|| view! { <p>{needs}</p> })}
            {challenge_hidden.then(|| view! {
                <p class="note">
                    "This page cannot see how the registry wants to be signed in to: the server does not share its "
                    <code>"WWW-Authenticate"</code>
                    " header. Most often a user name and a password, sent to the registry itself, are right. "
                    {untrack(|| to_check_up("", "Find out why"))}
                </p>
            })}
            {show(move || message().map(|message| view! { <p class="wrong" role="alert">{message}</p> }))}
            <label for="user">"User name"</label>
            <input id="user" name="username" autocomplete="username" autocapitalize="none" spellcheck="false"
                node_ref=user_box prop:value=user on:input=move |event| user.set(event_target_value(&event))/>
            <label for="password">"Password or access token"</label>
            <input id="password" name="password" type="password" autocomplete="current-password"
                node_ref=password_box prop:value=password on:input=move |event| password.set(event_target_value(&event))/>
            {if must_agree {
                view! {
                    <label class="check consent">
                        <input type="checkbox" name="consent" prop:checked=agreed on:change=move |event| agreed.set(event_target_checked(&event))/>
                        <span>
                            "Send my password to " <strong>{place}</strong>
                            ". The registry names that server as its token service."
                        </span>
                    </label>
                }.into_any()
            } else {
                view! { <p class="note">"Your password goes to " <strong>{place}</strong> " and nowhere else."</p> }.into_any()
            }}
            {is_open_to_all.then(|| view! {
                <p class="wrong">
                    "That is plain http: whoever is on the way, in this network or behind it, can read the password."
                </p>
            })}
            <label class="check">
                <input type="checkbox" name="keep" prop:checked=keep on:change=move |event| keep.set(event_target_checked(&event))/>
                <span>"Keep me signed in until I close this tab"</span>
            </label>
            <button type="submit" class="primary" prop:disabled=busy>
                {text(move || if busy.get() { "Signing in…" } else { "Sign in" }.to_string())}
            </button>
        </form>
    }
}

fn is_refusal(failure: &Failure) -> bool {
    matches!(*failure.cause, Cause::CredentialsRejected { .. })
}
