//! A cache may hand one page the permission of another.
//!
//! ## What you see
//! The page works, then fails with "Failed to fetch" after somebody opened another page that asks the same registry,
//! and works again once the cache is emptied.
//!
//! ## Why
//! A server that answers each page with that page's own origin sends different answers to the same address. Without
//! `Vary: Origin` a browser or a proxy keeps the first one and gives it to the second page, whose origin it does not
//! name.
//!
//! ## What cannot be known
//! A page sees neither the header nor whose answer a cache gave it. Only what curl says shows whether the line is
//! there.
//!
//! ## What to change
//! Send `Vary: Origin` with every answer whose `Access-Control-Allow-Origin` depends on the request, also where the
//! header is left out. A server that names one fixed origin, or `*`, needs no such line.
//!
//! ## How to check
//! `curl -si -H 'Origin: {page_origin}' {registry_origin}/v2/ | grep -i vary` must name `Origin`.
//!
//! ## Source
//! - [Fetch standard: CORS protocol and HTTP caches](https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches)

use crate::diagnosis::rule::Rule;

/// The rule.
pub const RULE: Rule = Rule::pasted("cors-vary-missing", "https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::verdict;

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get rejected\n registry no-cors-get opaque"), "does not apply");
    }
}
