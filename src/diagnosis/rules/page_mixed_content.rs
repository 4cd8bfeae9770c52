//! An https page may not ask a registry over plain http.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError" at once; the browser's console speaks of mixed content. Nothing reaches the
//! registry's log.
//!
//! ## Why
//! What a page of https fetches over http could be read and changed on the way, so browsers block it before it is sent.
//! This machine itself (`localhost`) is excepted, but not in WebKit (Safari); Chromium also excepts IP addresses of a private network and names in
//! `.local`, where the person has allowed access to the local network.
//!
//! ## What cannot be known
//! Nothing is left open: the two addresses say so, and no request was made.
//!
//! ## What to change
//! Put a certificate on the registry, or a proxy with one in front of it, and write `https://`. Or serve this page over
//! http beside the registry, as long as both stay in a network that is trusted.
//!
//! ## How to check
//! The registry's `https://` address opens in a tab without a warning.
//!
//! ## Source
//! - [Mixed content: should fetching be blocked](https://www.w3.org/TR/mixed-content/#should-block-fetch)
//! - [Distribution: run with TLS](https://distribution.github.io/distribution/about/deploying/#run-an-externally-accessible-registry)

use crate::diagnosis::evidence::network::place;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "page-mixed-content",
    source: "https://www.w3.org/TR/mixed-content/#should-block-fetch",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Ok(registry) = observation.registry() else { return Verdict::NotApplicable };
    if !observation.is_mixed_content(registry.url()) {
        return Verdict::Fine;
    }
    let place = place(observation, Server::Registry);
    let title = format!("This page is on https, and the registry {place} is to be asked over plain http.");
    Finding::new(Server::Page, title)
        .evidence("Browsers block such a request before it is sent, so no request was made.")
        .change("Put a certificate on the registry, or on a proxy in front of it, and write its https address.")
        .line(format!("https://{place}"))
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
            This page is on https, and the registry r.example:5000 is to be asked over plain http.
            - Browsers block such a request before it is sent, so no request was made.
            change: Put a certificate on the registry, or on a proxy in front of it, and write its https address.
                https://r.example:5000"#]].assert_eq(&says(&RULE, "typed http://r.example:5000"));
        // only Chromium excepts them, and only where it knows the permission
        assert_eq!(verdict(&RULE, "page firefox prompt\n typed http://10.0.0.7:5000"), "certain");
        assert_eq!(verdict(&RULE, "page chromium\n typed http://10.0.0.7:5000"), "certain");
        assert_eq!(verdict(&RULE, "page chromium prompt\n typed http://registry:5000"), "certain");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "typed r.example"), "fine");
        assert_eq!(verdict(&RULE, "typed localhost:5000"), "fine");
        assert_eq!(verdict(&RULE, "page http://ui.example\n typed http://r.example"), "fine");
        assert_eq!(verdict(&RULE, "page chromium prompt\n typed http://10.0.0.7:5000"), "fine");
        assert_eq!(verdict(&RULE, "page chromium granted\n typed http://nas.local:5000"), "fine");
        assert_eq!(verdict(&RULE, "typed r. example"), "does not apply");
    }
}
