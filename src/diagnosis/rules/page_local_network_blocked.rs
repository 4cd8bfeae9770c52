//! The browser guards the local network from this page.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError", or requests that never end, for a registry in the local network or on this
//! machine. It opens in a tab. A prompt may be waiting at the address bar.
//!
//! ## Why
//! Chromium from version 142 on, and Firefox, ask before a page from the internet may talk to a private address, so
//! that strangers' pages cannot reach routers and printers. The answer is remembered for the page's origin. A page that
//! is not on https cannot even ask, and a frame needs the permission of the page around it.
//!
//! ## What cannot be known
//! While a prompt is open a request simply waits, which a server that does not answer looks like too:
//! [server-timeout](#/guide/rules/server-timeout) stays open beside this rule then. Whether a name leads to a private
//! address only the browser knows.
//!
//! ## What to change
//! Allow access to the local network in the site settings, behind the icon in front of the address. Or serve the page
//! from the same network as the registry: then nobody is asked. A portal adds `allow="local-network-access"` to its
//! frame.
//!
//! ## How to check
//! In the site settings of this page the local network is allowed; then check again.
//!
//! ## Source
//! - [Local Network Access](https://wicg.github.io/local-network-access/)
//! - [Chrome: permission prompt](https://developer.chrome.com/blog/local-network-access)

use crate::diagnosis::evidence::network::{LocalNetwork, local_network, place};
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};
use crate::diagnosis::senses::Permission;

/// The rule.
pub const RULE: Rule = Rule {
    id: "page-local-network-blocked",
    source: "https://wicg.github.io/local-network-access/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let servers = [Server::Registry, Server::TokenService];
    let found = servers.into_iter().find_map(|server| Some((server, local_network(observation, server)?)));
    let Some((server, why)) = found else {
        let granted = observation.page.local_network == Permission::Granted;
        return if granted { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let place = place(observation, server);
    let allow = "Allow this page the local network in the browser's site settings, then check again.";
    let is_inside = format!("By its name {place} is in a private network or on this machine.");
    let finding = |title: String| Finding::new(Server::Page, title).decide(Decide::OpenInTab);
    match why {
        LocalNetwork::Denied => finding(format!("The browser does not let this page talk to {place}."))
            .confidence(Confidence::Likely)
            .evidence(is_inside)
            .evidence("The permission for the local network is refused to this page.")
            .change(allow),
        LocalNetwork::Prompt => finding(format!("The browser may be waiting for permission to talk to {place}."))
            .confidence(Confidence::Likely)
            .evidence(is_inside)
            .evidence("The browser asks before it lets this page into the local network, and nobody has answered.")
            .evidence("Requests neither came back nor failed, which they do while a prompt is open.")
            .change("Look for the browser's prompt and allow the local network, then check again."),
        LocalNetwork::Withheld => finding(format!("The browser keeps the answers of {place} from this page."))
            .confidence(Confidence::Possible)
            .evidence("An answer came, and the browser did not pass it on, not even as one that stays unread.")
            .evidence("The permission for the local network is not given to this page.")
            .change(allow),
        LocalNetwork::Insecure => finding(format!("The browser keeps the answers of {place} from a page on http."))
            .confidence(Confidence::Possible)
            .evidence(is_inside)
            .evidence("An answer came, and the browser did not pass it on.")
            .evidence("This page is no secure context, and only such a page may ask for the local network.")
            .change("Serve this page over https, or from the registry's own network."),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const DENIED: &str = "
        page denied
        typed https://10.0.0.7:5000
        registry plain-get rejected
        page own-origin opaque
        registry no-cors-get rejected";
    const WAITING: &str = "
        page prompt firefox
        typed localhost:5000
        registry plain-get silent
        registry no-cors-get silent";

    #[test]
    fn fires() {
        expect![[r#"
            error likely about the page
            The browser does not let this page talk to 10.0.0.7:5000.
            - By its name 10.0.0.7:5000 is in a private network or on this machine.
            - The permission for the local network is refused to this page.
            change: Allow this page the local network in the browser's site settings, then check again.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, DENIED));
        expect![[r#"
            error likely about the page
            The browser may be waiting for permission to talk to localhost:5000.
            - By its name localhost:5000 is in a private network or on this machine.
            - The browser asks before it lets this page into the local network, and nobody has answered.
            - Requests neither came back nor failed, which they do while a prompt is open.
            change: Look for the browser's prompt and allow the local network, then check again.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, WAITING));
        let withheld = format!("{DENIED}\n registry event-source yes").replace("10.0.0.7:5000", "r.example");
        expect![[r#"
            error possible about the page
            The browser keeps the answers of r.example from this page.
            - An answer came, and the browser did not pass it on, not even as one that stays unread.
            - The permission for the local network is not given to this page.
            change: Allow this page the local network in the browser's site settings, then check again.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, &withheld));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &DENIED.replace("10.0.0.7:5000", "r.example")), "does not apply");
        assert_eq!(verdict(&RULE, &DENIED.replace("denied", "granted")), "fine");
        // something answers, so the browser let the request through
        assert_eq!(verdict(&RULE, &DENIED.replace("get rejected", "get opaque")), "does not apply");
        // a page inside of the network, and a page on this machine, are asked nothing
        assert_eq!(verdict(&RULE, &DENIED.replace("page denied", "page https://10.0.0.8 denied")), "does not apply");
        let local = WAITING.replace("page prompt", "page http://localhost:8080 prompt");
        assert_eq!(verdict(&RULE, &local), "does not apply");
        // the name leads nowhere
        let unknown = format!("{DENIED}\n registry stun no\n page stun silence").replace("10.0.0.7", "registry");
        assert_eq!(verdict(&RULE, &unknown), "does not apply");
    }
}
