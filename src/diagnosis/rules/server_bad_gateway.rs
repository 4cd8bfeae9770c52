//! The server in front of the registry gets nothing from it.
//!
//! ## What you see
//! Errors 502, 503 or 504, in the page and in a tab, sometimes only now and then.
//!
//! ## Why
//! A proxy answers in the registry's place: it could not reach the registry (502), has none that is ready (503), or
//! waited too long for it (504). That happens when the registry has stopped or restarts, listens on another port or in
//! another container network than the proxy thinks, or when the proxy keeps a container's old address. A registry
//! itself says 503 while its storage fails its health check.
//!
//! ## What cannot be known
//! Which of these it is stands in the log of the proxy alone.
//!
//! ## What to change
//! Start the registry, and let the proxy pass requests on to the name and port on which it listens. nginx looks a name
//! up once, when it starts: reload it after the registry got another address.
//!
//! ## How to check
//! `curl -i` to the registry from the proxy's machine, at the address that the proxy uses, must answer 200 or 401.
//!
//! ## Source
//! - [RFC 9110: server error 5xx](https://www.rfc-editor.org/rfc/rfc9110#section-15.6)

use crate::diagnosis::evidence::network::place;
use crate::diagnosis::observation::{Observation, Read, Server, Step};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "server-bad-gateway",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-15.6",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let is_gateway = |(_, read): &(&Step, &Read)| matches!(read.status, 502..=504);
    let Some((step, read)) = observation.answers(Server::Registry).find(is_gateway) else {
        let asked = observation.answers(Server::Registry).next().is_some();
        return if asked { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let place = place(observation, Server::Registry);
    let status = read.status;
    let says_itself = !read.error.entries.is_empty();
    // A server that answered well just before may have a limit, or too little patience.
    let answered_before = observation.answers(Server::Registry).take_while(|(before, _)| !std::ptr::eq(*before, step));
    // A 401 may be the server's own.
    let has_answered = answered_before.into_iter().any(|(_, read)| read.status < 300 || !read.error.entries.is_empty());
    let title = match status {
        502 if has_answered && !says_itself => format!("The server at {place} got no answer from the registry to this request (502)."),
        503 if has_answered && !says_itself => format!("The server at {place} does not serve this request now (503)."),
        _ if says_itself => format!("The registry at {place} says that it cannot serve ({status})."),
        502 => format!("The server at {place} cannot reach the registry behind it (502)."),
        503 => format!("The server at {place} has no registry that is ready (503)."),
        _ => format!("The server at {place} waited too long for the registry behind it (504)."),
    };
    let severity = if observation.works() { Severity::Warning } else { Severity::Error };
    let finding = Finding::new(Server::Registry, title)
        .severity(severity)
        .confidence(if has_answered { Confidence::Likely } else { Confidence::Certain })
        .evidence(format!("{} {} was answered with {status}.", step.method, step.url.path()));
    let finding = match read.headers.get("server") {
        Some(server) => finding.evidence(format!("The answer names its server: {server}.")),
        None => finding,
    };
    let finding = match read.error.entries.first() {
        Some(entry) => finding
            .evidence(format!("Its body is the error of a registry: {}", entry.code.as_str()))
            .change("Look at the registry's storage and at its health checks."),
        None if has_answered => finding
            .evidence("Other requests were answered just before, so the registry runs.")
            .change("Look at the time limits of that server, and at its limits for requests: a 503 may be one. Then look into its log for this request."),
        None => finding.change(match status {
            503 => "Look whether the registry runs, and whether that server takes it for healthy: its list of servers and its checks of them. A server that is told to be closed for a while says the same.",
            504 => "Look whether the registry hangs, and whether packets from that server to it get lost (a firewall, a wrong address). Only where it is known to take long, let that server wait longer.",
            _ => "Look whether the registry runs, and whether that server asks it at its right address, and by http where it speaks http.",
        }),
    };
    finding.decide(Decide::ServerLog).into()
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
            The server at r.example cannot reach the registry behind it (502).
            - GET /v2/ was answered with 502.
            - The answer names its server: nginx/1.22.1.
            change: Look whether the registry runs, and whether that server asks it at its right address, and by http where it speaks http.
            decides: server-log"#]].assert_eq(&says(&RULE, "registry plain-get 502 | server: nginx/1.22.1 | <html>"));
        let body = r#"{"errors":[{"code":"UNAVAILABLE","message":"service unavailable"}]}"#;
        expect![[r#"
            error certain about the registry
            The registry at r.example says that it cannot serve (503).
            - GET /v2/ was answered with 503.
            - Its body is the error of a registry: UNAVAILABLE
            change: Look at the registry's storage and at its health checks.
            decides: server-log"#]].assert_eq(&says(&RULE, &format!("registry plain-get 503 | | {body}")));
        let change = |status: u16| says(&RULE, &format!("registry plain-get {status}")).lines().find(|line| line.starts_with("change")).unwrap_or_default().to_owned();
        assert!(change(503).contains("healthy") && change(504).contains("hangs") && change(502).contains("right address"));
        let later = says(&RULE, "registry plain-get 200\n registry catalog 200\n registry tags 504");
        assert!(later.starts_with("warning likely") && later.contains("time limits"), "{later}");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "registry plain-get 500"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 401\n token-service token 502"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get rejected"), "does not apply");
    }
}
