//! The token service answers without a token.
//!
//! ## What you see
//! No list appears and no sign-in works, although the token service answers with "200 OK". `docker login` fails with
//! "authorization server did not include a token in the response".
//!
//! ## Why
//! The answer of a token service is JSON with the token in `token` or `access_token`. An answer without either comes from a
//! service that reports an error with status 200, from another program under that address, or from a service that needs a
//! parameter which the challenge does not name.
//!
//! ## What cannot be known
//! Which of these it is. The answer's own words stand in the token service's log or in what curl shows.
//!
//! ## What to change
//! Let the token service put the token into `token`, and answer with 401 or 403 where it gives none.
//!
//! ## How to check
//! `curl {token_service}` must show JSON with `token` or `access_token`.
//!
//! ## Source
//! - [Distribution: token authentication, token response fields](https://distribution.github.io/distribution/spec/auth/token/)

use crate::diagnosis::evidence::refused::{hinders, host_of, token_answers, token_of};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Decide, Finding, Rule, Verdict};
use crate::registry::auth::token::TokenError;

/// The rule.
pub const RULE: Rule = Rule {
    id: "token-missing-in-answer",
    source: "https://distribution.github.io/distribution/spec/auth/token/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let mut answers = token_answers(observation);
    let Some((step, read)) = answers.find(|(_, read)| read.token == Some(Err(TokenError::Missing))) else {
        let is_given = token_answers(observation).any(|(step, _)| token_of(step).is_some());
        return if is_given { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let host = host_of(&step.url);
    Finding::new(Server::TokenService, format!("The token service at {host} answers without a token."))
        .severity(hinders(observation))
        .evidence(format!("A request for a token was answered with status {} and JSON.", read.status))
        .evidence("There is no token in it that can be sent, neither in token nor in access_token.")
        .change("Let the token service put the token into token, and answer with 401 or 403 where it gives none.")
        .decide(Decide::ServerLog)
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
    fn fires() {
        let text = format!("{CHALLENGE}token-service token 200 | | {{\"details\":\"no such service\"}}");
        expect![[r#"
            error certain about the token-service
            The token service at auth.example answers without a token.
            - A request for a token was answered with status 200 and JSON.
            - There is no token in it that can be sent, neither in token nor in access_token.
            change: Let the token service put the token into token, and answer with 401 or 403 where it gives none.
            decides: server-log"#]].assert_eq(&says(&RULE, &text));
    }

    #[test]
    fn stays_silent() {
        let check = |steps: &str| verdict(&RULE, &format!("{CHALLENGE}{steps}"));
        assert_eq!(check("token-service token 200 | | {\"access_token\":\"a\"}"), "fine");
        // not a token service at all
        assert_eq!(check("token-service token 200 | | <html>"), "does not apply");
        assert_eq!(check("token-service token 401 | | {\"details\":\"no\"}"), "does not apply");
        // an address that the page guessed
        assert_eq!(verdict(&RULE, "registry plain-get 401\n token-service token 200 | | {}"), "does not apply");
    }
}
