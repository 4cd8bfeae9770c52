//! The registry shows nothing to somebody who is not signed in.
//!
//! ## What you see
//! The page asks for a name and a password.
//!
//! ## Why
//! The registry answered 401, and there is no anonymous way in: it wants a password itself, or its token service gives no
//! token to somebody without a name. That is how a private registry should be.
//!
//! ## What cannot be known
//! What the check-up would find behind the sign-in: lists, manifests and blobs were not looked at.
//!
//! ## What to change
//! Nothing on the server. Sign in and check again.
//!
//! ## How to check
//! `docker login` with the same registry asks for a name and a password too.
//!
//! ## Source
//! - [Distribution: token authentication](https://distribution.github.io/distribution/spec/auth/token/)

use crate::diagnosis::evidence::refused::{token_answers, token_of};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Severity, Verdict};
use crate::registry::auth::challenge::Scheme;

/// The rule.
pub const RULE: Rule = Rule {
    id: "credentials-required",
    source: "https://distribution.github.io/distribution/spec/auth/token/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let is_refused = observation.refusal().is_some_and(|refused| refused.status == 401);
    if observation.signed_in || !is_refused || observation.works() {
        return Verdict::NotApplicable;
    }
    // What a token that came to nobody is worth, other rules say.
    if observation.steps.iter().any(|step| token_of(step).is_some()) {
        return Verdict::NotApplicable;
    }
    let challenges = observation.challenges();
    let wants_password = challenges.iter().any(|challenge| challenge.scheme == Scheme::Basic);
    let refusal = token_answers(observation).find(|(_, read)| matches!(read.status, 401 | 403));
    let fact = match (refusal, observation.realm()) {
        (Some((_, read)), _) => {
            format!("Its token service answered {} to a request for a token without a name.", read.status)
        }
        (None, None | Some((_, Err(_)))) if wants_password => {
            "It asks for a name and a password with every request (Basic).".to_string()
        }
        // Something else keeps the page from asking for a token at all.
        _ => return Verdict::NotApplicable,
    };
    Finding::new(Server::Registry, "The registry wants a sign-in, and nobody is signed in.")
        .severity(Severity::Note)
        .evidence("The registry answered 401.")
        .evidence(fact)
        .change("Sign in and check again: what lies behind the sign-in has not been looked at.")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const BASIC: &str = "registry plain-get 401 | www-authenticate: Basic realm=\"x\"\n";
    const BEARER: &str =
        "registry plain-get 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"s\"\n";

    #[test]
    fn fires() {
        expect![[r#"
            note certain about the registry
            The registry wants a sign-in, and nobody is signed in.
            - The registry answered 401.
            - It asks for a name and a password with every request (Basic).
            change: Sign in and check again: what lies behind the sign-in has not been looked at."#]].assert_eq(&says(&RULE, BASIC));
        expect![[r#"
            note certain about the registry
            The registry wants a sign-in, and nobody is signed in.
            - The registry answered 401.
            - Its token service answered 401 to a request for a token without a name.
            change: Sign in and check again: what lies behind the sign-in has not been looked at."#]].assert_eq(&says(&RULE, &format!("{BEARER}token-service token 401")));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &format!("signed in\n{BASIC}")), "does not apply");
        // a token came, or none could come
        assert_eq!(verdict(&RULE, &format!("{BEARER}token-service token 200 | | {{\"token\":\"a\"}}")), "does not apply");
        assert_eq!(verdict(&RULE, &format!("{BEARER}token-service token rejected")), "does not apply");
        assert_eq!(verdict(&RULE, &format!("{BEARER}token-service token 404")), "does not apply");
        // the way in is hidden, which comes first
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "does not apply");
        assert_eq!(verdict(&RULE, &format!("{BASIC}registry tags 200")), "does not apply");
    }
}
