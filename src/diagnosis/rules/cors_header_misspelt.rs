//! A header has nearly the name of a CORS header.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError", although the configuration seems to hold all that is needed.
//!
//! ## Why
//! `Access-Control-Origin`, `Access-Control-Allow-Origins`, `Access-Control-Credentials` or
//! `Access-Control-Allow-Header` say nothing to a browser, and a server sends them without a word. Some stood in widely
//! copied manuals.
//!
//! ## What cannot be known
//! A page sees no header that was not exposed to it, so a misspelt one looks like none
//! ([cors-origin-missing](#/guide/rules/cors-origin-missing)). Only what curl says shows it.
//!
//! ## What to change
//! Write the name as the standard has it: `Access-Control-Allow-Origin`, `Access-Control-Allow-Methods`,
//! `Access-Control-Allow-Headers`, `Access-Control-Expose-Headers`, `Access-Control-Max-Age`. This page needs no other.
//!
//! ## How to check
//! `curl -si -H 'Origin: {page_origin}' {registry_origin}/v2/ | grep -i access-control` must show them spelt
//! as here.
//!
//! ## Source
//! - [Fetch standard: HTTP responses of the CORS protocol](https://fetch.spec.whatwg.org/#http-responses)

use crate::diagnosis::rule::Rule;

/// The rule.
pub const RULE: Rule = Rule::pasted("cors-header-misspelt", "https://fetch.spec.whatwg.org/#http-responses");

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
