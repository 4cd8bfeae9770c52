//! Where the registry sends for a token, and what is there.

use crate::generated::part::{Layer, Need, Part};
use crate::generated::plan::{Manner, Plan};
use crate::generated::rule::{Act, Path, Status, When};
use crate::generated::show::{Fact, PING, Show, TOKEN, get, person, preflight};
use crate::generated::truth::Truth;
use crate::generated::who::Who;
use crate::network::Certificate;

const HTML: &str = "text/html; charset=utf-8";
const ORIGIN: &str = "access-control-allow-origin";
const NAME: &str = "Access-Control-Allow-Origin";
const CHALLENGE: &str = "www-authenticate";

const ANSWERS: When = When::at(Who::Auth);
const EVERYTHING: When = When::all(Who::Auth);
const OPTIONS: When = When::preflight(Who::Auth);

const fn part(
    name: &'static str,
    truth: Truth,
    sentence: &'static str,
    apply: fn(&mut Plan),
    shows: &'static [Show],
) -> Part {
    Part::new(name, &["realm"], Layer::Realm, truth, sentence, apply, shows).needs(&[Need::Bearer]).hides(&[
        Layer::Token,
        Layer::Lists,
        Layer::Content,
    ])
}

/// The parts.
pub const PARTS: &[Part] = &[
    part(
        "realm-on-http-for-a-page-on-https",
        Truth::RealmMixed,
        "Page and registry are on https, and the registry sends for tokens to http.",
        |plan| plan.place(Who::Auth).go_plain(),
        &[get(PING, &[Fact::Has(CHALLENGE, "realm=\"http://{auth-host}/token\"")])],
    )
    .needs(&[Need::Bearer, Need::HttpsPage, Need::Strict]),
    part(
        "realm-on-http-of-a-registry-on-https",
        Truth::RealmPlain,
        "The registry is on https, and sends for tokens to http.",
        |plan| plan.place(Who::Auth).go_plain(),
        &[get(PING, &[Fact::Has(CHALLENGE, "realm=\"http://{auth-host}/token\"")])],
    )
    .needs(&[Need::Bearer, Need::HttpPage, Need::Https]),
    part(
        "realm-is-a-path",
        Truth::RealmRelative,
        "The challenge names a path in place of an address.",
        |plan| plan.realm = "/auth/token",
        &[get(PING, &[Fact::Has(CHALLENGE, "realm=\"/auth/token\"")])],
    ),
    part(
        "realm-is-a-list-of-hosts",
        Truth::RealmNotAnAddress,
        "Two proxies each added the host's name, and the realm holds both.",
        |plan| plan.realm = "https://registry.example.com, registry.example.com/v2/token",
        &[get(PING, &[Fact::Has(CHALLENGE, "realm=\"https://registry.example.com, ")])],
    ),
    part(
        "realm-has-two-ports",
        Truth::RealmNotAnAddress,
        "The realm's address has its port twice.",
        |plan| plan.realm = "https://{auth-name}:5001:5001/v2/token",
        &[get(PING, &[Fact::Has(CHALLENGE, ":5001:5001/")])],
    ),
    part(
        "realm-names-port-of-upstream",
        Truth::RealmUnreachable,
        "The realm has the port on which the service listens behind its proxy, which nobody reaches from outside.",
        |plan| plan.realm = "https://{auth-name}:{dead-port}/token",
        &[
            get(PING, &[Fact::Has(CHALLENGE, "realm=\"https://{auth-name}:{dead-port}/token\"")]),
            get("https://{auth-name}:{dead-port}/token", &[Fact::Refused]),
        ],
    ),
    part(
        "realm-names-a-container",
        Truth::RealmPrivateName,
        "The realm has the name under which containers know the token service.",
        |plan| plan.realm = "http://gitea:3000/v2/token",
        &[get(PING, &[Fact::Has(CHALLENGE, "realm=\"http://gitea:3000")])],
    )
    .needs(&[Need::Bearer, Need::Http]),
    part(
        "realm-name-has-no-address",
        Truth::RealmUnreachable,
        "The realm's name has no address.",
        |plan| plan.realm = "https://{unknown}/token",
        &[get(PING, &[Fact::Has(CHALLENGE, "{unknown}")]), get("https://{unknown}/token", &[Fact::Unknown])],
    ),
    part(
        "token-service-is-down",
        Truth::RealmUnreachable,
        "Nobody listens where tokens should be.",
        |plan| plan.place(Who::Auth).manner = Manner::Refuse,
        &[get(TOKEN, &[Fact::Refused])],
    ),
    part(
        "token-service-resets",
        Truth::RealmUnreachable,
        "The token service resets every connection.",
        |plan| plan.place(Who::Auth).manner = Manner::Reset,
        &[get(TOKEN, &[Fact::Reset])],
    ),
    part(
        "token-service-signed-its-certificate",
        Truth::RealmCertificate,
        "The token service made its certificate itself.",
        |plan| plan.place(Who::Auth).tls = Some(Certificate::Untrusted),
        &[get(TOKEN, &[Fact::Tls("UnknownIssuer")])],
    )
    .needs(&[Need::Bearer, Need::TokenHttps, Need::Strict]),
    part(
        "token-service-certificate-ended",
        Truth::RealmCertificate,
        "The token service's certificate ended in 2021.",
        |plan| plan.place(Who::Auth).tls = Some(Certificate::Expired),
        &[get(TOKEN, &[Fact::Tls("Expired")])],
    )
    .needs(&[Need::Bearer, Need::TokenHttps, Need::Strict]),
    part(
        "token-service-certificate-of-another-name",
        Truth::RealmCertificate,
        "The token service shows another host's certificate.",
        |plan| plan.place(Who::Auth).tls = Some(Certificate::WrongName),
        &[get(TOKEN, &[Fact::Tls("NotValidForName")])],
    )
    .needs(&[Need::Bearer, Need::TokenHttps, Need::Strict]),
    part(
        "token-service-never-answers",
        Truth::RealmNeverAnswers,
        "The token service takes requests and never answers.",
        |plan| plan.rule(EVERYTHING, Act::Hang),
        &[get(TOKEN, &[Fact::Silent])],
    ),
    part(
        "token-service-moved",
        Truth::RealmMovedWithin,
        "The token service has another address now, and its old one sends there.",
        |plan| plan.rule(ANSWERS.on(&[Path::Token]), Act::Send(301, "{auth}/moved{path}")),
        &[get(TOKEN, &[Fact::Status(301), Fact::Has("location", "{auth}/moved/token"), Fact::Has(ORIGIN, "")])],
    ),
    part(
        "token-service-sends-to-a-sign-in-page",
        Truth::RealmMoved,
        "Who asks for a token is sent to a sign-in page, without any header for other origins.",
        |plan| {
            plan.rule(ANSWERS, Act::Send(302, "{login}/login"));
            plan.rule(ANSWERS, Act::NoCors);
        },
        &[get(TOKEN, &[Fact::Status(302), Fact::Is("location", "{login}/login"), Fact::Lacks(ORIGIN)])],
    ),
    part(
        "no-token-service-at-the-realm",
        Truth::RealmNotTokens,
        "At the realm's address is 404.",
        |plan| plan.rule(ANSWERS, Act::Say(404, "text/plain", "404 page not found\n")),
        &[get(TOKEN, &[Fact::Status(404), Fact::Json(false)])],
    ),
    part(
        "realm-is-a-web-page",
        Truth::RealmNotTokens,
        "At the realm's address is a web page.",
        |plan| plan.rule(ANSWERS, Act::Say(200, HTML, "<!doctype html><title>Sign in</title>\n")),
        &[get(TOKEN, &[Fact::Status(200), Fact::Json(false)])],
    ),
    part(
        "token-service-fails",
        Truth::RealmFails,
        "The token service answers 500.",
        |plan| plan.rule(ANSWERS, Act::Say(500, "application/json", "{\"error\":\"ldap: connection refused\"}")),
        &[get(TOKEN, &[Fact::Status(500)])],
    ),
    part(
        "token-service-behind-503",
        Truth::RealmGateway,
        "The proxy before the token service answers everything with its own page of 503.",
        |plan| {
            plan.rule(EVERYTHING, Act::Say(503, HTML, "<html><h1>503 Service Unavailable</h1></html>\n"));
            plan.rule(EVERYTHING, Act::NoCors);
        },
        &[get(TOKEN, &[Fact::Status(503), Fact::Lacks(ORIGIN)])],
    ),
    part(
        "token-service-got-too-many-requests",
        Truth::RealmLimited,
        "The token service answers 429.",
        |plan| {
            plan.rule(ANSWERS, Act::Say(429, "application/json", "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\"}]}"));
            plan.rule(ANSWERS, Act::Set("Retry-After", "20"));
        },
        &[get(TOKEN, &[Fact::Status(429), Fact::Is("retry-after", "20")])],
    ),
    part(
        "token-service-without-cors",
        Truth::RealmNoOrigin,
        "The token service sends no header for other origins.",
        |plan| plan.rule(EVERYTHING, Act::NoCors),
        &[get(TOKEN, &[Fact::Lacks(ORIGIN)])],
    ),
    part(
        "tokens-without-allow-origin",
        Truth::RealmNoOrigin,
        "The token service answers OPTIONS well, and its tokens may not be read.",
        |plan| plan.rule(ANSWERS, Act::Remove(NAME)),
        &[get(TOKEN, &[Fact::Lacks(ORIGIN)]), preflight(TOKEN, &[Fact::Has(ORIGIN, "")])],
    ),
    part(
        "token-service-refuses-where-nobody-may-read-it",
        Truth::RealmErrorsNoOrigin,
        "The password is wrong, and the token service's 401 says nothing to pages of other origins.",
        |plan| {
            plan.wrong_password = true;
            plan.rule(ANSWERS.answered(Status::Bad), Act::NoCors);
        },
        &[person(TOKEN, &[Fact::Status(401), Fact::Lacks(ORIGIN)])],
    )
    .needs(&[Need::Bearer, Need::SignedIn]),
    part(
        "token-service-allows-another-page",
        Truth::RealmOtherOrigin,
        "The token service allows the origin of another page.",
        |plan| plan.rule(EVERYTHING, Act::Set(NAME, "https://registry-ui.example.com")),
        &[get(TOKEN, &[Fact::Is(ORIGIN, "https://registry-ui.example.com")])],
    ),
    part(
        "token-service-wants-a-sign-in-for-options",
        Truth::RealmOptionsUnauthorized,
        "The token service answers OPTIONS with 401.",
        |plan| plan.rule(OPTIONS, Act::Say(401, HTML, "<html><h1>401</h1></html>\n")),
        &[preflight(TOKEN, &[Fact::Status(401)])],
    )
    .needs(&[Need::Bearer, Need::SignedIn]),
    part(
        "token-service-knows-no-options",
        Truth::RealmOptionsRefused,
        "The token service answers OPTIONS with 405.",
        |plan| plan.rule(OPTIONS, Act::Say(405, "text/plain", "method not allowed\n")),
        &[preflight(TOKEN, &[Fact::Status(405)])],
    )
    .needs(&[Need::Bearer, Need::SignedIn]),
    part(
        "token-service-does-not-allow-authorization",
        Truth::RealmOptionsNoAuthorization,
        "The token service does not name Authorization among the allowed headers.",
        |plan| plan.token_cors.headers = "Content-Type",
        &[preflight(TOKEN, &[Fact::Is("access-control-allow-headers", "Content-Type")])],
    )
    .needs(&[Need::Bearer, Need::SignedIn]),
];
