//! The address of a token service in a configuration: the browser asks it by itself.

use url::{Host, Url};

use super::review::{Edit, Review};
use super::trap::Trap;
use super::word::Word;
use crate::registry::auth::realm::is_internal;

/// The address of the token service, which the browser asks by itself.
pub fn judge_realm(review: &mut Review, value: Word, tls: bool) {
    if value.is_variable() {
        return;
    }
    let Ok(url) = Url::parse(value.text) else { return };
    if let Some(host) = container(&url) {
        return review.mark(Trap::RealmInternalName { host }, value);
    }
    let is_loopback = is_loopback(&url);
    let mixed = review.page().is_some_and(|page| page.starts_with("https:"));
    let secure = tls || review.known.registry.is_some_and(|registry| registry.scheme() == "https");
    if url.scheme() == "http" && !is_loopback && (mixed || secure) {
        let edit = Edit::insert(value.line, value.start + "http".len(), "s");
        review.mend(Trap::RealmPlainHttp { mixed }, value, [edit]);
    }
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The host of an address, where only containers of a network know it: a name without a dot.
pub fn container(url: &Url) -> Option<String> {
    let Some(Host::Domain(name)) = url.host() else { return None };
    (is_internal(url) && !name.contains('.') && name != "localhost").then(|| name.to_owned())
}
