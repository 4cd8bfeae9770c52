//! What a browser asks before it asks: preflights for a list of tags that is opened twice, of a registry on another origin that lets a
//! browser keep its answers for ten minutes. They are counted, not timed.

use anyhow::{Result, ensure};

use super::samples::{Account, Samples, What};
use super::visit::{Visit, Want};
use super::world::{Given, World};
use crate::browser::Browser;
use crate::setup::{Content, DEMO, PASSWORD, Plan};
use crate::token_service::account::Rights;

/// All on one screen.
const TAGS: usize = 12;

/// One warms up, one counts: counts do not vary.
const COUNTED: usize = 1;

pub(super) async fn run(given: &Given, samples: &mut Samples) -> Result<()> {
    for account in [Account::None, Account::SignedIn] {
        opened_twice(account, given, samples).await?;
    }
    Ok(())
}

async fn opened_twice(account: Account, given: &Given, samples: &mut Samples) -> Result<()> {
    let mut plan = Plan::token().content(Content::ManyTags(TAGS));
    if account == Account::None {
        plan.anonymous_rights = Rights::none().repository("*", &["pull"]).catalog();
    }
    let world = World::start(plan, given).await?;
    for (page, counts) in given.own_turns(COUNTED) {
        let visit = Visit::open(Want { count: TAGS, details: true }).await?;
        if account == Account::SignedIn {
            visit.go(&world.address(page, "")).await?;
            sign_in(visit.hands()).await?;
        }
        for (preflights, requests) in [
            (What::PreflightsOnce(account), What::RequestsOnce(account)),
            (What::PreflightsAgain(account), What::RequestsAgain(account)),
        ] {
            visit.leave().await?;
            world.forget();
            visit.go(&world.address(page, "many/tags")).await?;
            visit.painted("details").await?;
            world.nginx.quiet().await;
            let asked = world.nginx.registry_requests();
            let before = asked.iter().filter(|asked| asked.is_preflight()).count();
            ensure!(asked.len() > before, "the list was not asked for");
            if counts {
                samples.add(preflights, page, before as f64);
                samples.add(requests, page, (asked.len() - before) as f64);
            }
        }
        visit.close().await?;
        eprint!(".");
    }
    Ok(())
}

/// Until the list of repositories is there. The tab keeps the account, so that the page can be left and opened again.
async fn sign_in(browser: &Browser) -> Result<()> {
    browser.fill("#user", DEMO).await?;
    browser.fill("#password", PASSWORD).await?;
    browser.click("input[name=consent]").await?;
    browser.click("input[name=keep]").await?;
    browser.click(".sign-in button[type=submit]").await?;
    browser.wait_for(".window-list [data-row]").await.map(drop)
}
