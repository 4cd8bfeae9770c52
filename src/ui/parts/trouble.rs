//! What stands in the place of something that did not come: a question, or the problem.

use leptos::prelude::*;
use url::Url;

use super::problem::Problem;
use crate::registry::failure::{Cause, Failure};
use crate::ui::state::Registry;

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
