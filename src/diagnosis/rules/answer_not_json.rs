//! The registry's answer is not what a registry says.
//!
//! ## What you see
//! A list or an image does not appear although the server answers with "200 OK".
//!
//! ## Why
//! Lists and manifests are JSON. A web page in their place comes from another application under the same name, or from a proxy
//! that sends unknown paths to one. An answer that is cut off comes from a proxy with a limit for answers or too little disk
//! space for them, from a server that was stopped in the middle, or from a `Content-Length` or a compression that does not fit.
//!
//! ## What cannot be known
//! Which server in between did it.
//!
//! ## What to change
//! Let the proxy pass everything under `/v2/` to the registry, unchanged. Where answers are cut off, look into the proxy's
//! error log: nginx writes "upstream prematurely closed connection" or that a temporary file could not be written.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/_catalog?n=1` must show JSON, whole.
//!
//! ## Source
//! - [OCI distribution specification](https://github.com/opencontainers/distribution-spec/blob/main/spec.md)

use crate::diagnosis::observation::{BodyKind, Observation, Outcome, Probe, Read, Server, Step};
use crate::diagnosis::rule::{Decide, Finding, Rule, Severity, Verdict};
use crate::registry::http::Blocked;

/// The rule.
pub const RULE: Rule = Rule {
    id: "answer-not-json",
    source: "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let steps = || observation.steps.iter().filter(|step| step.to == Server::Registry);
    let Some((step, problem)) = steps().find_map(|step| Some((step, problem(observation, step)?))) else {
        let is_read = observation.answers(Server::Registry).next().is_some();
        return if is_read { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let path = step.url.path();
    let (title, fact, change) = match problem {
        Problem::BrokeOff(status, said) => {
            let said = if said.is_empty() { String::new() } else { format!(" The browser says: {said}") };
            (
                format!("The registry's answer to {path} breaks off."),
                format!("Status {status} and headers came, and then the body could not be read to its end.{said}"),
                "Look into the error log of the server in front of the registry: what it sends does not fit what it announced.",
            )
        }
        Problem::CutOff => (
            format!("The registry's answer to {path} is cut off."),
            "It begins like JSON and ends too early, or is not well-formed.".to_string(),
            "Look into the error log of the server in front of the registry for this request: something in between changes or shortens the answer.",
        ),
        Problem::Page => (
            format!("A web page answers at {path} instead of the registry."),
            "The answer is HTML.".to_string(),
            "Let the server in front pass everything under /v2/ to the registry.",
        ),
        Problem::Text => (
            format!("The registry's answer to {path} is not JSON."),
            "The answer is a text of another kind.".to_string(),
            "Let the server in front pass everything under /v2/ to the registry, unchanged.",
        ),
    };
    let finding = Finding::new(Server::Registry, title).severity(severity(observation));
    let finding = match step.read() {
        Some(read) => finding.evidence(format!("The answer to {path} has status {}.", read.status)),
        None => finding,
    };
    finding.evidence(fact).change(change).decide(Decide::PasteGet).into()
}

/// A list that is none does not count as one that came.
fn severity(observation: &Observation) -> Severity {
    let is_good = |(step, read): (&Step, &Read)| {
        matches!(step.probe, Probe::Catalog | Probe::Tags | Probe::Manifest)
            && read.status < 300
            && matches!(read.body, BodyKind::Json | BodyKind::Large)
    };
    if observation.answers(Server::Registry).any(is_good) { Severity::Warning } else { Severity::Error }
}

enum Problem {
    BrokeOff(u16, String),
    CutOff,
    Page,
    Text,
}

fn problem(observation: &Observation, step: &Step) -> Option<Problem> {
    if let Outcome::Blocked(Blocked::BodyBroken { status, said }) = &step.outcome {
        return Some(Problem::BrokeOff(*status, said.clone()));
    }
    let read = step.read().filter(|read| (200..300).contains(&read.status))?;
    let is_meant = match step.probe {
        Probe::Catalog | Probe::CatalogNext | Probe::CatalogPage | Probe::Tags | Probe::Manifest => true,
        // Where nothing speaks for a registry, it is the address that is wrong; where lists come, nobody needs this one. Nor does anybody
        // say what stands in it: true, OK, or nothing.
        Probe::PlainGet => {
            is_cut_off(read) || read.body == BodyKind::Html && observation.is_registry() && !observation.works()
        }
        _ => false,
    };
    match read.body {
        _ if !is_meant => None,
        BodyKind::BrokenJson => Some(Problem::CutOff),
        // A redirect to a web page is a finding of its own.
        BodyKind::Html if read.redirected_to.is_none() || step.probe != Probe::PlainGet => Some(Problem::Page),
        BodyKind::Other => Some(Problem::Text),
        BodyKind::Html | BodyKind::Empty | BodyKind::Json | BodyKind::Large => None,
    }
}

fn is_cut_off(read: &Read) -> bool {
    read.body == BodyKind::BrokenJson
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        let says = |steps: &str| says(&RULE, &format!("registry plain-get 200 | | {{}}\n{steps}"));
        expect![[r#"
            error certain about the registry
            The registry's answer to /v2/_catalog is cut off.
            - The answer to /v2/_catalog has status 200.
            - It begins like JSON and ends too early, or is not well-formed.
            change: Look into the error log of the server in front of the registry for this request: something in between changes or shortens the answer.
            decides: paste-get"#]].assert_eq(&says("registry catalog https://r.example/v2/_catalog 200 | | {\"repositories\":[\"a"));
        expect![[r#"
            error certain about the registry
            A web page answers at /v2/_catalog instead of the registry.
            - The answer to /v2/_catalog has status 200.
            - The answer is HTML.
            change: Let the server in front pass everything under /v2/ to the registry.
            decides: paste-get"#]].assert_eq(&says("registry catalog https://r.example/v2/_catalog 200 | | <!DOCTYPE html>"));
        expect![[r#"
            error certain about the registry
            The registry's answer to /v2/a/tags/list breaks off.
            - Status 200 and headers came, and then the body could not be read to its end.
            change: Look into the error log of the server in front of the registry: what it sends does not fit what it announced.
            decides: paste-get"#]].assert_eq(&says("registry tags https://r.example/v2/a/tags/list broken"));
        assert!(says("registry tags 200 | | hello").contains("is not JSON"));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 200 | | {}"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "fine");
        // a registry's first answer may say anything
        for body in ["true", "OK"] {
            let first = format!("registry plain-get 200 | docker-distribution-api-version: registry/2.0 | {body}\n registry catalog rejected");
            assert_eq!(verdict(&RULE, &first), "fine", "{body}");
        }
        assert_eq!(verdict(&RULE, "registry catalog 404 | | <html>"), "fine");
        // no registry at all, and a sign-in page
        assert_eq!(verdict(&RULE, "registry plain-get 200 | | <html>"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200 | redirected-to: https://sso.example/ | <html>"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get rejected"), "does not apply");
    }
}
