//! This page's own content security policy does not let it ask that server.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError" at once; the browser's console names the policy. Nothing reaches the server's
//! log.
//!
//! ## Why
//! The server that this page comes from, or a portal around it, sends a `Content-Security-Policy` whose `connect-src`
//! lists the servers that the page may ask, and this one is not among them. A page that talks to a registry asks up to
//! three servers: the registry, its token service, and the storage to which the registry sends it for blobs.
//!
//! ## What cannot be known
//! After a redirect the browser names the address that was asked first, so to which server a redirect led stays
//! unknown.
//!
//! ## What to change
//! Let the server that this page comes from list the origin in `connect-src`, or leave `connect-src` as open as
//! `https: http:` where people may open registries of their own choice.
//!
//! ## How to check
//! `curl -si {page_origin}/ | grep -i content-security-policy` must list the origin.
//!
//! ## Source
//! - [Content security policy: connect-src](https://www.w3.org/TR/CSP3/#directive-connect-src)

use crate::diagnosis::evidence::network::policy_blocks;
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "page-policy-blocks",
    source: "https://www.w3.org/TR/CSP3/#directive-connect-src",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let servers = [Server::Registry, Server::TokenService, Server::Storage];
    let Some(blocked) = servers.into_iter().find(|server| policy_blocks(observation, *server)) else {
        return if observation.steps.is_empty() { Verdict::NotApplicable } else { Verdict::Fine };
    };
    let origin = observation.origin(blocked).unwrap_or_default();
    let mut violations = observation.page.policy_blocked.iter().filter(|violation| violation.blocked == origin);
    let directive = violations.next().map_or("connect-src", |violation| violation.directive.as_str());
    let name = blocked.in_words();
    let fact = format!("The browser reported that {directive} of this page's policy blocked a request to {origin}.");
    if observation.reach(blocked) == Reach::Readable {
        // A blob of another server: browsers report the address that was asked, not the one that the redirect led to.
        return Finding::new(
            Server::Page,
            format!("This page's own security policy does not let it follow where the {name} sends it."),
        )
        .severity(if observation.works() { Severity::Warning } else { Severity::Error })
        .evidence(fact)
        .evidence("Other answers of that server could be read, so it is a redirect to another server that was blocked.")
        .change(format!("Let the server that this page comes from list that other server in {directive}."))
        .into();
    }
    Finding::new(Server::Page, format!("This page's own security policy does not let it ask the {name}."))
        .evidence(fact)
        .change(format!("Let the server that this page comes from list the {name} in its policy for the page."))
        .line(format!("{directive} 'self' {origin}"))
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
            error certain about the page
            This page's own security policy does not let it ask the registry.
            - The browser reported that connect-src of this page's policy blocked a request to https://r.example.
            change: Let the server that this page comes from list the registry in its policy for the page.
                connect-src 'self' https://r.example"#]].assert_eq(&says(&RULE, "
            page policy:https://r.example
            registry plain-get rejected
            registry no-cors-get rejected"));
        expect![[r#"
            warning certain about the page
            This page's own security policy does not let it follow where the registry sends it.
            - The browser reported that connect-src of this page's policy blocked a request to https://r.example.
            - Other answers of that server could be read, so it is a redirect to another server that was blocked.
            change: Let the server that this page comes from list that other server in connect-src."#]].assert_eq(&says(&RULE, "
            page policy:https://r.example
            registry plain-get 200
            registry manifest 200
            registry blob rejected"));
        let realm = "page policy:https://auth.example\n registry plain-get 401\n token-service token rejected";
        assert_eq!(verdict(&RULE, realm), "certain");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get rejected"), "fine");
        // another port is another origin
        assert_eq!(verdict(&RULE, "page policy:https://r.example:5000\n registry plain-get rejected"), "fine");
        assert_eq!(verdict(&RULE, "page policy:https://other.example\n registry plain-get 200"), "fine");
        assert_eq!(verdict(&RULE, "typed r. example"), "does not apply");
    }
}
