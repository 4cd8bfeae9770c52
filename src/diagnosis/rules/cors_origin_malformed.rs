//! The header that lets a page read has a value that no browser understands.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError", although `curl` shows `Access-Control-Allow-Origin` with something like the
//! page's address in it.
//!
//! ## Why
//! The value must be one origin, `null` or `*`, byte for byte. A list (`https://a.example, https://b.example`), a
//! pattern (`https://*.example`), a slash or a path at the end, quotes around it, and a host without its scheme allow
//! nobody.
//!
//! ## What cannot be known
//! A page never sees the header. Missing, doubled and malformed look the same from inside.
//!
//! ## What to change
//! Write `{page_origin}` without a slash behind it. For several pages let the server repeat the request's `Origin`
//! where it is one of a list, and send `Vary: Origin`.
//!
//! ## How to check
//! `curl -i -H 'Origin: {page_origin}' {registry_origin}/v2/` must show exactly `{page_origin}`, or `*`.
//!
//! ## Source
//! - [Fetch standard: Access-Control-Allow-Origin](https://fetch.spec.whatwg.org/#http-access-control-allow-origin)

use crate::diagnosis::evidence::cross_origin::{allow_origin_line, has_an_odd_origin, may_be};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "cors-origin-malformed",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-origin",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if !has_an_odd_origin(observation, Server::Registry) {
        return Verdict::NotApplicable;
    }
    let title = "The CORS header that lets a page read may have a value that browsers do not understand.";
    may_be(observation, title, "A header with a list, a pattern or a slash at its end cannot be told from none.")
        .change("Write this one origin, without a slash behind it and without quotes.")
        .line(allow_origin_line(observation))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const UNREADABLE: &str = "
        registry plain-get rejected
        registry no-cors-get opaque
        registry object yes
        registry null-origin no";

    #[test]
    fn fires() {
        expect![[r#"
            error possible about the registry
            The CORS header that lets a page read may have a value that browsers do not understand.
            - A request whose answer stays unread got through; the same request, made to be read, was blocked.
            - A header with a list, a pattern or a slash at its end cannot be told from none.
            change: Write this one origin, without a slash behind it and without quotes.
                Access-Control-Allow-Origin: https://ui.example
            decides: paste-get"#]].assert_eq(&says(&RULE, UNREADABLE));
    }

    #[test]
    fn a_readable_root_proves_nothing_about_the_registry_s_own_paths() {
        let errors = UNREADABLE.replace("object yes", "object no") + "\n registry plain-root 200";
        assert_eq!(verdict(&RULE, &errors), "possible");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &UNREADABLE.replace("null-origin no", "null-origin yes")), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "does not apply");
    }
}
