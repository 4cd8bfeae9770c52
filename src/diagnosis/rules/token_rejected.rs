//! The registry does not take the tokens of its own token service.
//!
//! ## What you see
//! The sign-in seems to work, and then every list is refused. `docker login` may succeed, `docker pull` fails with
//! "unauthorized: authentication required".
//!
//! ## Why
//! A registry takes a token only if it knows the key that signed it and the issuer that the token names in its `iss`. Both
//! are set on both sides, and a new key on one side alone is enough to break it. After an upgrade from Distribution 2.8 to 3
//! the same key has another id: 2.8 expects libtrust's form, 3 the RFC 7638 thumbprint. 2.8 also refuses a token whose
//! `aud` is a list.
//!
//! ## What cannot be known
//! Whether it is the key or the issuer: the registry answers 401 either way, and says why in its log alone.
//!
//! ## What to change
//! Make `auth.token.issuer` the same as the token's `iss`, and let `auth.token.rootcertbundle` (3.x: or `auth.token.jwks`) hold
//! the certificate or key with which the token service signs. Then start the registry again.
//!
//! ## How to check
//! The registry's log names the reason: "token from untrusted issuer", "token signed by untrusted key with ID", "unable to
//! get token signing key".
//!
//! ## Source
//! - [Distribution: token implementation](https://distribution.github.io/distribution/spec/auth/jwt/)
//! - [Distribution: configuration of auth.token](https://distribution.github.io/distribution/about/configuration/#token)

use crate::diagnosis::evidence::refused::{RefusalCause, codes, hinders, refused_for, refused_token};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "token-rejected",
    source: "https://distribution.github.io/distribution/about/configuration/#token",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    // Where nothing tells, it is mostly the rights, and with nobody signed in nearly always.
    let unknown = || refused_for(observation, RefusalCause::Unknown).filter(|refused| !refused.is_anonymous);
    let Some(refused) = refused_for(observation, RefusalCause::Other).or_else(unknown) else {
        return if refused_token(observation).is_some() { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let claims = refused.token.claims.as_ref();
    let error = refused.challenge.as_ref().and_then(|challenge| challenge.parameter("error"));
    let issuer = claims.and_then(|claims| claims.issuer.clone());
    let mut finding = Finding::new(Server::Registry, "The registry does not take a token that its token service has just made.")
        .severity(hinders(observation))
        .confidence(if refused.cause == RefusalCause::Other { Confidence::Likely } else { Confidence::Possible })
        .evidence("The token service gave a token, and the registry answered 401 to it.")
        .decide(Decide::ServerLog);
    if let Some(error) = error {
        finding = finding.evidence(format!("The registry's challenge says error=\"{error}\"."));
    }
    if let Some(codes) = codes(refused.answer) {
        finding = finding.evidence(codes);
    }
    if claims.is_some() {
        finding = finding.evidence("Neither the token's times nor its audience explain that.");
    }
    if claims.is_some_and(|claims| claims.audience.len() > 1) {
        finding = finding.evidence("The token's aud is a list, which Distribution 2.8 refuses.");
    }
    let finding = match &issuer {
        Some(issuer) => finding.evidence(format!("The token names its issuer: {issuer}.")),
        None => finding,
    };
    finding
        .change("Let the registry know the token service's issuer, and the certificate of the key with which it signs now. In Distribution:")
        .line("auth:")
        .line("  token:")
        .line(format!("    issuer: {}", issuer.as_deref().unwrap_or("<what the token service calls itself>")))
        .line("    rootcertbundle: <certificate of the token service's key>")
        .into()
}

#[cfg(test)]
mod tests {
    use crate::diagnosis::evidence::refused::token_body;
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    fn refused(payload: &str, error: &str) -> String {
        format!(
            "registry plain-get 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"s\"
            token-service token https://auth.example/token?service=s&scope=registry:catalog:* 200 | | {}
            registry catalog with Bearer 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"s\",scope=\"registry:catalog:*\"{error} | {{\"errors\":[{{\"code\":\"UNAUTHORIZED\"}}]}}",
            token_body(payload)
        )
    }

    const GOOD: &str = r#"{"iss":"auth.example","aud":"s","exp":1700000300,"access":[{"type":"registry","name":"catalog","actions":["*"]}]}"#;

    #[test]
    fn fires() {
        expect![[r#"
            error likely about the registry
            The registry does not take a token that its token service has just made.
            - The token service gave a token, and the registry answered 401 to it.
            - The registry's challenge says error="invalid_token".
            - The error says: UNAUTHORIZED.
            - Neither the token's times nor its audience explain that.
            - The token names its issuer: auth.example.
            change: Let the registry know the token service's issuer, and the certificate of the key with which it signs now. In Distribution:
                auth:
                  token:
                    issuer: auth.example
                    rootcertbundle: <certificate of the token service's key>
            decides: server-log"#]].assert_eq(&says(&RULE, &refused(GOOD, ",error=\"invalid_token\"")));
        // Distribution 3 names no error for a wrong signature
        assert_eq!(verdict(&RULE, &refused(GOOD, "")), "likely");
        let opaque = "token-service token with Basic 200 | | {\"token\":\"a\"}\n registry tags with Bearer 401";
        assert_eq!(verdict(&RULE, opaque), "possible");
    }

    #[test]
    fn a_token_that_fails_the_check_says_nothing_of_its_rights() {
        let weak = GOOD.replace("\"*\"", "");
        assert_eq!(verdict(&RULE, &refused(&weak, ",error=\"invalid_token\"")), "likely");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &refused(GOOD, ",error=\"insufficient_scope\"")), "fine");
        assert_eq!(verdict(&RULE, &refused(&GOOD.replace("1700000300", "1600000000"), "")), "fine");
        assert_eq!(verdict(&RULE, &refused(&GOOD.replace("\"*\"", ""), "")), "fine");
        // it takes tokens for other things
        assert_eq!(verdict(&RULE, &(refused(GOOD, "") + "\n registry tags with Bearer 200")), "fine");
        // the second, renewed one was taken
        assert_eq!(verdict(&RULE, &(refused(GOOD, "") + "\n registry catalog with Bearer 200")), "does not apply");
        assert_eq!(verdict(&RULE, "registry catalog with Basic 401"), "does not apply");
        let opaque = "token-service token 200 | | {\"token\":\"opaque\"}\n registry tags with Bearer 401";
        assert_eq!(verdict(&RULE, opaque), "fine");
    }
}
