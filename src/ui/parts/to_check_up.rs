//! The way to the check-up of the registry that is open. It begins there, not here.

use leptos::prelude::*;

use crate::address::Address;
use crate::ui::state::{Failed, Pierglass};

/// A link that hands the open repository over, so that the check-up looks at that one. None on a check-up itself, and where
/// no registry is open.
pub fn to_check_up(class: &'static str, words: &'static str) -> Option<AnyView> {
    let pierglass = Pierglass::expect();
    let address = pierglass.address.get();
    let host = address.registry().filter(|_| !matches!(address, Address::CheckUp { .. }))?;
    let repository = address.repository().cloned();
    let to = Address::check_up(&host.to_string()).to_string();
    let keep = move |_| pierglass.keep_failed(Some(Failed { host: host.clone(), repository: repository.clone() }));
    Some(view! { <a class=class href=to on:click=keep>{words}</a> }.into_any())
}
