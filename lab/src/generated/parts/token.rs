//! Tokens and passwords, and what they are good for.

use crate::generated::part::{Layer, Need, Part};
use crate::generated::plan::{Plan, Rights, Tokens};
use crate::generated::show::{
    Auth, CATALOG, CATALOG_SCOPE, Fact, PING, PULL_SCOPE, Show, TAGS, TOKEN, get, person, token,
};
use crate::generated::truth::Truth;

const CHALLENGE: &str = "www-authenticate";
/// A good answer to a request with a token comes to nobody, so what is wrong with those hides too.
const BEHIND: &[Layer] = &[Layer::Token, Layer::Lists, Layer::Content];

/// Who may not pull sees none of these.
const PULLING: &[&str] = &["token", "password", "rights", "tags", "manifest", "blob"];

const fn part(
    name: &'static str,
    truth: Truth,
    sentence: &'static str,
    apply: fn(&mut Plan),
    shows: &'static [Show],
) -> Part {
    Part::new(name, &["token", "password", "rights"], Layer::Token, truth, sentence, apply, shows)
        .needs(&[Need::Bearer])
        .hides(BEHIND)
}

/// What the registry says to a token that it does not take.
const REFUSED: &[Show] =
    &[token(CATALOG, CATALOG_SCOPE, &[Fact::Status(401), Fact::Has(CHALLENGE, "error=\"invalid_token\"")])];

