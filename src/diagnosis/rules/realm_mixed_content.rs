//! This page is on https, and the registry's token service is on plain http.
//!
//! ## What you see
//! No sign-in works and public images do not appear, although the registry itself answers. Nothing arrives at the token
//! service.
//!
//! ## Why
//! A browser does not let an https page send requests to http addresses ("mixed content"); this machine alone (`localhost`)
//! is excepted. The usual reason is a proxy that does TLS: the registry or its token service behind it does not know that,
//! and writes its own address with `http://`.
//!
//! ## What cannot be known
//! Whether the token service answers on https as well. Behind a proxy with TLS it mostly does.
//!
//! ## What to change
//! Let the registry name the https address of the token service. Distribution takes it from `auth.token.realm`, Harbor from
//! `external_url`, Gitea from `ROOT_URL`, Quay from `PREFERRED_URL_SCHEME`; others build it from `X-Forwarded-Proto`, which the
//! proxy must then send.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` must show `realm="https://…"`.
//!
//! ## Source
//! - [Mixed Content](https://www.w3.org/TR/mixed-content/)

use url::Url;

use crate::diagnosis::evidence::refused::{hinders, realm_address};
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::product::{is_own_host, with_realm_lines};
use crate::diagnosis::rule::{Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "realm-mixed-content",
    source: "https://www.w3.org/TR/mixed-content/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some(realm) = realm_address(observation) else { return Verdict::NotApplicable };
    // Chromium lets a page ask private addresses where the person allowed it.
    let was_read = observation.reach(Server::TokenService) == Reach::Readable;
    if !observation.is_mixed_content(&realm) || was_read {
        return Verdict::Fine;
    }
    let finding = Finding::new(
        Server::Registry,
        format!("The registry names its token service on plain http ({realm}), which no browser lets this https page ask."),
    );
    let finding = finding
        .severity(hinders(observation))
        .evidence(format!("This page is on {}.", observation.page.origin))
        .evidence(format!("The realm of the Bearer challenge is {realm}."))
        .change("Let the registry name the token service by an https address.");
    with_realm_lines(observation, finding, &with_https(observation, &realm)).into()
}

/// The same address on https; on the registry's own host with its port, too.
pub(super) fn with_https(observation: &Observation, url: &Url) -> Url {
    let mut secure = url.clone();
    // Both fail only for schemes that no realm has.
    let _ = secure.set_scheme("https");
    if let Ok(registry) = observation.registry()
        && is_own_host(observation, url)
        && registry.url().scheme() == "https"
    {
        let _ = secure.set_port(registry.url().port());
    }
    secure
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const HTTP: &str = "registry plain-get 401 | www-authenticate: Bearer realm=\"http://r.example/token\",service=\"s\"";

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the registry
            The registry names its token service on plain http (http://r.example/token), which no browser lets this https page ask.
            - This page is on https://ui.example.
            - The realm of the Bearer challenge is http://r.example/token.
            change: Let the registry name the token service by an https address. It is the registry's own host: where a registry builds the address from the request, let the server in front send X-Forwarded-Proto and the Host that it was asked for. Where it is written down, as in Distribution, correct it:
                auth:
                  token:
                    realm: https://r.example/token"#]].assert_eq(&says(&RULE, HTTP));
        // a registry on this machine may be asked on http, its token service elsewhere may not
        assert_eq!(verdict(&RULE, &format!("typed localhost:5000\n{HTTP}")), "certain");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &HTTP.replace("http:", "https:")), "fine");
        assert_eq!(verdict(&RULE, &HTTP.replace("r.example", "localhost:5001")), "fine");
        assert_eq!(verdict(&RULE, &format!("page http://ui.example/\n{HTTP}")), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 401 | www-authenticate: Basic"), "does not apply");
    }
}
