//! The registry does not let browsers delete.
//!
//! ## What you see
//! Reading works; a delete fails with "Failed to fetch". The console says that the method DELETE is not allowed by
//! `Access-Control-Allow-Methods`.
//!
//! ## Why
//! The answer to a browser's `OPTIONS` lists in `Access-Control-Allow-Methods` what a page may do beyond reading.
//! `DELETE` must stand there, in capitals. Where nobody should delete from a page, the list is right as it is.
//!
//! ## What cannot be known
//! Other preflights get through, so the method is most likely what is missing. A firewall that refuses every DELETE
//! with an error that the page may not read looks the same.
//!
//! ## What to change
//! Add `DELETE` to the list. The registry itself must let manifests be deleted too: in CNCF Distribution
//! `storage.delete.enabled: true`.
//!
//! ## How to check
//! `curl -i -X OPTIONS -H 'Origin: {page_origin}' -H 'Access-Control-Request-Method: DELETE' {registry_origin}/v2/`
//! must list it.
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
    let Some(delete) = observation.step(Server::Registry, Probe::DeletePreflight) else {
        return Verdict::NotApplicable;
    };
    if delete.read().is_some() {
        return Verdict::Fine;
    }
    let is_rejected = |step: &Step| step.is_blocked() && !step.is_silent();
    if !is_rejected(delete) || preflight_passed(observation).is_none() {
        return Verdict::NotApplicable;
    }
    Finding::new(Server::Registry, "By its CORS headers the registry does not let this page send a DELETE.")
        .severity(Severity::Warning)
        .confidence(Confidence::Likely)
        .evidence("A DELETE of a manifest that cannot exist was blocked.")
        .evidence("Another request before which a browser asks by OPTIONS was let through.")
        .change("If people should delete from this page, add the method to the list in the answer to OPTIONS.")
        .line("Access-Control-Allow-Methods: GET, HEAD, OPTIONS, DELETE")
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

    #[test]
    fn fires() {
        expect![[r#"
            warning likely about the registry
            By its CORS headers the registry does not let this page send a DELETE.
            - A DELETE of a manifest that cannot exist was blocked.
            - Another request before which a browser asks by OPTIONS was let through.
            change: If people should delete from this page, add the method to the list in the answer to OPTIONS.
                Access-Control-Allow-Methods: GET, HEAD, OPTIONS, DELETE
            decides: paste-preflight"#]].assert_eq(&says(&RULE, DELETE));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &DELETE.replace("DELETE rejected", "DELETE 401")), "fine");
        assert_eq!(verdict(&RULE, &DELETE.replace("DELETE rejected", "DELETE silent")), "does not apply");
        // no preflight passed at all
        assert_eq!(verdict(&RULE, &DELETE.replace(" with Basic 200", " 200")), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "does not apply");
    }
}
