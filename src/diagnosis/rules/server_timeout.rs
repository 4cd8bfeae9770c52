//! The registry does not answer in time.
//!
//! ## What you see
//! Lists stay empty for a long time and then fail. The address loads for ever in a tab.
//!
//! ## Why
//! A firewall drops the connection without a word, the machine is switched off, the address leads to a network that
//! needs a VPN, or the server is so busy, or waits so long for its own storage, that no answer comes.
//!
//! ## What cannot be known
//! Silence is silence: whether a connection came about a page does not see. An open prompt of the browser makes
//! requests wait in the same way ([page-local-network-blocked](#/guide/rules/page-local-network-blocked)).
//!
//! ## What to change
//! Look from the network's inside to its outside: does the registry answer on its own machine, then behind the proxy,
//! then through the firewall? Connect the VPN where there is one.
//!
//! ## How to check
//! `curl -i --max-time 10 {registry_origin}/v2/`, run on the machine that this browser runs on, must answer.
//!
//! ## Source
//! - [RFC 9293: TCP connection failures](https://www.rfc-editor.org/rfc/rfc9293#section-3.8.3)

use crate::diagnosis::evidence::network::{LocalNetwork, is_network_fault, local_network, place};
use crate::diagnosis::evidence::refused::hinders;
use crate::diagnosis::observation::looks::LATER;
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Outcome, Probe, Server, Step};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};
use crate::diagnosis::senses::{SenseAnswer, Sense};
use crate::registry::http::Blocked;

/// The rule.
pub const RULE: Rule = Rule {
    id: "server-timeout",
    source: "https://www.rfc-editor.org/rfc/rfc9293#section-3.8.3",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    let Some(step) = observation.step(to, Probe::PlainGet) else { return Verdict::NotApplicable };
    if let Outcome::Blocked(Blocked::BodyEndless { after, .. }) = &step.outcome {
        return Finding::new(to, format!("{} begins to answer and does not come to an end.", place(observation, to)))
            .evidence("Status and headers of the first answer came, and its body did not end.")
            .evidence(format!("It was given up: no end within {} s.", after.as_secs()))
            .change("Look into the log of the registry and of the server in front of it for what holds the answer up.")
            .decide(Decide::ServerLog)
            .into();
    }
    let Outcome::Blocked(Blocked::TimedOut { after }) = step.outcome else {
        return if step.read().is_some() { later(observation) } else { Verdict::NotApplicable };
    };
    let (place, seconds) = (place(observation, to), after.as_secs());
    let finding = match observation.reach(to) {
        Reach::Silent if is_network_fault(observation, to) => {
            Finding::new(to, format!("{place} did not answer within {seconds} seconds."))
        }
        // It does answer, only late.
        Reach::Unreadable => Finding::new(to, format!("{place} took longer than {seconds} seconds to answer."))
            .evidence("A second request, whose answer stays unread, was answered."),
        _ => return Verdict::NotApplicable,
    };
    let is_waiting = local_network(observation, to) == Some(LocalNetwork::Prompt);
    let finding = finding
        .confidence(if is_waiting { Confidence::Possible } else { Confidence::Likely })
        .evidence("The request neither came back nor failed.");
    let finding = match observation.sense_answer(to, Sense::Stun) {
        Some(SenseAnswer::Yes) => finding.evidence("The name resolves."),
        Some(SenseAnswer::No) => finding.evidence("The browser found no address for the name."),
        _ => finding,
    };
    let finding = match observation.sense_answer(to, Sense::Turn) {
        Some(SenseAnswer::No) => finding.evidence("A connection to that port was refused, or closed at once."),
        _ => finding,
    };
    finding
        .change("Look whether a firewall drops the connection, a VPN is needed, or the server is busy.")
        .decide(Decide::ServerLog)
        .into()
}

/// A later answer that did not come in time, where the first did.
fn later(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    let is_later = |step: &&Step| step.to == to && LATER.contains(&step.probe);
    let silent = |step: &Step| match step.outcome {
        Outcome::Blocked(Blocked::TimedOut { after }) => Some(after),
        _ => None,
    };
    let found = observation.steps.iter().filter(is_later).find_map(|step| Some((step, silent(step)?)));
    // Where no preflight is answered, that is it.
    let hangs = observation.step(to, Probe::DummyAuthorization).is_some_and(Step::is_silent);
    let Some((step, after)) = found.filter(|(step, _)| !(hangs && step.authorization.is_some())) else {
        return Verdict::Fine;
    };
    let title = format!("{} did not answer the request for {} within {} seconds.", place(observation, to), step.url.path(), after.as_secs());
    Finding::new(to, title)
        .severity(hinders(observation))
        .confidence(Confidence::Likely)
        .evidence("The registry's first answer, to /v2/, was read.")
        .evidence("This request neither came back nor failed.")
        .change("Look into the log of the registry and of the server in front of it for what holds this answer up.")
        .decide(Decide::ServerLog)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const SILENT: &str = "
        page https://ui.example
        registry plain-get silent
        page own-origin opaque
        registry no-cors-get silent
        registry turn silence
        registry stun yes";

    #[test]
    fn fires() {
        expect![[r#"
            error likely about the registry
            r.example did not answer within 6 seconds.
            - The request neither came back nor failed.
            - The name resolves.
            change: Look whether a firewall drops the connection, a VPN is needed, or the server is busy.
            decides: server-log"#]].assert_eq(&says(&RULE, SILENT));
        assert_eq!(verdict(&RULE, &SILENT.replace("cors-get silent", "cors-get opaque")), "likely");
        // the browser may be asking the person
        assert_eq!(verdict(&RULE, &SILENT.replace("example", "example prompt\n typed https://10.0.0.7")), "possible");
    }

    #[test]
    fn a_later_answer_that_does_not_come() {
        let later = "registry plain-get 200\n registry catalog https://r.example/v2/_catalog silent";
        expect![[r#"
            error likely about the registry
            r.example did not answer the request for /v2/_catalog within 6 seconds.
            - The registry's first answer, to /v2/, was read.
            - This request neither came back nor failed.
            change: Look into the log of the registry and of the server in front of it for what holds this answer up.
            decides: server-log"#]].assert_eq(&says(&RULE, later));
        // it is the preflight that nobody answers
        let preflight = "registry plain-get 401\n registry catalog with Bearer silent\n registry dummy-authorization silent";
        assert_eq!(verdict(&RULE, preflight), "fine");
    }

    #[test]
    fn an_answer_without_an_end() {
        expect![[r#"
            error certain about the registry
            r.example begins to answer and does not come to an end.
            - Status and headers of the first answer came, and its body did not end.
            - It was given up: no end within 5 s.
            change: Look into the log of the registry and of the server in front of it for what holds the answer up.
            decides: server-log"#]].assert_eq(&says(&RULE, "registry plain-get endless"));
        assert_eq!(verdict(&RULE, "registry plain-get broken"), "does not apply");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "fine");
        assert_eq!(verdict(&RULE, &SILENT.replace("get silent", "get rejected")), "does not apply");
        assert_eq!(verdict(&RULE, &SILENT.replace("origin opaque", "origin rejected")), "does not apply");
        let denied = SILENT.replace("example", "example denied\n typed https://10.0.0.7");
        assert_eq!(verdict(&RULE, &denied), "does not apply");
    }
}
