//! Tokens that end after a few seconds: browsing goes on, nobody is asked to sign in again, and the page stays where it
//! is. Where the token service says how long a token lives, the registry never even sees an ended one.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use lab::setup::{DEMO, PASSWORD, Plan, Setup};

use crate::stage::Stage;
use crate::steps::{follow, of_registry, of_tokens, quiet, see, sign_in};

const LIFETIME: Duration = Duration::from_secs(4);

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let refused = browse(&stage, Plan::token().token_lifetime(LIFETIME)).await?;
    ensure!(refused.is_empty(), "the registry saw ended tokens: {refused:?}");

    let mut untold = Plan::token().token_lifetime(LIFETIME);
    untold.tokens.tells_lifetime = false;
    let refused = browse(&stage, untold).await?;
    ensure!(refused.len() <= 2, "an ended token is refused once for each page and then renewed: {refused:?}");
    Ok(())
}

/// Goes from the list to a repository and back, each time with a token that has ended. Returns the refused requests.
async fn browse(stage: &Stage, plan: Plan) -> Result<Vec<String>> {
    let setup = stage.start(plan).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    see(browser, "library/hello").await?;
    let list = browser.address().await?;
    quiet(&setup).await?;
    wait_for_the_end(&setup).await?;

    setup.forget_requests();
    follow(browser, "library/hello").await?;
    see(browser, "latest").await?;
    browser.wait_for(".row .size").await?;
    quiet(&setup).await?;
    wait_for_the_end(&setup).await?;

    let tags = browser.address().await?;
    follow(browser, "library/hello:latest").await?;
    browser.wait_for_text("main", "linux/arm64").await?;
    quiet(&setup).await?;
    ensure!(of_tokens(&setup).len() >= 2, "each page needed a new token");
    ensure!(browser.count(".sign-in").await? == 0, "the page asks for another sign-in");
    browser.wait_for_text(".account", DEMO).await?;

    browser.client.back().await?;
    see(browser, "latest").await?;
    ensure!(browser.address().await? == tags, "the way back lost its place");
    browser.client.back().await?;
    see(browser, "library/hello").await?;
    ensure!(browser.address().await? == list, "the way back lost its place");
    quiet(&setup).await?;
    let asked = of_registry(&setup);
    Ok(asked.into_iter().filter(|line| line.ends_with("401")).collect())
}

/// Waits until the last token has ended for the registry too, which counts in whole seconds.
async fn wait_for_the_end(setup: &Setup) -> Result<()> {
    let tokens = of_tokens(setup);
    let last = tokens.last().and_then(|entry| entry.ended).context("no token was given")?;
    let end = last + LIFETIME + Duration::from_millis(1200);
    tokio::time::sleep_until(end.into()).await;
    Ok(())
}
