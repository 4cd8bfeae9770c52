//! What looks odd and breaks nothing: other ways to be a healthy registry.

use crate::generated::part::{Need, Part};
use crate::generated::plan::Tokens;
use crate::generated::rule::{API, Act, Path, Status, When};
use crate::generated::show::{
    BLOB, CATALOG, CATALOG_SCOPE, Fact, MANIFEST, PING, PULL_SCOPE, TOKEN, get, person, preflight, token,
};
use crate::generated::truth::Truth;
use crate::generated::who::Who;

const HTML: &str = "text/html; charset=utf-8";
const ORIGIN: &str = "access-control-allow-origin";
const CHALLENGE: &str = "www-authenticate";

const ANSWERS: When = When::at(Who::Registry);
const PREFLIGHTS: When = When::preflight(Who::Registry);

/// The parts.
pub const PARTS: &[Part] = &[
    Part::harmless(
        "sign-in-answers-are-html",
        &["error-body"],
        "401 has a web page for a body; its head is right in all.",
        |plan| {
            plan.rule(
                ANSWERS.answered(Status::Only(401)),
                Act::Body(HTML, "<html><h1>401 Authorization Required</h1></html>\n"),
            );
        },
        &[get(PING, &[Fact::Status(401), Fact::Json(false), Fact::Has(CHALLENGE, "realm"), Fact::Has(ORIGIN, "")])],
    )
    .needs(&[Need::Private]),
    Part::harmless(
        "errors-have-no-body",
        &["error-body"],
        "Errors have no body; their heads are right in all.",
        |plan| plan.rule(ANSWERS.on(API).answered(Status::Bad), Act::Body("text/plain", "")),
        &[get(PING, &[Fact::Status(401), Fact::NoBody, Fact::Has(CHALLENGE, "realm")])],
    )
    .needs(&[Need::Private]),
    Part::harmless(
        "first-answer-takes-three-seconds",
        &["slow"],
        "The first answer takes three seconds.",
        |plan| plan.rule(ANSWERS.on(&[Path::Ping]), Act::Delay(3000)),
        &[get(PING, &[Fact::Slow(3000)])],
    ),
    Part::harmless(
        "lists-take-two-seconds",
        &["slow"],
        "Lists take two seconds.",
        |plan| plan.rule(ANSWERS.on(&[Path::Catalog, Path::Tags]), Act::Delay(2000)),
        &[get(CATALOG, &[Fact::Slow(2000)])],
    ),
    Part::harmless(
        "tokens-take-a-second-and-a-half",
        &["slow"],
        "The token service takes a second and a half.",
        |plan| plan.rule(When::at(Who::Auth), Act::Delay(1500)),
        &[get(TOKEN, &[Fact::Slow(1500)])],
    )
    .needs(&[Need::Bearer]),
    Part::harmless(
        "realm-on-the-registrys-own-host",
        &["realm"],
        "Tokens come from the registry's own host, under another path.",
        |plan| plan.realm = "{registry}/auth/token",
        &[
            get(PING, &[Fact::Has(CHALLENGE, "realm=\"{registry}/auth/token\"")]),
            person("{registry}/auth/token?service={service}", &[Fact::Status(200), Fact::Body("\"token\"")]),
        ],
    )
    .needs(&[Need::Bearer]),
    Part::harmless(
        "challenge-with-more-parameters",
        &["challenge"],
        "The challenge has parameters that nobody knows.",
        |plan| {
            plan.challenge =
                vec!["Bearer realm=\"{realm}\",service=\"{service}\"{scope},charset=\"UTF-8\",version=\"2, of 3\""]
        },
        &[get(PING, &[Fact::Has(CHALLENGE, "version=\"2, of 3\"")])],
    )
    .needs(&[Need::Bearer]),
    Part::harmless(
        "challenge-in-small-letters",
        &["challenge"],
        "The challenge's scheme is written in small letters, and its parameters with spaces.",
        |plan| plan.challenge = vec!["bearer realm=\"{realm}\", service=\"{service}\"{scope}"],
        &[get(PING, &[Fact::Has(CHALLENGE, "bearer realm=")])],
    )
    .needs(&[Need::Bearer]),
    Part::harmless(
        "basic-realm-is-a-sentence",
        &["challenge"],
        "Basic's realm is a sentence with letters of another language and an address.",
        |plan| {
            plan.challenge = vec![
                "Basic realm=\"Bitte anmelden, für Zugang siehe https://wiki.example.org/zugang\", charset=\"UTF-8\"",
            ]
        },
        &[get(PING, &[Fact::Has(CHALLENGE, "https://wiki.example.org/zugang")])],
    )
    .needs(&[Need::Basic]),
    Part::harmless(
        "token-as-access-token-alone",
        &["token"],
        "The token service calls its token access_token, and nothing else.",
        |plan| plan.tokens = Tokens::AccessTokenOnly,
        &[person(TOKEN, &[Fact::Status(200), Fact::Body("{\"access_token\""), Fact::BodyNot("\"token\"")])],
    )
    .needs(&[Need::Bearer]),
    Part::harmless(
        "links-are-whole-addresses",
        &["page-size"],
        "Lists come in small pages, and say with a whole address where they go on.",
        |plan| {
            plan.cap = 1;
            plan.link = "{registry}";
        },
        &[token(CATALOG, CATALOG_SCOPE, &[Fact::Has("link", "<{registry}/v2/_catalog?n=1&last=team%2Fapp>")])],
    ),
    Part::harmless(
        "lists-in-pages-of-one",
        &["page-size"],
        "Lists come in pages of one entry, however many are asked for.",
        |plan| plan.cap = 1,
        &[token(CATALOG, CATALOG_SCOPE, &[Fact::Has("link", "</v2/_catalog?n=1&last=team%2Fapp>")])],
    ),
    Part::harmless(
        "first-answer-sends-to-a-path-without-slash",
        &["first", "slow"],
        "The path /v2/ sends to /v2 on the same host, where everything is as it should be.",
        |plan| plan.rule(ANSWERS.on(&[Path::Ping]), Act::Send(301, "{registry}/v2")),
        &[
            get(PING, &[Fact::Status(301), Fact::Is("location", "{registry}/v2"), Fact::Has(ORIGIN, "")]),
            get("{registry}/v2", &[Fact::Is("docker-distribution-api-version", "registry/2.0"), Fact::Has(ORIGIN, "")]),
        ],
    ),
    Part::harmless(
        "first-page-is-a-web-page",
        &["root"],
        "At the host's root is a web page.",
        |plan| plan.rule(ANSWERS.on(&[Path::Root]), Act::Say(200, HTML, "<!doctype html><title>Registry</title>\n")),
        &[get("{registry}/", &[Fact::Status(200), Fact::Body("<title>Registry")])],
    ),
    Part::harmless(
        "root-sends-to-a-web-page",
        &["root"],
        "The host's root sends to a page for people on another host.",
        |plan| plan.rule(ANSWERS.on(&[Path::Root]), Act::Send(301, "{login}/ui/")),
        &[get("{registry}/", &[Fact::Status(301), Fact::Is("location", "{login}/ui/")])],
    ),
    Part::harmless(
        "everything-else-is-a-web-page",
        &["root"],
        "What is not the registry's is a web page with 200.",
        |plan| {
            plan.rule(
                ANSWERS.on(&[Path::Root, Path::Other]),
                Act::Say(200, HTML, "<!doctype html><title>Registry</title>\n"),
            );
        },
        &[get("{registry}/favicon.ico", &[Fact::Status(200), Fact::Body("<title>Registry")])],
    ),
    Part::harmless(
        "blobs-in-a-storage-that-allows-all",
        &["blob"],
        "Blobs are sent to a storage host that allows every page.",
        |plan| plan.blobs_in_storage = true,
        &[
            token(BLOB, PULL_SCOPE, &[Fact::Status(307), Fact::Has("location", "{storage}/")]),
            get("{storage}/v2/team/app/blobs/{config}", &[Fact::Status(200), Fact::Is(ORIGIN, "*")]),
            preflight("{storage}/v2/team/app/blobs/{config}", &[Fact::Status(200), Fact::Has(ORIGIN, "*")]),
        ],
    )
    .needs(&[Need::Repository]),
    Part::harmless(
        "kept-for-its-own-site-with-cors",
        &["corp"],
        "Answers are for pages of their own origin, by a header that does not touch those which CORS allows.",
        |plan| plan.rule(ANSWERS, Act::Set("Cross-Origin-Resource-Policy", "same-origin")),
        &[get(PING, &[Fact::Is("cross-origin-resource-policy", "same-origin"), Fact::Has(ORIGIN, "")])],
    ),
    Part::harmless(
        "page-wants-a-policy-of-everything",
        &["page"],
        "The page's host sends Cross-Origin-Embedder-Policy: require-corp.",
        |plan| plan.page_headers.push(("Cross-Origin-Embedder-Policy", "require-corp")),
        &[get("{page}/", &[Fact::Is("cross-origin-embedder-policy", "require-corp")])],
    ),
    Part {
        truth: Truth::StarWithCredentials,
        ..Part::harmless(
            "star-with-credentials",
            &["origin", "preflight", "catalog", "tags", "manifest", "blob"],
            "Everybody may read, and credentials are allowed beside it.",
            |plan| {
                let all = When::all(Who::Registry);
                plan.rule(all, Act::Set("Access-Control-Allow-Origin", "*"));
                plan.rule(all, Act::Set("Access-Control-Allow-Credentials", "true"));
            },
            &[get(PING, &[Fact::Is(ORIGIN, "*"), Fact::Is("access-control-allow-credentials", "true")])],
        )
    },
    Part {
        truth: Truth::EchoWithoutVary,
        ..Part::harmless(
            "origin-given-back-without-vary",
            &["origin", "preflight", "vary"],
            "The asking origin is allowed by name, and caches are not told.",
            |plan| {
                plan.rule(When::all(Who::Registry), Act::Set("Access-Control-Allow-Origin", "{page}"));
                plan.rule(When::all(Who::Registry), Act::Remove("Vary"));
            },
            &[get(PING, &[Fact::Is(ORIGIN, "{page}"), Fact::Lacks("vary")])],
        )
    },
    Part {
        truth: Truth::StarForHeaders,
        ..Part::harmless(
            "all-headers-allowed-by-a-star",
            &["preflight"],
            "Allowed headers are a star.",
            |plan| plan.cors.headers = "*",
            &[preflight(PING, &[Fact::Is("access-control-allow-headers", "*")])],
        )
    },
    Part {
        truth: Truth::NoDelete,
        ..Part::harmless(
            "only-reading-allowed",
            &["preflight"],
            "Allowed methods are those for reading.",
            |plan| plan.cors.methods = "GET, HEAD, OPTIONS",
            &[preflight(PING, &[Fact::Is("access-control-allow-methods", "GET, HEAD, OPTIONS")])],
        )
    },
    Part::harmless(
        "all-methods-allowed-by-name",
        &["preflight"],
        "Allowed methods are all that there are.",
        |plan| plan.cors.methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE, CONNECT, PROPFIND",
        &[preflight(PING, &[Fact::Has("access-control-allow-methods", "PROPFIND")])],
    ),
    Part::harmless(
        "options-not-remembered",
        &["preflight"],
        "What OPTIONS allows is to be asked again each time.",
        |plan| plan.rule(PREFLIGHTS, Act::Set("Access-Control-Max-Age", "0")),
        &[preflight(PING, &[Fact::Is("access-control-max-age", "0")])],
    ),
    Part::harmless(
        "manifests-without-etag",
        &["manifest"],
        "Manifests have a digest and no ETag.",
        |plan| plan.rule(ANSWERS.on(&[Path::Manifest]), Act::Remove("Etag")),
        &[token(
            MANIFEST,
            PULL_SCOPE,
            &[Fact::Status(200), Fact::Lacks("etag"), Fact::Has("docker-content-digest", "sha256:")],
        )],
    )
    .needs(&[Need::Repository]),
];
