//! The registry does not let browsers send the header that carries a sign-in, or the one that says what is put.
//!
//! ## What you see
//! Requests without a sign-in work. With name and password, or with a token, they fail with "Failed to fetch"; the
//! console says that the request header field `authorization` is not allowed. Where it is `content-type`, setting a tag fails.
//!
//! ## Why
//! The answer to a browser's `OPTIONS` lists in `Access-Control-Allow-Headers` which headers a page may send.
//! `Authorization` must stand there by its name; a list that was made for other purposes often has `Content-Type`
//! alone.
//!
//! ## What cannot be known
//! A page does not see the list. That requests with other headers get through says that preflights are answered; what
//! is missing is most likely the name, or a `*` stands there, which does not count for this header
//! ([preflight-wildcard-authorization](#/guide/rules/preflight-wildcard-authorization)).
//!
//! ## What to change
//! Add `Authorization` to `Access-Control-Allow-Headers` in the answer to `OPTIONS`, and `Content-Type` where people should
//! set tags from a page.
//!
//! ## How to check
//! `curl -i -X OPTIONS -H 'Origin: {page_origin}' -H 'Access-Control-Request-Method: GET' -H
//! 'Access-Control-Request-Headers: authorization' {registry_origin}/v2/` must list it.
//!
//! ## Source
//! - [Fetch standard: Access-Control-Allow-Headers](https://fetch.spec.whatwg.org/#http-access-control-allow-headers)

use crate::diagnosis::evidence::cross_origin::{blocks_authorization_alone, path, preflight_passed};
use crate::diagnosis::observation::{Observation, Outcome, Probe, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "preflight-header-not-allowed",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-headers",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some(passed) = blocks_authorization_alone(observation) else {
        if blocks_content_type(observation) {
            return content_type();
        }
        let mut sent = observation.authorized().chain(observation.step(Server::Registry, Probe::DummyAuthorization));
        let is_fine = sent.any(|step| matches!(step.outcome, Outcome::Read(_)));
        let is_fine = is_fine && observation.is_cross_origin(Server::Registry);
        return if is_fine { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let other = match passed.probe {
        Probe::MethodOptions => "A request by OPTIONS, before which a browser asks too, was let through.",
        Probe::OwnHeader => "A request with a Content-Type header, before which a browser asks too, was let through.",
        _ => "A request with a long Accept header, before which a browser asks too, was let through.",
    };
    let severity = if observation.works() { Severity::Warning } else { Severity::Error };
    let at = path(observation).map(|path| format!(" to {path}")).unwrap_or_default();
    let title = format!("By its CORS headers the registry does not let this page send an Authorization header{at}.");
    Finding::new(Server::Registry, title)
        .severity(severity)
        .confidence(Confidence::Likely)
        .evidence("Every request with an Authorization header was blocked.")
        .evidence(other)
        .change("Add the name to the list in the answer to OPTIONS.")
        .line("Access-Control-Allow-Headers: Authorization, Accept")
        .decide(Decide::PastePreflight)
        .into()
}

/// What goes along with a PUT is blocked by itself, and a preflight for something else passes.
fn blocks_content_type(observation: &Observation) -> bool {
    let is_rejected = |probe| {
        observation.step(Server::Registry, probe).is_some_and(|step| step.is_blocked() && !step.is_silent())
    };
    is_rejected(Probe::PutPreflight) && is_rejected(Probe::OwnHeader) && preflight_passed(observation).is_some()
}

fn content_type() -> Verdict {
    Finding::new(Server::Registry, "By its CORS headers the registry does not let this page send a Content-Type header.")
        .severity(Severity::Warning)
        .confidence(Confidence::Likely)
        .evidence("A request with a Content-Type header was blocked, and so was a PUT, which needs one.")
        .evidence("Another request before which a browser asks by OPTIONS was let through.")
        .change("If people should set tags from this page, add the name to the list in the answer to OPTIONS.")
        .line("Access-Control-Allow-Headers: Authorization, Accept, Content-Type")
        .decide(Decide::PastePreflight)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const MISSING: &str = "
        registry plain-get 401
        registry dummy-authorization with dummy rejected
        registry forced-preflight 401";

    #[test]
    fn fires() {
        expect![[r#"
            error likely about the registry
            By its CORS headers the registry does not let this page send an Authorization header.
            - Every request with an Authorization header was blocked.
            - A request with a long Accept header, before which a browser asks too, was let through.
            change: Add the name to the list in the answer to OPTIONS.
                Access-Control-Allow-Headers: Authorization, Accept
            decides: paste-preflight"#]].assert_eq(&says(&RULE, MISSING));
        // Content-Type alone is listed
        let other = MISSING.replace("forced-preflight 401", "forced-preflight rejected\n registry own-header 401");
        assert_eq!(verdict(&RULE, &other), "likely");
        // a token that was blocked alone may have met an answer without CORS
        let token = MISSING.replace("dummy-authorization with dummy", "catalog with Bearer");
        assert_eq!(verdict(&RULE, &token), "does not apply");
    }

    const CONTENT_TYPE: &str = "
        registry plain-get 401
        registry catalog with Basic 200
        registry delete-preflight DELETE 404
        registry put-preflight PUT rejected
        registry own-header rejected";

    #[test]
    fn fires_for_what_is_put() {
        expect![[r#"
            warning likely about the registry
            By its CORS headers the registry does not let this page send a Content-Type header.
            - A request with a Content-Type header was blocked, and so was a PUT, which needs one.
            - Another request before which a browser asks by OPTIONS was let through.
            change: If people should set tags from this page, add the name to the list in the answer to OPTIONS.
                Access-Control-Allow-Headers: Authorization, Accept, Content-Type
            decides: paste-preflight"#]].assert_eq(&says(&RULE, CONTENT_TYPE));
        // the method is what is missing, or everything that needs a preflight
        assert_eq!(verdict(&RULE, &CONTENT_TYPE.replace("own-header rejected", "own-header 401")), "fine");
        let nothing = CONTENT_TYPE.replace("DELETE 404", "DELETE rejected").replace(" with Basic 200", " 200");
        assert_eq!(verdict(&RULE, &nothing), "does not apply");
    }

    #[test]
    fn stays_silent() {
        // preflights as such are refused
        assert_eq!(verdict(&RULE, &MISSING.replace("preflight 401", "preflight rejected")), "does not apply");
        assert_eq!(verdict(&RULE, &MISSING.replace("dummy rejected", "dummy 401")), "fine");
        // no answer is no refusal
        assert_eq!(verdict(&RULE, &MISSING.replace("dummy rejected", "dummy silent")), "does not apply");
        // one list was read with a token, another was not
        assert_eq!(verdict(&RULE, &format!("{MISSING}\n registry tags with Bearer 200")), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "does not apply");
    }
}
