//! Names and passwords for this registry go to another server.
//!
//! ## What you see
//! Before a sign-in the page names the token service's host and asks whether your password may go there.
//!
//! ## Why
//! A registry may leave signing in to a token service on another host; Docker Hub does (`auth.docker.io`). Which host that is,
//! the registry alone says. A registry that was taken over could name any host, so it is worth a look before a password is typed.
//!
//! ## What cannot be known
//! Whether that host belongs to the same people as the registry.
//!
//! ## What to change
//! Nothing, where the host is the right one. A token service under a path of the registry's own name needs no CORS headers
//! and no certificate of its own, and nobody has to be asked.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` shows the realm.
//!
//! ## Source
//! - [Distribution: token authentication](https://distribution.github.io/distribution/spec/auth/token/)

use crate::diagnosis::evidence::refused::host_of;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "realm-on-other-host",
    source: "https://distribution.github.io/distribution/spec/auth/token/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some((_, Ok(realm))) = observation.realm() else { return Verdict::NotApplicable };
    if !realm.foreign {
        return Verdict::Fine;
    }
    let host = host_of(&realm.url);
    Finding::new(Server::Registry, format!("Names and passwords for this registry go to {host}."))
        .severity(Severity::Note)
        .evidence(format!("The registry's challenge names {} as its token service.", realm.url))
        .evidence("That is another origin than the registry's own.")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    fn realm(realm: &str) -> String {
        format!("registry plain-get 401 | www-authenticate: Bearer realm=\"{realm}\",service=\"s\"")
    }

    #[test]
    fn fires() {
        expect![[r#"
            note certain about the registry
            Names and passwords for this registry go to auth.example.
            - The registry's challenge names https://auth.example/token as its token service.
            - That is another origin than the registry's own."#]].assert_eq(&says(&RULE, &realm("https://auth.example/token")));
        // another port is another server
        assert_eq!(verdict(&RULE, &realm("https://r.example:5001/token")), "certain");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &realm("https://r.example/token")), "fine");
        assert_eq!(verdict(&RULE, &realm("/token")), "fine");
        assert_eq!(verdict(&RULE, &realm("http://auth.example/token")), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 401 | www-authenticate: Basic"), "does not apply");
    }
}
