//! The registry wants a sign-in of a kind that neither this page nor docker can do.
//!
//! ## What you see
//! The page offers no sign-in. A tab may open the registry, because the browser itself knows the way (a company's single
//! sign-on, for example), and `docker login` fails.
//!
//! ## Why
//! Registry clients know two ways in: `Basic`, a password with every request, and `Bearer`, a token from a token service.
//! `Negotiate`, `NTLM`, `Digest` and others belong to a web server or a gateway in front of the registry.
//!
//! ## What cannot be known
//! Whether the registry behind that server would take a password or a token.
//!
//! ## What to change
//! Let the server in front leave `/v2/` to the registry's own authentication, or offer `Basic` or `Bearer` beside its own.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` must show a `WWW-Authenticate` line with `Basic` or `Bearer`.
//!
//! ## Source
//! - [Distribution: token authentication](https://distribution.github.io/distribution/spec/auth/token/)

use crate::diagnosis::evidence::refused::hinders;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Verdict};
use crate::registry::auth::challenge::Scheme;

/// The rule.
pub const RULE: Rule = Rule {
    id: "challenge-unsupported",
    source: "https://distribution.github.io/distribution/spec/auth/token/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let challenges = observation.challenges();
    let is_refused = observation.refusal().is_some_and(|refused| refused.status == 401);
    if challenges.is_empty() || !is_refused {
        return Verdict::NotApplicable;
    }
    let others = challenges.iter().filter(|challenge| matches!(challenge.scheme, Scheme::Other(_)));
    let names: Vec<String> = others.map(|challenge| challenge.scheme.to_string()).collect();
    if names.len() < challenges.len() {
        return Verdict::Fine;
    }
    let names = names.join(", ");
    Finding::new(Server::Registry, format!("The registry wants a sign-in by {names}, which registry clients do not know."))
        .severity(hinders(observation))
        .evidence(format!("The answer is a 401, and its WWW-Authenticate header offers: {names}."))
        .evidence("Registry clients, docker and this page among them, know Basic and Bearer.")
        .change(match names.eq_ignore_ascii_case("digest") {
            true => "Let the server in front ask by Basic, over https, where it asks by Digest: in Apache httpd by AuthType Basic and a file of htpasswd.",
            false => "Let the server in front leave /v2/ to the registry's own sign-in, or offer Basic or Bearer beside its own.",
        })
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
            The registry wants a sign-in by Negotiate, NTLM, which registry clients do not know.
            - The answer is a 401, and its WWW-Authenticate header offers: Negotiate, NTLM.
            - Registry clients, docker and this page among them, know Basic and Bearer.
            change: Let the server in front leave /v2/ to the registry's own sign-in, or offer Basic or Bearer beside its own."#]].assert_eq(&says(&RULE, "registry plain-get 401 | www-authenticate: Negotiate, NTLM"));
    }

    #[test]
    fn digest_has_a_brother_that_clients_know() {
        let digest = says(&RULE, "registry plain-get 401 | www-authenticate: Digest realm=\"x\", nonce=\"y\"");
        assert!(digest.contains("AuthType Basic"), "{digest}");
    }

    #[test]
    fn stays_silent() {
        let check = |value: &str| verdict(&RULE, &format!("registry plain-get 401 | www-authenticate: {value}"));
        assert_eq!(check("Negotiate, Basic realm=\"x\""), "fine");
        assert_eq!(check("Bearer realm=\"https://auth.example/token\""), "fine");
        assert_eq!(check("="), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "does not apply");
    }
}
