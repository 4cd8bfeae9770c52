//! What the first answer is, and with it all others: errors for everybody, web pages, redirects.

use crate::generated::part::{Layer, Need, Part};
use crate::generated::rule::{API, Act, Path, Status, When};
use crate::generated::show::{CATALOG, Fact, PING, get, person};
use crate::generated::truth::Truth;
use crate::generated::who::Who;

const SLOTS: &[&str] = &["first"];
const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const ORIGIN: &str = "access-control-allow-origin";

const ANSWERS: When = When::at(Who::Registry).on(API);
const EVERYTHING: When = When::all(Who::Registry);

const TOO_MANY: &str = r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"too many requests"}]}"#;
const GATEWAY: &str =
    "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n";
const WELCOME: &str =
    "<!doctype html>\n<html><head><title>Welcome</title></head><body><div id=\"app\"></div></body></html>\n";
const SIGN_IN: &str =
    "<!doctype html>\n<html><head><title>Sign in</title></head><body><form method=\"post\"></form></body></html>\n";

/// The parts.
pub const PARTS: &[Part] = &[
    Part::new(
        "429-with-retry-after",
        SLOTS,
        Layer::First,
        Truth::Limited,
        "The registry answers 429 to everything and says when to come back.",
        |plan| {
            plan.rule(ANSWERS, Act::Say(429, JSON, TOO_MANY));
            plan.rule(ANSWERS, Act::Set("Retry-After", "30"));
        },
        &[get(PING, &[Fact::Status(429), Fact::Is("retry-after", "30"), Fact::Json(true)])],
    )
    .hides(Layer::ALL),
    Part::new(
        "429-without-retry-after",
        SLOTS,
        Layer::First,
        Truth::Limited,
        "The registry answers 429 to everything and does not say when to come back.",
        |plan| plan.rule(ANSWERS, Act::Say(429, HTML, "<html><h1>429 Too Many Requests</h1></html>\n")),
        &[get(PING, &[Fact::Status(429), Fact::Lacks("retry-after"), Fact::Json(false)])],
    )
    .hides(Layer::ALL),
    Part::new(
        "429-without-cors",
        SLOTS,
        Layer::First,
        Truth::LimitedUnreadable,
        "A proxy answers 429 to everything, without any header for other origins.",
        |plan| {
            plan.rule(ANSWERS, Act::Say(429, HTML, "<html><h1>429 Too Many Requests</h1></html>\n"));
            plan.rule(ANSWERS, Act::NoCors);
        },
        &[get(PING, &[Fact::Status(429), Fact::Lacks(ORIGIN)])],
    )
    .hides(Layer::ALL),
    Part::new(
        "502-page-of-the-proxy-without-cors",
        SLOTS,
        Layer::First,
        Truth::GatewayUnreadable,
        "The proxy reaches no registry and answers with its own page of 502, OPTIONS too.",
        |plan| {
            plan.rule(EVERYTHING, Act::Say(502, HTML, GATEWAY));
            plan.rule(EVERYTHING, Act::NoCors);
        },
        &[get(PING, &[Fact::Status(502), Fact::Lacks(ORIGIN), Fact::Body("502 Bad Gateway")])],
    )
    .hides(Layer::ALL),
    Part::new(
        "502-page-of-the-proxy-with-cors",
        SLOTS,
        Layer::First,
        Truth::Gateway,
        "The proxy reaches no registry; its page of 502 may be read by the page.",
        |plan| plan.rule(ANSWERS, Act::Say(502, HTML, GATEWAY)),
        &[get(PING, &[Fact::Status(502), Fact::Has(ORIGIN, ""), Fact::Json(false)])],
    )
    .hides(Layer::ALL),
    Part::new(
        "503-in-json",
        SLOTS,
        Layer::First,
        Truth::Gateway,
        "The service is unavailable, and says so in the words of registries.",
        |plan| {
            let body = r#"{"errors":[{"code":"UNAVAILABLE","message":"service unavailable"}]}"#;
            plan.rule(ANSWERS, Act::Say(503, JSON, body));
        },
        &[get(PING, &[Fact::Status(503), Fact::Json(true)])],
    )
    .hides(Layer::ALL),
    Part::new(
        "504-after-a-while",
        SLOTS,
        Layer::First,
        Truth::Gateway,
        "The proxy waits for the registry and gives up with 504.",
        |plan| {
            plan.rule(ANSWERS, Act::Say(504, HTML, "<html><h1>504 Gateway Time-out</h1></html>\n"));
            plan.rule(ANSWERS, Act::Delay(1200));
        },
        &[get(PING, &[Fact::Status(504), Fact::Slow(1200)])],
    )
    .hides(Layer::ALL),
    Part::new(
        "500-in-json",
        SLOTS,
        Layer::First,
        Truth::Fails,
        "The registry fails with 500 in the words of registries.",
        |plan| {
            let body = r#"{"errors":[{"code":"UNKNOWN","message":"unknown error","detail":{"DriverName":"s3"}}]}"#;
            plan.rule(ANSWERS, Act::Say(500, JSON, body));
        },
        &[get(PING, &[Fact::Status(500), Fact::Json(true), Fact::Has(ORIGIN, "")])],
    )
    .hides(Layer::ALL),
    Part::new(
        "500-in-html-without-cors",
        SLOTS,
        Layer::First,
        Truth::FailsUnreadable,
        "The registry fails with a page of 500 that no other origin may read.",
        |plan| {
            plan.rule(ANSWERS, Act::Say(500, HTML, "<html><h1>500 Internal Server Error</h1></html>\n"));
            plan.rule(ANSWERS, Act::NoCors);
        },
        &[get(PING, &[Fact::Status(500), Fact::Lacks(ORIGIN)])],
    )
    .hides(Layer::ALL),
    Part::new(
        "firewall-forbids-all",
        SLOTS,
        Layer::First,
        Truth::Forbids,
        "Something before the registry answers 403 to everything, before anybody could sign in.",
        |plan| plan.rule(ANSWERS, Act::Say(403, HTML, "<html><h1>403 Forbidden</h1></html>\n")),
        &[get(PING, &[Fact::Status(403), Fact::Lacks("www-authenticate"), Fact::Has(ORIGIN, "")])],
    )
    .hides(Layer::ALL),
    Part::new(
        "firewall-forbids-all-without-cors",
        SLOTS,
        Layer::First,
        Truth::ForbidsUnreadable,
        "A firewall answers 403 to everything, without any header for other origins.",
        |plan| {
            plan.rule(EVERYTHING, Act::Say(403, HTML, "<html><h1>403 Forbidden</h1></html>\n"));
            plan.rule(EVERYTHING, Act::NoCors);
        },
        &[get(PING, &[Fact::Status(403), Fact::Lacks(ORIGIN)])],
    )
    .hides(Layer::ALL),
    Part::new(
        "no-v2-on-this-server",
        SLOTS,
        Layer::First,
        Truth::NotRegistry,
        "The address is a web server's: /v2/ is 404 there, in HTML.",
        |plan| {
            plan.rule(ANSWERS, Act::Say(404, HTML, "<html><h1>404 Not Found</h1></html>\n"));
            plan.rule(EVERYTHING, Act::Remove("Docker-Distribution-Api-Version"));
        },
        &[get(PING, &[Fact::Status(404), Fact::Json(false), Fact::Lacks("docker-distribution-api-version")])],
    )
    .hides(Layer::ALL),
    Part::new(
        "web-application-answers-everything",
        SLOTS,
        Layer::First,
        Truth::NotRegistry,
        "The address is a web application's, which answers its page to every path.",
        |plan| plan.rule(When::at(Who::Registry), Act::Say(200, HTML, WELCOME)),
        &[get(PING, &[Fact::Status(200), Fact::Body("<title>Welcome"), Fact::Has(ORIGIN, "")])],
    )
    .needs(&[Need::CorsOutside])
    .hides(Layer::ALL),
    Part::new(
        "web-site-without-cors",
        SLOTS,
        Layer::First,
        Truth::NotRegistryUnreadable,
        "The address is a web site's, which knows nothing of other origins.",
        |plan| {
            plan.rule(EVERYTHING, Act::Say(200, HTML, WELCOME));
            plan.rule(EVERYTHING, Act::NoCors);
        },
        &[get(PING, &[Fact::Status(200), Fact::Body("<title>Welcome"), Fact::Lacks(ORIGIN)])],
    )
    .hides(Layer::ALL),
    Part::new(
        "sign-in-page-in-place-of-answers",
        SLOTS,
        Layer::First,
        Truth::NotRegistry,
        "A proxy answers a sign-in page with 200 in place of every answer of the registry.",
        |plan| plan.rule(ANSWERS, Act::Say(200, HTML, SIGN_IN)),
        &[get(PING, &[Fact::Status(200), Fact::Body("<form"), Fact::Json(false)])],
    )
    .hides(Layer::ALL),
    Part::new(
        "sends-to-a-sign-in-page",
        SLOTS,
        Layer::First,
        Truth::SignInPage,
        "A proxy sends everybody to a sign-in page on another host.",
        |plan| {
            plan.rule(EVERYTHING, Act::Send(302, "{login}/login?rd={registry}{path}"));
            plan.rule(EVERYTHING, Act::NoCors);
        },
        &[get(PING, &[Fact::Status(302), Fact::Has("location", "{login}/login"), Fact::Lacks(ORIGIN)])],
    )
    .hides(Layer::ALL),
    Part::new(
        "sends-to-a-sign-in-page-with-cors",
        SLOTS,
        Layer::First,
        Truth::SignInPage,
        "A proxy sends everybody to a sign-in page on another host; the redirect itself may be read.",
        |plan| plan.rule(ANSWERS, Act::Send(302, "{login}/login?rd={registry}{path}")),
        &[
            get(PING, &[Fact::Status(302), Fact::Has("location", "{login}/login"), Fact::Has(ORIGIN, "")]),
            get("{login}/login", &[Fact::Status(200), Fact::Body("Sign in"), Fact::Lacks(ORIGIN)]),
        ],
    )
    .hides(Layer::ALL),
    Part::new(
        "sends-to-a-sign-in-page-of-its-own",
        SLOTS,
        Layer::First,
        Truth::SignInPage,
        "The registry's own host has a sign-in page, and sends everybody there.",
        |plan| {
            plan.rule(ANSWERS, Act::Send(302, "{registry}/login"));
            plan.rule(When::at(Who::Registry).on(&[Path::Other]), Act::Say(200, HTML, SIGN_IN));
        },
        &[
            get(PING, &[Fact::Status(302), Fact::Is("location", "{registry}/login")]),
            get("{registry}/login", &[Fact::Status(200), Fact::Body("<form"), Fact::Has(ORIGIN, "")]),
        ],
    )
    .needs(&[Need::CorsOutside])
    .hides(Layer::ALL),
    Part::new(
        "sends-to-another-host-with-cors",
        SLOTS,
        Layer::First,
        Truth::OtherRegistry,
        "The registry has moved: its old address sends to another host, and both may be read.",
        |plan| plan.rule(ANSWERS, Act::Send(301, "{elsewhere}{path}")),
        &[
            get(PING, &[Fact::Status(301), Fact::Is("location", "{elsewhere}/v2/"), Fact::Has(ORIGIN, "")]),
            get("{elsewhere}/v2/", &[Fact::Is("docker-distribution-api-version", "registry/2.0")]),
        ],
    )
    .hides(Layer::ALL),
    Part::new(
        "sends-to-another-host-without-cors",
        SLOTS,
        Layer::First,
        Truth::OtherRegistry,
        "The registry has moved: its old address sends to another host, without any header for other origins.",
        |plan| {
            plan.rule(EVERYTHING, Act::Send(308, "{elsewhere}{path}"));
            plan.rule(EVERYTHING, Act::NoCors);
        },
        &[get(CATALOG, &[Fact::Status(308), Fact::Is("location", "{elsewhere}/v2/_catalog"), Fact::Lacks(ORIGIN)])],
    )
    .hides(Layer::ALL),
    Part::new(
        "http-sends-to-https",
        SLOTS,
        Layer::First,
        Truth::HttpSendsToHttps,
        "Plain http sends everybody to https of the same host.",
        |plan| {
            plan.rule(EVERYTHING, Act::Send(301, "{twin}{path}"));
            plan.rule(EVERYTHING, Act::NoCors);
        },
        &[get(PING, &[Fact::Status(301), Fact::Is("location", "{twin}/v2/"), Fact::Has("location", "https:")])],
    )
    .needs(&[Need::Http])
    .hides(Layer::ALL),
    Part::new(
        "https-sends-to-http",
        SLOTS,
        Layer::First,
        Truth::HttpsSendsToHttp,
        "A proxy of https does not know that it is one, and sends to http.",
        |plan| plan.rule(ANSWERS, Act::Send(302, "{twin}{path}")),
        &[get(PING, &[Fact::Status(302), Fact::Is("location", "{twin}/v2/"), Fact::Has("location", "http:")])],
    )
    .needs(&[Need::Https])
    .hides(Layer::ALL),
    Part::new(
        "sends-to-itself",
        SLOTS,
        Layer::First,
        Truth::Loop,
        "Every answer sends to the same address again.",
        |plan| plan.rule(ANSWERS, Act::Send(302, "{registry}{path}")),
        &[get(PING, &[Fact::Status(302), Fact::Is("location", "{registry}/v2/")])],
    )
    .hides(Layer::ALL),
    Part::new(
        "file-of-passwords-is-unreadable",
        &["first", "password"],
        Layer::Token,
        Truth::PasswordFile,
        "The registry cannot read its file of passwords, and answers 400 without a body to everybody who shows one.",
        |plan| plan.rule(ANSWERS.authorized(true), Act::Say(400, "text/plain", "")),
        &[person(PING, &[Fact::Status(400), Fact::NoBody]), get(PING, &[Fact::Status(401)])],
    )
    .needs(&[Need::Basic])
    .hides(&[Layer::Lists, Layer::Content]),
    Part::new(
        "sign-in-asked-with-403",
        &["first", "challenge"],
        Layer::Challenge,
        Truth::SignInAskedByForbidding,
        "Who is not signed in gets 403 in place of 401, with a challenge.",
        |plan| plan.rule(ANSWERS.answered(Status::Only(401)), Act::Status(403)),
        &[get(PING, &[Fact::Status(403), Fact::Has("www-authenticate", "realm=")])],
    )
    .needs(&[Need::Bearer])
    .hides(&[Layer::Realm, Layer::Token, Layer::Lists, Layer::Content]),
];
