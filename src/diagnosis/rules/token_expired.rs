//! A token that had just come was out of date when the registry saw it.
//!
//! ## What you see
//! The sign-in seems to work, and then every list is refused. Signing in again changes nothing.
//!
//! ## Why
//! A token says in its `exp` until when it is valid. One that has run out on arrival was made by a token service whose clock
//! is behind, or with a life that is too short. Distribution allows a minute.
//!
//! ## What cannot be known
//! Which clock is wrong. The page compares with the registry's own `Date` where it may see that header, else with the clock
//! of the machine that it runs on, which may be the wrong one; then a wrong key or issuer can still be the cause.
//!
//! ## What to change
//! Let the machines of the token service and of the registry take their time from the network (NTP). If their clocks are
//! right, give tokens a longer life (docker_auth: `token.expiration`).
//!
//! ## How to check
//! `date -u` on both machines must show the same minute. The registry's log names the reason: "token not to be used after".
//!
//! ## Source
//! - [Distribution: token implementation, exp](https://distribution.github.io/distribution/spec/auth/jwt/)

use crate::diagnosis::evidence::refused::{RefusalCause, hinders, refused_for, refused_token};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};
use crate::registry::time::{ago, format as time};

/// The rule.
pub const RULE: Rule = Rule {
    id: "token-expired",
    source: "https://distribution.github.io/distribution/spec/auth/jwt/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some(refused) = refused_for(observation, RefusalCause::Expired) else {
        return if refused_token(observation).is_some() { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let expires = refused.token.claims.as_ref().and_then(|claims| claims.expires).unwrap_or_default();
    Finding::new(Server::TokenService, "A token that had just come was out of date when the registry saw it.")
        .severity(hinders(observation))
        .confidence(Confidence::Likely)
        .evidence("The token service gave a token, and the registry answered 401 to it.")
        .evidence(format!("The token says that it is valid until {}.", time(expires)))
        .evidence(format!(
            "It was {} by {} when it was refused; the token had run out {}.",
            time(refused.at),
            refused.clock,
            ago(refused.at, expires)
        ))
        .change("Compare the clocks of the token service, the registry and this machine, and let them take their time from the network. If they agree, give tokens a longer life.")
        .decide(Decide::ServerLog)
        .into()
}

#[cfg(test)]
mod tests {
    use crate::diagnosis::evidence::refused::token_body;
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    /// The sketches' clock stands at 1,700,000,000 seconds.
    fn refused(payload: &str, headers: &str) -> String {
        format!("token-service token 200 | | {}\n registry catalog with Bearer 401 | {headers}", token_body(payload))
    }

    #[test]
    fn fires() {
        expect![[r#"
            error likely about the token-service
            A token that had just come was out of date when the registry saw it.
            - The token service gave a token, and the registry answered 401 to it.
            - The token says that it is valid until 2023-11-14 20:16 UTC.
            - It was 2023-11-14 22:13 UTC by this machine's clock when it was refused; the token had run out 1 hour ago.
            change: Compare the clocks of the token service, the registry and this machine, and let them take their time from the network. If they agree, give tokens a longer life.
            decides: server-log"#]].assert_eq(&says(&RULE, &refused(r#"{"exp":1699993000}"#, "")));
        // the registry's clock counts where it can be seen
        let date = "date: Tue, 14 Nov 2023 23:13:20 GMT";
        assert!(says(&RULE, &refused(r#"{"exp":1700000300}"#, date)).contains("by the registry's clock"));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &refused(r#"{"exp":1700000300}"#, "")), "fine");
        assert_eq!(verdict(&RULE, &refused(r#"{"exp":1699999990}"#, "date: Tue, 14 Nov 2023 22:13:00 GMT")), "fine");
        // the registry has looked at it and found it good
        let scope = "www-authenticate: Bearer realm=\"https://auth.example/token\",error=\"insufficient_scope\"";
        assert_eq!(verdict(&RULE, &refused(r#"{"exp":1699993000}"#, scope)), "fine");
        let later = refused(r#"{"exp":1699993000}"#, "") + "\n registry catalog with Bearer 200";
        assert_eq!(verdict(&RULE, &later), "does not apply");
        assert_eq!(verdict(&RULE, "registry catalog 401"), "does not apply");
    }
}
