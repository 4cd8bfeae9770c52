//! The registry refuses a request and does not say how to sign in.
//!
//! ## What you see
//! No list appears, and there is nothing to sign in with: the page does not learn whether the registry wants a password or
//! a token, nor from where. `docker login` fails as well, with "no basic auth credentials" or an empty message.
//!
//! ## Why
//! A 401 must carry a `WWW-Authenticate` header that names the way in. A proxy that makes up 401 answers of its own, or one
//! that drops the header, leaves every client without it.
//!
//! ## What cannot be known
//! On another origin than the page's the header may be there and hidden from the page, which is far more frequent:
//! [challenge-not-exposed](#/guide/rules/challenge-not-exposed). Firefox also shows no header at all where a server sends
//! it as two lines: [challenge-split-in-two-lines](#/guide/rules/challenge-split-in-two-lines).
//!
//! ## What to change
//! Find out which server makes the 401: the registry or one in front of it. Let that server send the header, or let the one
//! in front leave the registry's header as it is.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` must show a `WWW-Authenticate` line with `Basic` or `Bearer`.
//!
//! ## Source
//! - [RFC 9110, section 11.6.1: WWW-Authenticate](https://www.rfc-editor.org/rfc/rfc9110.html#section-11.6.1)

use crate::diagnosis::evidence::refused::{has_challenge, hinders};
use crate::diagnosis::observation::{Observation, AuthorizationKind, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};
use crate::diagnosis::senses::Engine;

/// The rule.
pub const RULE: Rule = Rule {
    id: "challenge-missing",
    source: "https://www.rfc-editor.org/rfc/rfc9110.html#section-11.6.1",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some(refused) = observation.refusal() else { return Verdict::NotApplicable };
    if has_challenge(observation, refused) {
        return Verdict::Fine;
    }
    let is_cross_origin = observation.is_cross_origin(Server::Registry);
    // A token service that the page guessed belongs to a challenge; a password may be taken without one.
    let has_guessed = observation.authorized().any(|step| step.authorization == Some(AuthorizationKind::Bearer) && step.read().is_some_and(|read| read.status < 300));
    if is_cross_origin && has_guessed {
        return Verdict::NotApplicable;
    }
    let is_firefox = observation.page.engine == Engine::Firefox;
    let (confidence, reason) = match (is_cross_origin, is_firefox) {
        (true, _) => (Confidence::Possible, "On another origin a header may also be there and hidden from this page."),
        (false, true) => (Confidence::Likely, "Firefox also shows none where a server sends it as two lines."),
        (false, false) => (Confidence::Certain, "The page is on the registry's own origin, where no header is hidden."),
    };
    Finding::new(Server::Registry, "The registry answers 401 without a word on how to sign in.")
        .severity(hinders(observation))
        .confidence(confidence)
        .evidence("The answer is a 401, and there is no WWW-Authenticate header in it.")
        .evidence(reason)
        .change("Let the server that makes this 401 send a WWW-Authenticate header, or let the server in front pass on the registry's.")
        .decide(Decide::PasteGet)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the registry
            The registry answers 401 without a word on how to sign in.
            - The answer is a 401, and there is no WWW-Authenticate header in it.
            - The page is on the registry's own origin, where no header is hidden.
            change: Let the server that makes this 401 send a WWW-Authenticate header, or let the server in front pass on the registry's.
            decides: paste-get"#]].assert_eq(&says(&RULE, "page https://r.example/\n registry plain-get 401"));
        assert_eq!(verdict(&RULE, "page https://r.example/ firefox\n registry plain-get 401"), "likely");
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "possible");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 401 | www-authenticate: Basic realm=\"x\""), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "does not apply");
        // the page found the way in by itself, so the header is there
        assert_eq!(verdict(&RULE, "registry plain-get 401\n registry catalog with Bearer 200"), "does not apply");
    }
}
