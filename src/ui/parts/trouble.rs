//! What stands in the place of something that did not come: a question, or the problem.

use leptos::prelude::*;
use url::Url;

use super::problem::Problem;
use crate::registry::failure::{Cause, Failure};
use crate::registry::link::LinkError;
use crate::registry::listing::UncertainEnd;
use crate::ui::state::registry::Registry;
use crate::ui::words::grouped;

/// A failure that no sign-in form is shown for. `on_retry` asks again.
#[component]
pub fn Trouble(registry: Registry, failure: Failure, on_retry: Callback<()>) -> impl IntoView {
    match &*failure.cause {
        Cause::ConsentNeeded { realm } => {
            view! { <Consent registry realm=realm.clone() on_agree=on_retry/> }.into_any()
        }
        _ => view! { <Problem failure on_retry/> }.into_any(),
    }
}

/// Why there may be more than a list shows, and what would tell. `on_retry` asks again.
#[component]
pub fn MayBeMore(end: UncertainEnd, on_retry: Callback<()>) -> impl IntoView {
    let why = match &end {
        UncertainEnd::Refused(failure) => match failure.status() {
            Some(status) => format!("the registry answers {status} to what stands behind the last name."),
            None => "what stands behind the last name did not come.".to_owned(),
        },
        UncertainEnd::SameAgain(some) => {
            format!("the registry gives the same {} whatever is asked for.", grouped(*some))
        }
        UncertainEnd::Link(LinkError::OtherOrigin { link }) => format!(
            "by its Link header it goes on at {link}, which is not the server that was asked. This page does not follow it, because a \
             sign-in would go there too."
        ),
        UncertainEnd::Link(error) => format!("{error}."),
        UncertainEnd::Empty(some) => {
            format!("the registry sent {some} pages without a name, and each names a next one.")
        }
        UncertainEnd::Endless(some) => format!("the list did not end after {} pages.", grouped(*some)),
    };
    let remedy = match end {
        UncertainEnd::Refused(_) => {
            "With Link in its Access-Control-Expose-Headers the page sees where the registry’s list goes on. Until then, open \
             what is missing by its name."
        }
        UncertainEnd::Link(LinkError::OtherOrigin { .. }) => {
            "A registry writes that address as the server in front asks it. In nginx: proxy_set_header Host $http_host; and \
             proxy_set_header X-Forwarded-Proto $scheme; or give the registry its public address in its own configuration. Until then, \
             open what is missing by its name."
        }
        _ => "Open what is missing by its name.",
    };
    view! {
        <section class="problem" role="status" data-problem="may-be-more">
            <h2>"There may be more than these"</h2>
            <p>"Nobody can say whether the list is whole: " {why}</p>
            <p>{remedy}</p>
            <p class="buttons"><button type="button" on:click=move |_| on_retry.run(())>"Ask again"</button></p>
        </section>
    }
}

/// The question that a sign-in form asks along with the password, where the password was there already: a page around this
/// one handed it over, or this tab kept it.
#[component]
fn Consent(registry: Registry, realm: Url, on_agree: Callback<()>) -> impl IntoView {
    let place = realm.origin().ascii_serialization();
    let agree = move |_| {
        registry.client().session.consent(&realm);
        on_agree.run(());
    };
    let user = registry.client().session.account();
    view! {
        <section class="problem" role="alert" data-problem="consent-needed">
            <h2>"Your password would go to " <strong>{place}</strong></h2>
            <p>"The registry names that server as its token service. The password is that of " <strong>{user}</strong> "."</p>
            <p class="buttons">
                <button type="button" class="primary agree" on:click=agree>"Send it there"</button>
                <button type="button" on:click=move |_| registry.sign_out()>"Sign out"</button>
            </p>
        </section>
    }
}
