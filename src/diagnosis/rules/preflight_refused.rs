//! The registry refuses the question that a browser asks before some requests.
//!
//! ## What you see
//! Lists appear, and what needs a sign-in, a delete or a long `Accept` header fails with "Failed to fetch". The
//! registry's log shows `OPTIONS` requests with an error, or shows nothing because a server in front of it answered.
//!
//! ## Why
//! Before such a request a browser asks by `OPTIONS` whether it may. The answer must have a status of 200 to 299 and
//! name the page's origin. A firewall that lets only some methods through answers 403 or 405, a proxy without a rule
//! for `OPTIONS` 404, and a server that does not answer at all makes every such request wait.
//!
//! ## What cannot be known
//! A page does not see the answer to that question: a 401, 403, 404, 405, 500, a redirect, an answer without
//! `Access-Control-Allow-Origin` and one that lists neither the header nor the method look the same. Where the registry
//! wants a sign-in, [preflight-unauthorized](#/guide/rules/preflight-unauthorized) is likelier.
//!
//! ## What to change
//! Let the server in front of the registry answer `OPTIONS` itself with 204 and the CORS headers. In a firewall let
//! `OPTIONS` through.
//!
//! ## How to check
//! `curl -i -X OPTIONS -H 'Origin: {page_origin}' -H 'Access-Control-Request-Method: GET' -H
//! 'Access-Control-Request-Headers: authorization' {registry_origin}/v2/` must answer 204 or 200, with the headers.
//!
//! ## Source
//! - [Fetch standard: CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch)

use crate::diagnosis::evidence::cross_origin::{allow_origin_line, is_preflight_refused, path, preflight_passed};
use crate::diagnosis::observation::{Observation, Probe, Server, Step};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "preflight-refused",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    let wants_sign_in = observation.refusal().is_some();
    let asked = [Probe::DummyAuthorization, Probe::ForcedPreflight].map(|probe| observation.step(to, probe));
    let mut asked = asked.into_iter().flatten();
    let is_passed = preflight_passed(observation).is_some();
    let at = path(observation).map(|path| format!(" for {path}")).unwrap_or_default();
    let finding = if asked.any(Step::is_silent) && !is_passed && observation.read(to, Probe::PlainGet).is_some() {
        let title = format!("The registry leaves a browser's CORS question before some requests (preflight){at} unanswered.");
        Finding::new(to, title)
            .confidence(Confidence::Likely)
            .evidence("A plain request was read.")
            .evidence("The same request with a header before which a browser asks by OPTIONS got no answer in time.")
            .decide(Decide::PastePreflight)
    } else if is_preflight_refused(observation) {
        Finding::new(to, format!("The browser's CORS question (OPTIONS){at} is refused otherwise: 403, 404, 405, an error, no CORS headers on it, or none that lets this page send a header."))
            .confidence(Confidence::Possible)
            .evidence("A plain request was read.")
            .evidence("Every request was blocked before which a browser asks by OPTIONS.")
            .decide(Decide::PastePreflight)
    } else {
        return if is_passed { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let finding = match wants_sign_in {
        true => finding,
        false => finding.evidence("The registry lets everybody in, so reading it needs no such request; signing in would."),
    };
    let severity = if wants_sign_in && !observation.works() { Severity::Error } else { Severity::Warning };
    finding
        .severity(severity)
        .change("Let OPTIONS through, and let the server in front of the registry answer it with 204 and these lines.")
        .line(allow_origin_line(observation))
        .line("Access-Control-Allow-Methods: GET, HEAD, OPTIONS")
        .line("Access-Control-Allow-Headers: Authorization, Accept")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const SIGN_IN: &str = "
        registry plain-get 401
        registry dummy-authorization with dummy rejected
        registry forced-preflight rejected
        registry method-options OPTIONS rejected
        registry own-header rejected";

    #[test]
    fn fires() {
        expect![[r#"
            warning possible about the registry
            The browser's CORS question (OPTIONS) is refused otherwise: 403, 404, 405, an error, no CORS headers on it, or none that lets this page send a header.
            - A plain request was read.
            - Every request was blocked before which a browser asks by OPTIONS.
            - The registry lets everybody in, so reading it needs no such request; signing in would.
            change: Let OPTIONS through, and let the server in front of the registry answer it with 204 and these lines.
                Access-Control-Allow-Origin: https://ui.example
                Access-Control-Allow-Methods: GET, HEAD, OPTIONS
                Access-Control-Allow-Headers: Authorization, Accept
            decides: paste-preflight"#]].assert_eq(&says(&RULE, "
            registry plain-get 200
            registry catalog 200
            registry forced-preflight rejected"));
        expect![[r#"
            error likely about the registry
            The registry leaves a browser's CORS question before some requests (preflight) unanswered.
            - A plain request was read.
            - The same request with a header before which a browser asks by OPTIONS got no answer in time.
            change: Let OPTIONS through, and let the server in front of the registry answer it with 204 and these lines.
                Access-Control-Allow-Origin: https://ui.example
                Access-Control-Allow-Methods: GET, HEAD, OPTIONS
                Access-Control-Allow-Headers: Authorization, Accept
            decides: paste-preflight"#]].assert_eq(&says(&RULE, "
            registry plain-get 401
            registry dummy-authorization with dummy silent
            registry forced-preflight silent"));
        assert_eq!(verdict(&RULE, SIGN_IN), "possible");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &SIGN_IN.replace("own-header rejected", "own-header 401")), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200\n registry forced-preflight 200"), "fine");
        // a token was let through
        let token = "registry plain-get 401\n registry catalog with Bearer 200\n registry forced-preflight rejected";
        assert_eq!(verdict(&RULE, token), "fine");
        // plain answers are not readable either
        let unreadable = SIGN_IN.replace("plain-get 401", "plain-get rejected") + "\n registry no-cors-get opaque";
        assert_eq!(verdict(&RULE, &unreadable), "does not apply");
        let moved = SIGN_IN.replace("get 401", "get 401 | redirected-to: https://www.r.example/v2/");
        assert_eq!(verdict(&RULE, &moved), "does not apply");
    }
}
