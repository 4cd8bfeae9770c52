//! How the registry says that a sign-in is needed.

use crate::browser::Engine;
use crate::generated::part::{Layer, Need, Part};
use crate::generated::plan::Plan;
use crate::generated::show::{Fact, PING, Show, get};
use crate::generated::truth::Truth;

const NAME: &str = "www-authenticate";

const fn part(
    name: &'static str,
    truth: Truth,
    sentence: &'static str,
    apply: fn(&mut Plan),
    shows: &'static [Show],
) -> Part {
    Part::new(name, &["challenge"], Layer::Challenge, truth, sentence, apply, shows).needs(&[Need::Bearer]).hides(&[
        Layer::Realm,
        Layer::Token,
        Layer::Lists,
        Layer::Content,
    ])
}

/// The parts.
pub const PARTS: &[Part] = &[
    part(
        "401-without-challenge",
        Truth::NoChallenge,
        "401 does not say how to sign in.",
        |plan| plan.challenge.clear(),
        &[get(PING, &[Fact::Status(401), Fact::Lacks(NAME)])],
    )
    .needs(&[Need::Private]),
    part(
        "challenge-misses-a-quote",
        Truth::ChallengeMalformed,
        "In the challenge a quote is missing.",
        |plan| plan.challenge = vec!["Bearer realm=\"{realm},service=\"{service}\"{scope}"],
        &[get(PING, &[Fact::Has(NAME, "{auth}/token,service=\"")])],
    ),
    part(
        "challenge-without-realm",
        Truth::ChallengeMalformed,
        "The challenge does not say where tokens are.",
        |plan| plan.challenge = vec!["Bearer service=\"{service}\"{scope}"],
        &[get(PING, &[Fact::Has(NAME, "Bearer service"), Fact::HasNot(NAME, "realm")])],
    ),
    part(
        "challenge-in-two-lines",
        Truth::ChallengeTwoLines,
        "Two ways to sign in stand on two lines.",
        |plan| plan.challenge.push("Basic realm=\"{service}\""),
        &[get(PING, &[Fact::Lines(NAME, 2)])],
    )
    .needs(&[Need::Bearer, Need::Only(Engine::Firefox)]),
    part(
        "sign-in-by-kerberos",
        Truth::ChallengeUnknownScheme,
        "The registry wants a sign-in by Kerberos alone.",
        |plan| plan.challenge = vec!["Negotiate"],
        &[get(PING, &[Fact::Is(NAME, "Negotiate"), Fact::Lines(NAME, 1)])],
    )
    .needs(&[Need::Private]),
    part(
        "sign-in-by-digest",
        Truth::ChallengeUnknownScheme,
        "The registry wants a sign-in by Digest alone.",
        |plan| plan.challenge = vec!["Digest realm=\"registry\", qop=\"auth\", nonce=\"4f2a\", algorithm=MD5"],
        &[get(PING, &[Fact::Has(NAME, "Digest realm"), Fact::Lines(NAME, 1)])],
    )
    .needs(&[Need::Private]),
];
