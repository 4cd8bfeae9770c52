//! Reaching the server.

use std::time::Duration;

use bytes::Bytes;

use super::parts::{entry, fault, registry_behind_tls, registry_is};
use super::proof::Shows::{self, Body, Endless, Header, NotHttp, Nothing, Refused, Silent, Status, Tls, UnknownName};
use super::{Group, Scenario, Started, Step};
use crate::network::{Certificate, Manner, refused_port};
use crate::nginx::front::{Behind, Front};
use crate::process::free_port;
use crate::proxy::{Fault, When};
use crate::setup::{Content, Plan, Setup};

const UNREACHABLE: &[&str] = &["server-unreachable"];
const NO_HTTP: &[&str] = &["server-unreachable", "address-wrong-port-protocol"];
const CERTIFICATE: &[&str] = &["server-certificate-untrusted"];
const TIMEOUT: &[&str] = &["server-timeout"];
const BAD_GATEWAY: &[&str] = &["server-bad-gateway"];

pub(super) const SCENARIOS: &[Scenario] = &[
    network("server-unreachable-refused", "Nobody listens on the port.", UNREACHABLE)
        .prepare(&[Step::Start(|setup| {
            Box::pin(async move {
                setup.typed = Some(format!("http://127.0.0.1:{}", refused_port()?));
                Ok(())
            })
        })])
        .shows(&[entry(&[Refused])]),
    network("server-unreachable-unknown-name", "No name server knows the name.", UNREACHABLE)
        .prepare(&[Step::Start(|setup| {
            setup.typed = Some("http://registry.invalid".to_owned());
            Box::pin(std::future::ready(Ok(())))
        })])
        .shows(&[entry(&[UnknownName])]),
    network("server-unreachable-closed", "Every connection is closed at once.", UNREACHABLE)
        .prepare(&[Step::Start(|setup| is(setup, Manner::Close, None))])
        .shows(&[entry(&[Nothing])]),
    network("server-unreachable-reset", "Every connection is reset at once.", UNREACHABLE)
        .prepare(&[Step::Start(|setup| is(setup, Manner::Reset, None))])
        .shows(&[entry(&[Nothing])]),
    network("server-unreachable-empty", "The registry closes every connection without an answer.", UNREACHABLE)
        .prepare(&[Step::Break(|setup| {
            for when in [When::any(), When::preflight()] {
                fault(setup, when, Fault::Cut);
            }
        })])
        .shows(&[entry(&[Nothing])]),
    network("server-unreachable-garbage", "What answers does not speak HTTP.", NO_HTTP)
        .prepare(&[Step::Start(|setup| is(setup, Manner::say(&b"220 mail ready\x00\xff\r\n"[..]), None))])
        .shows(&[entry(&[NotHttp])]),
    network("server-unreachable-reset-after-tls", "TLS succeeds, and then the connection is reset.", UNREACHABLE)
        .prepare(&[Step::Start(|setup| is(setup, Manner::ResetAfterRequest, Some(Certificate::Right)))])
        .accepting_certificates()
        .shows(&[entry(&[Nothing])]),
    network("server-unreachable-empty-after-tls", "TLS succeeds, and no answer comes.", UNREACHABLE)
        .prepare(&[Step::Start(|setup| is(setup, Manner::Empty, Some(Certificate::Right)))])
        .accepting_certificates()
        .shows(&[entry(&[Nothing])]),
    network("server-certificate-untrusted", "The registry signed its certificate itself.", CERTIFICATE)
        .prepare(&[Step::Start(|setup| with(setup, Certificate::Untrusted))])
        .shows(&[entry(&[Tls("UnknownIssuer")])]),
    network("server-certificate-expired", "The registry's certificate ended in 2021.", CERTIFICATE)
        .prepare(&[Step::Start(|setup| with(setup, Certificate::Expired))])
        .shows(&[entry(&[Tls("Expired")])]),
    network("server-certificate-wrong-name", "The registry's certificate is for another name.", CERTIFICATE)
        .prepare(&[Step::Start(|setup| with(setup, Certificate::WrongName))])
        .shows(&[entry(&[Tls("NotValidForName")])]),
    network("server-timeout-silent", "The connection stands, and nothing ever comes.", TIMEOUT)
        .prepare(&[Step::Start(|setup| is(setup, Manner::Silent, None))])
        .shows(&[entry(&[Silent])]),
    network("server-timeout-silent-tls", "TLS succeeds, and nothing ever comes.", TIMEOUT)
        .prepare(&[Step::Start(|setup| is(setup, Manner::Silent, Some(Certificate::Right)))])
        .accepting_certificates()
        .shows(&[entry(&[Silent])]),
    network("server-timeout-body", "The head of the answer comes, and its body never ends.", TIMEOUT)
        .prepare(&[Step::Start(|setup| {
            let head = endless_head(&setup.page_origin());
            let part = Bytes::from_static(b" ");
            is(setup, Manner::Repeat { head, part, times: None, pause: Duration::from_millis(100) }, None)
        })])
        .shows(&[entry(&[Status(200), Header(ALLOW, "{page}"), Endless])]),
    proxied("server-bad-gateway", "The proxy's registry is down: 502, with CORS.", BAD_GATEWAY, Plan::anonymous)
        .prepare(&[Step::Start(|setup| {
            Box::pin(async move {
                setup.registry_proxy.change_upstream(&format!("http://127.0.0.1:{}", free_port()?));
                Ok(())
            })
        })])
        .shows(&[entry(&[Status(502), Header(ALLOW, "{page}")])]),
    proxied("server-bad-gateway-nginx", "nginx's registry is down: 502, with CORS.", BAD_GATEWAY, || {
        behind_nginx(Behind::Nobody, true)
    })
    .shows(&[entry(&[Status(502), Header(ALLOW, "{page}"), Body("nginx")])]),
    proxied(
        "server-bad-gateway-without-cors",
        "nginx's registry is down: 502, and no CORS headers because nginx leaves them out of errors.",
        &["server-bad-gateway", "cors-missing-on-errors"],
        || behind_nginx(Behind::Nobody, false),
    )
    .shows(&[entry(&[Status(502), Shows::Without(ALLOW)])]),
    proxied("server-bad-gateway-504", "nginx's registry does not answer: 504 after a second.", BAD_GATEWAY, || {
        behind_nginx(Behind::Silent, true)
    })
    .shows(&[entry(&[Status(504), Header(ALLOW, "{page}"), Body("nginx")])]),
];

