//! A wildcard and the permission to send credentials contradict each other.
//!
//! ## What you see
//! This page works. Another one, which sends cookies or the browser's own password, fails with "Failed to fetch", and
//! the console says that the wildcard must not be used when credentials are included.
//!
//! ## Why
//! `Access-Control-Allow-Origin: *` together with `Access-Control-Allow-Credentials: true` is refused for every request
//! that carries the browser's credentials: else any page on the web could read with the person's rights. Pierglass
//! never sends such credentials; the `Authorization` header that it sets itself does not count as one.
//!
//! ## What cannot be known
//! A page that asks without credentials sees no difference, and it never sees the two headers. Only what curl says
//! shows them.
//!
//! ## What to change
//! Drop `Access-Control-Allow-Credentials`, which this page does not need. Or name the page's origin in place of the
//! `*`.
//!
//! ## How to check
//! `curl -i -H 'Origin: {page_origin}' {registry_origin}/v2/` must not show both lines.
//!
//! ## Source
//! - [Fetch standard: CORS protocol and credentials](https://fetch.spec.whatwg.org/#cors-protocol-and-credentials)

use crate::diagnosis::rule::Rule;

/// The rule.
pub const RULE: Rule = Rule::pasted("cors-wildcard-with-credentials", "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials");

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
