//! A token for this registry lives long.
//!
//! ## What you see
//! Everything works.
//!
//! ## Why
//! Whoever gets hold of a token can use it until it runs out; nobody can take it back before. A minute is the default of the
//! specification: clients fetch a new token by themselves.
//!
//! ## What cannot be known
//! Whether the token service keeps a list of tokens that it took back.
//!
//! ## What to change
//! Let tokens live for five to fifteen minutes: in docker_auth `token.expiration`, in Harbor "Token Expiration".
//!
//! ## How to check
//! Check again: the handshake shows how long the token lives.
//!
//! ## Source
//! - [Distribution: token authentication, expires_in](https://distribution.github.io/distribution/spec/auth/token/)

use std::time::Duration;

use crate::diagnosis::evidence::refused::{host_of, token_of};
use crate::diagnosis::observation::{Observation, Server, Step};
use crate::diagnosis::rule::{Confidence, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "practice-long-lived-token",
    source: "https://distribution.github.io/distribution/spec/auth/token/",
    needs_paste: false,
    check,
};

const LONG: Duration = Duration::from_secs(60 * 60);

fn check(observation: &Observation) -> Verdict {
    if !observation.works() {
        return Verdict::NotApplicable;
    }
    let Some((step, life, by_service)) = observation.steps.iter().filter_map(life).max_by_key(|(_, life, _)| *life) else {
        return Verdict::NotApplicable;
    };
    if life <= LONG {
        return Verdict::Fine;
    }
    let host = host_of(&step.url);
    let fact = match by_service {
        true => "The token service says so (expires_in).",
        // The token's end is a point in time, and this machine's clock may be wrong.
        false => "The token's own end (exp) is that far away by this machine's clock.",
    };
    Finding::new(Server::TokenService, format!("The tokens of {host} live for {}.", words(life)))
        .severity(Severity::Note)
        .confidence(if by_service { Confidence::Certain } else { Confidence::Likely })
        .evidence(fact)
        .change("Let tokens live for some minutes: clients fetch new ones by themselves.")
        .into()
}

/// How long a token lives: what the service says, or what the token itself says where that is longer.
fn life(step: &Step) -> Option<(&Step, Duration, bool)> {
    let token = token_of(step)?;
    let expires = token.claims.as_ref().and_then(|claims| claims.expires);
    let own = expires.map(|expires| expires.since(step.read().map(|read| read.received).unwrap_or_default()));
    let own = own.unwrap_or_default();
    // Some seconds more than an hour are an hour that was rounded.
    let is_own = token.life <= LONG && own > LONG + Duration::from_secs(60);
    Some((step, if is_own { own } else { token.life }, !is_own))
}

fn words(life: Duration) -> String {
    let minutes = life.as_secs() / 60;
    match minutes {
        0..120 => format!("{minutes} minutes"),
        120..2880 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnosis::evidence::refused::token_body;
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    fn token(body: &str) -> String {
        format!("token-service token 200 | | {body}\n registry catalog with Bearer 200")
    }

    #[test]
    fn fires() {
        expect![[r#"
            note certain about the token-service
            The tokens of auth.example live for 24 hours.
            - The token service says so (expires_in).
            change: Let tokens live for some minutes: clients fetch new ones by themselves."#]].assert_eq(&says(&RULE, &token(r#"{"token":"a","expires_in":86400}"#)));
        // docker_auth gives no expires_in; the sketches' clock stands at 1,700,000,000 seconds
        expect![[r#"
            note likely about the token-service
            The tokens of auth.example live for 6 days.
            - The token's own end (exp) is that far away by this machine's clock.
            change: Let tokens live for some minutes: clients fetch new ones by themselves."#]].assert_eq(&says(&RULE, &token(&token_body(r#"{"exp":1700600000}"#))));
        assert!(says(&RULE, &token(r#"{"token":"a","expires_in":5400}"#)).contains("90 minutes"));
    }

    #[test]
    fn stays_silent() {
        // Quay and Artifactory give an hour
        assert_eq!(verdict(&RULE, &token(r#"{"token":"a","expires_in":3600}"#)), "fine");
        assert_eq!(verdict(&RULE, &token(&token_body(r#"{"exp":1700003610}"#))), "fine");
        assert_eq!(verdict(&RULE, &token(r#"{"token":"a"}"#)), "fine");
        assert_eq!(verdict(&RULE, "registry catalog 200"), "does not apply");
        assert_eq!(verdict(&RULE, "token-service token 200 | | {\"token\":\"a\",\"expires_in\":86400}"), "does not apply");
    }
}
