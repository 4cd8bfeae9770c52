//! Addresses that lead nowhere.

use leptos::prelude::*;

use crate::address::{Address, AddressError};

/// Says what is wrong with an address and where to go instead.
#[component]
pub fn Unknown(text: String, why: AddressError) -> impl IntoView {
    view! {
        <section class="problem" role="alert" data-problem="address">
            <h1>"This address leads nowhere"</h1>
            <p>{format!("In \u{201c}{text}\u{201d}: {why}.")}</p>
            <h2>"What to try"</h2>
            <ul>
                <li>"An address reads like an image reference: " <code>"#/registry.example.com/team/app:1.2"</code> "."</li>
                <li><a href=Address::Connect.to_string()>"Choose a registry"</a></li>
            </ul>
        </section>
    }
}

/// A registry that the configuration does not let the page open.
#[component]
pub fn NotListed(host: String) -> impl IntoView {
    view! {
        <section class="problem" role="alert" data-problem="not-listed">
            <h1>"This page is set up for other registries"</h1>
            <p>{host} " is not among those that its configuration lists, and it opens no others."</p>
            <h2>"What to try"</h2>
            <ul>
                <li><a href=Address::Connect.to_string()>"Choose one of the listed registries"</a></li>
                <li>"Whoever looks after this page can add it to " <code>"config.json"</code> "."</li>
            </ul>
        </section>
    }
}
