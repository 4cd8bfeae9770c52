//! A repository in a list.

use leptos::prelude::*;

use crate::address::Address;
use crate::registry::host::RegistryHost;
use crate::registry::reference::Repository;
use crate::registry::visible::visible;

/// The row of a repository, so deep in a tree; `seen` is what was seen in it when it was opened.
pub(super) fn repository(host: &RegistryHost, name: &str, depth: usize, seen: Option<String>) -> AnyView {
    let shown: &str = &visible(name);
    let (namespace, last) = shown.rsplit_once('/').map_or((None, shown), |(namespace, last)| (Some(namespace), last));
    let namespace = namespace.filter(|_| depth == 0).map(|namespace| format!("{namespace}/"));
    let seen = seen.map(|seen| view! { <span class="in-it">{seen}</span> });
    let label = view! { <span class="namespace">{namespace}</span><span class="last">{last.to_string()}</span>{seen} };
    match Repository::parse(name) {
        Ok(repository) => {
            let address = Address::Tags { registry: host.clone(), repository };
            // What can be dragged cannot be selected.
            view! { <a class="repository" draggable="false" href=address.to_string() style:--depth=depth.to_string()>{label}</a> }
                .into_any()
        }
        // A name that no registry should give is shown, and leads nowhere.
        Err(error) => view! {
            <span class="repository invalid" title=format!("This name cannot be opened: {error}")>{label}</span>
        }
        .into_any(),
    }
}
