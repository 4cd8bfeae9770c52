//! What browsers ask with `OPTIONS` before they send a password or a token.

use crate::generated::part::{Layer, Need, Part};
use crate::generated::plan::Plan;
use crate::generated::rule::{Act, LATER, LISTS, When};
use crate::generated::show::{CATALOG, Fact, PING, Show, preflight};
use crate::generated::truth::Truth;
use crate::generated::who::Who;

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";
const ORIGIN: &str = "access-control-allow-origin";
const HEADERS: &str = "access-control-allow-headers";
const UNAUTHORIZED: &str = r#"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":null}]}"#;

const OPTIONS: When = When::preflight(Who::Registry);

const fn part(
    name: &'static str,
    truth: Truth,
    sentence: &'static str,
    apply: fn(&mut Plan),
    shows: &'static [Show],
) -> Part {
    Part::new(name, &["preflight"], Layer::Preflight, truth, sentence, apply, shows)
        .needs(&[Need::Private])
        .hides(&[Layer::Lists, Layer::Content])
}

/// The parts.
pub const PARTS: &[Part] = &[
    part(
        "options-wants-basic",
        Truth::OptionsUnauthorized,
        "OPTIONS is answered 401 with a challenge, as the registry's own sign-in does it.",
        |plan| {
            plan.rule(OPTIONS, Act::Say(401, JSON, UNAUTHORIZED));
            plan.rule(OPTIONS, Act::Set("WWW-Authenticate", "Basic realm=\"Registry Realm\""));
        },
        &[preflight(PING, &[Fact::Status(401), Fact::Has("www-authenticate", "Basic"), Fact::Has(ORIGIN, "")])],
    )
    .needs(&[Need::Basic]),
    part(
        "options-wants-a-token",
        Truth::OptionsUnauthorized,
        "OPTIONS is answered 401: the registry wants a token for it.",
        |plan| {
            plan.rule(OPTIONS, Act::Say(401, JSON, UNAUTHORIZED));
            plan.rule(OPTIONS, Act::Set("WWW-Authenticate", "Bearer realm=\"{auth}/token\",service=\"{service}\""));
        },
        &[preflight(CATALOG, &[Fact::Status(401), Fact::Has("www-authenticate", "Bearer")])],
    )
    .needs(&[Need::Bearer]),
    part(
        "options-wants-a-sign-in-without-cors",
        Truth::OptionsUnauthorized,
        "OPTIONS is answered 401 by a proxy, without any header for other origins.",
        |plan| {
            plan.rule(OPTIONS, Act::Say(401, HTML, "<html><h1>401 Authorization Required</h1></html>\n"));
            plan.rule(OPTIONS, Act::NoCors);
        },
        &[preflight(PING, &[Fact::Status(401), Fact::Lacks(ORIGIN)])],
    ),
    part(
        "options-wants-a-sign-in-for-lists",
        Truth::OptionsUnauthorized,
        "OPTIONS of /v2/ is allowed to everybody, and OPTIONS of everything below it wants a sign-in.",
        |plan| plan.rule(OPTIONS.on(LATER), Act::Say(401, JSON, UNAUTHORIZED)),
        &[preflight(CATALOG, &[Fact::Status(401)]), preflight(PING, &[Fact::Has(ORIGIN, "")])],
    ),
    part(
        "options-forbidden",
        Truth::OptionsRefused,
        "OPTIONS is answered 403.",
        |plan| plan.rule(OPTIONS, Act::Say(403, HTML, "<html><h1>403 Forbidden</h1></html>\n")),
        &[preflight(PING, &[Fact::Status(403)])],
    ),
    part(
        "options-not-found",
        Truth::OptionsRefused,
        "OPTIONS is answered 404: the routes know GET alone.",
        |plan| plan.rule(OPTIONS, Act::Say(404, "text/plain", "404 page not found\n")),
        &[preflight(PING, &[Fact::Status(404)])],
    ),
    part(
        "options-not-allowed",
        Truth::OptionsRefused,
        "OPTIONS is answered 405, without any header for other origins.",
        |plan| {
            plan.rule(OPTIONS, Act::Say(405, HTML, "<html><h1>405 Not Allowed</h1></html>\n"));
            plan.rule(OPTIONS, Act::NoCors);
            plan.rule(OPTIONS, Act::Set("Allow", "GET, HEAD"));
        },
        &[preflight(PING, &[Fact::Status(405), Fact::Has("allow", "GET"), Fact::Lacks(ORIGIN)])],
    ),
    part(
        "options-not-allowed-for-lists",
        Truth::OptionsRefused,
        "OPTIONS of lists is answered 405, and OPTIONS of everything else is allowed.",
        |plan| plan.rule(OPTIONS.on(LISTS), Act::Say(405, JSON, "{}")),
        &[preflight(CATALOG, &[Fact::Status(405)]), preflight(PING, &[Fact::Has(HEADERS, "")])],
    ),
    part(
        "options-fails",
        Truth::OptionsRefused,
        "OPTIONS is answered 500.",
        |plan| plan.rule(OPTIONS, Act::Say(500, "text/plain", "internal error\n")),
        &[preflight(PING, &[Fact::Status(500)])],
    ),
    part(
        "options-reset",
        Truth::OptionsRefused,
        "OPTIONS ends in a reset: something between the two does not know it.",
        |plan| plan.rule(OPTIONS, Act::Reset),
        &[preflight(PING, &[Fact::Reset])],
    ),
    part(
        "options-sent-to-a-sign-in-page",
        Truth::OptionsRedirected,
        "OPTIONS is sent to a sign-in page.",
        |plan| plan.rule(OPTIONS, Act::Send(302, "{login}/login")),
        &[preflight(PING, &[Fact::Status(302), Fact::Is("location", "{login}/login")])],
    ),
    part(
        "options-sent-to-a-slash",
        Truth::OptionsRedirected,
        "OPTIONS is sent to the same path with another end.",
        |plan| plan.rule(OPTIONS, Act::Send(301, "{path}/")),
        &[preflight(CATALOG, &[Fact::Status(301), Fact::Is("location", "/v2/_catalog/")])],
    ),
    part(
        "options-never-answered",
        Truth::OptionsNeverAnswered,
        "OPTIONS is never answered.",
        |plan| plan.rule(OPTIONS, Act::Hang),
        &[preflight(PING, &[Fact::Silent])],
    ),
    part(
        "options-without-allow-origin",
        Truth::OptionsNoOrigin,
        "OPTIONS is answered well, but does not say that the page may ask.",
        |plan| plan.rule(OPTIONS, Act::Remove("Access-Control-Allow-Origin")),
        &[preflight(PING, &[Fact::Lacks(ORIGIN), Fact::Has(HEADERS, "")])],
    ),
    part(
        "options-without-any-cors",
        Truth::OptionsNoOrigin,
        "OPTIONS is answered with 200 and nothing else.",
        |plan| plan.rule(OPTIONS, Act::NoCors),
        &[preflight(PING, &[Fact::Lacks(ORIGIN), Fact::Lacks(HEADERS)])],
    ),
    part(
        "options-allows-another-page",
        Truth::OptionsOtherOrigin,
        "OPTIONS allows the origin of another page; all other answers allow this one.",
        |plan| plan.rule(OPTIONS, Act::Set("Access-Control-Allow-Origin", "https://registry-ui.example.com")),
        &[preflight(PING, &[Fact::Is(ORIGIN, "https://registry-ui.example.com")])],
    ),
    part(
        "options-without-authorization",
        Truth::OptionsNoAuthorization,
        "Among the allowed headers Authorization is missing.",
        |plan| plan.cors.headers = "Accept, Content-Type, Cache-Control",
        &[preflight(PING, &[Fact::Has(HEADERS, "Accept"), Fact::HasNot(HEADERS, "uthorization")])],
    ),
    part(
        "options-without-allowed-headers",
        Truth::OptionsNoAuthorization,
        "OPTIONS says which methods are allowed, and no header.",
        |plan| plan.cors.headers = "",
        &[preflight(PING, &[Fact::Lacks(HEADERS), Fact::Has(ORIGIN, "")])],
    ),
    part(
        "options-with-authorization-misspelt",
        Truth::OptionsNoAuthorization,
        "Among the allowed headers is Authorisation, with an s.",
        |plan| plan.cors.headers = "Authorisation, Accept",
        &[preflight(PING, &[Fact::Has(HEADERS, "Authorisation")])],
    ),
];
