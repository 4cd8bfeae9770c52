//! A check-up of a registry that works asks little, and sends a password only as often as the handshake needs it. A
//! check-up of a silent server ends, and shows on the way what it waits for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use lab::scenario;
use lab::setup::{DEMO, PASSWORD, Plan, Setup};

use crate::stage::Stage;
use crate::steps::{of_registry, of_tokens, quiet, see, sign_in};

/// The most requests that a check-up of a healthy token registry may take.
const REQUESTS: usize = 12;

/// The longest that a check-up of a silent server may take.
const SILENCE: Duration = Duration::from_secs(12);

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    see(browser, "library/hello").await?;
    quiet(&setup).await?;
    setup.forget_requests();
    let hash = format!("#/checkup/{}", setup.check_up_target());
    browser.run("location.hash = arguments[0]", vec![hash.into()]).await?;
    browser.wait_for(r#".checkup [data-overall="healthy"]"#).await?;
    quiet(&setup).await?;
    ensure_cheap(&setup)?;

    // A private registry is well, also for somebody who has not signed in; then that is what the check-up says.
    browser.run("sessionStorage.clear()", vec![]).await?;
    browser.reload().await?;
    browser.wait_for_text(r#".checkup [data-overall="healthy"] .sentence"#, "not signed in").await?;

    let silent = scenario::find("server-timeout-silent")?.start(&stage.page).await?;
    browser.go(&silent.check_up_address()).await?;
    let begun = Instant::now();
    browser.wait_for(r#".checkup [data-overall="running"]"#).await.context("progress while it waits")?;
    browser.wait_for(r#".checkup [data-overall="blocked"]"#).await?;
    ensure!(begun.elapsed() < SILENCE, "a silent server took {:?}", begun.elapsed());
    Ok(())
}

fn ensure_cheap(setup: &Setup) -> Result<()> {
    let registry = of_registry(setup);
    let tokens = of_tokens(setup);
    let asked = registry.len() + tokens.len();
    ensure!(asked <= REQUESTS, "{asked} requests: {registry:?} {tokens:?}");
    // One password for each token: the catalog's and the repository's.
    let passwords = tokens.iter().filter(|entry| entry.authorization.as_deref() == Some("Basic")).count();
    ensure!(passwords <= 2, "the password was sent {passwords} times");
    ensure!(registry.iter().all(|line| !line.contains("Basic")), "the registry saw a password: {registry:?}");
    Ok(())
}
