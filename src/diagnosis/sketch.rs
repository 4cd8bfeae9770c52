//! Observations written down as a text, for the tests of rules.
//!
//! ```text
//! page https://ui.example firefox denied
//! typed r.example
//! signed in
//! registry plain-get 401 | www-authenticate: Basic realm="x" ;; date: … | {"errors":[…]}
//! registry no-cors-get opaque
//! registry manual-redirect redirected
//! registry turn silence
//! registry catalog with Bearer rejected
//! token-service token https://auth.example/token GET with Basic 200 | | {"token":"…"}
//! ```
//! The outcome is a status with headers and a body, or one of: opaque, redirected, rejected, silent, broken, endless, not-sent, yes,
//! no, silence, unavailable. Without an address the registry's `/v2/` is meant.

use std::cell::RefCell;
use std::time::Duration;

use url::Url;

use super::observation::{AuthorizationKind, Observation, Outcome, Probe, Server, Step};
use super::probe::reading;
use super::redact::Secrets;
use super::rule::{Rule, Verdict};
use super::senses::{Engine, Page, Permission, PolicyViolation, SenseAnswer};
use crate::registry::http::{Blocked, Headers, Moment, Response};

/// The page of all sketches that name none.
const PAGE: &str = "https://ui.example/";

/// Reads a sketch.
#[track_caller]
pub(crate) fn sketch(text: &str) -> Observation {
    let observation = RefCell::new(Observation {
        typed: "r.example".to_string(),
        page: Page {
            url: Url::parse(PAGE).expect("an address"),
            origin: PAGE.trim_end_matches('/').to_string(),
            is_secure_context: true,
            engine: Engine::Chromium,
            is_online: true,
            local_network: Permission::Unknown,
            policy_blocked: Vec::new(),
            deprecations: Vec::new(),
            in_frame: false,
        },
        signed_in: false,
        begun: Moment(1_700_000_000_000),
        steps: Vec::new(),
        complete: true,
        waits: false,
        at: None,
        secrets: Secrets::default(),
    });
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        read_line(&mut observation.borrow_mut(), line);
    }
    observation.into_inner()
}

fn read_line(observation: &mut Observation, line: &str) {
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    match first {
        "page" if rest.split(' ').next().and_then(Probe::parse).is_none() => {
            for word in rest.split_whitespace() {
                let page = &mut observation.page;
                match (Engine::parse(word), Permission::parse(word)) {
                    (Some(engine), _) => page.engine = engine,
                    (_, Some(permission)) => page.local_network = permission,
                    _ if word == "null" => page.origin = "null".to_string(),
                    _ if word == "offline" => page.is_online = false,
                    _ if word.starts_with("policy:") => page.policy_blocked.push(PolicyViolation {
                        blocked: word["policy:".len()..].to_string(),
                        directive: "connect-src".to_string(),
                    }),
                    _ if word.starts_with("deprecation:") => {
                        page.deprecations.push(word["deprecation:".len()..].to_string());
                    }
                    _ => {
                        page.url = Url::parse(word).expect("an address");
                        page.origin = page.url.origin().ascii_serialization();
                    }
                }
            }
        }
        "typed" => observation.typed = rest.to_string(),
        "signed" => observation.signed_in = true,
        "incomplete" => observation.complete = false,
        server => {
            let to = Server::parse(server).unwrap_or_else(|| panic!("no server: {line}"));
            let step = read_step(observation, to, rest);
            observation.steps.push(step);
        }
    }
}

