//! Every page of the web may read this registry.
//!
//! ## What you see
//! Everything works.
//!
//! ## Why
//! The registry's answers carry `Access-Control-Allow-Origin: *`, or repeat whatever origin asks. Any page that somebody inside
//! of your network opens can then read what the registry shows without a sign-in. What needs a sign-in stays closed, because
//! the page sends it itself. For a public registry that is as it should be.
//!
//! ## What cannot be known
//! Which of the two it is, and whether the registry can be reached only from inside of a network, which is where it matters.
//! A server that allows the origin `null` beside this page's looks the same.
//!
//! ## What to change
//! Name the origins that may read: with several, let the proxy compare and send back the one that asked, with `Vary: Origin`.
//!
//! ## How to check
//! `curl -i -H 'Origin: https://somebody.example' {registry_origin}/v2/` must not allow that origin.
//!
//! ## Source
//! - [Fetch standard: CORS protocol and origins](https://fetch.spec.whatwg.org/#http-access-control-allow-origin)

use crate::diagnosis::evidence::cross_origin::allow_origin_line;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Finding, Rule, Severity, Verdict};
use crate::diagnosis::senses::{SenseAnswer, Sense};

/// The rule.
pub const RULE: Rule = Rule {
    id: "practice-wildcard-origin",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-origin",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if !observation.works() || !observation.is_cross_origin(Server::Registry) || observation.page.origin == "null" {
        return Verdict::NotApplicable;
    }
    match observation.sense_answer(Server::Registry, Sense::NullOrigin) {
        Some(SenseAnswer::Yes) => {}
        Some(SenseAnswer::No) => return Verdict::Fine,
        _ => return Verdict::NotApplicable,
    }
    Finding::new(Server::Registry, "Every page of the web may read what this registry shows without a sign-in.")
        .severity(Severity::Note)
        .confidence(Confidence::Likely)
        .evidence("A page of the origin null, which no administrator means to let in, could read it too.")
        .change("For a public registry nothing. Else let the server in front of it name the origins that may read, such as this page's, beside Vary: Origin.")
        .line(allow_origin_line(observation))
        .line("Vary: Origin")
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
            note likely about the registry
            Every page of the web may read what this registry shows without a sign-in.
            - A page of the origin null, which no administrator means to let in, could read it too.
            change: For a public registry nothing. Else let the server in front of it name the origins that may read, such as this page's, beside Vary: Origin.
                Access-Control-Allow-Origin: https://ui.example
                Vary: Origin"#]].assert_eq(&says(&RULE, "registry catalog 200\n registry null-origin yes"));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry catalog 200\n registry null-origin no"), "fine");
        assert_eq!(verdict(&RULE, "registry catalog 200\n registry null-origin silence"), "does not apply");
        assert_eq!(verdict(&RULE, "registry null-origin yes"), "does not apply");
        // the page itself is of that origin
        assert_eq!(verdict(&RULE, "page null\n registry catalog 200\n registry null-origin yes"), "does not apply");
    }
}
