//! The registry works without TLS.
//!
//! ## What you see
//! Everything works. The address begins with `http://`.
//!
//! ## Why
//! Without TLS everybody on the way can read what goes over the network, names, passwords and tokens among it, and can change
//! images on their way. A page on https cannot ask such a registry, and docker wants an entry in `insecure-registries` for it.
//!
//! ## What cannot be known
//! Whether the network in between is a trusted one, a tunnel for example.
//!
//! ## What to change
//! Let a server with TLS stand in front of the registry, or give the registry a certificate itself.
//!
//! ## How to check
//! The registry's address must open with `https://`, without a warning.
//!
//! ## Source
//! - [Distribution: test an insecure registry](https://distribution.github.io/distribution/about/insecure/)

use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "practice-plain-http",
    source: "https://distribution.github.io/distribution/about/insecure/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Ok(registry) = observation.registry() else { return Verdict::NotApplicable };
    if !observation.works() || registry.is_loopback() {
        return Verdict::NotApplicable;
    }
    if !registry.is_plain_http() {
        return Verdict::Fine;
    }
    let finding = Finding::new(Server::Registry, "What goes to and from this registry can be read on its way.")
        .severity(Severity::Note)
        .evidence(format!("It works at {}, without TLS.", registry.origin()));
    let finding = match observation.signed_in {
        true => finding.evidence("Somebody is signed in, so a password or a token goes that way too."),
        false => finding,
    };
    finding.change("Give the registry a certificate, or let a server with TLS stand in front of it.").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        let text = "page http://ui.example/\n typed http://r.example:5000\n signed in\n registry catalog 200";
        expect![[r#"
            note certain about the registry
            What goes to and from this registry can be read on its way.
            - It works at http://r.example:5000, without TLS.
            - Somebody is signed in, so a password or a token goes that way too.
            change: Give the registry a certificate, or let a server with TLS stand in front of it."#]].assert_eq(&says(&RULE, text));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry catalog 200"), "fine");
        assert_eq!(verdict(&RULE, "typed localhost:5000\n registry catalog 200"), "does not apply");
        // what does not work has other troubles
        assert_eq!(verdict(&RULE, "typed http://r.example\n registry plain-get 500"), "does not apply");
    }
}
