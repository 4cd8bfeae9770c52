//! Accounts and what they may do.

use super::crates_io::CONTAINER_LETS_IN;
use super::parts::{
    CATALOG, CATALOG_TOKEN, ENTRY, LIMITED_ACCOUNT, WRONG_PASSWORD, catalog_with_token, entry, get, token, tokens,
};
use super::proof::Shows::{Body, HeaderHas, Status, Without};
use super::proof::{Proof, Sent, To};
use super::realm::unauthorized;
use super::{Group, Scenario, Step};
use crate::proxy::When;
use crate::setup::{Content, Plan};
use crate::token_service::account::Rights;
use crate::tools::registries::CONTAINER;

const INSUFFICIENT: &str = "error=\"insufficient_scope\"";

pub(super) const SCENARIOS: &[Scenario] = &[
    about("credentials-rejected", "The token service refuses the password.", &["credentials-rejected"], Plan::token)
        .signed_in(WRONG_PASSWORD)
        .shows(&[token(&[Status(401), Body("UNAUTHORIZED")])]),
    about("credentials-rejected-basic", "The registry refuses the password.", &["credentials-rejected"], Plan::basic)
        .signed_in(WRONG_PASSWORD)
        .shows(&[Proof {
            credentials: Sent::Password,
            ..entry(&[Status(401), HeaderHas("www-authenticate", "Basic")])
        }]),
    about(
        "credentials-required",
        "The token service gives nothing to whoever does not sign in.",
        &["credentials-required"],
        Plan::token,
    )
    .prepare(&[Step::Break(|setup| {
        tokens(setup, |tokens| tokens.proxy.faults.add(When::unauthorized(), unauthorized()));
    })])
    .shows(&[Proof { to: To::Tokens, path: CATALOG_TOKEN, shows: &[Status(401)], ..ENTRY }]),
    about(
        "credentials-required-basic",
        "The registry wants a password, and nobody is signed in.",
        &["credentials-required"],
        Plan::basic,
    )
    .shows(&[entry(&[Status(401), HeaderHas("www-authenticate", "Basic realm=")])]),
    about(
        "credentials-required-container-registry",
        "container-registry behind a proxy that lets the page in: its 401 at /v2/ says how to sign in, and that of an image does not.",
        &["credentials-required", "catalog-unsupported"],
        || Plan::anonymous().content(Content::Empty),
    )
    .prepare(&[CONTAINER_LETS_IN])
    .about("library/alpine-like")
    .needing(&CONTAINER)
    .shows(&[
        entry(&[Status(401), HeaderHas("www-authenticate", "Basic realm=")]),
        get("/v2/library/alpine-like/manifests/latest", &[Status(401), Without("www-authenticate")]),
    ]),
    about(
        "scope-denied",
        "The account `limited` may pull library/*, and not team-a/api.",
        &["scope-denied", "catalog-denied"],
        Plan::token,
    )
    .signed_in(LIMITED_ACCOUNT)
    .about("team-a/api")
    .shows(&[
        Proof {
            credentials: Sent::Token("repository:team-a/api:pull"),
            ..get("/v2/team-a/api/tags/list", &[Status(401), HeaderHas("www-authenticate", INSUFFICIENT)])
        },
        Proof {
            credentials: Sent::Token("repository:library/hello:pull"),
            ..get("/v2/library/hello/tags/list", &[Status(200)])
        },
    ]),
    about(
        "repository-not-visible",
        "The repository that is asked for is not in the registry.",
        &["repository-not-visible"],
        Plan::anonymous,
    )
    .about("team-a/private")
    .shows(&[get("/v2/team-a/private/tags/list", &[Status(404), Body("NAME_UNKNOWN")])]),
    about(
        "anonymous-token-too-weak",
        "Everybody gets a token, and it opens nothing.",
        &["anonymous-token-too-weak"],
        Plan::token,
    )
    .shows(&[catalog_with_token(&[Status(401), HeaderHas("www-authenticate", INSUFFICIENT)])]),
    about(
        "anonymous-token-too-weak-catalog",
        "Everybody may pull library/hello without an account, and not list the catalog.",
        &["anonymous-token-too-weak"],
        || Plan { anonymous_rights: Rights::none().repository("library/hello", &["pull"]), ..Plan::token() },
    )
    .shows(&[
        get(CATALOG, &[Status(401)]),
        catalog_with_token(&[Status(401), HeaderHas("www-authenticate", INSUFFICIENT)]),
        Proof {
            credentials: Sent::Token("repository:library/hello:pull"),
            ..get("/v2/library/hello/tags/list", &[Status(200)])
        },
    ]),
];

const fn about(
    name: &'static str,
    sentence: &'static str,
    causes: &'static [&'static str],
    plan: fn() -> Plan,
) -> Scenario {
    Scenario::new(Group::Credentials, name, sentence, plan).causes(causes)
}
