//! The password goes to the registry with every request.
//!
//! ## What you see
//! Everything works.
//!
//! ## Why
//! With Basic authentication there is no token: name and password travel with every list, every manifest and every layer,
//! and stand in the memory of every client all the time. A token service gets the password once, and the registry then sees
//! only tokens that permit little and do not live long.
//!
//! ## What cannot be known
//! Whether the password is one of a person, or an access token made for this purpose, which can be taken back by itself.
//!
//! ## What to change
//! Use an account of its own for every machine, with the right to read alone. Where many people use the registry, put a token
//! service beside it.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` shows `Bearer` in place of `Basic`.
//!
//! ## Source
//! - [RFC 7617, section 4: security considerations of Basic](https://www.rfc-editor.org/rfc/rfc7617.html#section-4)

use crate::diagnosis::observation::{Observation, AuthorizationKind, Server, Step};
use crate::diagnosis::rule::{Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "practice-password-on-every-request",
    source: "https://www.rfc-editor.org/rfc/rfc7617.html#section-4",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let passed = || observation.authorized().filter(|step| step.read().is_some_and(|read| read.status < 300));
    let by_password = |step: &Step| step.authorization == Some(AuthorizationKind::Basic);
    if !observation.works() || passed().next().is_none() {
        return Verdict::NotApplicable;
    }
    let count = passed().filter(|step| by_password(step)).count();
    if count == 0 {
        return Verdict::Fine;
    }
    let how_often = if count == 1 { "One request".to_string() } else { format!("{count} requests") };
    Finding::new(Server::Registry, "The password goes to this registry with every request.")
        .severity(Severity::Note)
        .evidence(format!("{how_often} of this check-up carried it (Basic)."))
        .change("Use an account with the right to read alone; for many people put a token service beside the registry.")
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
            The password goes to this registry with every request.
            - 2 requests of this check-up carried it (Basic).
            change: Use an account with the right to read alone; for many people put a token service beside the registry."#]].assert_eq(&says(&RULE, "signed in\n registry catalog with Basic 200\n registry tags with Basic 200"));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry catalog with Bearer 200"), "fine");
        assert_eq!(verdict(&RULE, "registry catalog 200"), "does not apply");
        assert_eq!(verdict(&RULE, "registry catalog with Basic 401"), "does not apply");
    }
}
