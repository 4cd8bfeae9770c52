//! The registry asks for a sign-in in a header that this page may not see.
//!
//! ## What you see
//! The page asks for a user name and a password and sends them to the wrong place, or says that it cannot see how the
//! registry wants to be signed in to. `docker login` works.
//!
//! ## Why
//! A 401 names the way in by its `WWW-Authenticate` header. Browsers show a page of another origin only a few harmless
//! headers, and this one is not among them unless `Access-Control-Expose-Headers` names it.
//!
//! ## What cannot be known
//! A header that is hidden and a header that is not there look the same. Where the body of the 401 is that of a
//! registry, hidden is what it most likely is, for registries send the header with it. Firefox also hides it where it
//! stands on two lines, which a check-up tells apart
//! ([challenge-split-in-two-lines](#/guide/rules/challenge-split-in-two-lines)).
//!
//! ## What to change
//! Send `Access-Control-Expose-Headers: WWW-Authenticate, Docker-Content-Digest, Link` with every answer, errors
//! included.
//!
//! ## How to check
//! `curl -i -H 'Origin: {page_origin}' {registry_origin}/v2/` must show the line, on the 401.
//!
//! ## Source
//! - [Fetch standard: CORS-safelisted response-header names](https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name)
//! - [Distribution: token authentication](https://distribution.github.io/distribution/spec/auth/token/)

use crate::diagnosis::evidence::cross_origin::EXPOSE_LINE;
use crate::diagnosis::evidence::refused::has_challenge;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "challenge-not-exposed",
    source: "https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some(refused) = observation.refusal() else { return Verdict::NotApplicable };
    if !observation.is_cross_origin(Server::Registry) {
        return Verdict::NotApplicable;
    }
    if has_challenge(observation, refused) {
        return Verdict::Fine;
    }
    let is_registry = !refused.error.entries.is_empty();
    let severity = if observation.works() { Severity::Warning } else { Severity::Error };
    let finding = Finding::new(Server::Registry, "The registry wants a sign-in, and its CORS headers do not let this page see how.")
        .severity(severity)
        .confidence(Confidence::Possible)
        .evidence("The answer is a 401, and the page can see no WWW-Authenticate header in it.");
    let finding = match is_registry {
        true => finding.evidence("Its body is the error of a registry, and registries send that header with it."),
        false => finding,
    };
    finding
        .change("Let the server in front of the registry add this line to every answer, errors included.")
        .line(EXPOSE_LINE)
        .decide(Decide::PasteGet)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        let body = r#"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"#;
        expect![[r#"
            error possible about the registry
            The registry wants a sign-in, and its CORS headers do not let this page see how.
            - The answer is a 401, and the page can see no WWW-Authenticate header in it.
            - Its body is the error of a registry, and registries send that header with it.
            change: Let the server in front of the registry add this line to every answer, errors included.
                Access-Control-Expose-Headers: WWW-Authenticate, Docker-Content-Digest, Link
            decides: paste-get"#]].assert_eq(&says(&RULE, &format!("registry plain-get 401 | | {body}")));
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "possible");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 401 | www-authenticate: Basic realm=\"x\""), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "does not apply");
        // on one origin nothing is hidden
        assert_eq!(verdict(&RULE, "page https://r.example/\n registry plain-get 401"), "does not apply");
    }
}
