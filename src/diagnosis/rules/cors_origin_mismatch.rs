//! The registry's answers let another origin read them, and not this page's.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError", although `curl` shows `Access-Control-Allow-Origin` in the answer. The
//! browser's console prints the origin that is allowed.
//!
//! ## Why
//! The header must name the origin of the page: scheme, host and port as they stand in the address bar. Often it names
//! the registry's own address, `http` for `https`, `localhost` for `127.0.0.1`, leaves out the port, or still names the
//! page's former address. `null` is the origin of files and sandboxed frames, and of no page with an address.
//!
//! ## What cannot be known
//! A page never sees the header. That it is missing, doubled or malformed looks the same, unless a page of the origin
//! `null` could read the answer, which the check-up tries.
//!
//! ## What to change
//! Let the header say `{page_origin}`. Where several pages ask, let the server repeat the request's `Origin` if it is
//! one of a list, and send `Vary: Origin` with it.
//!
//! ## How to check
//! `curl -i -H 'Origin: {page_origin}' {registry_origin}/v2/` must show exactly `{page_origin}`, or `*`.
//!
//! ## Source
//! - [Fetch standard: CORS check](https://fetch.spec.whatwg.org/#cors-check)

use crate::diagnosis::evidence::cross_origin::{allow_origin_line, allows_null, has_an_odd_origin, may_be};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "cors-origin-mismatch",
    source: "https://fetch.spec.whatwg.org/#cors-check",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    let origin = &observation.page.origin;
    let finding = if allows_null(observation, to) {
        Finding::new(to, format!("By their CORS headers the registry's answers let the origin null read them, and not {origin}."))
            .confidence(Confidence::Likely)
            .evidence("A frame without an origin could read the answer, and this page could not.")
    } else if has_an_odd_origin(observation, to) {
        let title = format!("By their CORS headers the registry's answers may let another origin read them, and not {origin}.");
        may_be(observation, &title, "A header that names another origin cannot be told from none.")
    } else {
        return Verdict::NotApplicable;
    };
    finding
        .change("Let the header name this page's origin, as it stands here.")
        .line(allow_origin_line(observation))
        .decide(Decide::PasteGet)
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
            error likely about the registry
            By their CORS headers the registry's answers let the origin null read them, and not https://ui.example.
            - A frame without an origin could read the answer, and this page could not.
            change: Let the header name this page's origin, as it stands here.
                Access-Control-Allow-Origin: https://ui.example
            decides: paste-get"#]].assert_eq(&says(&RULE, &UNREADABLE.replace("null-origin no", "null-origin yes")));
        expect![[r#"
            error possible about the registry
            By their CORS headers the registry's answers may let another origin read them, and not https://ui.example.
            - A request whose answer stays unread got through; the same request, made to be read, was blocked.
            - A header that names another origin cannot be told from none.
            change: Let the header name this page's origin, as it stands here.
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
        assert_eq!(verdict(&RULE, &UNREADABLE.replace("get opaque", "get rejected")), "does not apply");
        // on a registry that works the same answer says something else
        assert_eq!(verdict(&RULE, "registry plain-get 200\n registry null-origin yes"), "does not apply");
    }
}
