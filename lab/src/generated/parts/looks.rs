//! Harmless oddities of how answers are written: order, letters, lengths.

use crate::generated::part::Part;
use crate::generated::rule::{API, Act, Path, Status, When};
use crate::generated::show::{CATALOG, CATALOG_SCOPE, Fact, PING, get, token};
use crate::generated::who::Who;

const ORIGIN: &str = "access-control-allow-origin";
const ANSWERS: When = When::at(Who::Registry);
const GOOD: When = When::at(Who::Registry).on(API).answered(Status::Good);

/// The parts.
pub const PARTS: &[Part] = &[
    Part::harmless(
        "no-version-header",
        &["version"],
        "The header with the API's version is missing, as from many registries.",
        |plan| plan.rule(ANSWERS, Act::Remove("Docker-Distribution-Api-Version")),
        &[get(PING, &[Fact::Lacks("docker-distribution-api-version")])],
    ),
    Part::harmless(
        "headers-in-capitals",
        &["letters"],
        "Names of headers are written in capitals.",
        |plan| plan.rule(When::all(Who::Registry), Act::Capitals),
        &[get(PING, &[Fact::Raw("ACCESS-CONTROL-")])],
    ),
    Part::harmless(
        "headers-from-last-to-first",
        &["order"],
        "Headers stand in another order than everywhere.",
        |plan| plan.rule(When::all(Who::Registry), Act::Backwards),
        &[get(PING, &[Fact::Before("access-control-expose-headers", "content-type")])],
    ),
    Part::harmless(
        "json-called-text",
        &["content-type"],
        "Lists are JSON, and are called plain text.",
        |plan| {
            plan.rule(
                GOOD.on(&[Path::Ping, Path::Catalog, Path::Tags]),
                Act::Set("Content-Type", "text/plain; charset=utf-8"),
            );
        },
        &[token(CATALOG, CATALOG_SCOPE, &[Fact::Has("content-type", "text/plain"), Fact::Json(true)])],
    ),
    Part::harmless(
        "two-lines-of-vary",
        &["vary"],
        "Vary has two lines more.",
        |plan| {
            plan.rule(ANSWERS, Act::Add("Vary", "Accept"));
            plan.rule(ANSWERS, Act::Add("Vary", "Accept-Encoding"));
        },
        &[get(PING, &[Fact::Is("vary", "Accept"), Fact::Is("vary", "Accept-Encoding")])],
    ),
    Part::harmless(
        "first-answer-is-empty",
        &["ping-body"],
        "The good answer to /v2/ has no body.",
        |plan| plan.rule(GOOD.on(&[Path::Ping]), Act::Body("application/json", "")),
        &[token(PING, CATALOG_SCOPE, &[Fact::Status(200), Fact::NoBody])],
    ),
    Part::harmless(
        "first-answer-is-true",
        &["ping-body"],
        "The good answer to /v2/ is the word true, as from some registries.",
        |plan| plan.rule(GOOD.on(&[Path::Ping]), Act::Body("application/json", "true")),
        &[token(PING, CATALOG_SCOPE, &[Fact::Status(200), Fact::Body("true")])],
    ),
    Part::harmless(
        "no-date",
        &["date"],
        "Answers say no date.",
        |plan| plan.rule(ANSWERS, Act::Remove("Date")),
        &[get(PING, &[Fact::Lacks("date")])],
    ),
    Part::harmless(
        "bodies-in-chunks",
        &["chunks"],
        "Bodies come in chunks, and nobody says their length.",
        |plan| plan.rule(ANSWERS, Act::Chunked),
        &[get(PING, &[Fact::Lacks("content-length"), Fact::Is("transfer-encoding", "chunked")])],
    ),
    Part::harmless(
        "security-headers-for-pages",
        &["security"],
        "Answers have the headers that scanners want of web pages.",
        |plan| {
            plan.rule(ANSWERS, Act::Set("X-Frame-Options", "DENY"));
            plan.rule(ANSWERS, Act::Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"));
            plan.rule(ANSWERS, Act::Set("Referrer-Policy", "no-referrer"));
            plan.rule(ANSWERS, Act::Set("Permissions-Policy", "geolocation=()"));
        },
        &[get(
            PING,
            &[
                Fact::Is("x-frame-options", "DENY"),
                Fact::Has("content-security-policy", "'none'"),
                Fact::Has(ORIGIN, ""),
            ],
        )],
    ),
    Part::harmless(
        "each-answer-closes",
        &["connection"],
        "The connection closes after each answer.",
        |plan| plan.rule(When::all(Who::Registry), Act::LastOne),
        &[get(PING, &[Fact::Is("connection", "close")])],
    ),
    Part::harmless(
        "named-after-its-server",
        &["server"],
        "Answers name the server and what it was built with, and a cookie comes with each.",
        |plan| {
            plan.rule(ANSWERS, Act::Set("Server", "nginx/1.27.4 (Debian) PHP/8.3"));
            plan.rule(ANSWERS, Act::Add("Set-Cookie", "sid=3f2a; Path=/; HttpOnly; SameSite=Lax"));
        },
        &[get(PING, &[Fact::Has("server", "nginx"), Fact::Has("set-cookie", "sid=")])],
    ),
    Part::harmless(
        "challenge-exposed-twice",
        &["expose"],
        "The exposed headers stand on two lines, some of them twice.",
        |plan| {
            plan.rule(ANSWERS, Act::Add("Access-Control-Expose-Headers", "www-authenticate, link"));
        },
        &[get(
            PING,
            &[
                Fact::Is("access-control-expose-headers", "www-authenticate, link"),
                Fact::Lines("access-control-expose-headers", 2),
            ],
        )],
    ),
    Part::harmless(
        "not-to-be-kept",
        &["cache"],
        "Answers must not be kept by anybody.",
        |plan| plan.rule(ANSWERS, Act::Set("Cache-Control", "no-store, no-cache, must-revalidate")),
        &[get(PING, &[Fact::Has("cache-control", "no-store")])],
    ),
];
