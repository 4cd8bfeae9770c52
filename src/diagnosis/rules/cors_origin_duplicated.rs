//! The header that lets a page read stands in the answer twice.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError", although `curl` shows `Access-Control-Allow-Origin` with the right origin. It
//! stands there on two lines.
//!
//! ## Why
//! Browsers join lines of the same name with a comma, and the result is no origin. Two lines come about where both the
//! registry and the proxy in front of it add the header, or where CNCF Distribution has two values in its list: it
//! sends one line for each.
//!
//! ## What cannot be known
//! A page never sees the header. Missing, doubled and malformed look the same from inside.
//!
//! ## What to change
//! Let one server alone add the header. A proxy that adds it must take away the registry's own: `proxy_hide_header` in
//! nginx, `header_down -Access-Control-*` in Caddy, `http-after-response del-header` in HAProxy,
//! `Header onsuccess unset` in Apache httpd. In Distribution's `http.headers` leave one value in the list.
//!
//! ## How to check
//! `curl -si -H 'Origin: {page_origin}' {registry_origin}/v2/ | grep -ic access-control-allow-origin` must print 1.
//!
//! ## Source
//! - [Fetch standard: CORS check](https://fetch.spec.whatwg.org/#cors-check)
//! - [nginx: proxy_hide_header](https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_hide_header)

use crate::diagnosis::evidence::cross_origin::{has_an_unusable_origin, may_be};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "cors-origin-duplicated",
    source: "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_hide_header",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if !has_an_unusable_origin(observation, Server::Registry) {
        return Verdict::NotApplicable;
    }
    let title = "The CORS header that lets a page read may stand in the registry's answers twice.";
    may_be(observation, title, "A header that stands there twice cannot be told from none.")
        .change("Let one server alone add it. A proxy that does takes the registry's own away, in nginx by this line.")
        .line("proxy_hide_header Access-Control-Allow-Origin;")
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
            The CORS header that lets a page read may stand in the registry's answers twice.
            - A request whose answer stays unread got through; the same request, made to be read, was blocked.
            - A header that stands there twice cannot be told from none.
            change: Let one server alone add it. A proxy that does takes the registry's own away, in nginx by this line.
                proxy_hide_header Access-Control-Allow-Origin;
            decides: paste-get"#]].assert_eq(&says(&RULE, UNREADABLE));
    }

    #[test]
    fn a_readable_root_proves_nothing_about_the_registry_s_own_paths() {
        let errors = UNREADABLE.replace("object yes", "object no") + "\n registry plain-root 200";
        assert_eq!(verdict(&RULE, &errors), "possible");
    }

    #[test]
    fn stays_silent() {
        // one valid header, though for another origin
        assert_eq!(verdict(&RULE, &UNREADABLE.replace("null-origin no", "null-origin yes")), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "does not apply");
    }
}
