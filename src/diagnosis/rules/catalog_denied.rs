//! The list of repositories is not for this account.
//!
//! ## What you see
//! Repositories do not appear in a list. Opened by name they work, as far as the account may see them.
//!
//! ## Why
//! The list of all repositories shows the names of everything, so many registries keep it for administrators: Harbor for its
//! system administrators, GitLab for its admins, a token service for whom its rules name (`registry:catalog:*`).
//!
//! ## What cannot be known
//! Which repositories there are.
//!
//! ## What to change
//! Open a repository by its name, or let whoever runs this page put a list of repositories into its configuration. Where the
//! account shall see the list, give it the right: in docker_auth `type: registry`, `name: catalog`, `actions: ["*"]`.
//!
//! ## How to check
//! Sign in with an administrator's account and check again.
//!
//! ## Source
//! - [Distribution: listing repositories](https://distribution.github.io/distribution/spec/api/#listing-repositories)

use crate::diagnosis::evidence::refused::{RefusalCause, asked_scope, codes, granted_words, is_about_catalog, is_catalog, is_password_proven, refused_among};
use crate::diagnosis::observation::{Observation, AuthorizationKind, Read, Server, Step};
use crate::diagnosis::rule::{Confidence, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "catalog-denied",
    source: "https://distribution.github.io/distribution/spec/api/#listing-repositories",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let steps = || observation.steps.iter().filter_map(|step| Some((step, step.read()?)));
    if steps().any(|(step, read)| is_catalog(step) && read.status < 300) {
        return Verdict::Fine;
    }
    let denied = steps().find(|answer| is_denial(observation, answer));
    let refused = refused_among(observation, is_catalog);
    let refused = refused.filter(|refused| observation.signed_in && matches!(refused.cause, RefusalCause::Scope | RefusalCause::Unknown));
    let (facts, confidence) = match (denied, refused) {
        (Some((step, read)), _) => {
            let who = if step.to == Server::TokenService { "The token service" } else { "The registry" };
            let fact = format!("{who} answered {} to the request for the list.", read.status);
            (vec![Some(fact), codes(read)], Confidence::Certain)
        }
        (None, Some(refused)) => {
            let is_certain = refused.cause == RefusalCause::Scope;
            let fact = "The registry answered 401 to the request for the list, with a token that had just come.";
            let facts = vec![Some(fact.to_string()), Some(granted_words(refused.token.claims.as_ref()))];
            (facts, if is_certain { Confidence::Certain } else { Confidence::Likely })
        }
        (None, None) => return Verdict::NotApplicable,
    };
    let who = if observation.signed_in { "the account that is signed in" } else { "somebody who is not signed in" };
    let mut finding = Finding::new(Server::Registry, format!("The registry does not show {who} its list of repositories."))
        .severity(Severity::Warning)
        .confidence(confidence)
        .change("Open a repository by its name. Where the account shall see the list, give it the right registry:catalog:* or make it an administrator.");
    finding.evidence.extend(facts.into_iter().flatten());
    finding.into()
}

/// A refusal of the list itself, not of a password.
fn is_denial(observation: &Observation, (step, read): &(&Step, &Read)) -> bool {
    let with_password = step.authorization == Some(AuthorizationKind::Basic);
    match read.status {
        403 if is_catalog(step) => true,
        403 => step.to == Server::TokenService && (with_password || step.method == "POST") && is_about_catalog(&asked_scope(step)),
        401 => is_catalog(step) && with_password && is_password_proven(observation),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnosis::evidence::refused::token_body;
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    fn refused(access: &str, error: &str) -> String {
        format!(
            "signed in
            token-service token https://auth.example/token?scope=registry:catalog:* with Basic 200 | | {}
            registry catalog with Bearer 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",scope=\"registry:catalog:*\"{error}",
            token_body(&format!("{{\"access\":{access}}}"))
        )
    }

    #[test]
    fn fires() {
        expect![[r#"
            warning certain about the registry
            The registry does not show the account that is signed in its list of repositories.
            - The registry answered 401 to the request for the list, with a token that had just come.
            - The token permits nothing: its access is empty.
            change: Open a repository by its name. Where the account shall see the list, give it the right registry:catalog:* or make it an administrator."#]].assert_eq(&says(&RULE, &refused("[]", ",error=\"insufficient_scope\"")));
        expect![[r#"
            warning certain about the registry
            The registry does not show somebody who is not signed in its list of repositories.
            - The registry answered 403 to the request for the list.
            - The error says: DENIED.
            change: Open a repository by its name. Where the account shall see the list, give it the right registry:catalog:* or make it an administrator."#]].assert_eq(&says(&RULE, "registry catalog 403 | | {\"errors\":[{\"code\":\"DENIED\"}]}"));
        // Harbor asks for the password after a token, and refuses that too
        let harbor = format!("{}\n registry catalog with Basic 401 | www-authenticate: Basic realm=\"harbor\"", refused("null", ""));
        assert_eq!(verdict(&RULE, &harbor), "certain");
        let gitlab = "signed in\n token-service token https://auth.example/token?scope=registry:catalog:* with Basic 403";
        assert_eq!(verdict(&RULE, gitlab), "certain");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &(refused("[]", "") + "\n registry catalog with Basic 200")), "fine");
        // nobody is signed in
        assert_eq!(verdict(&RULE, &refused("[]", "").replace("signed in", "").replace("with Basic", "")), "does not apply");
        // the token itself is not taken, the password is wrong
        let all = r#"[{"type":"registry","name":"catalog","actions":["*"]}]"#;
        assert_eq!(verdict(&RULE, &refused(all, ",error=\"invalid_token\"")), "does not apply");
        assert_eq!(verdict(&RULE, "signed in\n registry catalog with Basic 401"), "does not apply");
        assert_eq!(verdict(&RULE, "registry catalog 404"), "does not apply");
    }
}
