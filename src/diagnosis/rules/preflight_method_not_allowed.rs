//! The registry does not let browsers change anything.
//!
//! ## What you see
//! Reading works; a delete, or setting a tag, fails with "Failed to fetch". The console says that the method DELETE or PUT
//! is not allowed by `Access-Control-Allow-Methods`.
//!
//! ## Why
//! The answer to a browser's `OPTIONS` lists in `Access-Control-Allow-Methods` what a page may do beyond reading.
//! `DELETE` and `PUT` must stand there, in capitals, for browsers compare the letters. Where nobody should change anything
//! from a page, the list is right as it is.
//!
//! ## What cannot be known
//! Other preflights get through, so the method is most likely what is missing. A firewall that refuses every DELETE or PUT
//! with an error that the page may not read looks the same. `PATCH` is not tried: it is needed only for uploads.
//!
//! ## What to change
//! Add the methods to the list. The registry itself must let manifests be deleted too: in CNCF Distribution
//! `storage.delete.enabled: true`.
//!
//! ## How to check
//! `curl -i -X OPTIONS -H 'Origin: {page_origin}' -H 'Access-Control-Request-Method: DELETE' {registry_origin}/v2/`
//! must list both.
//!
//! ## Source
//! - [Fetch standard: Access-Control-Allow-Methods](https://fetch.spec.whatwg.org/#http-access-control-allow-methods)

use crate::diagnosis::evidence::cross_origin::preflight_passed;
use crate::diagnosis::observation::{Observation, Probe, Server, Step};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "preflight-method-not-allowed",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-methods",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let step = |probe| observation.step(Server::Registry, probe);
    let (delete, put) = (step(Probe::DeletePreflight), step(Probe::PutPreflight));
    let mut asked = [delete, put].into_iter().flatten().peekable();
    if asked.peek().is_none() {
        return Verdict::NotApplicable;
    }
    if asked.all(|step| step.read().is_some()) {
        return Verdict::Fine;
    }
    let is_rejected = |step: Option<&Step>| step.is_some_and(|step| step.is_blocked() && !step.is_silent());
    // A PUT carries a Content-Type, and it may be that alone which is in the way.
    let is_put_rejected = is_rejected(put) && step(Probe::OwnHeader).is_some_and(|step| step.read().is_some());
    let what = match (is_rejected(delete), is_put_rejected) {
        (true, true) => "a DELETE or a PUT",
        (true, false) => "a DELETE",
        (false, true) => "a PUT",
        (false, false) => return Verdict::NotApplicable,
    };
    if preflight_passed(observation).is_none() {
        return Verdict::NotApplicable;
    }
    let mut finding =
        Finding::new(Server::Registry, format!("By its CORS headers the registry does not let this page send {what}."))
            .severity(Severity::Warning)
            .confidence(Confidence::Likely);
    if is_rejected(delete) {
        finding = finding.evidence("A DELETE of a manifest that cannot exist was blocked.");
    }
    if is_put_rejected {
        finding = finding.evidence("A PUT to where nothing is kept was blocked; its Content-Type was let through without it.");
    }
    finding
        .evidence("Another request before which a browser asks by OPTIONS was let through.")
        .change("If people should change things from this page, add the methods to the list in the answer to OPTIONS.")
        .line("Access-Control-Allow-Methods: GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE")
        .decide(Decide::PastePreflight)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const DELETE: &str = "
        registry plain-get 401
        registry catalog with Basic 200
        registry delete-preflight DELETE rejected";

    const PUT: &str = "
        registry plain-get 401
        registry catalog with Basic 200
        registry delete-preflight DELETE 404
        registry put-preflight PUT rejected
        registry own-header 401";

    #[test]
    fn fires() {
        expect![[r#"
            warning likely about the registry
            By its CORS headers the registry does not let this page send a DELETE.
            - A DELETE of a manifest that cannot exist was blocked.
            - Another request before which a browser asks by OPTIONS was let through.
            change: If people should change things from this page, add the methods to the list in the answer to OPTIONS.
                Access-Control-Allow-Methods: GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE
            decides: paste-preflight"#]].assert_eq(&says(&RULE, DELETE));
        expect![[r#"
            warning likely about the registry
            By its CORS headers the registry does not let this page send a PUT.
            - A PUT to where nothing is kept was blocked; its Content-Type was let through without it.
            - Another request before which a browser asks by OPTIONS was let through.
            change: If people should change things from this page, add the methods to the list in the answer to OPTIONS.
                Access-Control-Allow-Methods: GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE
            decides: paste-preflight"#]].assert_eq(&says(&RULE, PUT));
        let both = says(&RULE, &PUT.replace("DELETE 404", "DELETE rejected"));
        assert!(both.contains("does not let this page send a DELETE or a PUT."), "{both}");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &DELETE.replace("DELETE rejected", "DELETE 401")), "fine");
        assert_eq!(verdict(&RULE, &DELETE.replace("DELETE rejected", "DELETE silent")), "does not apply");
        assert_eq!(verdict(&RULE, &PUT.replace("PUT rejected", "PUT 401")), "fine");
        // the header may be what is missing, or the answer
        assert_eq!(verdict(&RULE, &PUT.replace("own-header 401", "own-header rejected")), "does not apply");
        assert_eq!(verdict(&RULE, &PUT.replace("PUT rejected", "PUT silent")), "does not apply");
        // no preflight passed at all
        assert_eq!(verdict(&RULE, &DELETE.replace(" with Basic 200", " 200")), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "does not apply");
    }
}
