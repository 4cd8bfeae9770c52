//! The registry has no list of repositories.
//!
//! ## What you see
//! Repositories do not appear in a list. Opened by name they work.
//!
//! ## Why
//! The list of all repositories (`_catalog`) comes from Docker's registry and is not in the OCI specification. Docker Hub,
//! GHCR and others do not have it, or give nobody the right to it.
//!
//! ## What cannot be known
//! Which repositories there are. Where the token service refuses the very question, whether an administrator's account would
//! be answered.
//!
//! ## What to change
//! Open a repository by its name, or let whoever runs this page put a list of repositories into its configuration.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/_catalog` shows the same status.
//!
//! ## Source
//! - [OCI distribution specification: endpoints](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints)

use crate::diagnosis::evidence::refused::{asked_scope, codes, is_about_catalog, is_catalog};
use crate::diagnosis::observation::{Observation, Probe, Read, Server, Step};
use crate::diagnosis::rule::{Confidence, Finding, Rule, Severity, Verdict};
use crate::registry::error::ErrorCode;

/// The rule.
pub const RULE: Rule = Rule {
    id: "catalog-unsupported",
    source: "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let root = observation.read(Server::Registry, Probe::PlainGet);
    let is_good = root.is_some_and(|read| matches!(read.status, 200 | 401)) && observation.is_registry();
    let steps = || observation.steps.iter().filter_map(|step| Some((step, step.read()?)));
    if steps().any(|(step, read)| is_catalog(step) && read.status < 300) {
        return Verdict::Fine;
    }
    if !is_good {
        return Verdict::NotApplicable;
    }
    let is_missing = |(step, read): &(&Step, &Read)| {
        let says_no = matches!(read.status, 404 | 405 | 501) || read.error.has(&ErrorCode::Unsupported);
        step.probe == Probe::Catalog && says_no
    };
    // Docker Hub's token service takes the scope itself for a mistake.
    let is_refused = |(step, read): &(&Step, &Read)| {
        step.to == Server::TokenService && read.status == 400 && is_about_catalog(&asked_scope(step))
    };
    let (read, fact, confidence) = match (steps().find(is_missing), steps().find(is_refused)) {
        (Some((_, read)), _) => {
            (read, format!("The request for the list was answered with {}.", read.status), Confidence::Certain)
        }
        (None, Some((step, read))) => {
            let fact = format!("The token service answered 400 to the request for the right {}.", asked_scope(step));
            (read, fact, Confidence::Likely)
        }
        (None, None) => return Verdict::NotApplicable,
    };
    let finding = Finding::new(Server::Registry, "The registry has no list of its repositories.")
        .severity(Severity::Warning)
        .confidence(confidence)
        .evidence("Its root, /v2/, answers as a registry does.")
        .evidence(fact);
    let finding = match codes(read) {
        Some(codes) => finding.evidence(codes),
        None => finding,
    };
    finding.change("Open a repository by its name, or name the repositories in this page's configuration.").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        expect![[r#"
            warning certain about the registry
            The registry has no list of its repositories.
            - Its root, /v2/, answers as a registry does.
            - The request for the list was answered with 404.
            change: Open a repository by its name, or name the repositories in this page's configuration."#]].assert_eq(&says(&RULE, "registry plain-get 200 | | {}\n registry catalog 404"));
        let hub = "registry plain-get 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"s\"
            token-service token https://auth.example/token?scope=registry:catalog:* 400 | | {\"details\":\"invalid scope\"}";
        assert_eq!(verdict(&RULE, hub), "likely");
        let unsupported = "registry plain-get 200\n registry catalog 400 | | {\"errors\":[{\"code\":\"UNSUPPORTED\"}]}";
        assert_eq!(verdict(&RULE, unsupported), "certain");
    }

    #[test]
    fn stays_silent() {
        // Quay lists after a token without that right
        let quay = "registry plain-get 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"s\"
            token-service token https://auth.example/token?scope=registry:catalog:* 400
            registry catalog with Bearer 200";
        assert_eq!(verdict(&RULE, quay), "fine");
        // no registry
        assert_eq!(verdict(&RULE, "registry plain-get 200 | | <html>\n registry catalog 404"), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 404\n registry catalog 404"), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 200\n registry catalog 403"), "does not apply");
    }
}
