//! The registry has a name that only its own network knows.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError", although the registry runs, and other containers reach it by that name.
//!
//! ## Why
//! `http://registry:5000` is a name that Docker Compose or Kubernetes gives to a container. Containers of that network
//! resolve it; the browser runs on a person's machine, outside of it, and does not. It is the browser that calls the
//! registry, not the server that the page comes from. Names that end in `.local`, `.lan` or `.internal` are known to a
//! local network alone.
//!
//! ## What cannot be known
//! Where this browser does not say whether the name resolves, a server that is down looks the same.
//!
//! ## What to change
//! Publish the registry's port and write the name of the machine that it runs on. Or let the server that this page
//! comes from pass `/v2/` on to the registry: that server may know the name, and the page then needs no CORS.
//!
//! ## How to check
//! `{registry_origin}/v2/` opens in a tab of the browser that shows this page.
//!
//! ## Source
//! - [Docker Compose: networking](https://docs.docker.com/compose/how-tos/networking/)
//! - [RFC 6762: names that end in .local](https://www.rfc-editor.org/rfc/rfc6762#section-3)

use crate::diagnosis::evidence::network::is_unknown_internal_name;
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};
use crate::diagnosis::senses::{SenseAnswer, Sense};

/// The rule.
pub const RULE: Rule = Rule {
    id: "address-internal-name",
    source: "https://docs.docker.com/compose/how-tos/networking/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if observation.read(Server::Registry, Probe::PlainGet).is_some() {
        return Verdict::Fine;
    }
    let Some(address) = observation.address(Server::Registry) else { return Verdict::NotApplicable };
    if !is_unknown_internal_name(observation, Server::Registry) {
        return Verdict::NotApplicable;
    }
    let host = address.host_str().unwrap_or_default();
    let kind = match host.contains('.') {
        true => "Names that end so are given out by a local network and are unknown outside of it.",
        false => "A name without a dot is one that a container or a machine has in its own network.",
    };
    let resolves = match observation.sense_answer(Server::Registry, Sense::Stun) {
        Some(SenseAnswer::No) => "The browser found no address for it.",
        _ => "Whether the browser finds an address for it could not be seen.",
    };
    let title = format!("The name {host} belongs to a private network, and this browser reaches nothing under it.");
    Finding::new(Server::Registry, title)
        .confidence(Confidence::Likely)
        .evidence(kind)
        .evidence(resolves)
        .evidence("Every request to it was blocked.")
        .change("Write a name that this browser knows, or let the server of this page pass /v2/ on to the registry.")
        .decide(Decide::OpenInTab)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const COMPOSE: &str = "
        page http://localhost:8888/
        typed http://registry:5000
        registry plain-get rejected
        page own-origin opaque
        registry no-cors-get rejected
        registry turn no
        registry stun no";

    #[test]
    fn fires() {
        expect![[r#"
            error likely about the registry
            The name registry belongs to a private network, and this browser reaches nothing under it.
            - A name without a dot is one that a container or a machine has in its own network.
            - The browser found no address for it.
            - Every request to it was blocked.
            change: Write a name that this browser knows, or let the server of this page pass /v2/ on to the registry.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, COMPOSE));
        assert_eq!(verdict(&RULE, &COMPOSE.replace("stun no", "stun unavailable")), "likely");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "typed http://registry:5000\n registry plain-get 200"), "fine");
        // the name resolves, or something accepts the connection
        assert_eq!(verdict(&RULE, &COMPOSE.replace("stun no", "stun yes")), "does not apply");
        let listens = COMPOSE.replace("turn no", "turn yes").replace("stun no", "stun silence");
        assert_eq!(verdict(&RULE, &listens), "does not apply");
        // this machine, an IP address, a public name, no network at all
        for host in ["localhost:5000", "10.0.0.7:5000", "r.example:5000"] {
            assert_eq!(verdict(&RULE, &COMPOSE.replace("registry:5000", host)), "does not apply");
        }
        assert_eq!(verdict(&RULE, &COMPOSE.replace("origin opaque", "origin rejected")), "does not apply");
    }
}
