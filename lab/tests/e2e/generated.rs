//! Random registries of fixed seeds in the three engines, fewer of them in WebKit: nothing that is not so is called likely, and
//! what is wrong is named.
//!
//! `cargo lab scenario --generate N --seed S` runs any others.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use lab::browser::{Browser, Engine};
use lab::check_up::browsers::open;
use lab::check_up::drawn::{checked, told};
use lab::generated::{Worth, draw};
use libtest_mimic::{Failed, Trial};

use crate::browsers;
use crate::shares::timed;
use crate::stage::built_page;

/// The first seed, and how many from there on; WebKit's driver takes minutes for what the others do in one.
const SEEDS: [(Engine, u64, u64); 3] = [(Engine::Chromium, 0, 40), (Engine::Firefox, 0, 40), (Engine::WebKit, 0, 12)];

/// One trial for each engine: a browser serves all of its seeds.
pub fn trials() -> Vec<Trial> {
    SEEDS
        .into_iter()
        .map(|(engine, first, count)| {
            let name = format!("generated/{engine}");
            Trial::test(name.clone(), move || timed(&name, || perform(engine, first..first + count)))
        })
        .collect()
}

/// What the reports of this process are worth, engine by engine.
static WORTH: Mutex<Vec<(Engine, Worth)>> = Mutex::new(Vec::new());

/// The table of what was drawn, where all of it was run in this process.
pub fn table() -> Option<String> {
    let worth = WORTH.lock().unwrap_or_else(PoisonError::into_inner);
    let mut table = String::from(
        "| engine | seeds | exact | right | narrowed | noise | missed | wrong |\n|---|---|---|---|---|---|---|---|\n",
    );
    for (engine, first, count) in SEEDS {
        let mine: Vec<&Worth> = worth.iter().filter(|(one, _)| *one == engine).map(|(_, worth)| worth).collect();
        let is_whole = u64::try_from(mine.len()) == Ok(count);
        if !is_whole {
            return None;
        }
        let count_of = |is: fn(&Worth) -> bool| mine.iter().filter(|worth| is(worth)).count();
        table += &format!(
            "| {engine} | {first}–{} | {} | {} | {} | {} | {} | {} |\n",
            first + count - 1,
            count_of(|worth| *worth == Worth::Exact),
            count_of(|worth| *worth == Worth::Right),
            count_of(|worth| matches!(worth, Worth::Narrowed(_))),
            count_of(|worth| matches!(worth, Worth::Noise(_))),
            count_of(|worth| *worth == Worth::Missed),
            count_of(|worth| matches!(worth, Worth::Wrong(..))),
        );
    }
    Some(table)
}

fn perform(engine: Engine, seeds: std::ops::Range<u64>) -> Result<(), Failed> {
    let page = built_page()?;
    let mut failed = Vec::new();
    browsers::RUNTIME
        .block_on(async {
            let mut browser = open(engine, false).await?;
            for seed in seeds {
                // What a machine that stood still for seconds made of it is not the page's; what is so twice is.
                let mut problem = problem(&browser, engine, seed, &page).await;
                if problem.is_some() {
                    browser = open(engine, false).await?;
                    problem = self::problem(&browser, engine, seed, &page).await;
                }
                match problem {
                    Some(problem) => {
                        failed.push(problem);
                        browser = open(engine, false).await?;
                    }
                    None => browser.tidy_up().await?,
                }
            }
            browser.close().await
        })
        .map_err(|error| Failed::from(format!("{error:#}")))?;
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n").into()) }
}

/// What is wrong with the report about a seed's servers, or that there is none.
async fn problem(browser: &Browser, engine: Engine, seed: u64, page: &Path) -> Option<String> {
    match checked(browser, draw(seed, engine), page).await {
        Ok(outcome) if outcome.is_failure() => Some(told(&outcome)),
        Ok(outcome) => {
            WORTH.lock().unwrap_or_else(PoisonError::into_inner).push((engine, outcome.worth));
            None
        }
        Err(error) => Some(format!("{seed}: {error:#}")),
    }
}
