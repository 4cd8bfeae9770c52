//! The token service sends the browser on to another server.
//!
//! ## What you see
//! No sign-in works: this page says that the password was not sent to where the token service sends everybody. `docker login` may
//! work, for docker follows.
//!
//! ## Why
//! The token service moved, most often from http to https, and its old address answers with a redirect. A form that follows a
//! redirect takes the password along to whatever host it names, and browsers take an `Authorization` header off on the way to another
//! origin. So nothing secret is sent where only a redirect leads to.
//!
//! ## What cannot be known
//! Whether the new address belongs to the same people.
//!
//! ## What to change
//! Let the registry name the token service's address as it is now: its scheme, host and port (Distribution: `auth.token.realm`; Nexus,
//! Artifactory and Gitea make it of their base address, or of `X-Forwarded-Proto` and `Host`, which the server in front has to send).
//!
//! ## How to check
//! `curl -i {token_service}` must answer 200 or 401, without `Location`.
//!
//! ## Source
//! - [Fetch: HTTP-redirect fetch](https://fetch.spec.whatwg.org/#http-redirect-fetch)

use crate::diagnosis::evidence::network::is_redirected_away;
use crate::diagnosis::evidence::refused::{hinders, host_of, is_kept_by_the_page, token_answers, token_service_moved};
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::product::with_realm_lines;
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "realm-moved",
    source: "https://fetch.spec.whatwg.org/#http-redirect-fetch",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if token_answers(observation).next().is_none() {
        return unseen(observation);
    }
    // On its own origin the password follows.
    let moved = token_service_moved(observation).filter(|(from, to)| from.origin() != to.origin());
    let Some((from, to)) = moved else { return Verdict::Fine };
    let (mut from, mut to) = (from.clone(), to.clone());
    from.set_query(None);
    to.set_query(None);
    let finding = Finding::new(Server::Registry, format!("The token service at {} sends the browser on to {to}.", host_of(&from)))
        .severity(hinders(observation))
        .evidence(format!("A request for a token at {from} was answered by {to}, after a redirect."))
        .evidence("No password is sent to where only a redirect leads to.")
        .change("Let the registry name the token service's address as it is now, with its scheme, host and port.");
    with_realm_lines(observation, finding, &to).into()
}

/// The page sees that there is a redirect, and not where it leads to.
fn unseen(observation: &Observation) -> Verdict {
    let to = Server::TokenService;
    let out_of_sight = matches!(observation.reach(to), Reach::Unreadable | Reach::Unreachable);
    if !out_of_sight || !is_redirected_away(observation, to) || is_kept_by_the_page(observation) {
        return Verdict::NotApplicable;
    }
    let Some(realm) = observation.address(to) else { return Verdict::NotApplicable };
    let title = format!("The token service at {} sends the browser on to somewhere else instead of answering.", host_of(&realm));
    Finding::new(to, title)
        .severity(hinders(observation))
        .confidence(Confidence::Likely)
        .evidence("A request for a token was blocked.")
        .evidence("The answer to it is a redirect: to its new address, or to a sign-in page in front of it.")
        .change("Let the registry name the address at which its token service answers, and let no sign-in page stand in front of that: it does its own authentication.")
        .decide(Decide::OpenInTab)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const CHALLENGE: &str =
        "registry plain-get 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"s\"\n";

    #[test]
    fn a_redirect_that_leads_out_of_sight() {
        let away = "token-service token rejected
            token-service plain-get rejected
            token-service no-cors-get opaque
            token-service oracle yes";
        expect![[r#"
            error likely about the token-service
            The token service at auth.example sends the browser on to somewhere else instead of answering.
            - A request for a token was blocked.
            - The answer to it is a redirect: to its new address, or to a sign-in page in front of it.
            change: Let the registry name the address at which its token service answers, and let no sign-in page stand in front of that: it does its own authentication.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, &format!("{CHALLENGE}{away}")));
        assert_eq!(verdict(&RULE, &format!("{CHALLENGE}{}", away.replace("oracle yes", "oracle no"))), "does not apply");
    }

    #[test]
    fn fires() {
        let moved = format!(
            "{CHALLENGE}token-service token with Basic rejected
             token-service token https://auth.example/token?service=s 200 | redirected-to: https://new.example/token?service=s | {{\"token\":\"a\"}}"
        );
        expect![[r#"
            error certain about the registry
            The token service at auth.example sends the browser on to https://new.example/token.
            - A request for a token at https://auth.example/token was answered by https://new.example/token, after a redirect.
            - No password is sent to where only a redirect leads to.
            change: Let the registry name the token service's address as it is now, with its scheme, host and port. In Distribution:
                auth:
                  token:
                    realm: https://new.example/token"#]].assert_eq(&says(&RULE, &moved));
    }

    #[test]
    fn stays_silent() {
        let check = |answer: &str| verdict(&RULE, &format!("{CHALLENGE}token-service token {answer}"));
        assert_eq!(check("200 | | {\"token\":\"a\"}"), "fine");
        assert_eq!(check("200 | redirected-to: https://auth.example/token/ | {\"token\":\"a\"}"), "fine");
        assert_eq!(check("200 | redirected-to: https://sso.example/login | <!DOCTYPE html>"), "fine");
        assert_eq!(check("rejected"), "does not apply");
    }
}