fn read_step(observation: &Observation, to: Server, rest: &str) -> Step {
    let mut parts = rest.splitn(3, '|').map(str::trim);
    let mut words = parts.next().unwrap_or_default().split_whitespace().peekable();
    let probe = words.next().and_then(Probe::parse).unwrap_or_else(|| panic!("no probe: {rest}"));
    let registry = observation.registry().map(|registry| registry.api("")).ok();
    let mut url = match to {
        Server::Page => observation.page.url.clone(),
        Server::TokenService => Url::parse("https://auth.example/token").expect("an address"),
        _ => registry.unwrap_or_else(|| Url::parse("https://r.example/v2/").expect("an address")),
    };
    let (mut method, mut authorization, mut outcome, mut about) = ("GET", None, None, None);
    while let Some(word) = words.next() {
        match word {
            "GET" => method = "GET",
            "POST" => method = "POST",
            "OPTIONS" => method = "OPTIONS",
            "DELETE" => method = "DELETE",
            "PUT" => method = "PUT",
            "about" => about = words.next().and_then(Probe::parse),
            "with" => authorization = words.next().and_then(AuthorizationKind::parse),
            _ if word.contains("://") => url = Url::parse(word).expect("an address"),
            _ => outcome = Some(word),
        }
    }
    let outcome = outcome.unwrap_or_else(|| panic!("no outcome: {rest}"));
    let after = Duration::from_millis(12);
    let outcome = match outcome {
        "opaque" => Outcome::Opaque,
        "redirected" => Outcome::Redirected,
        "rejected" => Outcome::Blocked(Blocked::Rejected { after }),
        "silent" => Outcome::Blocked(Blocked::TimedOut { after: Duration::from_secs(6) }),
        "broken" => Outcome::Blocked(Blocked::BodyBroken { status: 200, said: String::new() }),
        "endless" => Outcome::Blocked(Blocked::BodyEndless { status: 200, after: Duration::from_secs(5) }),
        "running" => Outcome::Running,
        "not-sent" => Outcome::NotSent("a reason".to_string()),
        word => match (SenseAnswer::parse(word), word.parse::<u16>()) {
            (Some(answer), _) => Outcome::SenseAnswer(answer),
            (None, Ok(status)) => {
                let headers = parts.next().unwrap_or_default().split(" ;; ").filter(|line| !line.is_empty());
                let headers = headers.map(|line| {
                    let (name, value) = line.split_once(':').expect("a header has a colon");
                    (name.trim().to_string(), value.trim().to_string())
                });
                let (headers, redirects): (Vec<_>, Vec<_>) = headers.partition(|(name, _)| name != "redirected-to");
                let redirected_to = redirects.first().map(|(_, to)| Url::parse(to).expect("an address"));
                let body = parts.next().unwrap_or_default().into();
                let received = observation.begun;
                let response = Response {
                    status,
                    headers: Headers(headers),
                    body,
                    redirected_to,
                    received,
                    ..Response::default()
                };
                Outcome::Read(Box::new(reading::read(to, probe, &response, &mut Secrets::default())))
            }
            _ => panic!("no outcome: {word}"),
        },
    };
    let ms = if outcome == Outcome::SenseAnswer(SenseAnswer::Silence) { 3000 } else { 12 };
    Step { probe, about, to, method, url, authorization, outcome, ms }
}

/// What a rule says about a sketch, in the words that a person sees.
#[track_caller]
pub(crate) fn says(rule: &Rule, text: &str) -> String {
    let finding = match (rule.check)(&sketch(text)) {
        Verdict::NotApplicable => return "does not apply".to_string(),
        Verdict::Fine => return "fine".to_string(),
        Verdict::Found(finding) => finding,
    };
    let head = [finding.severity.name(), finding.confidence.name(), "about the", finding.about.name()].join(" ");
    let mut lines = vec![head, finding.title];
    lines.extend(finding.evidence.iter().map(|fact| format!("- {fact}")));
    lines.extend((!finding.change.is_empty()).then(|| format!("change: {}", finding.change)));
    lines.extend(finding.lines.iter().map(|line| format!("    {line}")));
    lines.extend(finding.decide.map(|decide| format!("decides: {}", decide.name())));
    lines.join("\n")
}

/// In one word: `certain`, `likely`, `possible`, `fine` or `does not apply`.
#[track_caller]
pub(crate) fn verdict(rule: &Rule, text: &str) -> &'static str {
    match (rule.check)(&sketch(text)) {
        Verdict::NotApplicable => "does not apply",
        Verdict::Fine => "fine",
        Verdict::Found(finding) => finding.confidence.name(),
    }
}
