//! The registry names its token service without a host.
//!
//! ## What you see
//! This page works. `docker login` and `docker pull` fail with "unsupported protocol scheme".
//!
//! ## Why
//! The realm of the challenge is a path such as `/token`. A browser can resolve it against the registry's address, and this
//! page does; docker, podman and others want a full address and refuse a path.
//!
//! ## What cannot be known
//! Nothing is left open.
//!
//! ## What to change
//! Write the full address into the registry's configuration (Distribution: `auth.token.realm`).
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` must show `realm="https://…"`.
//!
//! ## Source
//! - [Distribution: token authentication](https://distribution.github.io/distribution/spec/auth/token/)

use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::product::with_realm_lines;
use crate::diagnosis::rule::{Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "realm-relative",
    source: "https://distribution.github.io/distribution/spec/auth/token/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some((challenge, Ok(realm))) = observation.realm() else { return Verdict::NotApplicable };
    if !realm.relative {
        return Verdict::Fine;
    }
    let written = challenge.parameter("realm").unwrap_or_default();
    let finding = Finding::new(
        Server::Registry,
        format!("The registry names its token service as {written}, without a host, which docker clients refuse."),
    );
    let finding = finding
        .severity(Severity::Warning)
        .evidence(format!("The realm of the Bearer challenge reads: {written}"))
        .evidence(format!("This page takes it for {}.", realm.url))
        .change("Let the registry name the full address.");
    with_realm_lines(observation, finding, &realm.url).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        expect![[r#"
            warning certain about the registry
            The registry names its token service as /token, without a host, which docker clients refuse.
            - The realm of the Bearer challenge reads: /token
            - This page takes it for https://r.example/token.
            change: Let the registry name the full address. It is the registry's own host: where a registry builds the address from the request, let the server in front send X-Forwarded-Proto and the Host that it was asked for. Where it is written down, as in Distribution, correct it:
                auth:
                  token:
                    realm: https://r.example/token"#]].assert_eq(&says(&RULE, "registry plain-get 401 | www-authenticate: Bearer realm=\"/token\""));
    }

    #[test]
    fn stays_silent() {
        let check = |realm: &str| {
            verdict(&RULE, &format!("registry plain-get 401 | www-authenticate: Bearer realm=\"{realm}\""))
        };
        assert_eq!(check("https://r.example/token"), "fine");
        assert_eq!(check(""), "does not apply");
        // without a slash in front it is no path, but nothing at all
        assert_eq!(check("token"), "does not apply");
    }
}
