//! Goes to what was typed into the box that opens anything.

use leptos::prelude::*;

use crate::address::input::{Place, from_input_at};
use crate::browser::address_bar;
use crate::registry::commands::PullSource;
use crate::registry::host::RegistryHost;
use crate::ui::state::Pierglass;

/// Goes there, or says in words why not.
pub fn open_typed(pierglass: Pierglass, text: &str) -> Result<(), String> {
    let on_show = pierglass.address.get_untracked();
    let registry = on_show.registry();
    let place = Place {
        registry: registry.as_ref(),
        repository: on_show.repository(),
        named: &named(pierglass, registry.as_ref()),
    };
    let address = from_input_at(text, place).map_err(|error| format!("This is no reference: {error}."))?;
    if !pierglass.may_open(&address) {
        return Err("This page is set up to open the listed registries only.".to_owned());
    }
    address_bar::go(&address);
    Ok(())
}

/// The registry on show and those of the configuration, by the names that this page's own command lines have for them.
fn named(pierglass: Pierglass, on_show: Option<&RegistryHost>) -> Vec<(String, RegistryHost)> {
    let config = pierglass.config.get_untracked().unwrap_or_default();
    let configured = config.registries.iter().map(|entry| (entry.command_host(), entry.host.clone()));
    let on_show = on_show.map(|host| {
        let command_host = config.entry(host).map_or_else(|| host.docker_name(), |entry| entry.command_host());
        (command_host, host.clone())
    });
    let named = on_show.into_iter().chain(configured);
    let named = named.flat_map(|(name, host)| {
        let source = PullSource::new(&host, &name).map(|source| source.host);
        [source, Some(name)].into_iter().flatten().map(move |name| (name, host.clone()))
    });
    named.collect()
}
