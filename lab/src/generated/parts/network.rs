//! The page itself and the connection: nothing else can be seen while one of these is there.

use crate::generated::part::{Layer, Need, Part};
use crate::generated::plan::{Manner, OnPlain};
use crate::generated::rule::{Act, When};
use crate::generated::show::{Fact, PING, get};
use crate::generated::truth::Truth;
use crate::generated::who::Who;
use crate::network::Certificate;

const SLOTS: &[&str] = &["network"];

/// The parts.
pub const PARTS: &[Part] = &[
    Part::new(
        "page-policy-names-only-its-own-origin",
        &["page", "network"],
        Layer::Network,
        Truth::PagePolicy,
        "The page's host sends a policy by which the page may ask nobody but itself.",
        |plan| plan.page_headers.push(("Content-Security-Policy", "connect-src 'self'")),
        &[get("{page}/", &[Fact::Has("content-security-policy", "connect-src 'self'")])],
    )
    .hides(Layer::ALL),
    Part::new(
        "page-on-https-and-registry-on-http",
        &["page", "network"],
        Layer::Network,
        Truth::MixedContent,
        "The page is on https, the registry speaks http alone.",
        |plan| plan.place(Who::Registry).go_plain(),
        &[get("http://{registry-host}/v2/", &[Fact::Has("docker-distribution-api-version", "registry/2.0")])],
    )
    .needs(&[Need::HttpsPage, Need::Strict])
    .hides(Layer::ALL),
    Part::new(
        "name-has-no-address",
        SLOTS,
        Layer::Network,
        Truth::NameUnknown,
        "The name that was typed has no address.",
        |plan| plan.typed = "https://{unknown}",
        &[get("{typed}/v2/", &[Fact::Unknown])],
    )
    .hides(Layer::ALL),
    Part::new(
        "name-is-a-containers",
        SLOTS,
        Layer::Network,
        Truth::ContainerName,
        "The registry is called as its neighbours in one container network call it.",
        |plan| plan.typed = "http://registry:5000",
        &[get("{typed}/v2/", &[Fact::Unknown])],
    )
    .needs(&[Need::HttpPage])
    .hides(Layer::ALL),
    Part::new(
        "nobody-listens",
        SLOTS,
        Layer::Network,
        Truth::NothingListens,
        "The registry was not started: nobody listens at its port.",
        |plan| plan.place(Who::Registry).manner = Manner::Refuse,
        &[get(PING, &[Fact::Refused])],
    )
    .hides(Layer::ALL),
    Part::new(
        "takes-requests-and-says-nothing",
        SLOTS,
        Layer::Network,
        Truth::NeverAnswers,
        "The registry takes connections, reads requests and never says a word.",
        |plan| plan.rule(When::all(Who::Registry), Act::Hang),
        &[get(PING, &[Fact::Silent])],
    )
    .hides(Layer::ALL),
    Part::new(
        "takes-connections-and-says-nothing-of-tls",
        SLOTS,
        Layer::Network,
        Truth::NeverAnswers,
        "The port of https takes connections and does not even begin with TLS.",
        |plan| plan.place(Who::Registry).manner = Manner::Silent,
        &[get(PING, &[Fact::Silent])],
    )
    .needs(&[Need::Https])
    .hides(Layer::ALL),
    Part::new(
        "resets-connections",
        SLOTS,
        Layer::Network,
        Truth::ClosesConnections,
        "The registry resets every connection at once.",
        |plan| plan.place(Who::Registry).manner = Manner::Reset,
        &[get(PING, &[Fact::Reset])],
    )
    .needs(&[Need::Http])
    .hides(Layer::ALL),
    Part::new(
        "closes-without-an-answer",
        SLOTS,
        Layer::Network,
        Truth::ClosesConnections,
        "The registry reads a request and closes without an answer.",
        |plan| plan.rule(When::all(Who::Registry), Act::Close),
        &[get(PING, &[Fact::Closed])],
    )
    .hides(Layer::ALL),
    Part::new(
        "resets-in-the-middle-of-tls",
        SLOTS,
        Layer::Network,
        Truth::BreaksTls,
        "The port of https resets connections before TLS stands.",
        |plan| plan.place(Who::Registry).manner = Manner::Reset,
        &[get(PING, &[Fact::Reset])],
    )
    .needs(&[Need::Https])
    .hides(Layer::ALL),
    Part::new(
        "resets-behind-tls",
        SLOTS,
        Layer::Network,
        Truth::ClosesConnections,
        "TLS stands, and then every request ends in a reset.",
        |plan| plan.rule(When::all(Who::Registry), Act::Reset),
        &[get(PING, &[Fact::Reset])],
    )
    .needs(&[Need::Https])
    .hides(Layer::ALL),
    Part::new(
        "certificate-signed-by-itself",
        SLOTS,
        Layer::Network,
        Truth::BadCertificate,
        "The registry made its certificate itself.",
        |plan| plan.place(Who::Registry).tls = Some(Certificate::Untrusted),
        &[get(PING, &[Fact::Tls("UnknownIssuer")])],
    )
    .needs(&[Need::Https, Need::Strict])
    .hides(Layer::ALL),
    Part::new(
        "certificate-ended-years-ago",
        SLOTS,
        Layer::Network,
        Truth::BadCertificate,
        "The registry's certificate ended in 2021.",
        |plan| plan.place(Who::Registry).tls = Some(Certificate::Expired),
        &[get(PING, &[Fact::Tls("Expired")])],
    )
    .needs(&[Need::Https, Need::Strict])
    .hides(Layer::ALL),
    Part::new(
        "certificate-of-another-name",
        SLOTS,
        Layer::Network,
        Truth::BadCertificate,
        "The registry shows another host's certificate.",
        |plan| plan.place(Who::Registry).tls = Some(Certificate::WrongName),
        &[get(PING, &[Fact::Tls("NotValidForName")])],
    )
    .needs(&[Need::Https, Need::Strict])
    .hides(Layer::ALL),
    Part::new(
        "plain-http-where-https-is-asked",
        SLOTS,
        Layer::Network,
        Truth::PlainWhereTls,
        "The address says https, and behind the port is plain http.",
        |plan| plan.place(Who::Registry).tls = None,
        &[
            get(PING, &[Fact::Tls("")]),
            get("http://{registry-host}/v2/", &[Fact::Has("docker-distribution-api-version", "registry/2.0")]),
        ],
    )
    .needs(&[Need::Https])
    .hides(Layer::ALL),
    Part::new(
        "port-of-https-says-400-to-plain-http",
        SLOTS,
        Layer::Network,
        Truth::TlsSaysNotPlain,
        "The address says http, and the port speaks TLS; it says so with a page of 400.",
        |plan| {
            let place = plan.place(Who::Registry);
            (place.tls, place.on_plain) = (Some(Certificate::Right), OnPlain::Say);
        },
        &[get(PING, &[Fact::Status(400), Fact::Body("HTTPS port"), Fact::Lacks("access-control-allow-origin")])],
    )
    .needs(&[Need::Http])
    .hides(Layer::ALL),
    Part::new(
        "port-of-https-closes-on-plain-http",
        SLOTS,
        Layer::Network,
        Truth::TlsWherePlain,
        "The address says http, and the port speaks TLS; it closes what does not.",
        |plan| plan.place(Who::Registry).tls = Some(Certificate::Right),
        &[get(PING, &[Fact::Closed]), get("https://{registry-host}/v2/", &[Fact::Lacks("no-such-header")])],
    )
    .needs(&[Need::Http])
    .hides(Layer::ALL),
];
