//! From one registry of the configuration to another.

use leptos::prelude::*;
use web_sys::HtmlSelectElement;

use crate::address::Address;
use crate::browser::address_bar;
use crate::registry::host::RegistryHost;
use crate::ui::state::Pierglass;

/// A choice of the registries that the configuration lists, where there is more than one. It keeps to the repository that is on
/// show; each registry keeps its own sign-in.
pub fn switch(pierglass: Pierglass) -> Option<AnyView> {
    let entries = pierglass.config.with(|config| config.as_ref().map(|config| config.registries.clone()))?;
    let address = pierglass.address.get();
    let here = address.registry()?;
    let is_listed = entries.iter().any(|entry| entry.host == here);
    if entries.len() < 2 && is_listed || entries.is_empty() {
        return None;
    }
    let this = (!is_listed).then(|| view! { <option selected>{here.docker_name()}</option> }.into_any());
    let hosts: Vec<RegistryHost> = entries.iter().map(|entry| entry.host.clone()).collect();
    let offset = i32::from(!is_listed);
    let go = move |event| {
        let chosen = event_target::<HtmlSelectElement>(&event).selected_index() - offset;
        if let Some(host) = usize::try_from(chosen).ok().and_then(|at| hosts.get(at)) {
            address_bar::go(&same_place(&address, host.clone()));
        }
    };
    let options: Vec<AnyView> = entries
        .iter()
        .map(|entry| view! { <option selected=entry.host == here>{entry.shown_name()}</option> }.into_any())
        .collect();
    Some(view! { <select class="switch" aria-label="Registry" title="Another registry" on:change=go>{this}{options}</select> }.into_any())
}

/// The same repository, check-up or list, in another registry.
fn same_place(address: &Address, registry: RegistryHost) -> Address {
    match address {
        Address::Tags { repository, .. } | Address::Image { repository, .. } => {
            Address::Tags { registry, repository: repository.clone() }
        }
        Address::CheckUp { .. } => Address::check_up(&registry.to_string()),
        _ => Address::Repositories { registry },
    }
}
