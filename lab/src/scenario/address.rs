//! What a person types, and where it leads.

use http::StatusCode;

use super::parts::{entry, fault, registry_behind_tls, typed};
use super::proof::Shows::{Body, BodyLacks, Header, HeaderHas, NotHttp, Status, Tls, Typed, UnknownName};
use super::proof::{Proof, To};
use super::{Group, Scenario, Started, Step};
use crate::network::{Certificate, relay_outside_loopback};
use crate::nginx::front::Front;
use crate::proxy::{Cors, Fault, Proxy, When};
use crate::setup::{Plan, Setup};

pub(super) const SCENARIOS: &[Scenario] = &[
    address("address-invalid", "The typed address has a space in its host.")
        .causes(&["address-invalid"])
        .prepare(&[Step::Start(|setup| types(setup, |_| "http://registry example:5000".to_owned()))])
        .shows(&[typed(&[Typed("registry example")])]),
    address(
        "address-without-scheme",
        "Host and port of another machine are typed; the registry there speaks plain HTTP, and https is taken.",
    )
    .causes(&["address-without-scheme"])
    .prepare(&[Step::Start(|setup| {
        Box::pin(async move {
            // Without a scheme http is taken on loopback, and this would work.
            let relay = relay_outside_loopback(setup.registry_proxy.address())?;
            setup.typed = Some(relay.address.to_string());
            setup.keep(relay);
            Ok(())
        })
    })])
    .shows(&[entry(&[Tls("InvalidContentType")])]),
    address("address-moved", "The registry sends every request on to another origin, where it answers.")
        .causes(&["address-moved"])
        .prepare(&[Step::Start(|setup| {
            Box::pin(async move {
                let now = Proxy::start(&setup.registry.origin(), Cors::for_everybody()).await?;
                fault(setup, When::any(), Fault::Redirect(StatusCode::PERMANENT_REDIRECT, now.origin()));
                setup.keep(now);
                Ok(())
            })
        })])
        .shows(&[
            entry(&[Status(308), HeaderHas("location", "/v2/")]),
            Proof { to: To::RedirectTarget, ..entry(&[Status(200), Body("{}")]) },
        ]),
    address("address-with-credentials", "A name and a password stand in the typed address.")
        .causes(&["address-with-credentials"])
        .prepare(&[Step::Start(|setup| types(setup, |setup| format!("http://somebody:something@{}", host(setup))))])
        .shows(&[entry(&[Typed("somebody:something@"), Status(200)])]),
    address("address-internal-name", "The typed name ends in .internal, which only one network knows.")
        .causes(&["address-internal-name"])
        .prepare(&[Step::Start(|setup| types(setup, |_| "https://registry.internal".to_owned()))])
        .shows(&[typed(&[Typed(".internal")])]),
    address("address-internal-name-dotless", "The typed name has no dot, as names in a compose file have none.")
        .causes(&["address-internal-name"])
        .prepare(&[Step::Start(|setup| types(setup, |_| "http://registry:5000".to_owned()))])
        .shows(&[typed(&[Typed("//registry:")])]),
    address("address-not-a-registry", "A web server is there that knows no /v2/.")
        .causes(&["address-not-a-registry"])
        .prepare(&[Step::Break(|setup| setup.registry_proxy.change_upstream(&setup.page.origin()))])
        .shows(&[entry(&[Status(404), Header("content-type", "text/plain"), BodyLacks("errors")])]),
    address("address-not-a-registry-html", "A web application is there that answers every path with its page.")
        .causes(&["address-not-a-registry"])
        .prepare(&[Step::Break(|setup| {
            let html = "<!doctype html><title>Our portal</title><div id=app></div>";
            fault(setup, When::any(), Fault::answer(StatusCode::OK, "text/html", html));
        })])
        .shows(&[entry(&[Status(200), Header("content-type", "text/html"), Body("<!doctype html>")])]),
    address("address-wrong-port-protocol-https", "https is typed, and the port speaks plain HTTP.")
        .causes(&["address-wrong-port-protocol"])
        .prepare(&[Step::Start(|setup| types(setup, |setup| format!("https://{}", host(setup))))])
        .shows(&[entry(&[Tls("InvalidContentType")])]),
    address("address-wrong-port-protocol-http", "http is typed, and the port speaks TLS.")
        .causes(&["address-wrong-port-protocol"])
        .prepare(&[Step::Start(|setup| {
            Box::pin(async move {
                registry_behind_tls(setup, Certificate::Right)?;
                setup.typed = setup.typed.as_ref().map(|typed| typed.replace("https://", "http://"));
                Ok(())
            })
        })])
        .shows(&[entry(&[Typed("http://localhost"), NotHttp])]),
    Scenario::new(
        Group::Address,
        "address-wrong-port-protocol-nginx",
        "http is typed, and the port is nginx with TLS, which answers 400 in HTML.",
        || Plan { nginx: Some(Front { tls: true, ..Front::default() }), ..Plan::anonymous() },
    )
    .causes(&["address-wrong-port-protocol"])
    .prepare(&[Step::Start(|setup| {
        Box::pin(async move {
            setup.typed = setup.typed.as_ref().map(|typed| typed.replace("https://", "http://"));
            Ok(())
        })
    })])
    .shows(&[entry(&[Status(400), Body("plain HTTP request was sent to HTTPS port")])]),
    address("address-invalid-port", "The typed port is one that browsers refuse to ask.")
        .causes(&["address-invalid"])
        .prepare(&[Step::Start(|setup| types(setup, |_| "http://127.0.0.1:6000".to_owned()))])
        .shows(&[typed(&[Typed(":6000")])]),
    address("server-unreachable-mistyped-name", "The typed name belongs to nobody.")
        .causes(&["server-unreachable"])
        .prepare(&[Step::Start(|setup| types(setup, |_| "http://regsitry.invalid".to_owned()))])
        .shows(&[entry(&[UnknownName])]),
];

const fn address(name: &'static str, sentence: &'static str) -> Scenario {
    Scenario::new(Group::Address, name, sentence, Plan::anonymous)
}

fn host(setup: &Setup) -> String {
    setup.registry_proxy.address().to_string()
}

/// A person types this in place of the registry's address.
fn types(setup: &mut Setup, text: fn(&Setup) -> String) -> Started<'_> {
    setup.typed = Some(text(setup));
    Box::pin(std::future::ready(Ok(())))
}
