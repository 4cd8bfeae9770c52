//! The catalog and the lists of tags.

use crate::generated::part::{Layer, Need, Part};
use crate::generated::plan::Plan;
use crate::generated::rule::{Act, Path, Status, When};
use crate::generated::show::{CATALOG, CATALOG_SCOPE, Fact, PULL_SCOPE, Show, TAGS, token};
use crate::generated::truth::Truth;
use crate::generated::who::Who;

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const ORIGIN: &str = "access-control-allow-origin";

/// Only where the registry would have given the list: who is not signed in is told to sign in first.
const LIST: When = When::at(Who::Registry).on(&[Path::Catalog]).answered(Status::Good);
const TAG_LIST: When = When::at(Who::Registry).on(&[Path::Tags]).answered(Status::Good);

const fn catalog(
    name: &'static str,
    truth: Truth,
    sentence: &'static str,
    apply: fn(&mut Plan),
    shows: &'static [Show],
) -> Part {
    Part::new(name, &["catalog", "page-size", "rights"], Layer::Lists, truth, sentence, apply, shows)
}

const fn tags(
    name: &'static str,
    truth: Truth,
    sentence: &'static str,
    apply: fn(&mut Plan),
    shows: &'static [Show],
) -> Part {
    Part::new(name, &["tags"], Layer::Lists, truth, sentence, apply, shows).needs(&[Need::Repository])
}

/// A catalog's answer.
const fn seen(facts: &'static [Fact]) -> Show {
    token(CATALOG, CATALOG_SCOPE, facts)
}

const fn tags_seen(facts: &'static [Fact]) -> Show {
    token(TAGS, PULL_SCOPE, facts)
}

/// The parts.
pub const PARTS: &[Part] = &[
    catalog(
        "catalog-not-found",
        Truth::CatalogUnsupported,
        "There is no catalog: its path is 404.",
        |plan| plan.rule(LIST, Act::Say(404, "text/plain", "404 page not found\n")),
        &[seen(&[Fact::Status(404), Fact::Has(ORIGIN, "")])],
    ),
    catalog(
        "catalog-not-allowed",
        Truth::CatalogUnsupported,
        "The catalog is answered 405 UNSUPPORTED.",
        |plan| {
            let body = r#"{"errors":[{"code":"UNSUPPORTED","message":"The operation is unsupported."}]}"#;
            plan.rule(LIST, Act::Say(405, JSON, body));
        },
        &[seen(&[Fact::Status(405), Fact::Body("UNSUPPORTED")])],
    ),
    catalog(
        "catalog-denied-to-all",
        Truth::CatalogDenied,
        "The catalog is answered 403 to everybody.",
        |plan| {
            let body = r#"{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}"#;
            plan.rule(LIST, Act::Say(403, JSON, body));
        },
        &[seen(&[Fact::Status(403), Fact::Body("DENIED")])],
    ),
    catalog(
        "catalog-gives-small-pages-alone",
        Truth::CatalogSmallPages,
        "Who asks the catalog for more than ten entries gets 400.",
        |plan| plan.most_entries = 10,
        &[
            token(
                "{registry}/v2/_catalog?n=11",
                CATALOG_SCOPE,
                &[Fact::Status(400), Fact::Body("PAGINATION_NUMBER_INVALID")],
            ),
            token("{registry}/v2/_catalog?n=10", CATALOG_SCOPE, &[Fact::Status(200)]),
        ],
    ),
    catalog(
        "catalog-is-a-web-page",
        Truth::NotJson,
        "The catalog is answered with a web page.",
        |plan| plan.rule(LIST, Act::Say(200, HTML, "<!doctype html><title>Repositories</title>\n")),
        &[seen(&[Fact::Status(200), Fact::Json(false)])],
    ),
    catalog(
        "catalog-is-half",
        Truth::NotJson,
        "The catalog's JSON ends in its middle, and its length says so.",
        |plan| plan.rule(LIST, Act::Half),
        &[seen(&[Fact::Status(200), Fact::Json(false), Fact::Has("content-type", "json")])],
    ),
    catalog(
        "catalog-breaks-off",
        Truth::CutOff,
        "The connection closes in the middle of the catalog.",
        |plan| plan.rule(LIST, Act::Cut),
        &[seen(&[Fact::Status(200), Fact::Cut])],
    ),
    catalog(
        "catalog-fails",
        Truth::ListFails,
        "The catalog is answered 500.",
        |plan| plan.rule(LIST, Act::Say(500, JSON, r#"{"errors":[{"code":"UNKNOWN","message":"unknown error"}]}"#)),
        &[seen(&[Fact::Status(500), Fact::Has(ORIGIN, "")])],
    ),
    catalog(
        "catalog-too-slow-for-the-proxy",
        Truth::ListGatewayUnreadable,
        "The catalog takes too long for the proxy, whose page of 504 no other origin may read.",
        |plan| {
            plan.rule(LIST, Act::Say(504, HTML, "<html><h1>504 Gateway Time-out</h1></html>\n"));
            plan.rule(LIST.answered(Status::Only(504)), Act::NoCors);
        },
        &[seen(&[Fact::Status(504), Fact::Lacks(ORIGIN)])],
    ),
    catalog(
        "catalog-behind-502",
        Truth::ListGateway,
        "The catalog is answered 502, which the page may read.",
        |plan| plan.rule(LIST, Act::Say(502, HTML, "<html><h1>502 Bad Gateway</h1></html>\n")),
        &[seen(&[Fact::Status(502), Fact::Has(ORIGIN, "")])],
    ),
    catalog(
        "catalog-never-comes",
        Truth::ListNeverAnswers,
        "The catalog is never answered.",
        |plan| plan.rule(LIST, Act::Hang),
        &[seen(&[Fact::Silent])],
    ),
    catalog(
        "catalog-closes-the-connection",
        Truth::ListBreaks,
        "Who asks for the catalog loses the connection.",
        |plan| plan.rule(LIST, Act::Close),
        &[seen(&[Fact::Closed])],
    ),
    catalog(
        "catalog-asked-too-often",
        Truth::ListLimited,
        "The catalog is answered 429.",
        |plan| {
            plan.rule(LIST, Act::Say(429, JSON, r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}"#));
            plan.rule(LIST.answered(Status::Only(429)), Act::Set("Retry-After", "60"));
        },
        &[seen(&[Fact::Status(429), Fact::Is("retry-after", "60")])],
    ),
    tags(
        "tags-fail",
        Truth::ListFails,
        "Lists of tags are answered 500.",
        |plan| plan.rule(TAG_LIST, Act::Say(500, JSON, r#"{"errors":[{"code":"UNKNOWN","message":"unknown error"}]}"#)),
        &[tags_seen(&[Fact::Status(500)])],
    ),
    tags(
        "tags-are-a-web-page",
        Truth::NotJson,
        "Lists of tags are web pages.",
        |plan| plan.rule(TAG_LIST, Act::Say(200, HTML, "<!doctype html><title>Tags</title>\n")),
        &[tags_seen(&[Fact::Status(200), Fact::Json(false)])],
    ),
    tags(
        "tags-behind-503",
        Truth::ListGateway,
        "Lists of tags are answered 503.",
        |plan| plan.rule(TAG_LIST, Act::Say(503, HTML, "<html><h1>503 Service Unavailable</h1></html>\n")),
        &[tags_seen(&[Fact::Status(503)])],
    ),
];
