//! Where it was looked, where it was not, and what did not come: what was not found may be there all the same.

use leptos::prelude::*;

use crate::address::Address;
use crate::registry::digest::Digest;
use crate::registry::host::RegistryHost;
use crate::registry::referrers::{Found, TagRole, Unasked};
use crate::ui::words::{count, words};

/// The beginning of a digest that names a tag in a sentence.
const SHOWN: usize = 12;

/// Where it was looked, and where it was not.
pub fn places(found: &Found, unasked: Unasked, opened: &Digest, registry: RegistryHost) -> AnyView {
    let lists = match found.has_lists {
        Some(true) => "Asked: the registry’s own list of what is attached. ",
        Some(false) => "The registry keeps no lists of what is attached, or none that this page may see. ",
        None => "",
    };
    let tags = match found.asked_names.as_slice() {
        _ if found.knows_tags => "All tags of the repository were looked through. ".to_owned(),
        [] => String::new(),
        roles => format!("By name it was asked for {}. ", tags(opened, roles)),
    };
    let more = found.has_more.then_some("There is more than this page shows. ");
    let mut left = Vec::new();
    if unasked.names {
        left.push(tags_of_rest(opened));
    }
    if unasked.platforms > 0 {
        left.push(format!("what is attached to {}", count(unasked.platforms, "platform alone", "platforms alone")));
    }
    if unasked.attestations > 0 {
        left.push(format!("what {} in the index state", count(unasked.attestations, "attestation", "attestations")));
    }
    if unasked.waiting > 0 {
        left.push(format!("what would take {}", count(unasked.waiting, "more request", "more requests")));
    }
    let left = (!left.is_empty()).then(|| format!("Not looked at yet: {}.", left.join("; ")));
    let guide = Address::Guide { page: "attached".to_owned(), registry: Some(registry) };
    view! {
        <p class="note places">{lists}{tags}{more}{left}" "<a href=guide.to_string()>"What this says, and what not"</a></p>
    }
    .into_any()
}

/// What did not come.
pub fn failures(found: &Found) -> Option<AnyView> {
    if found.failures.is_empty() {
        return None;
    }
    let lines = found.failures.iter().map(|failure| {
        let said = words(failure);
        let asked = format!("{} {}", failure.asked.method.as_str(), failure.asked.url);
        view! { <li>{said.title}" "{said.seen}" "<code>{asked}</code></li> }
    });
    Some(view! { <ul class="note problems">{lines.collect_view()}</ul> }.into_any())
}

fn tags_of_rest(opened: &Digest) -> String {
    tags(opened, &[TagRole::Attestation, TagRole::Sbom])
}

/// Tags that are named after a digest, in short: the first with the beginning of the digest, the others by their ends.
fn tags(opened: &Digest, roles: &[TagRole]) -> String {
    let (algorithm, encoded) = opened.as_str().split_once(':').unwrap_or(("", opened.as_str()));
    let begin: String = encoded.chars().take(SHOWN).collect();
    let names = roles.iter().enumerate().map(|(at, role)| match at {
        0 => format!("{algorithm}-{begin}…{}", role.ending()),
        _ => format!("…{}", role.ending()),
    });
    let all = names.collect::<Vec<_>>().join(", ");
    if roles.len() == 1 { format!("the tag {all}") } else { format!("the tags {all}") }
}
