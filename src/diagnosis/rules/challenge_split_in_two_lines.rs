//! Two `WWW-Authenticate` lines in one answer, of which one browser shows none.
//!
//! ## What you see
//! The page works in Chromium. In Firefox it says that it cannot see how the registry wants to be signed in to.
//!
//! ## Why
//! A server that offers both a token and a password may send a `WWW-Authenticate` line for each. Chromium joins the two
//! with a comma; Firefox 153 gives a page neither of them. Gitea 1.27 sends two lines.
//!
//! ## What cannot be known
//! A header that is dropped looks like one that is not exposed
//! ([challenge-not-exposed](#/guide/rules/challenge-not-exposed)). Only what curl says shows the two lines.
//!
//! ## What to change
//! Let the server in front of the registry send one line. In nginx these two lines do so:
//!
//! ```
//! proxy_hide_header WWW-Authenticate;
//! add_header WWW-Authenticate $upstream_http_www_authenticate always;
//! ```
//!
//! ## How to check
//! `curl -si -H 'Origin: {page_origin}' {registry_origin}/v2/ | grep -ic www-authenticate` must print 1.
//!
//! ## Source
//! - [RFC 9110: WWW-Authenticate](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)

use crate::diagnosis::rule::Rule;

/// The rule.
pub const RULE: Rule = Rule::pasted("challenge-split-in-two-lines", "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::verdict;

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "page firefox\n registry plain-get 401"), "does not apply");
        let joined = "registry plain-get 401 | www-authenticate: Bearer realm=\"x\", Basic realm=\"y\"";
        assert_eq!(verdict(&RULE, joined), "does not apply");
    }
}
