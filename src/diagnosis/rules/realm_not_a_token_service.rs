//! What answers at the token service's address is not a token service.
//!
//! ## What you see
//! No list appears and no sign-in works. Opened in a tab, the address of the token service shows a web page: a sign-in form, a
//! portal, or "404 not found". `docker login` fails with "invalid character '<'" or with the same status.
//!
//! ## Why
//! The registry names the address of its token service in its challenge. A wrong path leads to a 404 or to the start page of
//! some application; a single sign-on in front of the token service answers with a web page or sends the browser on to one.
//! A program has no use for a web page: a token service answers with JSON.
//!
//! ## What cannot be known
//! Whether the token service runs elsewhere, and where. Where the browser is sent on to another origin, the page does not
//! see where to.
//!
//! ## What to change
//! Correct the path of the realm (Distribution: `auth.token.realm`; GitLab `/jwt/auth`, Harbor `/service/token`, Gitea
//! `/v2/token`, docker_auth `/auth`), and leave that path out of the single sign-on: it does its own authentication.
//!
//! ## How to check
//! `curl -i {token_service}` must answer with JSON, or with 401.
//!
//! ## Source
//! - [Distribution: token authentication](https://distribution.github.io/distribution/spec/auth/token/)

use crate::diagnosis::evidence::refused::{hinders, host_of, token_answers, token_of};
use crate::diagnosis::observation::{BodyKind, Observation, Read, Server, Step};
use crate::diagnosis::rule::{Finding, Rule, Verdict};
use crate::registry::auth::token::TokenError;

/// The rule.
pub const RULE: Rule = Rule {
    id: "realm-not-a-token-service",
    source: "https://distribution.github.io/distribution/spec/auth/token/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if token_answers(observation).any(|(step, _)| token_of(step).is_some()) {
        return Verdict::Fine;
    }
    // A realm that is no whole address leads anywhere.
    if observation.realm().is_some_and(|(_, realm)| realm.is_ok_and(|realm| realm.relative)) {
        return Verdict::NotApplicable;
    }
    let Some((step, read)) = token_answers(observation).find(is_off) else { return Verdict::NotApplicable };
    read_finding(step, read).severity(hinders(observation)).into()
}

/// An answer that no token service gives. Not every one knows the POST, so that does not count.
fn is_off((step, read): &(&Step, &Read)) -> bool {
    let is_no_token = matches!(read.token, Some(Err(TokenError::Html | TokenError::NotJson)));
    step.method == "GET" && (is_no_token || matches!(read.status, 404 | 405 | 500..=599))
}

fn read_finding(step: &Step, read: &Read) -> Finding {
    let mut realm = step.url.clone();
    realm.set_query(None);
    let is_page = read.body == BodyKind::Html;
    let (about, title, change) = match read.status {
        500..=599 => (
            Server::TokenService,
            format!("The token service at {} answers with the error {} instead of a token.", host_of(&realm), read.status),
            "Look for this request in the token service's log, and in that of the server in front of it.",
        ),
        404 | 405 => (
            Server::Registry,
            format!("The registry names {realm} as its token service, where the answer is {}.", read.status),
            "Let the registry name the address at which its token service answers (Distribution: auth.token.realm).",
        ),
        _ if is_page => (
            if read.redirected_to.is_some() { Server::TokenService } else { Server::Registry },
            format!("The registry names {realm} as its token service, where a web page answers."),
            "Let the registry name the address at which its token service answers, and let no sign-in page stand in front of it.",
        ),
        _ => (
            Server::Registry,
            format!("The registry names {realm} as its token service, where something answers that is not JSON."),
            "Let the registry name the address at which its token service answers (Distribution: auth.token.realm).",
        ),
    };
    let what = if is_page { ", a web page" } else { "" };
    let finding = Finding::new(about, title)
        .evidence(format!("A request for a token was answered with status {}{what}.", read.status))
        .change(change);
    match &read.redirected_to {
        Some(to) => finding.evidence(format!("The browser was sent on to {to}.")),
        None => finding,
    }
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
        let says = |steps: &str| says(&RULE, &format!("{CHALLENGE}{steps}"));
        expect![[r#"
            error certain about the registry
            The registry names https://auth.example/token as its token service, where a web page answers.
            - A request for a token was answered with status 200, a web page.
            change: Let the registry name the address at which its token service answers, and let no sign-in page stand in front of it."#]].assert_eq(&says("token-service token 200 | | <!DOCTYPE html>"));
        expect![[r#"
            error certain about the registry
            The registry names https://auth.example/token as its token service, where the answer is 404.
            - A request for a token was answered with status 404.
            change: Let the registry name the address at which its token service answers (Distribution: auth.token.realm)."#]].assert_eq(&says("token-service token 404"));
        expect![[r#"
            error certain about the token-service
            The token service at auth.example answers with the error 502 instead of a token.
            - A request for a token was answered with status 502.
            change: Look for this request in the token service's log, and in that of the server in front of it."#]].assert_eq(&says("token-service token 502"));
        let page = says("token-service token 200 | redirected-to: https://sso.example/login | <!DOCTYPE html>");
        assert!(page.contains("about the token-service") && page.contains("sent on to https://sso.example/login"));
    }

    #[test]
    fn stays_silent() {
        let check = |steps: &str| verdict(&RULE, &format!("{CHALLENGE}{steps}"));
        assert_eq!(check("token-service token 200 | | {\"token\":\"a\"}"), "fine");
        assert_eq!(check("token-service token 401"), "does not apply");
        assert_eq!(check("token-service token 200 | | {}"), "does not apply");
        // a service that knows GET alone
        assert_eq!(check("token-service token with Basic rejected\n token-service token POST 405"), "does not apply");
        // an address that the page guessed
        assert_eq!(verdict(&RULE, "registry plain-get 401\n token-service token 404"), "does not apply");
        assert_eq!(check("token-service token https://r.example/jwt/auth 404"), "does not apply");
    }
}
