//! The browser does not trust the registry's certificate, or TLS fails in another way.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError" at once, on an https registry that runs. In a tab the browser shows a warning in
//! place of the registry. `docker` says "x509: certificate signed by unknown authority", unless it was told to trust
//! it.
//!
//! ## Why
//! The certificate is self-signed or of a company's own authority, has expired, or does not name the host in the
//! address. For a tab a person can make an exception; for a page the browser only fails. What `docker` trusts
//! (`certs.d`, `insecure-registries`) the browser does not know.
//!
//! ## What cannot be known
//! A page sees neither the certificate nor the error. An old TLS version, a wanted client certificate, a connection
//! that is reset after TLS and answers that are no http look the same. Safari does not even tell whether something
//! listens there.
//!
//! ## What to change
//! Use a certificate that browsers trust, with the host's name in it and the intermediate certificates after it in the
//! same file. Or install the company's authority on the machines of those who use this page.
//!
//! ## How to check
//! `{registry_origin}/v2/` opens in a tab without a warning. Else the warning names the fault.
//!
//! ## Source
//! - [RFC 9110: https certificate verification](https://www.rfc-editor.org/rfc/rfc9110#section-4.3.4)
//! - [Distribution: use self-signed certificates](https://distribution.github.io/distribution/about/insecure/#use-self-signed-certificates)

use crate::diagnosis::evidence::network::{connects, is_unexplained, listens, other_scheme_confidence, place, resolves, speaks_other_scheme};
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "server-certificate-untrusted",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-4.3.4",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    let Some(address) = observation.address(to).filter(|url| url.scheme() == "https") else {
        return Verdict::NotApplicable;
    };
    match observation.reach(to) {
        Reach::Unreachable if is_unexplained(observation, to) => {}
        Reach::Unreachable | Reach::Silent | Reach::NotAsked => return Verdict::NotApplicable,
        Reach::Readable | Reach::Broken | Reach::Unreadable => return Verdict::Fine,
    }
    let other_scheme = speaks_other_scheme(observation, to);
    let unknown_name = resolves(observation, to) == Some(false);
    let listens = listens(observation, to);
    let on_that_port = address.port().is_some();
    // An answer over http on another port explains it, unless something listens here after all.
    // Where a request went out, TLS had succeeded.
    let has_tls = connects(observation, to) == Some(true);
    if has_tls || unknown_name || listens == Some(false) || other_scheme && !on_that_port && listens.is_none() {
        return Verdict::NotApplicable;
    }
    if other_scheme && other_scheme_confidence(observation, to) == Confidence::Certain {
        return Verdict::NotApplicable;
    }
    let title = format!("The browser could not set up a trusted connection to {}.", place(observation, to));
    let finding = Finding::new(to, title)
        .confidence(Confidence::Possible)
        .evidence("Every request over https was blocked at once.");
    let finding = match listens {
        Some(_) => finding.evidence("Something listens on that port: a connection was accepted."),
        None => finding.evidence("Whether something listens on that port could not be seen from this browser."),
    };
    let finding = match other_scheme && on_that_port {
        true => finding.evidence("A request over http was answered on that port, as TLS servers do too."),
        false => finding,
    };
    finding
        .change("Use a certificate that browsers trust and that names this host, or install its authority here.")
        .decide(Decide::OpenInTab)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const SELF_SIGNED: &str = "
        typed r.example:5000
        registry plain-get rejected
        page own-origin opaque
        registry no-cors-get rejected
        registry no-cors-root rejected
        registry turn yes
        registry stun yes
        registry event-source no";

    #[test]
    fn fires() {
        expect![[r#"
            error possible about the registry
            The browser could not set up a trusted connection to r.example:5000.
            - Every request over https was blocked at once.
            - Something listens on that port: a connection was accepted.
            change: Use a certificate that browsers trust and that names this host, or install its authority here.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, SELF_SIGNED));
        assert_eq!(verdict(&RULE, &SELF_SIGNED.replace("turn yes", "turn unavailable")), "possible");
        // Go, nginx and httpd answer a plain request on their TLS port with a 400
        let plain = SELF_SIGNED.replace("event-source no", "other-scheme http://r.example:5000/v2/ opaque");
        assert_eq!(verdict(&RULE, &plain), "possible");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "fine");
        assert_eq!(verdict(&RULE, &SELF_SIGNED.replace("cors-get rejected", "cors-get opaque")), "fine");
        let silent = |from: &str, to: &str| {
            assert_eq!(verdict(&RULE, &SELF_SIGNED.replace(from, to)), "does not apply");
        };
        // nothing listens, the name leads nowhere, plain http, silence, no network, a redirect
        silent("turn yes", "turn no");
        silent("turn yes\n        registry stun yes", "stun no\n page stun silence");
        // nothing shows that calls find any name
        assert_eq!(verdict(&RULE, &SELF_SIGNED.replace("turn yes\n        registry stun yes", "stun no")), "possible");
        // in Firefox a request went out, or none did
        let firefox = SELF_SIGNED.replace("\n        typed", "\n        page firefox https://ui.example\n        typed").replace("turn yes", "turn unavailable");
        let said = |said: &str| verdict(&RULE, &firefox.replace("event-source no", &format!("connection {said}")));
        assert_eq!([said("yes"), said("no")], ["does not apply", "possible"]);
        // an accepted connection is the better proof
        assert_eq!(verdict(&RULE, &SELF_SIGNED.replace("stun yes", "stun no")), "possible");
        silent("typed r", "page http://ui.example\n typed http://r");
        silent("get rejected", "get silent");
        silent("origin opaque", "origin rejected");
        silent("event-source no", "oracle yes");
        // http alone is served
        let other = SELF_SIGNED.replace(":5000", "") + "\n registry other-scheme http://r.example/v2/ opaque";
        assert_eq!(verdict(&RULE, &other.replace("turn yes", "turn unavailable")), "does not apply");
        assert_eq!(verdict(&RULE, &other), "possible");
    }
}
