//! The registry wants a sign-in even from the browser's preflight.
//!
//! ## What you see
//! Lists that need no sign-in work; whatever needs one fails with "Failed to fetch" although name and password are
//! right. `docker login` works. The registry's log shows `OPTIONS` requests answered with 401.
//!
//! ## Why
//! Before a request with an `Authorization` header a browser asks by `OPTIONS`, and never sends credentials with that
//! question. CNCF Distribution with authentication switched on checks every request for credentials, that one too, and
//! answers 401; so do proxies that do `auth_basic` for all methods.
//!
//! ## What cannot be known
//! A page sees only that the preflight was refused. That it was by a 401 is what registries do that want a sign-in; a
//! 403, 404, 405 or a redirect look the same, so [preflight-refused](#/guide/rules/preflight-refused) stays open beside
//! it.
//!
//! ## What to change
//! Distribution cannot answer preflights itself while authentication is on. Let the server in front of it answer
//! `OPTIONS` with 204 and the CORS headers, before any authentication.
//!
//! ## How to check
//! `curl -i -X OPTIONS -H 'Origin: {page_origin}' -H 'Access-Control-Request-Method: GET' -H
//! 'Access-Control-Request-Headers: authorization' {registry_origin}/v2/` must answer 204 or 200.
//!
//! ## Source
//! - [Fetch standard: CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch)
//! - [Distribution issue 4458](https://github.com/distribution/distribution/issues/4458)

use crate::diagnosis::evidence::cross_origin::{allow_origin_line, is_preflight_refused, path, preflight_passed};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "preflight-unauthorized",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if !is_preflight_refused(observation) {
        let is_passed = preflight_passed(observation).is_some();
        return if is_passed { Verdict::Fine } else { Verdict::NotApplicable };
    }
    let asks = match observation.refusal() {
        Some(refusal) => format!("A plain request was read: its answer, {}, asks for a sign-in.", refusal.status),
        None => "A plain request was read, so what needs no such question works.".to_string(),
    };
    let severity = if observation.works() { Severity::Warning } else { Severity::Error };
    let title = match path(observation) {
        Some(path) => format!("For {path} the registry answers the browser's CORS question (OPTIONS) with 401, as it wants a sign-in even for that."),
        None => "The registry answers the browser's CORS question (OPTIONS) with 401, as it wants a sign-in even for that.".to_string(),
    };
    Finding::new(Server::Registry, title)
        .severity(severity)
        .confidence(Confidence::Possible)
        .evidence(asks)
        .evidence("Every request was blocked before which a browser asks by OPTIONS.")
        .evidence("Registries that want a sign-in answer that question with 401 too, unless a server in front does.")
        .change("Let the server in front of it answer OPTIONS with 204 and these lines, before any authentication.")
        .line(allow_origin_line(observation))
        .line("Access-Control-Allow-Methods: GET, HEAD, OPTIONS")
        .line("Access-Control-Allow-Headers: Authorization, Accept")
        .decide(Decide::PastePreflight)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const REFUSED: &str = "
        registry plain-get 401 | www-authenticate: Basic realm=\"x\"
        registry dummy-authorization with dummy rejected
        registry forced-preflight rejected
        registry method-options OPTIONS rejected
        registry own-header rejected";

    #[test]
    fn fires() {
        expect![[r#"
            error possible about the registry
            The registry answers the browser's CORS question (OPTIONS) with 401, as it wants a sign-in even for that.
            - A plain request was read: its answer, 401, asks for a sign-in.
            - Every request was blocked before which a browser asks by OPTIONS.
            - Registries that want a sign-in answer that question with 401 too, unless a server in front does.
            change: Let the server in front of it answer OPTIONS with 204 and these lines, before any authentication.
                Access-Control-Allow-Origin: https://ui.example
                Access-Control-Allow-Methods: GET, HEAD, OPTIONS
                Access-Control-Allow-Headers: Authorization, Accept
            decides: paste-preflight"#]].assert_eq(&says(&RULE, REFUSED));
    }

    #[test]
    fn stays_silent() {
        // another header passes: the preflight works
        assert_eq!(verdict(&RULE, &REFUSED.replace("own-header rejected", "own-header 401")), "fine");
        // no answer at all; the preflight is sent elsewhere
        assert_eq!(verdict(&RULE, &REFUSED.replace("preflight rejected", "preflight silent")), "does not apply");
        let moved = REFUSED.replace("realm=\"x\"", "realm=\"x\" ;; redirected-to: https://www.r.example/v2/");
        assert_eq!(verdict(&RULE, &moved), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "does not apply");
    }
}
