//! A `*` in the list of allowed headers does not count for `Authorization`.
//!
//! ## What you see
//! Signing in works in one browser and fails with "Failed to fetch" in another, or will fail after an update.
//! Chromium's console warns that `Authorization` will not be covered by the wildcard.
//!
//! ## Why
//! `Access-Control-Allow-Headers: *` allows every header but this one: the standard wants `Authorization` to stand
//! there by its name. Browsers of today still let it pass, and do not remember the answer, so that they ask again
//! before each request.
//!
//! ## What cannot be known
//! Chromium reports the fact and not the server, so the token service may be meant where it is asked with a password.
//! Other browsers report nothing.
//!
//! ## What to change
//! Name the headers: `Access-Control-Allow-Headers: Authorization, Accept`.
//!
//! ## How to check
//! `curl -i -X OPTIONS -H 'Origin: {page_origin}' -H 'Access-Control-Request-Method: GET' -H
//! 'Access-Control-Request-Headers: authorization' {registry_origin}/v2/` must list `Authorization`.
//!
//! ## Source
//! - [Fetch standard: non-wildcard request-header name](https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name)

use crate::diagnosis::evidence::cross_origin::blocks_authorization_alone;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "preflight-wildcard-authorization",
    source: "https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name",
    needs_paste: false,
    check,
};

/// The name of Chromium's deprecation report.
const REPORT: &str = "AuthorizationCoveredByWildcard";

fn check(observation: &Observation) -> Verdict {
    let reported = observation.page.deprecations.iter().any(|name| name == REPORT);
    let blocked = blocks_authorization_alone(observation).is_some();
    let finding = if reported {
        let mut sent = observation.steps.iter().filter(|step| step.authorization.is_some());
        let whose = match sent.any(|step| step.to == Server::TokenService) {
            true => "The registry or its token service",
            false => "The registry",
        };
        Finding::new(Server::Registry, format!("{whose} allows the Authorization header, in its CORS headers, only by a wildcard."))
            .severity(if blocked { Severity::Error } else { Severity::Warning })
            .evidence("The browser reported that a * in Access-Control-Allow-Headers was taken for Authorization.")
            .evidence(match blocked {
                true => "Every request with that header was blocked.",
                false => "It let the request pass, though by the standard it should not.",
            })
    } else if blocked {
        Finding::new(Server::Registry, "The registry may allow the Authorization header, in its CORS headers, only by a wildcard.")
            .severity(if observation.works() { Severity::Warning } else { Severity::Error })
            .confidence(Confidence::Possible)
            .evidence("Every request with an Authorization header was blocked, and one with another header was not.")
            .decide(Decide::PastePreflight)
    } else {
        return Verdict::NotApplicable;
    };
    finding
        .change("Name the headers in the answer to OPTIONS in place of the *.")
        .line("Access-Control-Allow-Headers: Authorization, Accept")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const REPORTED: &str = "
        page deprecation:AuthorizationCoveredByWildcard
        registry plain-get 401
        registry catalog with Bearer 200";
    const BLOCKED: &str = "
        registry plain-get 401
        registry dummy-authorization with dummy rejected
        registry forced-preflight 401";

    #[test]
    fn fires() {
        expect![[r#"
            warning certain about the registry
            The registry allows the Authorization header, in its CORS headers, only by a wildcard.
            - The browser reported that a * in Access-Control-Allow-Headers was taken for Authorization.
            - It let the request pass, though by the standard it should not.
            change: Name the headers in the answer to OPTIONS in place of the *.
                Access-Control-Allow-Headers: Authorization, Accept"#]].assert_eq(&says(&RULE, REPORTED));
        expect![[r#"
            error possible about the registry
            The registry may allow the Authorization header, in its CORS headers, only by a wildcard.
            - Every request with an Authorization header was blocked, and one with another header was not.
            change: Name the headers in the answer to OPTIONS in place of the *.
                Access-Control-Allow-Headers: Authorization, Accept
            decides: paste-preflight"#]].assert_eq(&says(&RULE, BLOCKED));
        let service = says(&RULE, &format!("{REPORTED}\n token-service token with Basic 200"));
        assert!(service.contains("or its token service"), "{service}");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &REPORTED.replace("AuthorizationCoveredByWildcard", "Other")), "does not apply");
        assert_eq!(verdict(&RULE, &BLOCKED.replace("preflight 401", "preflight rejected")), "does not apply");
    }
}
