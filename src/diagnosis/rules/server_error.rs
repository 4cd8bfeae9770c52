//! The registry answers with an error of its own.
//!
//! ## What you see
//! A list or an image does not appear, for docker neither: "received unexpected HTTP status: 500 Internal Server Error".
//!
//! ## Why
//! A status of 500 says that the server met something it was not made for: its storage is full, cannot be read or does not
//! answer, a database is gone, or a registry that mirrors another one was refused there.
//!
//! ## What cannot be known
//! What it was. Registries tell it in their log alone.
//!
//! ## What to change
//! Look for this very request in the log of the registry, and in that of the server in front of it.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/_catalog?n=1` shows the status and what the server says with it.
//!
//! ## Source
//! - [RFC 9110, section 15.6.1: 500 Internal Server Error](https://www.rfc-editor.org/rfc/rfc9110.html#section-15.6.1)

use crate::diagnosis::evidence::refused::{codes, hinders, unreadable_accounts};
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::rule::{Decide, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "server-error",
    source: "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.6.1",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    if unreadable_accounts(observation).is_some() {
        return Verdict::NotApplicable;
    }
    let asked =
        [Probe::PlainGet, Probe::Catalog, Probe::CatalogNext, Probe::CatalogPage, Probe::Tags, Probe::Manifest, Probe::Blob];
    let mut answers = observation.answers(Server::Registry).filter(|(step, _)| asked.contains(&step.probe));
    // 502 to 504 come from a server in front; 501 to a list is an answer, if a poor one.
    let failed = answers.find(|(step, read)| match read.status {
        501 => step.probe != Probe::Catalog,
        502..=504 => false,
        status => (500..600).contains(&status),
    });
    let Some((step, read)) = failed else {
        let is_read = observation.answers(Server::Registry).next().is_some();
        return if is_read { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let finding = Finding::new(
        Server::Registry,
        format!("The registry answers {} with the error {} of its own.", step.url.path(), read.status),
    );
    let finding = finding
        .severity(hinders(observation))
        .evidence(format!("The answer to {} has status {}.", step.url.path(), read.status));
    let finding = match codes(read) {
        Some(codes) => finding.evidence(codes),
        None => finding,
    };
    let asked = format!("{} {}", step.method, step.url.path());
    let change = match step.probe {
        // Nothing but what the storage holds makes these.
        Probe::Manifest | Probe::Blob => format!("Look for {asked} in the registry's log, and whether its storage can be read: the rest of the registry answers."),
        _ => format!("Look for {asked} in the log of the registry, and in that of the server in front of it."),
    };
    finding.change(change).decide(Decide::ServerLog).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        let body = "{\"errors\":[{\"code\":\"UNKNOWN\",\"message\":\"unknown error\"}]}";
        expect![[r#"
            error certain about the registry
            The registry answers /v2/a/tags/list with the error 500 of its own.
            - The answer to /v2/a/tags/list has status 500.
            - The error says: UNKNOWN.
            change: Look for GET /v2/a/tags/list in the log of the registry, and in that of the server in front of it.
            decides: server-log"#]].assert_eq(&says(
            &RULE,
            &format!("registry plain-get 200\n registry tags https://r.example/v2/a/tags/list 500 | | {body}"),
        ));
        assert_eq!(verdict(&RULE, "registry plain-get 521"), "certain");
    }

    #[test]
    fn stays_silent() {
        for status in ["200", "401", "404", "429", "502", "503", "504"] {
            assert_eq!(verdict(&RULE, &format!("registry plain-get {status}")), "fine", "{status}");
        }
        assert_eq!(verdict(&RULE, "registry plain-get rejected"), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 200\n registry catalog 501"), "fine");
        // the list of accounts cannot be read
        let accounts = "registry plain-get 401 | www-authenticate: Basic realm=\"x\"\n registry catalog with Basic 500";
        assert_eq!(verdict(&RULE, accounts), "does not apply");
    }
}
