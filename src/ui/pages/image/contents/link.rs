//! Addresses in the contents of artifacts.

use leptos::prelude::*;

use crate::contents::link;
use crate::registry::visible::visible;

/// An address as a link where it may be one, else as a text.
pub fn address(address: &str) -> AnyView {
    let text = visible(address).into_owned();
    match link::host(address) {
        Some(_) => view! { <a href=address.to_owned() target="_blank" rel="noreferrer">{text}</a> }.into_any(),
        None => view! { <span class="address">{text}</span> }.into_any(),
    }
}
