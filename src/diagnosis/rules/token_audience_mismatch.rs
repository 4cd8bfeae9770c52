//! The token service makes tokens for another service than this registry.
//!
//! ## What you see
//! The sign-in seems to work, and then every list is refused. `docker login` succeeds, `docker pull` fails with
//! "unauthorized".
//!
//! ## Why
//! A token says in its `aud` for whom it is. The registry takes only tokens with its own name there, and tells that name as
//! `service` in its challenge. The two differ where one side was renamed, or where one token service serves several
//! registries.
//!
//! ## What cannot be known
//! Which of the two names is meant to be the right one. The registry refuses the token before it says whether its signature
//! is right.
//!
//! ## What to change
//! Give both sides the same name: in Distribution `auth.token.service`, in the token service what it writes into `aud`.
//! Distribution 2.8 wants a text there, no list.
//!
//! ## How to check
//! The registry's log names the reason: "token intended for another audience".
//!
//! ## Source
//! - [Distribution: token implementation, aud](https://distribution.github.io/distribution/spec/auth/jwt/)

use crate::diagnosis::evidence::refused::{RefusalCause, hinders, refused_for, refused_token};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "token-audience-mismatch",
    source: "https://distribution.github.io/distribution/spec/auth/jwt/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some(refused) = refused_for(observation, RefusalCause::Audience) else {
        return if refused_token(observation).is_some() { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let audience = refused.token.claims.as_ref().map(|claims| claims.audience.join(", ")).unwrap_or_default();
    let service = observation.realm().and_then(|(challenge, _)| challenge.parameter("service").map(str::to_string));
    let service = service.unwrap_or_default();
    Finding::new(
        Server::Registry,
        format!("The registry calls itself \"{service}\", and its token service makes tokens for \"{audience}\"."),
    )
    .severity(hinders(observation))
    .evidence("The token service gave a token, and the registry answered 401 to it.")
    .evidence(format!("The registry's challenge has service=\"{service}\"."))
    .evidence(format!("The token's aud is \"{audience}\"."))
    .change("Give both sides the same name. In Distribution, where the token service's name for it is the right one:")
    .line("auth:")
    .line("  token:")
    .line(format!("    service: {audience}"))
    .into()
}

#[cfg(test)]
mod tests {
    use crate::diagnosis::evidence::refused::token_body;
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    fn refused(payload: &str) -> String {
        format!(
            "registry plain-get 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"registry.example\"
            token-service token 200 | | {}
            registry catalog with Bearer 401",
            token_body(payload)
        )
    }

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the registry
            The registry calls itself "registry.example", and its token service makes tokens for "docker-registry".
            - The token service gave a token, and the registry answered 401 to it.
            - The registry's challenge has service="registry.example".
            - The token's aud is "docker-registry".
            change: Give both sides the same name. In Distribution, where the token service's name for it is the right one:
                auth:
                  token:
                    service: docker-registry"#]].assert_eq(&says(&RULE, &refused(r#"{"aud":"docker-registry"}"#)));
        assert_eq!(verdict(&RULE, &refused(r#"{"aud":["a","b"]}"#)), "certain");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &refused(r#"{"aud":"registry.example"}"#)), "fine");
        assert_eq!(verdict(&RULE, &refused(r#"{"aud":["a","registry.example"]}"#)), "fine");
        assert_eq!(verdict(&RULE, &refused(r#"{"iss":"i"}"#)), "fine");
        // registries that let themselves be called by another name too
        let taken = refused(r#"{"aud":"docker-registry"}"#).replace("Bearer 401", "Bearer 200");
        assert_eq!(verdict(&RULE, &taken), "does not apply");
        assert_eq!(verdict(&RULE, &refused(r#"{"aud":"x"}"#).replace(",service=\"registry.example\"", "")), "fine");
    }
}
