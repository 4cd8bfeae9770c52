//! The server refuses this page before any sign-in.
//!
//! ## What you see
//! Nothing is listed, and no sign-in is offered. From other machines, or by `docker`, it may work.
//!
//! ## Why
//! A registry that wants a sign-in answers 401. A 403 to the very first request comes from something in front of it that
//! lets in only some callers: a list of addresses, a web application firewall, a rule about the `User-Agent` or the
//! `Origin` header.
//!
//! ## What cannot be known
//! Which of these it is. Its log says so.
//!
//! ## What to change
//! Let the server in front of the registry let requests for `/v2/` through from where this browser is, or open the page
//! from a network that it lets in.
//!
//! ## How to check
//! `curl -i -H 'Origin: {page_origin}' {registry_origin}/v2/` from this machine, and once without the header: if only the
//! first answers 403, the rule is about origins.
//!
//! ## Source
//! - [RFC 9110, section 15.5.4: 403 Forbidden](https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.4)

use crate::diagnosis::evidence::network::place;
use crate::diagnosis::observation::{BodyKind, Observation, Probe, Server};
use crate::diagnosis::rule::{Decide, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "server-forbids",
    source: "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.4",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some(read) = observation.read(Server::Registry, Probe::PlainGet) else { return Verdict::NotApplicable };
    if read.status != 403 {
        return Verdict::Fine;
    }
    let body = match read.body {
        BodyKind::Html => "The answer is a web page, as firewalls and proxies make them.",
        _ if !read.error.entries.is_empty() => "The answer is the error of a registry.",
        _ => "Nothing in the answer is a registry's.",
    };
    Finding::new(
        Server::Registry,
        format!("{} refuses this browser before any sign-in.", place(observation, Server::Registry)),
    )
    .evidence("The answer to /v2/ has status 403. A registry that wants a sign-in answers 401.")
    .evidence(body)
    .change("Let the server in front of the registry let requests for /v2/ through from this machine's network.")
    .decide(Decide::ServerLog)
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
            error certain about the registry
            r.example refuses this browser before any sign-in.
            - The answer to /v2/ has status 403. A registry that wants a sign-in answers 401.
            - The answer is a web page, as firewalls and proxies make them.
            change: Let the server in front of the registry let requests for /v2/ through from this machine's network.
            decides: server-log"#]].assert_eq(&says(&RULE, "registry plain-get 403 | content-type: text/html | <html>"));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get rejected"), "does not apply");
        // a list that is refused has a rule of its own
        assert_eq!(verdict(&RULE, "registry plain-get 200\n registry catalog 403"), "fine");
    }
}
