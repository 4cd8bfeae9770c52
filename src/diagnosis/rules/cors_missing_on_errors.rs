//! Good answers let this page read them, and errors do not.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError" on a registry that wants a sign-in, although its server does send
//! `Access-Control-Allow-Origin`. The root of that server can be read, or lists worked before a sign-in was switched
//! on.
//!
//! ## Why
//! The first answer of a registry that wants a sign-in is a 401, and the page must read it to learn how to sign in.
//! nginx leaves out what `add_header` says on errors unless the word `always` follows; Apache's `Header set` and
//! HAProxy's `http-response` leave out the errors that they write themselves.
//!
//! ## What cannot be known
//! The page sees that an error came, and not which. Where nothing of that server can be read, that the header is never
//! sent ([cors-origin-missing](#/guide/rules/cors-origin-missing)) is likelier.
//!
//! ## What to change
//! - nginx: `add_header Access-Control-Allow-Origin {page_origin} always;`, and repeat it in each block that has an
//!   `add_header` of its own.
//! - Apache httpd: `Header always set` in place of `Header set`.
//! - HAProxy: `http-after-response set-header` in place of `http-response set-header`.
//!
//! ## How to check
//! `curl -i -H 'Origin: {page_origin}' {registry_origin}/v2/` must show the header, on the 401 too.
//!
//! ## Source
//! - [nginx: add_header](https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header)
//! - [Apache httpd: Header](https://httpd.apache.org/docs/2.4/mod/mod_headers.html#header)

use crate::diagnosis::evidence::cross_origin::{allow_origin_line, allows_null, hides_signed_in, is_unreadable, object_says, path, unread};
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};
use crate::diagnosis::senses::{SenseAnswer, Sense};

/// The rule.
pub const RULE: Rule = Rule {
    id: "cors-missing-on-errors",
    source: "https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    // Firefox has no safe way to tell an error from a good answer.
    let may_be_error = observation.sense_answer(to, Sense::Object) != Some(SenseAnswer::Yes);
    let is_open = is_unreadable(observation, to) && !allows_null(observation, to) && may_be_error;
    if !is_open && !hides_signed_in(observation) {
        let read = observation.read(to, Probe::PlainGet).filter(|_| observation.is_cross_origin(to));
        return if read.is_some_and(|read| read.status >= 400) { Verdict::Fine } else { Verdict::NotApplicable };
    }
    let title = match path(observation) {
        None => "It may be that only the registry's errors lack the CORS header that lets this page read them.".to_string(),
        Some(path) => format!("The answer to {path} may be an error, and errors lack the CORS header that lets this page read them."),
    };
    let finding = Finding::new(to, title)
        .confidence(Confidence::Possible)
        .evidence(unread(observation, to))
        .evidence(object_says(observation, to));
    // It proves nothing about /v2/: registries add headers of their own there alone, and proxies have a place for each path.
    let finding = match observation.read(to, Probe::PlainRoot) {
        Some(root) if root.status < 400 => finding.evidence("The root of the same server gave a good answer, which could be read."),
        _ => finding,
    };
    finding
        .change("Let the server in front of the registry add this line to errors too; in nginx, with the word always.")
        .line(allow_origin_line(observation))
        .line(format!("add_header Access-Control-Allow-Origin {} always;", observation.page.origin))
        .decide(Decide::PasteGet)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const ERRORS: &str = "
        registry plain-get rejected
        page own-origin opaque
        registry no-cors-get opaque
        registry plain-root https://r.example/ 200
        registry object no
        registry null-origin no";

    #[test]
    fn fires() {
        expect![[r#"
            error possible about the registry
            It may be that only the registry's errors lack the CORS header that lets this page read them.
            - A request whose answer stays unread got through; the same request, made to be read, was blocked.
            - The unread answer is an error (a status of 400 or above).
            - The root of the same server gave a good answer, which could be read.
            change: Let the server in front of the registry add this line to errors too; in nginx, with the word always.
                Access-Control-Allow-Origin: https://ui.example
                add_header Access-Control-Allow-Origin https://ui.example always;
            decides: paste-get"#]].assert_eq(&says(&RULE, ERRORS));
        expect![[r#"
            error possible about the registry
            It may be that only the registry's errors lack the CORS header that lets this page read them.
            - A request whose answer stays unread got through; the same request, made to be read, was blocked.
            - The unread answer is an error (a status of 400 or above).
            change: Let the server in front of the registry add this line to errors too; in nginx, with the word always.
                Access-Control-Allow-Origin: https://ui.example
                add_header Access-Control-Allow-Origin https://ui.example always;
            decides: paste-get"#]].assert_eq(&says(&RULE, &ERRORS.replace("/ 200", "/ rejected")));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &ERRORS.replace("object no", "object yes")), "does not apply");
        // Firefox cannot tell
        assert_eq!(verdict(&RULE, &ERRORS.replace("object no", "object unavailable")), "possible");
        assert_eq!(verdict(&RULE, &ERRORS.replace("null-origin no", "null-origin yes")), "does not apply");
        assert_eq!(verdict(&RULE, &ERRORS.replace("get opaque", "get rejected")), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "does not apply");
    }
}