/// The parts.
pub const PARTS: &[Part] = &[
    part(
        "token-service-gives-no-token",
        Truth::NoTokenInAnswer,
        "The token service answers JSON without a token.",
        |plan| plan.tokens = Tokens::None,
        &[person(TOKEN, &[Fact::Status(200), Fact::Json(true), Fact::Body("\"result\":\"ok\"")])],
    ),
    part(
        "tokens-ended-an-hour-ago",
        Truth::TokenExpired,
        "The token service's clock is behind: its tokens ended an hour ago.",
        |plan| plan.tokens = Tokens::Expired,
        REFUSED,
    ),
    part(
        "tokens-begin-in-an-hour",
        Truth::TokenEarly,
        "The token service's clock is ahead: its tokens begin in an hour.",
        |plan| plan.tokens = Tokens::Early,
        REFUSED,
    ),
    part(
        "tokens-for-another-service",
        Truth::TokenOtherAudience,
        "The token service's tokens name another service.",
        |plan| plan.tokens = Tokens::OtherAudience,
        REFUSED,
    ),
    part(
        "tokens-that-the-registry-does-not-know",
        Truth::TokenRefused,
        "The tokens are another system's, and the registry takes none of them.",
        |plan| plan.tokens = Tokens::Opaque,
        REFUSED,
    ),
    part(
        "tokens-signed-with-another-key",
        Truth::TokenRefused,
        "The registry was not told the key with which tokens are signed.",
        |plan| plan.tokens = Tokens::OtherKey,
        REFUSED,
    ),
    part(
        "tokens-longer-than-the-proxy-takes",
        Truth::TokenTooLong,
        "Tokens list so many groups that the proxy answers 400 in their place.",
        |plan| {
            plan.tokens = Tokens::Long;
            plan.header_limit = 4096;
        },
        &[token(
            CATALOG,
            CATALOG_SCOPE,
            &[Fact::Status(400), Fact::Lacks("access-control-allow-origin"), Fact::Json(false)],
        )],
    ),
    part(
        "password-is-wrong",
        Truth::WrongPassword,
        "The person's password is not the account's.",
        |plan| plan.wrong_password = true,
        &[person(PING, &[Fact::Status(401)])],
    )
    .needs(&[Need::Basic]),
    part(
        "password-is-wrong-for-the-token-service",
        Truth::WrongPassword,
        "The person's password is not the account's, and the token service says so.",
        |plan| plan.wrong_password = true,
        &[person(TOKEN, &[Fact::Status(401)])],
    )
    .needs(&[Need::Bearer, Need::SignedIn]),
    part(
        "nobody-is-signed-in",
        Truth::AccountNeeded,
        "The registry is for people with a password, and this person has none.",
        |plan| plan.signed_in = false,
        &[person(PING, &[Fact::Status(401), Fact::Has(CHALLENGE, "Basic")])],
    )
    .needs(&[Need::Basic])
    .hides(&[Layer::Preflight, Layer::Lists, Layer::Content]),
    part(
        "no-token-without-an-account",
        Truth::AccountNeeded,
        "The token service gives tokens to accounts alone, and this person has none.",
        |plan| plan.anonymous = Rights::NoToken,
        &[person(TOKEN, &[Fact::Status(401)])],
    )
    .needs(&[Need::Bearer, Need::NoAccount])
    .hides(&[Layer::Preflight, Layer::Lists, Layer::Content]),
    part(
        "anybodys-token-is-good-for-nothing",
        Truth::AnonymousWeak,
        "Anybody gets a token, and it holds no right.",
        |plan| plan.anonymous = Rights::Nothing,
        &[
            token(CATALOG, CATALOG_SCOPE, &[Fact::Status(401), Fact::Has(CHALLENGE, "insufficient_scope")]),
            token(TAGS, PULL_SCOPE, &[Fact::Status(401), Fact::Has(CHALLENGE, "insufficient_scope")]),
        ],
    )
    .needs(&[Need::Bearer, Need::NoAccount]),
    part(
        "anybody-may-pull-but-not-list",
        Truth::AnonymousWeak,
        "Anybody may pull, and the catalog is for accounts.",
        |plan| plan.anonymous = Rights::NoCatalog,
        &[
            token(CATALOG, CATALOG_SCOPE, &[Fact::Status(401), Fact::Has(CHALLENGE, "insufficient_scope")]),
            token(TAGS, PULL_SCOPE, &[Fact::Status(200)]),
        ],
    )
    .needs(&[Need::Bearer, Need::NoAccount]),
    part(
        "account-may-not-list",
        Truth::CatalogRightMissing,
        "The account may pull, and the registry answers 401 to its token for the catalog.",
        |plan| plan.rights = Rights::NoCatalog,
        &[
            token(CATALOG, CATALOG_SCOPE, &[Fact::Status(401), Fact::Has(CHALLENGE, "insufficient_scope")]),
            token(TAGS, PULL_SCOPE, &[Fact::Status(200)]),
        ],
    )
    .needs(&[Need::Bearer, Need::SignedIn])
    .hides(&[]),
    part(
        "account-may-not-list-by-403",
        Truth::CatalogRightMissing,
        "The account may pull, and the registry answers 403 for the catalog.",
        |plan| (plan.rights, plan.denial) = (Rights::NoCatalog, 403),
        &[token(CATALOG, CATALOG_SCOPE, &[Fact::Status(403), Fact::Body("DENIED"), Fact::Lacks(CHALLENGE)])],
    )
    .needs(&[Need::SignedIn])
    .hides(&[]),
    part(
        "account-may-not-pull",
        Truth::PullRightMissing,
        "The account may not pull from the repository that it asks for.",
        |plan| plan.rights = Rights::NoPull,
        &[
            token(TAGS, PULL_SCOPE, &[Fact::Status(401), Fact::Has(CHALLENGE, "insufficient_scope")]),
            token(CATALOG, CATALOG_SCOPE, &[Fact::Status(200)]),
        ],
    )
    .needs(&[Need::Bearer, Need::SignedIn, Need::Repository])
    .slots(PULLING)
    .hides(&[]),
    part(
        "account-may-not-pull-by-403",
        Truth::PullRightMissing,
        "The registry answers 403 for the repository that the account asks for.",
        |plan| (plan.rights, plan.denial) = (Rights::NoPull, 403),
        &[token(TAGS, PULL_SCOPE, &[Fact::Status(403), Fact::Body("DENIED")])],
    )
    .needs(&[Need::SignedIn, Need::Repository])
    .slots(PULLING)
    .hides(&[]),
    part(
        "account-has-no-right-at-all",
        Truth::CatalogRightMissing,
        "The account exists, and its tokens hold no right at all.",
        |plan| plan.rights = Rights::Nothing,
        &[
            Show { method: "GET", url: TOKEN, auth: Auth::Person, facts: &[Fact::Status(200)] },
            token(CATALOG, CATALOG_SCOPE, &[Fact::Status(401), Fact::Has(CHALLENGE, "insufficient_scope")]),
            get(PING, &[Fact::Status(401)]),
        ],
    )
    .needs(&[Need::Bearer, Need::SignedIn]),
];
