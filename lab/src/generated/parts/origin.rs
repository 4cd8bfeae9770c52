//! Which pages may read answers: `Access-Control-Allow-Origin`, and what may be read of their heads.

use crate::generated::part::{Layer, Need, Part};
use crate::generated::rule::{Act, Path, Status, When};
use crate::generated::show::{
    BLOB, CATALOG, CATALOG_SCOPE, Fact, MANIFEST, PING, PULL_SCOPE, TAGS, get, preflight, token,
};
use crate::generated::truth::Truth;
use crate::generated::who::Who;

const SLOTS: &[&str] = &["origin"];
const NAME: &str = "Access-Control-Allow-Origin";
const ORIGIN: &str = "access-control-allow-origin";
const EXPOSE: &str = "access-control-expose-headers";

const ANSWERS: When = When::at(Who::Registry);
const EVERYTHING: When = When::all(Who::Registry);

/// Who cannot read a first answer sees nothing of what comes after it.
const REST: &[Layer] = &[Layer::Preflight, Layer::Challenge, Layer::Realm, Layer::Token, Layer::Lists, Layer::Content];
const SIGN_IN: &[Layer] = &[Layer::Challenge, Layer::Realm, Layer::Token, Layer::Lists, Layer::Content];

/// A part that gives every answer one wrong value.
const fn wrong(
    name: &'static str,
    truth: Truth,
    sentence: &'static str,
    apply: fn(&mut crate::generated::plan::Plan),
    shows: &'static [crate::generated::show::Show],
) -> Part {
    Part::new(name, SLOTS, Layer::First, truth, sentence, apply, shows).hides(REST)
}

