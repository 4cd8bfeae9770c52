//! What stands in `WWW-Authenticate`.

use super::parts::{DEMO_ACCOUNT, entry, fault, preflight};
use super::proof::Shows::{Header, HeaderHas, HeaderLacks, Status, Without};
use super::{Group, Scenario, Step};
use crate::nginx::front::Front;
use crate::proxy::{Fault, When};
use crate::setup::{Content, Plan, Setup};

const NAME: &str = "www-authenticate";

pub(super) const SCENARIOS: &[Scenario] = &[
    challenge("challenge-missing", "The 401 has no challenge.", &["challenge-missing"])
        .prepare(&[Step::Break(|setup| fault(setup, When::any(), Fault::DropHeader(NAME.to_owned())))])
        .shows(&[entry(&[Status(401), Without(NAME)])]),
    challenge(
        "challenge-missing-nginx",
        "nginx asks a guard who is signed in somewhere else (auth_request), and its 401 has no challenge.",
        &["challenge-missing"],
    )
    .planned(|| Plan {
        nginx: Some(Front { guarded: true, ..Front::default() }),
        ..Plan::anonymous().content(Content::Empty)
    })
    .unsigned()
    .shows(&[
        entry(&[
            Status(401),
            Without(NAME),
            HeaderHas("content-type", "text/html"),
            Header("access-control-allow-origin", "{page}"),
        ]),
        preflight(&[Status(204)]),
    ]),
    challenge("challenge-malformed", "A quote of the challenge is never closed.", &["challenge-malformed"])
        .prepare(&[Step::Break(|setup| {
            says(setup, &format!("Bearer realm=\"{}/token", setup.token_origin().unwrap_or_default()));
        })])
        .shows(&[entry(&[Status(401), Header(NAME, "Bearer realm=\"{tokens}/token")])]),
    challenge("realm-invalid-missing", "The challenge names no realm.", &["realm-invalid"])
        .prepare(&[Step::Break(|setup| says(setup, "Bearer service=\"pierglass-lab\""))])
        .shows(&[entry(&[Status(401), HeaderHas(NAME, "Bearer"), HeaderLacks(NAME, "realm")])]),
    challenge("challenge-malformed-noise", "The challenge is no challenge.", &["challenge-malformed"])
        .prepare(&[Step::Break(|setup| says(setup, "=,;\"\\"))])
        .shows(&[entry(&[Status(401), Header(NAME, "=,;\"\\")])]),
    challenge("challenge-unsupported", "The registry wants Kerberos.", &["challenge-unsupported"])
        .prepare(&[Step::Break(|setup| says(setup, "Negotiate"))])
        .shows(&[entry(&[Status(401), Header(NAME, "Negotiate")])]),
];

const fn challenge(name: &'static str, sentence: &'static str, causes: &'static [&'static str]) -> Scenario {
    Scenario::new(Group::Challenge, name, sentence, Plan::token).causes(causes).signed_in(DEMO_ACCOUNT)
}

fn says(setup: &Setup, challenge: &str) {
    fault(setup, When::unauthorized(), Fault::set_header(NAME, challenge));
}
