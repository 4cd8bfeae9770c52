//! Input that no rule has a name for. A report has to come all the same, in time, and say what could not be learned.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use super::network::endless_head;
use super::parts::{ALLOW_ORIGIN, CATALOG, entry, fault, get, registry_is};
use super::proof::Proof;
use super::proof::Shows::{BodyOver, Endless, Header, HeaderHas, Status};
use super::{Group, Scenario, Started, Step};
use crate::network::Manner;
use crate::proxy::{Fault, When};
use crate::setup::{Plan, Setup};

pub(super) const SCENARIOS: &[Scenario] = &[
    strange("strange-endless-body", "The registry's answer goes on for ever, as fast as it is read.")
        .prepare(&[Step::Start(|setup| {
            let head = endless_head(&setup.page_origin());
            is(setup, Manner::Repeat { head, part: spaces(), times: None, pause: Duration::from_millis(5) })
        })])
        .shows(&[entry(&[Status(200), Endless])]),
    strange("strange-hundred-megabytes", "The registry's answer has 100 MB.")
        .prepare(&[Step::Start(|setup| {
            let head = endless_head(&setup.page_origin());
            is(setup, Manner::Repeat { head, part: spaces(), times: Some(1600), pause: Duration::ZERO })
        })])
        .shows(&[entry(&[Status(200), BodyOver(1_000_000)])]),
    strange("strange-redirect-loop", "The registry sends the browser from /v2/ to /v2/.")
        .causes(&["address-moved"])
        .prepare(&[Step::Break(|setup| {
            let again = format!("{}/v2/", setup.registry_origin());
            fault(setup, When::any(), Fault::redirect(StatusCode::FOUND, &again));
        })])
        .shows(&[entry(&[Status(302), Header("location", "{registry}/v2/"), Header(ALLOW_ORIGIN, "{page}")])]),
    strange("strange-header-bytes", "A header of the answer holds control characters.")
        .prepare(&[Step::Start(|setup| is_made(setup, |setup| one_header(setup, "X-Odd: a\u{1}b\u{7f}c\u{8}")))])
        .shows(&[entry(&[Status(200), HeaderHas("x-odd", "a\u{1}b\u{7f}c")])]),
    strange("strange-header-bytes-challenge", "The challenge holds control characters.")
        // The port of its realm is one that browsers refuse.
        .causes(&["realm-unreachable"])
        .prepare(&[Step::Start(|setup| {
            is_made(setup, |setup| unauthorized(setup, "Bearer realm=\"http://127.0.0.1:9/\u{1}\",service=\"a\u{7f}\""))
        })])
        .shows(&[entry(&[Status(401), HeaderHas("www-authenticate", "\u{1}")])]),
    strange("strange-header-nul", "A header of the answer holds a zero byte, which browsers do not accept.")
        .prepare(&[Step::Start(|setup| is_made(setup, |setup| one_header(setup, "X-Odd: a\u{0}b")))])
        .shows(&[entry(&[Status(200), HeaderHas("x-odd", "a\u{0}b")])]),
    strange("strange-folded-header", "The challenge goes on in a second line, as HTTP once allowed.")
        // The port of its realm is one that browsers refuse.
        .causes(&["realm-unreachable"])
        .prepare(&[Step::Start(|setup| {
            is_made(setup, |setup| {
                unauthorized(setup, "Bearer realm=\"http://127.0.0.1:9/token\",\r\n service=\"folded\"")
            })
        })])
        .shows(&[entry(&[Status(401), HeaderHas("www-authenticate", ",\r\n service=")])]),
    strange("strange-long-header", "A header of the answer has 300,000 bytes.")
        .prepare(&[Step::Start(|setup| {
            is_made(setup, |setup| one_header(setup, &format!("X-Odd: {}", "long ".repeat(60_000))))
        })])
        .shows(&[entry(&[Status(200), HeaderHas("x-odd", "long long")])]),
    strange("strange-changing-answers", "The registry answers each connection in another way.")
        .prepare(&[Step::Start(|setup| is_made(setup, |setup| Manner::Turns(turns(setup))))])
        .shows(&[entry(&[Status(200)]), entry(&[Status(401)]), entry(&[Status(500)])]),
    strange("strange-changing-answers-cors", "Every second answer has CORS headers.")
        .prepare(&[Step::Start(|setup| {
            let with = Manner::Say(answer(setup, "200 OK", "", "{}"));
            let without = Manner::say("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}");
            is(setup, Manner::Turns(vec![with, without]))
        })])
        .shows(&[
            entry(&[Status(200), Header(ALLOW_ORIGIN, "{page}")]),
            entry(&[Status(200), super::proof::Shows::Without(ALLOW_ORIGIN)]),
        ]),
    strange("strange-names", "The catalog's names are markup, control characters, and no names at all.")
        // None of them is there.
        .causes(&["repository-not-visible"])
        .prepare(&[Step::Break(|setup| {
            let names =
                r#"{"repositories":["<img src=x onerror=alert(1)>","\u0000","../../etc",null,7,"library/hello"]}"#;
            fault(setup, When::path(CATALOG), Fault::answer(StatusCode::OK, "application/json", names));
        })])
        .shows(&[get(CATALOG, &[Status(200), super::proof::Shows::Body("<img src=x")])]),
    strange("strange-status", "The registry answers with a status that nobody defined.")
        .prepare(&[Step::Start(|setup| {
            let said = answer(setup, "799 Odd", "", "{}");
            is(setup, Manner::Say(said))
        })])
        .shows(&[Proof { path: "/v2/", ..entry(&[Status(799)]) }]),
];

const fn strange(name: &'static str, sentence: &'static str) -> Scenario {
    Scenario::new(Group::Strange, name, sentence, Plan::anonymous)
}

fn is(setup: &mut Setup, manner: Manner) -> Started<'_> {
    Box::pin(std::future::ready(registry_is(setup, manner, None)))
}

fn is_made(setup: &mut Setup, make: fn(&Setup) -> Manner) -> Started<'_> {
    let manner = make(setup);
    is(setup, manner)
}

fn spaces() -> Bytes {
    Bytes::from(vec![b' '; 1 << 16])
}

fn one_header(setup: &Setup, header: &str) -> Manner {
    Manner::Say(answer(setup, "200 OK", header, "{}"))
}

fn unauthorized(setup: &Setup, challenge: &str) -> Manner {
    Manner::Say(answer(setup, "401 Unauthorized", &format!("WWW-Authenticate: {challenge}"), "{}"))
}

fn turns(setup: &Setup) -> Vec<Manner> {
    vec![
        one_header(setup, "X-Odd: 1"),
        unauthorized(setup, "Basic realm=\"x\""),
        Manner::Say(answer(setup, "500 Internal Server Error", "", "oops")),
        Manner::Close,
        Manner::Say(answer(setup, "200 OK", "", "<!doctype html>")),
        Manner::say(&b"\x00\x01\x02"[..]),
    ]
}

/// An answer that a page may read, with one header more.
fn answer(setup: &Setup, status: &str, header: &str, body: &str) -> Bytes {
    let page = setup.page_origin();
    let header = if header.is_empty() { String::new() } else { format!("{header}\r\n") };
    let text = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Access-Control-Allow-Origin: {page}\r\nAccess-Control-Expose-Headers: WWW-Authenticate, X-Odd\r\n\
         Vary: Origin\r\nConnection: close\r\n{header}\r\n{body}",
        body.len(),
    );
    text.into()
}
