//! Without a sign-in the token service gives a token that permits too little.
//!
//! ## What you see
//! A list or an image does not appear, and the page asks for a name and a password.
//!
//! ## Why
//! Token services give a token to everybody, with the rights that everybody has: none, or those to public repositories. So
//! the token service never asks for a password by itself; what is missing shows only in the token or at the registry.
//!
//! ## What cannot be known
//! Whether any account has the right.
//!
//! ## What to change
//! Sign in and check again. Where everybody shall see it, give the right to everybody: in docker_auth an entry of `acl` for
//! the account `""`, in Harbor a public project.
//!
//! ## How to check
//! `docker login`, and then `docker pull`.
//!
//! ## Source
//! - [Distribution: token authentication](https://distribution.github.io/distribution/spec/auth/token/)

use crate::diagnosis::evidence::refused::{RefusalCause, admits_too_little, asked_scope, granted_words, is_about_catalog, refused_for, right_words, token_of};
use crate::diagnosis::observation::{Observation, Probe, Server, Step, TokenFacts};
use crate::diagnosis::rule::{Confidence, Finding, Rule, Severity, Verdict};
use crate::registry::auth::scope::ScopeSet;

/// The rule.
pub const RULE: Rule = Rule {
    id: "anonymous-token-too-weak",
    source: "https://distribution.github.io/distribution/spec/auth/token/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if observation.signed_in {
        return Verdict::NotApplicable;
    }
    let is_open = refused_for(observation, RefusalCause::Unknown).is_some() && too_weak(observation).is_none();
    let (wanted, token, fact) = match too_weak(observation) {
        Some((wanted, token)) => (wanted, token, None),
        None => match refused_for(observation, RefusalCause::Scope).or_else(|| refused_for(observation, RefusalCause::Unknown)) {
            Some(refused) => (refused.wanted, refused.token, Some("The registry answered 401 to it.")),
            None => {
                let came = observation.steps.iter().any(|step| token_of(step).is_some());
                return if came { Verdict::Fine } else { Verdict::NotApplicable };
            }
        },
    };
    let title = match is_about_catalog(&wanted) {
        true => "Whoever is not signed in may not see this registry's list of repositories.".to_owned(),
        false => format!("Whoever is not signed in lacks {}.", right_words(&wanted)),
    };
    let finding = Finding::new(Server::Registry, title)
        .severity(Severity::Note)
        .confidence(if is_open { Confidence::Likely } else { Confidence::Certain })
        .evidence("The token service gave a token to a request without a name.")
        .evidence(granted_words(token.claims.as_ref()));
    let finding = match fact {
        Some(fact) => finding.evidence(fact),
        None => finding.evidence(format!("It was asked for: {wanted}.")),
    };
    finding.change("Sign in and check again.").into()
}

/// The rights that a token was asked for, and the token that does not have them by its own word. A list that came all
/// the same needs none.
fn too_weak(observation: &Observation) -> Option<(ScopeSet, &TokenFacts)> {
    let came = |probe| observation.steps.iter().any(|step| step.probe == probe && is_good(step));
    observation.steps.iter().find_map(|step| {
        let token = token_of(step)?;
        let wanted = asked_scope(step);
        let is_got = came(if is_about_catalog(&wanted) { Probe::Catalog } else { Probe::Tags });
        let is_weak = token.claims.as_ref().is_some_and(|claims| admits_too_little(claims, &wanted));
        (is_weak && !is_got).then_some((wanted, token))
    })
}

fn is_good(step: &Step) -> bool {
    step.to == Server::Registry && step.read().is_some_and(|read| read.status < 300)
}

#[cfg(test)]
mod tests {
    use crate::diagnosis::evidence::refused::token_body;
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    fn token(access: &str) -> String {
        format!(
            "registry plain-get 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"s\"
            token-service token https://auth.example/token?scope=registry:catalog:* 200 | | {}\n",
            token_body(&format!("{{\"access\":{access}}}"))
        )
    }

    #[test]
    fn fires() {
        expect![[r#"
            note certain about the registry
            Whoever is not signed in may not see this registry's list of repositories.
            - The token service gave a token to a request without a name.
            - The token permits nothing: its access is empty.
            - It was asked for: registry:catalog:*.
            change: Sign in and check again."#]].assert_eq(&says(&RULE, &token("[]")));
        let opaque = "token-service token https://auth.example/token?scope=repository:a:pull 200 | | {\"token\":\"a\"}
            registry tags with Bearer 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",scope=\"repository:a:pull\",error=\"insufficient_scope\"";
        expect![[r#"
            note certain about the registry
            Whoever is not signed in lacks the right repository:a:pull.
            - The token service gave a token to a request without a name.
            - The token does not say what it permits.
            - The registry answered 401 to it.
            change: Sign in and check again."#]].assert_eq(&says(&RULE, opaque));
    }

    #[test]
    fn a_token_that_says_nothing() {
        assert_eq!(verdict(&RULE, &(token("null") + "registry catalog with Bearer 401")), "likely");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &token(r#"[{"type":"registry","name":"catalog","actions":["*"]}]"#)), "fine");
        assert_eq!(verdict(&RULE, &token("null")), "fine");
        // Quay lists what everybody may see without any right
        assert_eq!(verdict(&RULE, &(token("[]") + "registry catalog with Bearer 200")), "fine");
        assert_eq!(verdict(&RULE, &format!("signed in\n{}", token("[]"))), "does not apply");
        assert_eq!(verdict(&RULE, "token-service token 401"), "does not apply");
        assert_eq!(verdict(&RULE, &(token("null") + "registry catalog with Bearer 200")), "fine");
    }
}
