//! The registry does not delete.
//!
//! ## What you see
//! Deleting an image ends with "unsupported". Everything else works.
//!
//! ## Why
//! CNCF Distribution deletes only where its configuration allows it, and never in read-only mode or as a mirror of another
//! registry. Other registries have rules of their own, or keep deleting for their own pages.
//!
//! ## What cannot be known
//! Whether the account that is signed in would be allowed to delete.
//!
//! ## What to change
//! Where deleting is wanted, switch it on in the registry. Space is given back only by `registry garbage-collect`.
//!
//! ## How to check
//! Check again after a restart of the registry. The check-up tries to delete a manifest that cannot exist.
//!
//! ## Source
//! - [Distribution: configuration of delete](https://distribution.github.io/distribution/about/configuration/#delete)

use crate::diagnosis::evidence::refused::codes;
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::rule::{Finding, Rule, Severity, Verdict};
use crate::registry::error::ErrorCode;

/// The rule.
pub const RULE: Rule = Rule {
    id: "delete-disabled",
    source: "https://distribution.github.io/distribution/about/configuration/#delete",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some(read) = observation.read(Server::Registry, Probe::DeletePreflight) else { return Verdict::NotApplicable };
    if read.status != 405 && !read.error.has(&ErrorCode::Unsupported) {
        return Verdict::Fine;
    }
    let finding = Finding::new(Server::Registry, "The registry does not delete.")
        .severity(Severity::Note)
        .evidence(format!("The request to delete a manifest that cannot exist was answered with {}.", read.status));
    let finding = match codes(read) {
        Some(codes) => finding.evidence(codes),
        None => finding,
    };
    finding
        .change("Where deleting is wanted, allow it in the registry. In Distribution:")
        .line("storage:")
        .line("  delete:")
        .line("    enabled: true")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        let body = "{\"errors\":[{\"code\":\"UNSUPPORTED\",\"message\":\"The operation is unsupported.\"}]}";
        expect![[r#"
            note certain about the registry
            The registry does not delete.
            - The request to delete a manifest that cannot exist was answered with 405.
            - The error says: UNSUPPORTED.
            change: Where deleting is wanted, allow it in the registry. In Distribution:
                storage:
                  delete:
                    enabled: true"#]].assert_eq(&says(&RULE, &format!("registry delete-preflight DELETE 405 | | {body}")));
        // read-only mode says it in plain text
        assert_eq!(verdict(&RULE, "registry delete-preflight DELETE 405 | | Method not allowed"), "certain");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry delete-preflight DELETE 404"), "fine");
        assert_eq!(verdict(&RULE, "registry delete-preflight DELETE 401"), "fine");
        assert_eq!(verdict(&RULE, "registry delete-preflight DELETE rejected"), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 405"), "does not apply");
    }
}
