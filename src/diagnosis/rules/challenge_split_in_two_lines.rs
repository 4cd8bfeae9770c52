//! Two `WWW-Authenticate` lines in one answer, of which one browser shows none.
//!
//! ## What you see
//! The page works in Chromium. In Firefox it says that it cannot see how the registry wants to be signed in to.
//!
//! ## Why
//! A server that offers both a token and a password may send a `WWW-Authenticate` line for each. Chromium joins the two
//! with a comma; Firefox 153 gives a page neither of them. Gitea 1.27 sends two lines.
//!
//! ## What cannot be known
//! To a page on the registry's own origin, the header that Firefox drops looks like one that is not there
//! ([challenge-missing](#/guide/rules/challenge-missing)). To any other page Firefox shows the two lines in an older way of asking
//! (XMLHttpRequest), which a check-up tries; then it is certain.
//!
//! ## What to change
//! Let the server in front of the registry send one line. In nginx these two lines do so:
//!
//! ```
//! proxy_hide_header WWW-Authenticate;
//! add_header WWW-Authenticate $upstream_http_www_authenticate always;
//! ```
//!
//! ## How to check
//! `curl -si -H 'Origin: {page_origin}' {registry_origin}/v2/ | grep -ic www-authenticate` must print 1.
//!
//! ## Source
//! - [RFC 9110: WWW-Authenticate](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)

use crate::diagnosis::evidence::refused::hinders;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};
use crate::diagnosis::senses::{Engine, SenseAnswer, Sense};

/// The rule.
pub const RULE: Rule = Rule {
    id: "challenge-split-in-two-lines",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1",
    needs_paste: true,
    check,
};

fn check(observation: &Observation) -> Verdict {
    // The other engines join the lines.
    let is_hidden = observation.refusal().is_some_and(|refused| refused.status == 401 && refused.headers.get("www-authenticate").is_none());
    let said = observation.sense_answer(Server::Registry, Sense::SplitChallenge);
    if observation.page.engine != Engine::Firefox || !is_hidden || observation.works() {
        return Verdict::NotApplicable;
    }
    let (confidence, title, evidence) = match said {
        Some(SenseAnswer::No) => return Verdict::Fine,
        Some(SenseAnswer::Yes) => (
            Confidence::Certain,
            "The registry says on two lines how to sign in, and Firefox shows a page none of them.",
            "Asked in its older way (XMLHttpRequest), Firefox does show the page a WWW-Authenticate header in this answer.",
        ),
        _ => (
            Confidence::Possible,
            "The registry may say on two lines how to sign in, and Firefox shows none of them.",
            "Of a header of two lines Firefox gives a page none; other browsers give both.",
        ),
    };
    let finding = Finding::new(Server::Registry, title)
        .severity(hinders(observation))
        .confidence(confidence)
        .evidence("The answer is a 401, and the page can see no WWW-Authenticate header in it.")
        .evidence(evidence)
        .change("Let the server send one WWW-Authenticate line, with both ways in it, separated by a comma, or the one that is meant.");
    if confidence == Confidence::Certain { finding.into() } else { finding.decide(Decide::PasteGet).into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn only_firefox_shows_none() {
        expect![[r#"
            error possible about the registry
            The registry may say on two lines how to sign in, and Firefox shows none of them.
            - The answer is a 401, and the page can see no WWW-Authenticate header in it.
            - Of a header of two lines Firefox gives a page none; other browsers give both.
            change: Let the server send one WWW-Authenticate line, with both ways in it, separated by a comma, or the one that is meant.
            decides: paste-get"#]].assert_eq(&says(&RULE, "page firefox\n registry plain-get 401"));
        let asked = |said: &str| verdict(&RULE, &format!("page firefox\n registry plain-get 401\n registry split-challenge {said}"));
        assert_eq!([asked("yes"), asked("no"), asked("silence")], ["certain", "fine", "possible"]);
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "does not apply");
        assert_eq!(verdict(&RULE, "page firefox\n registry plain-get 401 | www-authenticate: Basic realm=\"x\""), "does not apply");
    }
}