/// The parts.
pub const PARTS: &[Part] = &[
    Part::new(
        "no-cors-at-all",
        &["origin", "preflight"],
        Layer::First,
        Truth::NoOrigin,
        "The registry sends no header for other origins, to OPTIONS neither.",
        |plan| plan.rule(EVERYTHING, Act::NoCors),
        &[get(PING, &[Fact::Lacks(ORIGIN)]), preflight(PING, &[Fact::Lacks(ORIGIN)])],
    )
    .hides(REST),
    wrong(
        "answers-without-allow-origin",
        Truth::NoOrigin,
        "OPTIONS is answered as it should be, and no other answer says that the page may read it.",
        |plan| plan.rule(ANSWERS, Act::Remove(NAME)),
        &[get(PING, &[Fact::Lacks(ORIGIN)]), preflight(PING, &[Fact::Has(ORIGIN, "")])],
    ),
    wrong(
        "kept-for-its-own-site-and-without-cors",
        Truth::NoOrigin,
        "No answer allows the page, and each says that it is for pages of its own origin.",
        |plan| {
            plan.rule(ANSWERS, Act::NoCors);
            plan.rule(ANSWERS, Act::Set("Cross-Origin-Resource-Policy", "same-origin"));
        },
        &[get(PING, &[Fact::Lacks(ORIGIN), Fact::Is("cross-origin-resource-policy", "same-origin")])],
    ),
    wrong(
        "allows-another-page",
        Truth::OtherOrigin,
        "Answers allow the origin of another page.",
        |plan| plan.rule(EVERYTHING, Act::Set(NAME, "https://registry-ui.example.com")),
        &[get(PING, &[Fact::Is(ORIGIN, "https://registry-ui.example.com"), Fact::Lines(ORIGIN, 1)])],
    ),
    wrong(
        "allows-itself",
        Truth::OtherOrigin,
        "Answers allow the registry's own origin, as if that were asked.",
        |plan| plan.rule(EVERYTHING, Act::Set(NAME, "{registry}")),
        &[get(PING, &[Fact::Is(ORIGIN, "{registry}")])],
    ),
    wrong(
        "allows-the-page-without-its-port",
        Truth::OtherOrigin,
        "Answers allow the page's host, without its port.",
        |plan| plan.rule(EVERYTHING, Act::Set(NAME, "{page-without-port}")),
        &[get(PING, &[Fact::Is(ORIGIN, "{page-without-port}")])],
    ),
    wrong(
        "allows-null",
        Truth::OriginMalformed,
        "Answers allow the origin null.",
        |plan| plan.rule(EVERYTHING, Act::Set(NAME, "null")),
        &[get(PING, &[Fact::Is(ORIGIN, "null")])],
    ),
    wrong(
        "allow-origin-twice",
        Truth::OriginTwice,
        "The registry and its proxy both allow the page: there are two lines.",
        |plan| {
            plan.rule(EVERYTHING, Act::Set(NAME, "{page}"));
            plan.rule(EVERYTHING, Act::Add(NAME, "*"));
        },
        &[get(PING, &[Fact::Lines(ORIGIN, 2)])],
    ),
    wrong(
        "allow-origin-is-a-list",
        Truth::OriginTwice,
        "Two allowed origins stand on one line.",
        |plan| plan.rule(EVERYTHING, Act::Set(NAME, "{page}, https://registry-ui.example.com")),
        &[get(PING, &[Fact::Is(ORIGIN, "{page}, https://registry-ui.example.com")])],
    ),
    wrong(
        "allow-origin-with-a-slash",
        Truth::OriginMalformed,
        "The allowed origin ends with a slash.",
        |plan| plan.rule(EVERYTHING, Act::Set(NAME, "{page}/")),
        &[get(PING, &[Fact::Is(ORIGIN, "{page}/")])],
    ),
    wrong(
        "allow-origin-in-capitals",
        Truth::OriginMalformed,
        "The allowed origin is written in capitals.",
        |plan| plan.rule(EVERYTHING, Act::Set(NAME, "{PAGE}")),
        &[get(PING, &[Fact::Is(ORIGIN, "{PAGE}")])],
    ),
    wrong(
        "allow-origin-in-quotes",
        Truth::OriginMalformed,
        "The allowed origin stands in quotes.",
        |plan| plan.rule(EVERYTHING, Act::Set(NAME, "{page-in-quotes}")),
        &[get(PING, &[Fact::Is(ORIGIN, "{page-in-quotes}")])],
    ),
    wrong(
        "allow-origin-without-scheme",
        Truth::OriginMalformed,
        "The allowed origin is a host alone.",
        |plan| plan.rule(EVERYTHING, Act::Set(NAME, "{page-host}")),
        &[get(PING, &[Fact::Is(ORIGIN, "{page-host}")])],
    ),
    wrong(
        "allow-origin-misspelt",
        Truth::OriginMisspelt,
        "The header is called Access-Control-Origin.",
        |plan| plan.rule(EVERYTHING, Act::Rename(NAME, "Access-Control-Origin")),
        &[get(PING, &[Fact::Lacks(ORIGIN), Fact::Has("access-control-origin", "")])],
    ),
    wrong(
        "allow-origins-in-the-plural",
        Truth::OriginMisspelt,
        "The header is called Access-Control-Allow-Origins.",
        |plan| plan.rule(EVERYTHING, Act::Rename(NAME, "Access-Control-Allow-Origins")),
        &[get(PING, &[Fact::Lacks(ORIGIN), Fact::Has("access-control-allow-origins", "")])],
    ),
    Part::new(
        "errors-without-cors",
        SLOTS,
        Layer::First,
        Truth::NoOriginOnErrors,
        "A proxy adds its headers to good answers alone, as nginx does without `always`.",
        |plan| plan.rule(ANSWERS.answered(Status::Bad), Act::NoCors),
        &[get(PING, &[Fact::Status(401), Fact::Lacks(ORIGIN)]), preflight(PING, &[Fact::Has(ORIGIN, "")])],
    )
    .needs(&[Need::Private])
    .hides(SIGN_IN),
    Part::new(
        "sign-in-answers-without-allow-origin",
        SLOTS,
        Layer::First,
        Truth::NoOriginOnErrors,
        "Answers of 401 do not say that the page may read them; all others do.",
        |plan| plan.rule(ANSWERS.answered(Status::Only(401)), Act::Remove(NAME)),
        &[get(PING, &[Fact::Status(401), Fact::Lacks(ORIGIN)]), preflight(PING, &[Fact::Has(ORIGIN, "")])],
    )
    .needs(&[Need::Private])
    .hides(SIGN_IN),
    Part::new(
        "good-answers-without-allow-origin",
        SLOTS,
        Layer::Token,
        Truth::NoOriginOnSome,
        "The 401 may be read, and what comes after it may not.",
        |plan| plan.rule(ANSWERS.answered(Status::Good), Act::Remove(NAME)),
        &[
            token(CATALOG, CATALOG_SCOPE, &[Fact::Status(200), Fact::Lacks(ORIGIN)]),
            get(PING, &[Fact::Status(401), Fact::Has(ORIGIN, "")]),
        ],
    )
    .needs(&[Need::Private])
    .hides(&[Layer::Lists, Layer::Content]),
    Part::new(
        "catalog-without-allow-origin",
        &["catalog", "rights"],
        Layer::Lists,
        Truth::NoOriginOnSome,
        "The catalog does not say that the page may read it.",
        |plan| plan.rule(ANSWERS.on(&[Path::Catalog]).answered(Status::Good), Act::Remove(NAME)),
        &[
            token(CATALOG, CATALOG_SCOPE, &[Fact::Status(200), Fact::Lacks(ORIGIN)]),
            get(PING, &[Fact::Has(ORIGIN, "")]),
        ],
    ),
    Part::new(
        "tags-without-allow-origin",
        &["tags"],
        Layer::Lists,
        Truth::NoOriginOnSome,
        "Lists of tags do not say that the page may read them.",
        |plan| plan.rule(ANSWERS.on(&[Path::Tags]).answered(Status::Good), Act::Remove(NAME)),
        &[token(TAGS, PULL_SCOPE, &[Fact::Status(200), Fact::Lacks(ORIGIN)]), get(PING, &[Fact::Has(ORIGIN, "")])],
    )
    .needs(&[Need::Repository]),
    Part::new(
        "manifests-without-allow-origin",
        &["manifest"],
        Layer::Content,
        Truth::NoOriginOnSome,
        "Manifests do not say that the page may read them.",
        |plan| plan.rule(ANSWERS.on(&[Path::Manifest]).answered(Status::Good), Act::Remove(NAME)),
        &[token(MANIFEST, PULL_SCOPE, &[Fact::Status(200), Fact::Lacks(ORIGIN)])],
    )
    .needs(&[Need::Repository]),
    Part::new(
        "blobs-without-allow-origin",
        &["blob"],
        Layer::Content,
        Truth::NoOriginOnSome,
        "Blobs do not say that the page may read them.",
        |plan| plan.rule(ANSWERS.on(&[Path::Blob]).answered(Status::Good), Act::Remove(NAME)),
        &[token(BLOB, PULL_SCOPE, &[Fact::Status(200), Fact::Lacks(ORIGIN)])],
    )
    .needs(&[Need::Repository]),
    Part::new(
        "challenge-not-for-pages",
        &["expose"],
        Layer::Challenge,
        Truth::ChallengeHidden,
        "Pages may see digests and links, but not how to sign in.",
        |plan| plan.cors.expose = "Docker-Content-Digest, Link",
        &[get(PING, &[Fact::HasNot(EXPOSE, "uthenticate"), Fact::HasNot(EXPOSE, "*"), Fact::Has(EXPOSE, "Link")])],
    )
    .needs(&[Need::Bearer])
    .hides(&[Layer::Realm, Layer::Token, Layer::Lists, Layer::Content]),
    Part::new(
        "digests-not-for-pages",
        &["expose"],
        Layer::Content,
        Truth::DigestHidden,
        "Pages may see how to sign in, but no digest.",
        |plan| plan.cors.expose = "WWW-Authenticate, Link",
        &[token(
            MANIFEST,
            PULL_SCOPE,
            &[Fact::HasNot(EXPOSE, "Digest"), Fact::HasNot(EXPOSE, "*"), Fact::Has("docker-content-digest", "sha256:")],
        )],
    )
    .needs(&[Need::Repository]),
    Part::new(
        "links-not-for-pages",
        &["expose", "page-size"],
        Layer::Lists,
        Truth::LinkHidden,
        "Lists come in small pages, and no page of a browser may see where they go on.",
        |plan| {
            plan.cors.expose = "WWW-Authenticate, Docker-Content-Digest";
            plan.cap = 1;
        },
        &[token(
            CATALOG,
            CATALOG_SCOPE,
            &[Fact::Has("link", "rel=\"next\""), Fact::HasNot(EXPOSE, "Link"), Fact::HasNot(EXPOSE, "*")],
        )],
    ),
    Part::new(
        "no-header-for-pages",
        &["expose"],
        Layer::Challenge,
        Truth::AllHidden,
        "The registry exposes no header at all.",
        |plan| plan.cors.expose = "",
        &[get(PING, &[Fact::Lacks(EXPOSE)])],
    )
    .needs(&[Need::Bearer])
    .hides(&[Layer::Realm, Layer::Token, Layer::Lists, Layer::Content]),
    Part::new(
        "exposed-headers-in-quotes",
        &["expose"],
        Layer::Challenge,
        Truth::AllHidden,
        "The exposed headers stand in quotes, of which browsers make nothing.",
        |plan| plan.cors.expose = "\"WWW-Authenticate, Docker-Content-Digest, Link\"",
        &[get(PING, &[Fact::Has(EXPOSE, "\"WWW-Authenticate")])],
    )
    .needs(&[Need::Bearer])
    .hides(&[Layer::Realm, Layer::Token, Layer::Lists, Layer::Content]),
];