const ALLOW: &str = "access-control-allow-origin";

const fn network(name: &'static str, sentence: &'static str, causes: &'static [&'static str]) -> Scenario {
    proxied(name, sentence, causes, Plan::anonymous)
}

const fn proxied(
    name: &'static str,
    sentence: &'static str,
    causes: &'static [&'static str],
    plan: fn() -> Plan,
) -> Scenario {
    Scenario::new(Group::Network, name, sentence, plan).causes(causes)
}

fn behind_nginx(behind: Behind, always: bool) -> Plan {
    Plan { nginx: Some(Front { behind, always, ..Front::default() }), ..Plan::anonymous().content(Content::Empty) }
}

fn is(setup: &mut Setup, manner: Manner, certificate: Option<Certificate>) -> Started<'_> {
    Box::pin(std::future::ready(registry_is(setup, manner, certificate)))
}

fn with(setup: &mut Setup, certificate: Certificate) -> Started<'_> {
    Box::pin(std::future::ready(registry_behind_tls(setup, certificate)))
}

/// The head of an answer that a page may read, without a length.
pub(super) fn endless_head(page: &str) -> Bytes {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nAccess-Control-Allow-Origin: {page}\r\n\
         Vary: Origin\r\nConnection: close\r\n\r\n"
    );
    head.into()
}
