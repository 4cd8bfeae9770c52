//! A failure as people see it: the problem in one sentence, what was asked, what came back, what to try next.
//!
//! From here a check-up looks for the reason; it never begins by itself.

use leptos::prelude::*;

use super::to_check_up::to_check_up;
use crate::registry::error::ErrorBody;
use crate::registry::failure::{Cause, Failure};
use crate::ui::words::{Words, words};

/// A failure. `on_retry` asks again.
#[component]
pub fn Problem(failure: Failure, #[prop(optional)] on_retry: Option<Callback<()>>) -> impl IntoView {
    let Words { title, seen, next } = words(&failure);
    let asked = &failure.asked;
    let authorization = asked.authorization.map(|scheme| format!(" with a {scheme} sign-in"));
    let method = asked.method.as_str();
    let url = asked.url.to_string();
    let raw = said(&failure.cause).and_then(|said| said.text.clone()).filter(|text| !text.trim().is_empty());
    let has_next = !next.is_empty();
    view! {
        <section class="problem" role="alert" data-problem=kind(&failure.cause)>
            <h2>{title}</h2>
            {(!seen.is_empty()).then(|| view! { <p>{seen}</p> })}
            {has_next.then(|| view! {
                <h3>"What to try"</h3>
                <ul>{next.into_iter().map(|next| view! { <li>{next}</li> }).collect_view()}</ul>
            })}
            <p class="asked">
                "Asked: " <code>{method}" "<a href=url.clone() target="_blank" rel="noreferrer">{url.clone()}</a></code>
                {authorization}
            </p>
            {raw.map(|raw| view! { <details><summary>"What came back"</summary><pre tabindex="0">{raw}</pre></details> })}
            <p class="buttons">
                {untrack(|| to_check_up("button primary", "Find out why"))}
                {on_retry.map(|retry| view! {
                    <button type="button" on:click=move |_| retry.run(())>"Try again"</button>
                })}
            </p>
        </section>
    }
}

fn said(cause: &Cause) -> Option<&ErrorBody> {
    match cause {
        Cause::CredentialsRejected { said, .. }
        | Cause::Token { said, .. }
        | Cause::AccessDenied { said, .. }
        | Cause::TokenRejected { said, .. }
        | Cause::HandedTokenRefused { said, .. }
        | Cause::RateLimited { said, .. }
        | Cause::Status { said, .. }
        | Cause::Unreadable { said, .. } => Some(said),
        _ => None,
    }
}

/// A name for tests and style; not shown.
fn kind(cause: &Cause) -> &'static str {
    match cause {
        Cause::Blocked(_) => "blocked",
        Cause::SignInRequired(_) => "sign-in-required",
        Cause::CredentialsRejected { .. } => "credentials-rejected",
        Cause::ConsentNeeded { .. } => "consent-needed",
        Cause::SignInNotOffered => "sign-in-not-offered",
        Cause::Challenge(_) => "challenge",
        Cause::Realm(_) => "realm",
        Cause::Token { .. } => "token",
        Cause::AccessDenied { .. } => "access-denied",
        Cause::TokenRejected { .. } => "token-rejected",
        Cause::HandedTokenRefused { .. } => "handed-token-refused",
        Cause::RateLimited { .. } => "rate-limited",
        Cause::Status { .. } => "status",
        Cause::Unreadable { .. } => "unreadable",
        Cause::Redirected { .. } => "redirected",
        Cause::DigestMismatch { .. } => "digest-mismatch",
        Cause::Request(_) => "request",
        Cause::PartMissing => "part-missing",
    }
}
