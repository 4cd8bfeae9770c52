//! This machine seems to have no network.
//!
//! ## What you see
//! Nothing loads any more, neither lists nor the page itself when it is loaded again.
//!
//! ## Why
//! The machine lost its network, a VPN went away, or the browser was told to work offline. A page stays on the screen
//! although the server that it came from cannot be reached any longer.
//!
//! ## What cannot be known
//! Where the page and the registry come from one machine, that machine alone may be down. The browser's own word for
//! being online is right only when it says no.
//!
//! ## What to change
//! Connect the machine, then check again.
//!
//! ## How to check
//! Load this page again: it must come.
//!
//! ## Source
//! - [HTML standard: navigator.onLine](https://html.spec.whatwg.org/multipage/system-state.html#dom-navigator-online)

use crate::diagnosis::evidence::network::is_offline;
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::rule::{Confidence, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "page-offline",
    source: "https://html.spec.whatwg.org/multipage/system-state.html#dom-navigator-online",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if !is_offline(observation) {
        let asked = observation.step(Server::Page, Probe::OwnOrigin).is_some();
        return if asked { Verdict::Fine } else { Verdict::NotApplicable };
    }
    let own = observation.is_blocked(Server::Page, Probe::OwnOrigin);
    let title = match own {
        true => "This browser reaches neither the registry nor the server that this page came from.",
        false => "The browser says that this machine is offline.",
    };
    let finding = Finding::new(Server::Page, title)
        .confidence(if own && !observation.page.is_online { Confidence::Certain } else { Confidence::Likely })
        .evidence("Every request to the registry was blocked, or nothing came back.");
    let finding = match own {
        true => finding.evidence("So was a request to this page's own server."),
        false => finding,
    };
    let finding = match observation.page.is_online {
        true => finding,
        false => finding.evidence("The browser itself says that it is offline."),
    };
    finding.change("Connect this machine to its network, then check again.").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const OFFLINE: &str = "
        page https://ui.example offline
        registry plain-get rejected
        page own-origin rejected
        registry no-cors-get rejected";

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the page
            This browser reaches neither the registry nor the server that this page came from.
            - Every request to the registry was blocked, or nothing came back.
            - So was a request to this page's own server.
            - The browser itself says that it is offline.
            change: Connect this machine to its network, then check again."#]].assert_eq(&says(&RULE, OFFLINE));
        assert_eq!(verdict(&RULE, &OFFLINE.replace(" offline", "")), "likely");
        // the page comes from this machine
        assert_eq!(verdict(&RULE, &OFFLINE.replace("origin rejected", "origin opaque")), "likely");
    }

    #[test]
    fn stays_silent() {
        let online = OFFLINE.replace(" offline", "");
        assert_eq!(verdict(&RULE, &online.replace("origin rejected", "origin opaque")), "fine");
        // the registry answers
        assert_eq!(verdict(&RULE, &online.replace("get rejected", "get opaque")), "fine");
        assert_eq!(verdict(&RULE, "page https://ui.example offline\n registry plain-get 200"), "does not apply");
        // the page's own policy forbids that request
        let policy = online.replace("page https://ui.example", "page https://ui.example policy:https://ui.example");
        assert_eq!(verdict(&RULE, &policy), "fine");
        // a registry on this machine needs no network
        let local = OFFLINE.replace("origin rejected", "origin opaque");
        assert_eq!(verdict(&RULE, &format!("typed localhost:5000\n{local}")), "fine");
    }
}
