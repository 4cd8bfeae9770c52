//! The question that a browser asks beforehand is sent to another address.
//!
//! ## What you see
//! Plain requests work, also where the server sends them on; what needs a sign-in fails with "Failed to fetch". The
//! console says that a redirect is not allowed for a preflight request.
//!
//! ## Why
//! The answer to a browser's `OPTIONS` must have a status of 200 to 299; no redirect is followed. A proxy that sends
//! http to https, one name to another, `/v2` to `/v2/`, or strangers to a sign-in page does so for every method.
//!
//! ## What cannot be known
//! A page does not see the answer to that question, so a redirect looks like any other refusal. Only where the plain
//! request itself came back from another address does the page know that much.
//!
//! ## What to change
//! Write the address to which the server sends its callers. On the server, answer `OPTIONS` before any redirect.
//!
//! ## How to check
//! `curl -i -X OPTIONS -H 'Origin: {page_origin}' -H 'Access-Control-Request-Method: GET' -H
//! 'Access-Control-Request-Headers: authorization' {registry_origin}/v2/` must answer 204 or 200, not 301,
//! 302, 307 or 308.
//!
//! ## Source
//! - [Fetch standard: CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch)

use crate::diagnosis::evidence::cross_origin::{is_preflight_refused, preflight_passed};
use crate::diagnosis::evidence::network::{moved_to, moved_to_https};
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "preflight-redirected",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    // From http to https is a matter of the address, which has a rule of its own.
    let Some(moved) = moved_to(observation).filter(|_| moved_to_https(observation).is_none()) else {
        return if is_preflight_refused(observation) { unseen(observation) } else { Verdict::NotApplicable };
    };
    let refused = observation.is_blocked(to, Probe::ForcedPreflight) && preflight_passed(observation).is_none();
    if !refused || !observation.is_registry() {
        return Verdict::NotApplicable;
    }
    let origin = moved.origin().ascii_serialization();
    let works = observation.works();
    let title = format!("The registry sends its callers to {origin}, and browsers do not follow with a sign-in.");
    Finding::new(to, title)
        .severity(if works { Severity::Warning } else { Severity::Error })
        .confidence(Confidence::Likely)
        .evidence(format!("The answer to a plain request came from {origin}."))
        .evidence("Every request was blocked before which a browser asks by OPTIONS: it follows no redirect then.")
        .change("Write that address in place of this one.")
        .line(origin)
        .decide(Decide::PastePreflight)
        .into()
}

/// A preflight alone that is sent elsewhere looks like every refusal.
fn unseen(observation: &Observation) -> Verdict {
    let severity = if observation.works() { Severity::Warning } else { Severity::Error };
    Finding::new(Server::Registry, "The browser's CORS question (OPTIONS) is sent elsewhere by a redirect, to a sign-in page for one.")
        .severity(severity)
        .confidence(Confidence::Possible)
        .evidence("Every request was blocked before which a browser asks by OPTIONS: it follows no redirect then.")
        .change("Let the server in front answer OPTIONS for /v2/ itself with 204, before it sends anybody elsewhere.")
        .decide(Decide::PastePreflight)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const MOVED: &str = r#"
        registry plain-get 401 | www-authenticate: Basic realm="x" ;; redirected-to: https://www.r.example/v2/
        registry dummy-authorization with dummy rejected
        registry forced-preflight rejected"#;

    #[test]
    fn fires() {
        expect![[r#"
            error likely about the registry
            The registry sends its callers to https://www.r.example, and browsers do not follow with a sign-in.
            - The answer to a plain request came from https://www.r.example.
            - Every request was blocked before which a browser asks by OPTIONS: it follows no redirect then.
            change: Write that address in place of this one.
                https://www.r.example
            decides: paste-preflight"#]].assert_eq(&says(&RULE, MOVED));
    }

    #[test]
    fn stays_silent() {
        let same = MOVED.replace("www.r.example", "r.example");
        assert_eq!(verdict(&RULE, &same), "possible");
        assert_eq!(verdict(&RULE, &MOVED.replace("preflight rejected", "preflight 200")), "does not apply");
        // where people sign in
        let page = MOVED.replace("/v2/\n", "/v2/ | <html>\n").replace("www-authenticate: Basic realm=\"x\" ;; ", "");
        assert_eq!(verdict(&RULE, &page.replace("get 401", "get 200")), "does not apply");
        let https = format!("page http://ui.example\n typed http://www.r.example\n {MOVED}");
        assert_eq!(verdict(&RULE, &https), "does not apply");
        // a preflight alone that is sent elsewhere looks like every refusal
        assert_eq!(verdict(&RULE, "registry plain-get 401\n registry forced-preflight rejected"), "possible");
    }
}
