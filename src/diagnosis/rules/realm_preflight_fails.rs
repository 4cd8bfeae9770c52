//! The token service can be read, and a browser may not send it a name and password.
//!
//! ## What you see
//! Public images appear. A sign-in ends with "Failed to fetch" although name and password are right, and `docker login`
//! works. The token service's log shows an `OPTIONS` request, or nothing at all.
//!
//! ## Why
//! Name and password go to the token service in an `Authorization` header. Before that a browser on another origin asks by
//! `OPTIONS`, without credentials, and wants a status of 200 to 299 and `Access-Control-Allow-Headers: Authorization`. Token
//! services that treat every request as a sign-in (docker_auth) answer the question with 401.
//!
//! ## What cannot be known
//! What exactly the answer to that question lacks. Where another question of that kind passes, it is the `Authorization` header
//! that is not allowed, most likely; that only the refusal of a wrong password lacks CORS headers looks the same.
//!
//! ## What to change
//! Let the server in front of the token service answer `OPTIONS` with 204 and the lines, before it asks for a password. Or
//! publish the token service under a path of the page's own origin.
//!
//! ## How to check
//! `curl -i -X OPTIONS -H 'Origin: {page_origin}' -H 'Access-Control-Request-Method: GET' -H
//! 'Access-Control-Request-Headers: authorization' {token_service}` must answer 204 or 200 with the lines.
//!
//! ## Source
//! - [Fetch standard: CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch)

use crate::diagnosis::evidence::cross_origin::allow_origin_line;
use crate::diagnosis::evidence::refused::{hinders, host_of, is_kept_by_the_page, token_of, token_service_moved};
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, AuthorizationKind, Probe, Server, Step};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "realm-preflight-fails",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::TokenService;
    let carries = |step: &&Step| step.to == to && step.authorization == Some(AuthorizationKind::Basic);
    let Some(step) = observation.steps.iter().find(carries) else { return Verdict::NotApplicable };
    if step.read().is_some() {
        return Verdict::Fine;
    }
    // A redirect that a password must not follow is blocked as well.
    let is_moved = token_service_moved(observation).is_some();
    if !step.is_blocked() || observation.reach(to) != Reach::Readable || is_kept_by_the_page(observation) || is_moved {
        return Verdict::NotApplicable;
    }
    let host = host_of(&step.url);
    let form_works = observation.steps.iter().any(|step| step.method == "POST" && token_of(step).is_some());
    let is_certain = observation.is_blocked(to, Probe::ForcedPreflight);
    let another_passes = observation.read(to, Probe::ForcedPreflight).is_some();
    let title = match another_passes {
        true => format!("The token service at {host} does not let this page send it a name and password."),
        false => format!("The token service at {host} refuses the question that a browser asks before a sign-in."),
    };
    let finding = Finding::new(to, title)
        .severity(if form_works { Severity::Warning } else { hinders(observation) })
        .confidence(if is_certain { Confidence::Certain } else { Confidence::Likely })
        .evidence("A plain request to it could be read.")
        .evidence("The same with a name and password in an Authorization header was blocked.");
    let finding = match (is_certain, another_passes) {
        (true, _) => finding.evidence("Another harmless request before which a browser asks by OPTIONS was blocked too."),
        (_, true) => finding.evidence("Another request before which a browser asks by OPTIONS passed, so it is about this one."),
        _ => finding,
    };
    let finding = match form_works {
        true => finding.evidence("A form, before which no browser asks, got a token all the same."),
        false => finding,
    };
    finding
        .change("Let the server in front of the token service answer OPTIONS itself with 204 and these lines, before any authentication, and send the first line with every other answer.")
        .line(allow_origin_line(observation))
        .line("Access-Control-Allow-Methods: GET, POST, OPTIONS")
        .line("Access-Control-Allow-Headers: Authorization")
        .decide(Decide::PastePreflight)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const REFUSED: &str = "signed in
        registry plain-get 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"s\"
        token-service token with Basic rejected
        token-service token POST rejected
        token-service plain-get 200 | | {\"token\":\"a\"}
        token-service forced-preflight rejected";

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the token-service
            The token service at auth.example refuses the question that a browser asks before a sign-in.
            - A plain request to it could be read.
            - The same with a name and password in an Authorization header was blocked.
            - Another harmless request before which a browser asks by OPTIONS was blocked too.
            change: Let the server in front of the token service answer OPTIONS itself with 204 and these lines, before any authentication, and send the first line with every other answer.
                Access-Control-Allow-Origin: https://ui.example
                Access-Control-Allow-Methods: GET, POST, OPTIONS
                Access-Control-Allow-Headers: Authorization
            decides: paste-preflight"#]].assert_eq(&says(&RULE, REFUSED));
        let allowed = REFUSED.replace("forced-preflight rejected", "forced-preflight 200");
        expect![[r#"
            error likely about the token-service
            The token service at auth.example does not let this page send it a name and password.
            - A plain request to it could be read.
            - The same with a name and password in an Authorization header was blocked.
            - Another request before which a browser asks by OPTIONS passed, so it is about this one.
            change: Let the server in front of the token service answer OPTIONS itself with 204 and these lines, before any authentication, and send the first line with every other answer.
                Access-Control-Allow-Origin: https://ui.example
                Access-Control-Allow-Methods: GET, POST, OPTIONS
                Access-Control-Allow-Headers: Authorization
            decides: paste-preflight"#]].assert_eq(&says(&RULE, &allowed));
        let form = "signed in
            token-service token with Basic rejected
            token-service token POST 200 | | {\"token\":\"a\"}";
        expect![[r#"
            warning likely about the token-service
            The token service at auth.example refuses the question that a browser asks before a sign-in.
            - A plain request to it could be read.
            - The same with a name and password in an Authorization header was blocked.
            - A form, before which no browser asks, got a token all the same.
            change: Let the server in front of the token service answer OPTIONS itself with 204 and these lines, before any authentication, and send the first line with every other answer.
                Access-Control-Allow-Origin: https://ui.example
                Access-Control-Allow-Methods: GET, POST, OPTIONS
                Access-Control-Allow-Headers: Authorization
            decides: paste-preflight"#]].assert_eq(&says(&RULE, form));
    }

    #[test]
    fn a_service_that_moved_is_another_matter() {
        let moved = REFUSED.replace(
            "token-service plain-get 200",
            "token-service token https://auth.example/token?service=s 200 | redirected-to: https://new.example/token | {\"token\":\"a\"}
        token-service plain-get 200",
        );
        assert_eq!(verdict(&RULE, &moved), "does not apply");
    }

    #[test]
    fn stays_silent() {
        // not even a plain request can be read: that is realm-cors-missing
        assert_eq!(verdict(&RULE, &REFUSED.replace("plain-get 200", "plain-get rejected")), "does not apply");
        assert_eq!(verdict(&RULE, &REFUSED.replace("with Basic rejected", "with Basic 401")), "fine");
        assert_eq!(verdict(&RULE, "token-service token 200 | | {\"token\":\"a\"}"), "does not apply");
    }
}
