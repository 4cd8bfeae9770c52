//! The repository that was asked for is not there, or not for whoever asks.
//!
//! ## What you see
//! The registry works, and of one repository it says 404, `NAME_UNKNOWN` for one.
//!
//! ## Why
//! Registries answer alike where a repository does not exist and where it is not for this account: whoever may not see it shall not
//! learn that it is there. A slip in the name, a missing first part (`library/`, a project, an organization) and a repository that was
//! deleted look the same. A few registries have no lists of tags at all, and answer 404 without a word.
//!
//! ## What cannot be known
//! Which of them it is: that is what the registry does not tell.
//!
//! ## What to change
//! Look at the name again, part by part. If it is right, sign in with an account that may pull from it.
//!
//! ## How to check
//! `docker pull` with the full name, on a machine that is signed in with the same account, says the same.
//!
//! ## Source
//! - [OCI distribution: error codes](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes)

use crate::diagnosis::evidence::refused::{codes, hinders};
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::rule::{Confidence, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "repository-not-visible",
    source: "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let mut answers = observation.answers(Server::Registry).filter(|(step, _)| step.probe == Probe::Tags);
    let Some((step, read)) = answers.find(|(_, read)| read.status == 404) else {
        let is_read = observation.read(Server::Registry, Probe::Tags).is_some_and(|read| read.status < 300);
        return if is_read { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let path = step.url.path();
    let name = path.strip_prefix("/v2/").and_then(|path| path.strip_suffix("/tags/list")).unwrap_or(path);
    // Some registries have no lists of tags, and say 404 without a word.
    let is_said = codes(read).is_some();
    let finding = Finding::new(Server::Registry, format!("The repository {name} is not there, or not for you."))
        .severity(if is_said { hinders(observation) } else { Severity::Warning })
        .confidence(if is_said { Confidence::Likely } else { Confidence::Possible })
        .evidence(format!("The registry answered 404 to the request for {path}."))
        .evidence("It says the same of a repository that does not exist and of one that an account may not see.");
    let finding = match codes(read) {
        Some(codes) => finding.evidence(codes),
        None => finding.evidence("No error says why; a registry that has no lists of tags answers so too."),
    };
    let change = match observation.signed_in {
        true => "Look at the name part by part; if it is right, sign in with an account that may pull from it.",
        false => "Look at the name part by part; if it is right, sign in.",
    };
    finding.change(change).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const UNKNOWN: &str = r#"
        registry plain-get 200
        registry tags https://r.example/v2/team/private/tags/list 404 | | {"errors":[{"code":"NAME_UNKNOWN"}]}"#;

    #[test]
    fn fires() {
        expect![[r#"
            error likely about the registry
            The repository team/private is not there, or not for you.
            - The registry answered 404 to the request for /v2/team/private/tags/list.
            - It says the same of a repository that does not exist and of one that an account may not see.
            - The error says: NAME_UNKNOWN.
            change: Look at the name part by part; if it is right, sign in."#]].assert_eq(&says(&RULE, UNKNOWN));
        assert!(says(&RULE, &format!("signed in\n{UNKNOWN}")).contains("with an account"));
        // a registry without lists of tags
        let wordless = "registry plain-get 200\n registry tags https://r.example/v2/team/app/tags/list 404";
        assert_eq!(verdict(&RULE, wordless), "possible");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 200\n registry tags 200"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200\n registry tags 403"), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 404"), "does not apply");
    }
}
