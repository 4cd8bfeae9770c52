//! Nothing answers at the registry's address.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError" at once, and the address does not open in a tab either.
//!
//! ## Why
//! The name does not resolve, nothing listens on the port, a firewall refuses the connection, or what listens there
//! does not speak http. It is the browser that calls the registry: an address that works on the server, or inside of a
//! container network, need not work from here.
//!
//! ## What cannot be known
//! Connections that are refused and connections that are closed at once look the same. Safari does not tell whether
//! something listens at all, so there a certificate that is not trusted stays open beside this rule. Behind a company's
//! proxy names are looked up by the proxy, and what this browser says about a name then counts for little.
//!
//! ## What to change
//! Correct the name or the port in the address, start the registry, or open the port in the firewall. A proxy in front
//! of the registry must listen on the port that the address names.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/`, run on the machine that this browser runs on, must answer.
//!
//! ## Source
//! - [RFC 9293: a connection that nothing listens to is reset](https://www.rfc-editor.org/rfc/rfc9293#section-3.5.2)

use crate::diagnosis::evidence::cross_origin::{hides_signed_in, path};
use crate::diagnosis::evidence::network::{connects, is_network_fault, is_unexplained, is_unknown_internal_name, is_withheld, listens, may_be_guarded, may_not_resolve, other_scheme_confidence, place, resolves, speaks_other_scheme};
use crate::diagnosis::evidence::refused::hinders;
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};
use crate::diagnosis::senses::Engine;

/// The rule.
pub const RULE: Rule = Rule {
    id: "server-unreachable",
    source: "https://www.rfc-editor.org/rfc/rfc9293#section-3.5.2",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    if let Some(path) = path(observation) {
        return later(observation, path);
    }
    match observation.reach(to) {
        Reach::Unreachable if is_network_fault(observation, to) || hangs_up_after_tls(observation) => {}
        Reach::Unreachable | Reach::Silent | Reach::NotAsked => return Verdict::NotApplicable,
        Reach::Readable | Reach::Broken | Reach::Unreadable => return Verdict::Fine,
    }
    let Some(address) = observation.address(to) else { return Verdict::NotApplicable };
    let (is_https, place) = (address.scheme() == "https", place(observation, to));
    let unknown_name = resolves(observation, to) == Some(false);
    let internal = is_unknown_internal_name(observation, to);
    if internal && (unknown_name || may_not_resolve(observation, to)) {
        // The name itself is the fault.
        return Verdict::NotApplicable;
    }
    let may_be_unknown = may_not_resolve(observation, to) && !internal;
    if unknown_name || may_be_unknown {
        let host = address.host_str().unwrap_or_default();
        let (title, fact) = match unknown_name {
            true => (format!("The name {host} does not resolve on this machine."), "The browser found no address for the name, and one for this page's own."),
            false => (
                format!("The name {host} may not resolve on this machine, or nothing answers there."),
                "A call (WebRTC) found no address for the name. Calls do not look into the hosts file, as requests do.",
            ),
        };
        return Finding::new(to, title)
            .confidence(if unknown_name { Confidence::Likely } else { Confidence::Possible })
            .evidence("Every request to it was blocked at once.")
            .evidence(fact)
            .change("Correct the name in the address, or make it known to the DNS that this machine asks.")
            .decide(Decide::OpenInTab)
            .into();
    }
    let listens = if hangs_up_after_tls(observation) { Some(true) } else { listens(observation, to) };
    let finding = match (listens, is_https) {
        (Some(true), _) if connects(observation, to) == Some(true) => Finding::new(to, format!("{place} takes the request, and gives no answer, or none that the browser understands."))
            .confidence(Confidence::Possible)
            .evidence("Every request to it was blocked.")
            .evidence("Firefox notes how long the request was on its way, which it does only where a connection stood.")
            .change("Look into the log of that server, and of what is behind it, for the time of this check-up."),
        // Most often it is the certificate, which has a rule of its own and stands first.
        (Some(true), true) => Finding::new(to, format!("Something listens at {place}, and gives no answer over https."))
            .confidence(Confidence::Possible)
            .evidence("A connection was accepted, and no request was answered.")
            .change("Look into that server's log: it ends connections, or speaks another protocol on that port."),
        (Some(true), false) => Finding::new(to, format!("Something listens at {place}, and it does not speak http."))
            .confidence(Confidence::Possible)
            .evidence("A connection was accepted, and no request over http was answered.")
            .change("Look at what listens on that port, and correct the port or the scheme in the address."),
        (Some(false), _) if connects(observation, to) == Some(false) => Finding::new(to, format!("This browser gets no connection to {place}."))
            .confidence(if internal || may_be_guarded(observation, to) { Confidence::Possible } else { Confidence::Likely })
            .evidence("Every request to it was blocked.")
            // A question of the browser's about the local network comes to nothing in the same way.
            .evidence("Firefox notes no time for them, as where nothing takes the connection: nothing listens there, a firewall refuses, or no name server knows the name.")
            .change("Start the registry, open the port in the firewall, or correct name and port in the address."),
        (Some(false), _) => Finding::new(to, format!("Nothing accepts a connection at {place}."))
            .confidence(if internal { Confidence::Possible } else { Confidence::Likely })
            .evidence("Every request to it was blocked at once.")
            .evidence("A connection to that port was refused, or closed at once.")
            .change("Start the registry, open the port in the firewall, or correct the port in the address."),
        (None, _) => Finding::new(to, format!("Nothing answers at {place}."))
            .confidence(Confidence::Possible)
            .evidence("Every request to it was blocked at once.")
            .evidence("Whether something listens on that port could not be seen from this browser.")
            .change("Start the registry, open the port in the firewall, or correct the port in the address."),
    };
    finding.decide(Decide::OpenInTab).into()
}

