//! Every scenario of the lab in Chromium and Firefox, and those about CORS and sign-in in WebKit too ([`is_asked`]): what the
//! check-up says is compared with what is kept in `reports/`, and held against what is really broken.
//!
//! `UPDATE_REPORTS=1` keeps what was said instead; a change of words then shows in review. A finding that names a cause
//! which is not there, at any confidence above `possible`, fails in any case.

mod engines;
mod kept;
mod table;

pub use engines::{NOT_SEEN, UNSEEN, is_asked};
pub use table::write as write_table;

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use lab::browser::{Browser, Engine};
use lab::check_up::scenario::{report_in, report_of};
use lab::scenario::{GROUPS, ON_REQUEST, Scenario};
use lab::tools;
use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::browsers;
use crate::pulp;
use crate::shares::timed;
use crate::stage::built_page;

/// A check-up ends by itself long before this.
const WITHIN: Duration = Duration::from_secs(60);

/// One trial for each group and engine: a browser serves the whole group.
pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for group in GROUPS {
        let Some(first) = group.first() else { continue };
        for engine in Engine::ALL.into_iter().filter(|engine| is_asked(first.group, *engine)) {
            let name = format!("verdicts/{engine}/{:?}", first.group).to_lowercase();
            trials.push(Trial::test(name.clone(), move || timed(&name, || perform(group, engine))));
        }
    }
    for engine in [Engine::Chromium, Engine::Firefox] {
        let name = format!("verdicts/{engine}/pulp");
        let perform = move || {
            tools::for_pulp().map_err(|error| Failed::from(format!("{error:#}")))?;
            let _turn = pulp::turn();
            perform(ON_REQUEST, engine)
        };
        trials.push(Trial::test(name.clone(), move || timed(&name, perform)).with_ignored_flag(true));
    }
    trials
}

fn perform(group: &[Scenario], engine: Engine) -> Result<(), Failed> {
    let page = built_page()?;
    let mut wrong = Vec::new();
    for accepts in [false, true] {
        // Lists of ten thousand have stories of their own, and take long to make.
        let is_here = |scenario: &&Scenario| match scenario.lacks() {
            Some(lacks) => {
                eprintln!("{} is not asked about: {lacks}", scenario.name);
                false
            }
            None => true,
        };
        let is_asked = |scenario: &&Scenario| {
            scenario.accepts_certificates == accepts
                && !scenario.name.starts_with("ten-thousand")
                && !NOT_SEEN.contains(&(engine, scenario.name))
        };
        let asked: Vec<&Scenario> = group.iter().filter(is_asked).filter(is_here).collect();
        if asked.is_empty() {
            continue;
        }
        browsers::RUNTIME
            .block_on(async {
                let mut browser = open(engine, accepts).await?;
                for scenario in asked {
                    let within = if scenario.needs.is_some() { WITHIN * 4 } else { WITHIN };
                    let outcome = tokio::time::timeout(within, reported(&browser, scenario, &page)).await;
                    let outcome = outcome.unwrap_or_else(|_| Err(anyhow::anyhow!("no report within {within:?}")));
                    if let Err(error) = outcome.and_then(|report| kept::compare(scenario, engine, &report)) {
                        wrong.push(format!("{}: {error:#}", scenario.name));
                        browser = open(engine, accepts).await?;
                    }
                }
                if !accepts {
                    browsers::give_back(browser).await;
                }
                Ok::<(), anyhow::Error>(())
            })
            .map_err(|error| Failed::from(format!("{error:#}")))?;
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n\n").into()) }
}

/// The report of a scenario. Those that run on request are proven here, and nowhere else.
async fn reported(browser: &Browser, scenario: &Scenario, page: &Path) -> Result<Value> {
    if !ON_REQUEST.iter().any(|one| one.name == scenario.name) {
        return report_of(browser, scenario, page).await;
    }
    let setup = scenario.start(page).await?;
    for proof in scenario.proofs {
        proof.check(scenario, &setup).await?;
    }
    report_in(browser, scenario, &setup).await
}

async fn open(engine: Engine, accepts_certificates: bool) -> Result<Browser> {
    match accepts_certificates {
        true => Browser::open_accepting_certificates(engine).await,
        false => browsers::take(engine).await,
    }
}
