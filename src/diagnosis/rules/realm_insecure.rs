//! The registry is on https and sends passwords to a token service on plain http.
//!
//! ## What you see
//! The page offers no sign-in, although the registry answers. `docker login` may work, and sends the password in clear.
//!
//! ## Why
//! The realm of the challenge begins with `http://`. Whoever signs in would send name and password over the network so that
//! everybody on the way can read them, so this page does not do it. The usual reason is a proxy that does TLS: what stands
//! behind it does not know that, and writes its own address with `http://`.
//!
//! ## What cannot be known
//! Whether the token service answers on https as well. Behind a proxy with TLS it mostly does.
//!
//! ## What to change
//! Let the registry name the https address of the token service: in Distribution `auth.token.realm`, in Harbor
//! `external_url`, in Gitea `ROOT_URL`. Others build it from `X-Forwarded-Proto`, which the proxy must then send.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` must show `realm="https://…"`.
//!
//! ## Source
//! - [RFC 7617, section 4: Basic is not secure without TLS](https://www.rfc-editor.org/rfc/rfc7617.html#section-4)

use crate::diagnosis::evidence::refused::hinders;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::product::with_realm_lines;
use crate::diagnosis::rule::{Finding, Rule, Verdict};
use crate::registry::auth::realm::RealmError;
use super::realm_mixed_content::with_https;

/// The rule.
pub const RULE: Rule = Rule {
    id: "realm-insecure",
    source: "https://www.rfc-editor.org/rfc/rfc7617.html#section-4",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let realm = match observation.realm() {
        Some((_, Err(RealmError::Insecure(realm)))) => realm,
        Some((_, Ok(_))) => return Verdict::Fine,
        _ => return Verdict::NotApplicable,
    };
    // From an https page the browser blocks it already, which is the more fundamental fault.
    if observation.is_mixed_content(&realm) {
        return Verdict::NotApplicable;
    }
    let finding = Finding::new(
        Server::Registry,
        format!("The registry is on https and sends passwords to {realm}, where they would travel in clear."),
    );
    let finding = finding
        .severity(hinders(observation))
        .evidence("The registry was asked on https.")
        .evidence(format!("The realm of the Bearer challenge is {realm}."))
        .change("Let the registry name the token service by an https address.");
    with_realm_lines(observation, finding, &with_https(observation, &realm)).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const HTTP: &str = "page http://ui.example/
        registry plain-get 401 | www-authenticate: Bearer realm=\"http://auth.example/token\",service=\"s\"";

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the registry
            The registry is on https and sends passwords to http://auth.example/token, where they would travel in clear.
            - The registry was asked on https.
            - The realm of the Bearer challenge is http://auth.example/token.
            change: Let the registry name the token service by an https address. In Distribution:
                auth:
                  token:
                    realm: https://auth.example/token"#]].assert_eq(&says(&RULE, HTTP));
        // browsers let an https page ask this machine on http, so that is no mixed content
        let local = HTTP.replace("page http:", "page https:").replace("auth.example", "localhost:5001");
        assert_eq!(verdict(&RULE, &local), "certain");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &HTTP.replace("page http:", "page https:")), "does not apply");
        assert_eq!(verdict(&RULE, &format!("typed http://r.example\n{HTTP}")), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 401 | www-authenticate: Basic"), "does not apply");
    }
}
