//! The registry's words on how to sign in cannot be read.
//!
//! ## What you see
//! The page says that it does not understand how the registry wants to be signed in to. `docker login` fails as well.
//!
//! ## Why
//! A 401 names the way in by `WWW-Authenticate: Bearer realm="…",service="…"` or `WWW-Authenticate: Basic realm="…"`. A header
//! that is empty, that lacks the word in front, or that has `Bearer` alone, leads nowhere. Such headers come from rules in a
//! proxy that build or rewrite the line, and from templates whose variable was empty.
//!
//! ## What cannot be known
//! Which server wrote the header: the registry or one in front of it.
//!
//! ## What to change
//! Let the server send one challenge with its parameters, for example
//! `WWW-Authenticate: Bearer realm="{token_service}",service="registry.example.com"`.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` shows the header as it is sent.
//!
//! ## Source
//! - [RFC 9110, section 11.6.1: WWW-Authenticate](https://www.rfc-editor.org/rfc/rfc9110.html#section-11.6.1)

use crate::diagnosis::evidence::refused::hinders;
use crate::diagnosis::observation::reach::swallows;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Severity, Verdict};
use crate::registry::auth::challenge::{Challenge, Scheme, has_open_quote};

/// The rule.
pub const RULE: Rule = Rule {
    id: "challenge-malformed",
    source: "https://www.rfc-editor.org/rfc/rfc9110.html#section-11.6.1",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let header = |read: &&str| !read.is_empty();
    let Some(refused) = observation.refusal() else { return Verdict::NotApplicable };
    let Some(value) = refused.headers.get("www-authenticate") else { return Verdict::NotApplicable };
    // A registry that lets everybody in may say there what it likes.
    if refused.status != 401 {
        return Verdict::NotApplicable;
    }
    let challenges = observation.challenges();
    let is_bare = |challenge: &Challenge| challenge.scheme == Scheme::Bearer && challenge.parameters.is_empty();
    // A quote that is never closed does no harm at the very end; before that it takes the next parameter in.
    if challenges.iter().any(swallows) {
        return Finding::new(Server::Registry, "A quote is missing in the registry's WWW-Authenticate header.")
            .severity(hinders(observation))
            .evidence(format!("It reads: {value}"))
            .evidence("So the name of the next parameter stands in the value of the one before.")
            .change("Let the server close the quote at the end of each value.")
            .line("WWW-Authenticate: Bearer realm=\"<address of the token service>\",service=\"<name of the registry>\"")
            .into();
    }
    if has_open_quote(value) {
        return Finding::new(Server::Registry, "A quote in the registry's WWW-Authenticate header is never closed.")
            .severity(Severity::Warning)
            .evidence(format!("It reads: {value}"))
            .evidence("This page reads it all the same; other clients may not.")
            .change("Let the server close the quote at the end of the last value.")
            .into();
    }
    if !challenges.iter().all(is_bare) {
        return Verdict::Fine;
    }
    let shown = Some(value.trim()).filter(header).map_or("It is empty.".to_string(), |value| {
        format!("It reads: {value}")
    });
    let reason = match challenges.is_empty() {
        true => "No challenge stands in it: a scheme and then its parameters.",
        false => "It names a scheme, and not where tokens come from.",
    };
    Finding::new(Server::Registry, "The registry's WWW-Authenticate header does not say how to sign in.")
        .severity(hinders(observation))
        .evidence("The answer is a 401, and the page can see its WWW-Authenticate header.")
        .evidence(shown)
        .evidence(reason)
        .change("Let the server send the header with a scheme and its parameters, in one of these forms.")
        .line("WWW-Authenticate: Basic realm=\"Registry\"")
        .line("WWW-Authenticate: Bearer realm=\"<address of the token service>\",service=\"<name of the registry>\"")
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
            The registry's WWW-Authenticate header does not say how to sign in.
            - The answer is a 401, and the page can see its WWW-Authenticate header.
            - It reads: Bearer
            - It names a scheme, and not where tokens come from.
            change: Let the server send the header with a scheme and its parameters, in one of these forms.
                WWW-Authenticate: Basic realm="Registry"
                WWW-Authenticate: Bearer realm="<address of the token service>",service="<name of the registry>""#]].assert_eq(&says(&RULE, "registry plain-get 401 | www-authenticate: Bearer"));
        expect![[r#"
            error certain about the registry
            The registry's WWW-Authenticate header does not say how to sign in.
            - The answer is a 401, and the page can see its WWW-Authenticate header.
            - It is empty.
            - No challenge stands in it: a scheme and then its parameters.
            change: Let the server send the header with a scheme and its parameters, in one of these forms.
                WWW-Authenticate: Basic realm="Registry"
                WWW-Authenticate: Bearer realm="<address of the token service>",service="<name of the registry>""#]].assert_eq(&says(&RULE, "registry plain-get 401 | www-authenticate:"));
        assert_eq!(verdict(&RULE, "registry plain-get 401 | www-authenticate: realm=\"x\""), "certain");
    }

    #[test]
    fn a_quote_that_is_never_closed() {
        let open = "registry plain-get 401 | www-authenticate: Basic realm=\"x";
        assert_eq!(verdict(&RULE, open), "certain");
        assert_eq!(verdict(&RULE, &format!("{open}\"")), "fine");
    }

    #[test]
    fn a_quote_that_takes_the_next_parameter_in_hinders() {
        for challenge in [r#"Bearer realm="https://auth.example/token,service="s""#, r#"Bearer realm="https://auth.example/token,service=s"#] {
            let said = says(&RULE, &format!("registry plain-get 401 | www-authenticate: {challenge}"));
            assert!(said.starts_with("error certain about the registry\nA quote is missing"), "{said}");
        }
        let last = says(&RULE, r#"registry plain-get 401 | www-authenticate: Bearer realm="https://auth.example/token",service="s"#);
        assert!(last.starts_with("warning"), "{last}");
    }

    #[test]
    fn stays_silent() {
        let check = |value: &str| verdict(&RULE, &format!("registry plain-get 401 | www-authenticate: {value}"));
        assert_eq!(check("Basic"), "fine");
        assert_eq!(check("Bearer, Basic realm=\"x\""), "fine");
        // that is about the realm
        assert_eq!(check("Bearer service=\"s\""), "fine");
        assert_eq!(check("Negotiate"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 200 | www-authenticate: Bearer"), "does not apply");
    }
}
