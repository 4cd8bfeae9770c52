//! Random registries of fixed seeds in every engine: nothing that is not so is called likely, and what is wrong is named.
//!
//! `cargo lab scenario --generate N --seed S` runs any others.

use std::path::Path;

use anyhow::Result;
use lab::browser::{Browser, Engine};
use lab::check_up::drawn::{checked, open, told};
use lab::generated::draw;
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

fn perform(engine: Engine, seeds: std::ops::Range<u64>) -> Result<(), Failed> {
    let page = built_page()?;
    let mut failed = Vec::new();
    browsers::RUNTIME
        .block_on(async {
            let mut browser = open(engine).await?;
            for seed in seeds {
                // What a machine that stood still for seconds made of it is not the page's; what is so twice is.
                let mut problem = problem(&browser, engine, seed, &page).await;
                if problem.is_some() {
                    browser = open(engine).await?;
                    problem = self::problem(&browser, engine, seed, &page).await;
                }
                match problem {
                    Some(problem) => {
                        failed.push(problem);
                        browser = open(engine).await?;
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
        Ok(_) => None,
        Err(error) => Some(format!("{seed}: {error:#}")),
    }
}
