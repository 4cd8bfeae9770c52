//! Everybody may list all repositories.
//!
//! ## What you see
//! Everything works, and the list of repositories appears without a sign-in.
//!
//! ## Why
//! The list of repositories names everything that the registry holds, projects that nobody outside knows of among it, and making
//! it costs the registry work. Distribution's maintainers advise to keep it for those with more rights.
//!
//! ## What cannot be known
//! Whether the registry can be reached only from inside of a network, or is public on purpose.
//!
//! ## What to change
//! Where that is not meant, switch on authentication, or let the server in front ask for a password at `/v2/_catalog`. This page
//! also works without that list: repositories open by their names.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/_catalog` must answer 401.
//!
//! ## Source
//! - [Distribution: advisory GHSA-hqxw-f8mx-cpmw, recommendation](https://github.com/distribution/distribution/security/advisories/GHSA-hqxw-f8mx-cpmw)

use crate::diagnosis::evidence::refused::is_catalog;
use crate::diagnosis::observation::{Observation, AuthorizationKind, Read, Server, Step};
use crate::diagnosis::rule::{Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "practice-anonymous-catalog",
    source: "https://github.com/distribution/distribution/security/advisories/GHSA-hqxw-f8mx-cpmw",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let mut answers = observation.answers(Server::Registry);
    // Quay shows everybody an empty list.
    let is_listed = |(step, read): &(&Step, &Read)| is_catalog(step) && read.status == 200 && read.names != Some(0);
    let Some((step, _)) = answers.find(is_listed).filter(|_| observation.works()) else {
        return Verdict::NotApplicable;
    };
    let fact = match step.authorization {
        None => "The list came to a request without any sign-in.",
        Some(AuthorizationKind::Bearer) if !observation.signed_in => "The list came with a token that the token service gives to everybody.",
        Some(_) => return Verdict::Fine,
    };
    Finding::new(Server::Registry, "Everybody who reaches this registry may list its repositories.")
        .severity(Severity::Note)
        .evidence(fact)
        .change("Where that is not meant, ask for a sign-in at /v2/_catalog; repositories still open by their names.")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        expect![[r#"
            note certain about the registry
            Everybody who reaches this registry may list its repositories.
            - The list came to a request without any sign-in.
            change: Where that is not meant, ask for a sign-in at /v2/_catalog; repositories still open by their names."#]].assert_eq(&says(&RULE, "registry catalog 200 | | {\"repositories\":[\"a\"]}"));
        assert_eq!(verdict(&RULE, "registry catalog with Bearer 200 | | {\"repositories\":[\"a\"]}"), "certain");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "signed in\n registry catalog with Bearer 200"), "fine");
        assert_eq!(verdict(&RULE, "signed in\n registry catalog with Basic 200"), "fine");
        assert_eq!(verdict(&RULE, "registry catalog 200 | | {\"repositories\":[]}"), "does not apply");
        assert_eq!(verdict(&RULE, "registry catalog 401\n registry tags 200"), "does not apply");
    }
}