/// A later address at which nothing may answer, though the first did.
fn later(observation: &Observation, path: &str) -> Verdict {
    let is_unreachable = observation.reach(Server::Registry) == Reach::Unreachable && !is_withheld(observation, Server::Registry);
    if !is_unreachable && !hides_signed_in(observation) {
        return Verdict::NotApplicable;
    }
    Finding::new(Server::Registry, format!("The registry, or the server in front of it, may end the connection at {path} without an answer."))
        .severity(hinders(observation))
        .confidence(Confidence::Possible)
        .evidence("The registry's first answer, to /v2/, was read.")
        .evidence(format!("The request for {path} was blocked, and nothing shows that an answer came."))
        .change("Look for this request in the log of the server in front of the registry, and in the registry's own.")
        .decide(Decide::ServerLog)
        .into()
}

/// Firefox takes the alert with which a TLS server answers a plain request for an answer over http, so that this says
/// nothing about who closed the connection over https.
fn hangs_up_after_tls(observation: &Observation) -> bool {
    let to = Server::Registry;
    let on_that_port = observation.address(to).is_some_and(|url| url.scheme() == "https" && url.port().is_some());
    observation.page.engine == Engine::Firefox
        && connects(observation, to) != Some(false)
        && on_that_port
        && is_unexplained(observation, to)
        && speaks_other_scheme(observation, to)
        && other_scheme_confidence(observation, to) == Confidence::Possible
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const REFUSED: &str = "
        page https://ui.example
        typed r.example:5000
        registry plain-get rejected
        page own-origin opaque
        registry no-cors-get rejected
        registry no-cors-root rejected
        registry turn no
        registry stun yes
        registry event-source no";

    #[test]
    fn fires() {
        expect![[r#"
            error likely about the registry
            Nothing accepts a connection at r.example:5000.
            - Every request to it was blocked at once.
            - A connection to that port was refused, or closed at once.
            change: Start the registry, open the port in the firewall, or correct the port in the address.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, REFUSED));
        expect![[r#"
            error possible about the registry
            The name r.example may not resolve on this machine, or nothing answers there.
            - Every request to it was blocked at once.
            - A call (WebRTC) found no address for the name. Calls do not look into the hosts file, as requests do.
            change: Correct the name in the address, or make it known to the DNS that this machine asks.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, &REFUSED.replace("stun yes", "stun no")));
        let plain = REFUSED.replace("https://ui", "http://ui").replace("typed r", "typed http://r");
        expect![[r#"
            error possible about the registry
            Something listens at r.example:5000, and it does not speak http.
            - A connection was accepted, and no request over http was answered.
            change: Look at what listens on that port, and correct the port or the scheme in the address.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, &plain.replace("turn no", "turn yes")));
        assert_eq!(verdict(&RULE, &plain.replace("turn no", "turn unavailable")), "possible");
        // WebKit does not tell
        assert_eq!(verdict(&RULE, &REFUSED.replace("page https", "page webkit https").replace("turn no", "turn unavailable")), "possible");
        // most often it is the certificate; not always
        assert_eq!(verdict(&RULE, &REFUSED.replace("turn no", "turn yes")), "possible");
        // Firefox takes a TLS server's alert for an answer over http
        let alert = REFUSED.replace("page https://ui", "page firefox http://ui").replace("turn no", "turn unavailable")
            + "\n registry other-scheme http://r.example:5000/v2/ opaque";
        assert_eq!(verdict(&RULE, &alert), "possible");
        // a name of a private network explains it better
        let internal = REFUSED.replace("r.example:5000", "registry:5000").replace("stun yes", "stun unavailable");
        assert_eq!(verdict(&RULE, &internal), "possible");
    }

    #[test]
    fn firefox_tells_whether_a_connection_stood() {
        let firefox = REFUSED.replace("page https://ui", "page firefox http://ui").replace("turn no", "turn unavailable");
        let says_of = |scheme: &str, said: &str| {
            says(&RULE, &firefox.replace("typed r", &format!("typed {scheme}://r")).replace("event-source no", &format!("connection {said}")))
        };
        let none = says_of("http", "no");
        assert!(none.starts_with("error likely") && none.contains("This browser gets no connection to r.example:5000."), "{none}");
        // the browser may be asking about the local network
        let guarded = firefox.replace("page firefox", "page firefox prompt").replace("r.example", "10.0.0.7").replace("typed 10", "typed http://10");
        let guarded = says(&RULE, &guarded.replace("event-source no", "connection no"));
        assert!(guarded.starts_with("error possible") && guarded.contains("no connection to 10.0.0.7:5000"), "{guarded}");
        // over https it may be the certificate as well
        assert!(says_of("https", "no").contains("Nothing answers at"));
        for scheme in ["http", "https"] {
            let ended = says_of(scheme, "yes");
            assert!(ended.starts_with("error possible") && ended.contains("or none that the browser understands"), "{ended}");
        }
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "fine");
        assert_eq!(verdict(&RULE, &REFUSED.replace("cors-get rejected", "cors-get opaque")), "fine");
        let silent = |from: &str, to: &str| assert_eq!(verdict(&RULE, &REFUSED.replace(from, to)), "does not apply");
        silent("get rejected", "get silent");
        // no network, the page's policy, a guarded network, an extension, a redirect, the other scheme
        silent("origin opaque", "origin rejected");
        silent("page https://ui.example", "page https://ui.example policy:https://r.example:5000");
        silent("page https://ui.example\n        typed r.example", "page denied\n typed https://10.0.0.7");
        silent("root rejected", "root opaque");
        silent("event-source no", "event-source yes");
        silent("event-source no", "oracle yes");
        silent("event-source no", "other-scheme http://r.example:5000/v2/ opaque");
        assert_eq!(
            verdict(&RULE, &REFUSED.replace("typed r.example", "typed registry").replace("stun yes", "stun no")),
            "does not apply"
        );
    }
}
