//! A token that had just come is valid only later, by the registry's clock.
//!
//! ## What you see
//! The sign-in seems to work, and then every list is refused. After some minutes it may work.
//!
//! ## Why
//! A token says in its `nbf` from when on it is valid. A token service whose clock is ahead, or a registry whose clock is
//! behind, makes every new token one of the future. Distribution allows a minute.
//!
//! ## What cannot be known
//! Which clock is wrong. The page compares with the registry's own `Date` where it may see that header, else with the clock
//! of the machine that it runs on, which may be the wrong one; then a wrong key or issuer can still be the cause.
//!
//! ## What to change
//! Let the machines of the token service and of the registry take their time from the network (NTP).
//!
//! ## How to check
//! `date -u` on both machines must show the same minute. The registry's log names the reason: "token not to be used before".
//!
//! ## Source
//! - [Distribution: token implementation, nbf](https://distribution.github.io/distribution/spec/auth/jwt/)

use crate::diagnosis::evidence::refused::{RefusalCause, clock_difference, hinders, refused_for, refused_token};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Severity, Verdict};
use crate::registry::time::{ago, format as time};

/// The rule.
pub const RULE: Rule = Rule {
    id: "clock-skew",
    source: "https://distribution.github.io/distribution/spec/auth/jwt/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if let Some(refused) = refused_for(observation, RefusalCause::ClockOff) {
        let expires = refused.token.claims.as_ref().and_then(|claims| claims.expires).unwrap_or_default();
        return Finding::new(Server::TokenService, "The token service's clock is behind, so its tokens are out of date at once.")
            .severity(hinders(observation))
            .confidence(Confidence::Likely)
            .evidence("The token service gave a token, and the registry answered 401 to it.")
            .evidence(format!("The token says that it is valid until {}, and it came at {}.", time(expires), time(refused.at)))
            .evidence("The Date header of the token service differs from this machine's clock by more than a minute.")
            .change("Let the token service, the registry and this machine take their time from the network.")
            .decide(Decide::ServerLog)
            .into();
    }
    if let Some(seconds) = off_here(observation) {
        let (hours, minutes) = (seconds.unsigned_abs() / 3600, seconds.unsigned_abs() % 3600 / 60);
        let side = if seconds > 0 { "behind" } else { "ahead of" };
        return Finding::new(Server::Page, format!("This machine's clock is {hours} h {minutes} min {side} the servers' clocks."))
            .severity(Severity::Warning)
            .confidence(Confidence::Likely)
            .evidence("The Date headers of the registry and of its token service agree with each other, and not with this machine.")
            .change("Let this machine take its time from the network; tokens and certificates are judged by it.")
            .into();
    }
    let Some(refused) = refused_for(observation, RefusalCause::NotYetValid) else {
        return if refused_token(observation).is_some() { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let begins = refused.token.claims.as_ref().and_then(|claims| claims.not_before).unwrap_or_default();
    Finding::new(Server::TokenService, "A token that had just come was not yet valid when the registry saw it.")
        .severity(hinders(observation))
        .confidence(Confidence::Likely)
        .evidence("The token service gave a token, and the registry answered 401 to it.")
        .evidence(format!("The token says that it is valid from {} on.", time(begins)))
        .evidence(format!(
            "It was {} by {} when it was refused; the token begins to be valid {}.",
            time(refused.at),
            refused.clock,
            ago(refused.at, begins)
        ))
        .change("Compare the clocks of the token service, the registry and this machine, and let them take their time from the network.")
        .decide(Decide::ServerLog)
        .into()
}

/// By how much this machine's clock is off, in seconds, where two servers agree that it is.
fn off_here(observation: &Observation) -> Option<i64> {
    let of = |server: Server| observation.steps.iter().filter(move |step| step.to == server).find_map(clock_difference);
    let (registry, tokens) = (of(Server::Registry)?, of(Server::TokenService)?);
    (registry.unsigned_abs() > 60 && (registry - tokens).unsigned_abs() <= 60).then_some(registry)
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
            A token that had just come was not yet valid when the registry saw it.
            - The token service gave a token, and the registry answered 401 to it.
            - The token says that it is valid from 2023-11-14 22:23 UTC on.
            - It was 2023-11-14 22:13 UTC by this machine's clock when it was refused; the token begins to be valid in 10 minutes.
            change: Compare the clocks of the token service, the registry and this machine, and let them take their time from the network.
            decides: server-log"#]].assert_eq(&says(&RULE, &refused(r#"{"nbf":1700000600,"exp":1700000900}"#, "")));
        let behind = "date: Tue, 14 Nov 2023 22:03:20 GMT";
        assert_eq!(verdict(&RULE, &refused(r#"{"nbf":1700000000}"#, behind)), "likely");
    }

    #[test]
    fn stays_silent() {
        // registries allow clocks to differ by a minute
        assert_eq!(verdict(&RULE, &refused(r#"{"nbf":1700000030}"#, "")), "fine");
        // it has run out as well, which comes first
        assert_eq!(verdict(&RULE, &refused(r#"{"nbf":1700000600,"exp":1699990000}"#, "")), "fine");
        let later = refused(r#"{"nbf":1700000600}"#, "") + "\n registry tags with Bearer 200";
        assert_eq!(verdict(&RULE, &later), "fine");
        assert_eq!(verdict(&RULE, "registry catalog 401"), "does not apply");
    }
}
