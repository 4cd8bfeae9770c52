//! The name or the password is not right.
//!
//! ## What you see
//! The sign-in is refused. `docker login` with the same name and password says "unauthorized: incorrect username or password"
//! or "401 Unauthorized".
//!
//! ## Why
//! The server that checks passwords answered 401 to these. Beside a typing error: a personal access token is wanted in place
//! of the password, the account is locked, or the server keeps another list of accounts than expected. Distribution's
//! `htpasswd` file takes bcrypt alone: accounts written with `htpasswd` without `-B` are refused, others in the same file work.
//!
//! ## What cannot be known
//! Whether the name or the password is wrong; servers do not tell on purpose.
//!
//! ## What to change
//! Type both once more. Where two-factor sign-in or a single sign-on is in use, make an access token and use it as the
//! password. In an `htpasswd` file write the account with `htpasswd -B`.
//!
//! ## How to check
//! `docker login` with the same name and password.
//!
//! ## Source
//! - [RFC 9110, section 15.5.2: 401 Unauthorized](https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2)
//! - [Distribution: configuration of auth.htpasswd](https://distribution.github.io/distribution/about/configuration/#htpasswd)

use crate::diagnosis::evidence::refused::{codes, hinders, host_of, is_password_proven};
use crate::diagnosis::observation::{Observation, AuthorizationKind, Probe, Read, Server, Step};
use crate::diagnosis::product::product;
use crate::diagnosis::rule::{Confidence, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "credentials-rejected",
    source: "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if !observation.signed_in {
        return Verdict::NotApplicable;
    }
    if is_password_proven(observation) {
        return Verdict::Fine;
    }
    let refused = observation.steps.iter().find_map(|step| Some((step, step.read()?)).filter(is_refusal));
    let Some((step, read)) = refused else { return Verdict::NotApplicable };
    let (about, who) = match step.to {
        Server::TokenService => (Server::TokenService, format!("token service at {}", host_of(&step.url))),
        _ => (Server::Registry, "registry".to_string()),
    };
    // Where the challenge is hidden, the page guessed that a password belongs there.
    let is_guess = observation.refusal().is_some_and(|read| read.headers.get("www-authenticate").is_none());
    let finding = Finding::new(about, format!("The {who} does not take this name and password."))
        .severity(hinders(observation))
        .confidence(if is_guess { Confidence::Possible } else { Confidence::Certain })
        .evidence(format!("The request with name and password was answered with 401 by the {who}."));
    let finding = match codes(read) {
        Some(codes) => finding.evidence(codes),
        None => finding,
    };
    let change = "Sign in with a name and password that this server knows; some want an access token in place of the password.";
    // One password for all requests, and nothing that says whose it is: Distribution, most of the time, or a proxy before it.
    let of_file = step.to == Server::Registry && product(observation).is_none();
    let bcrypt = " In the file of accounts of Distribution only lines in bcrypt count (htpasswd -B).";
    finding.change(format!("{change}{}", if of_file { bcrypt } else { "" })).into()
}

/// A 401 to the password itself, not to what it may do.
fn is_refusal((step, read): &(&Step, &Read)) -> bool {
    let challenge = read.headers.get("www-authenticate").unwrap_or_default();
    let carries = match step.to {
        Server::TokenService => step.authorization == Some(AuthorizationKind::Basic) || step.method == "POST",
        Server::Registry => step.authorization == Some(AuthorizationKind::Basic),
        Server::Page | Server::Storage => false,
    };
    carries && read.status == 401 && step.probe != Probe::DummyAuthorization && !challenge.contains("insufficient_scope")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const BASIC: &str = "signed in
        registry plain-get 401 | www-authenticate: Basic realm=\"x\"
        registry catalog with Basic 401 | www-authenticate: Basic realm=\"x\" | {\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}";

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the registry
            The registry does not take this name and password.
            - The request with name and password was answered with 401 by the registry.
            - The error says: UNAUTHORIZED.
            change: Sign in with a name and password that this server knows; some want an access token in place of the password. In the file of accounts of Distribution only lines in bcrypt count (htpasswd -B)."#]].assert_eq(&says(&RULE, BASIC));
        expect![[r#"
            error certain about the token-service
            The token service at auth.example does not take this name and password.
            - The request with name and password was answered with 401 by the token service at auth.example.
            change: Sign in with a name and password that this server knows; some want an access token in place of the password."#]].assert_eq(&says(&RULE, "signed in\n token-service token with Basic 401"));
        let form = "signed in\n token-service token with Basic rejected\n token-service token POST 401";
        assert_eq!(verdict(&RULE, form), "certain");
    }

    #[test]
    fn stays_silent() {
        // the token service took them, so Harbor's 401 is about rights
        let harbor = format!("token-service token with Basic 200 | | {{\"token\":\"a\"}}\n{BASIC}");
        assert_eq!(verdict(&RULE, &harbor), "fine");
        assert_eq!(verdict(&RULE, &BASIC.replace("with Basic 401", "with Basic 200")), "fine");
        assert_eq!(verdict(&RULE, &BASIC.replace("signed in", "")), "does not apply");
        assert_eq!(verdict(&RULE, "signed in\n registry catalog with Bearer 401"), "does not apply");
        assert_eq!(verdict(&RULE, "signed in\n token-service token 401"), "does not apply");
    }
}
