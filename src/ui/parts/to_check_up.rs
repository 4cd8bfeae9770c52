//! The way to the check-up of the registry that is open. It begins there, not here.

use leptos::prelude::*;

use crate::address::{Address, CheckUpOptions};
use crate::ui::state::Pierglass;

/// A link that hands the open repository over, so that the check-up looks at that one. None on a check-up itself, and where
/// no registry is open.
pub fn to_check_up(class: &'static str, words: &'static str) -> Option<AnyView> {
    let address = Pierglass::expect().address.get();
    let host = address.registry().filter(|_| !matches!(address, Address::CheckUp { .. }))?;
    let options = CheckUpOptions { repository: address.repository().cloned(), deleting: false };
    let to = Address::CheckUp { text: host.to_string(), options }.to_string();
    Some(view! { <a class=class href=to>{words}</a> }.into_any())
}
