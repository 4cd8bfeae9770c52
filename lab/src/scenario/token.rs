//! The tokens themselves.

use std::time::{Duration, SystemTime};

use super::parts::{CATALOG, DEMO_ACCOUNT, catalog_with_token, fault, get, token, token_settings, tokens};
use super::proof::Shows::{self, Body, BodyLacks, DateOff, HeaderHas, Lines, Status};
use super::proof::{Proof, To};
use super::{Group, Scenario, Step};
use crate::nginx::front::Front;
use crate::proxy::{Fault, When};
use crate::setup::{Plan, Setup};
use crate::token_service::TokenField;

/// An hour, and some seconds more: those that pass meanwhile do not change what is said.
const HOUR: i64 = 3620;
const REFUSED: &[Shows] = &[Status(401), HeaderHas("www-authenticate", "error=\"invalid_token\"")];

pub(super) const SCENARIOS: &[Scenario] = &[
    broken("token-missing-in-answer", "The token service answers without a token.", &["token-missing-in-answer"])
        .prepare(&[Step::Break(|setup| token_settings(setup, |settings| settings.field = TokenField::Neither))])
        .shows(&[token(&[Status(200), Body("expires_in"), BodyLacks("\"token\"")])]),
    broken("token-rejected", "A key signs the tokens that the registry does not trust.", &["token-rejected"])
        .prepare(&[Step::Break(|setup| token_settings(setup, |settings| settings.signs_with_another_key = true))])
        .shows(&[token(&[Status(200)]), catalog_with_token(REFUSED)]),
    broken("token-expired", "The token service gives out tokens that ended an hour ago.", &["token-expired"])
        .prepare(&[Step::Break(|setup| token_settings(setup, |settings| settings.clock_off = -HOUR))])
        .shows(&[token(&[Status(200), DateOff(0)]), catalog_with_token(REFUSED)]),
    broken("clock-skew", "The token service's clock is an hour ahead: its tokens are not valid yet.", &["clock-skew"])
        .prepare(&[Step::Break(|setup| clock(setup, HOUR))])
        .shows(&[token(&[Status(200), DateOff(HOUR)]), catalog_with_token(REFUSED)]),
    broken("clock-skew-behind", "The token service's clock is an hour behind: its tokens ended.", &["clock-skew"])
        .prepare(&[Step::Break(|setup| clock(setup, -HOUR))])
        .shows(&[token(&[Status(200), DateOff(-HOUR)]), catalog_with_token(REFUSED)]),
    broken(
        "clock-skew-here",
        "All servers, the page's too, agree on a time two hours ahead, so the browser's clock is off; tokens work.",
        &["clock-skew"],
    )
    .prepare(&[Step::Start(|setup| {
        Box::pin(async move {
            let date = http_date(2 * HOUR);
            setup.page.add_header("date", &date)?;
            let date = Fault::set_header("date", &date);
            fault(setup, When::any(), date.clone());
            tokens(setup, |tokens| tokens.proxy.faults.add(When::any(), date));
            Ok(())
        })
    })])
    .shows(&[
        token(&[Status(200), DateOff(2 * HOUR)]),
        catalog_with_token(&[Status(200), DateOff(2 * HOUR)]),
        Proof { to: To::Page, ..get("/", &[Lines("date", 1), DateOff(2 * HOUR)]) },
    ]),
    Scenario::new(
        Group::Token,
        "token-too-long",
        "Tokens are 12 kB long, and nginx takes no header of that length: it answers 400 before it looks at any location.",
        behind_nginx,
    )
    .causes(&["token-too-long"])
    .signed_in(DEMO_ACCOUNT)
    .prepare(&[Step::Break(|setup| token_settings(setup, |settings| settings.padding = 12_000))])
    .shows(&[catalog_with_token(&[Status(400), Body("Request Header Or Cookie Too Large")])]),
    broken(
        "token-audience-mismatch",
        "Tokens are made for another service, so the registry refuses every one.",
        &["token-audience-mismatch"],
    )
    .prepare(&[Step::Break(|setup| token_settings(setup, |settings| "another".clone_into(&mut settings.audience)))])
    .shows(&[
        get(CATALOG, &[Status(401), HeaderHas("www-authenticate", "service=\"pierglass-lab\"")]),
        catalog_with_token(REFUSED),
    ]),
];

fn behind_nginx() -> Plan {
    Plan { nginx: Some(Front::default()), ..Plan::token() }
}

const fn broken(name: &'static str, sentence: &'static str, causes: &'static [&'static str]) -> Scenario {
    Scenario::new(Group::Token, name, sentence, Plan::token).causes(causes).signed_in(DEMO_ACCOUNT)
}

/// The token service's clock, in its tokens and in its answers' `Date`.
fn clock(setup: &Setup, off: i64) {
    token_settings(setup, |settings| settings.clock_off = off);
    tokens(setup, |tokens| {
        tokens.proxy.faults.add(When::any(), Fault::set_header("date", &http_date(off)));
    });
}

fn http_date(off: i64) -> String {
    let by = Duration::from_secs(off.unsigned_abs());
    let now = SystemTime::now();
    httpdate::fmt_http_date(if off < 0 { now - by } else { now + by })
}
