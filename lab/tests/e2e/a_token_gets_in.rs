//! A registry with a token service on another origin: the password waits for consent, then two requests have the list. A
//! visit by somebody who is signed in costs the protocol's three, and two where the token service is remembered. One more ends the
//! list: whether there is more.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::setup::{DEMO, PASSWORD, Plan, Setup};

use crate::stage::Stage;
use crate::steps::{end_of_the_list, fill_sign_in, of_registry, of_tokens, quiet, see, send_sign_in};

const REFUSED: &str = "GET /v2/_catalog?n=100 -> 401";
const LISTED: &str = "GET /v2/_catalog?n=100 Bearer -> 200";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    let tokens = setup.token_origin().context("a token service")?;
    browser.wait_for_text(".sign-in .consent", &tokens).await?;
    fill_sign_in(browser, DEMO, PASSWORD).await?;
    browser.click("input[name=keep]").await?;
    send_sign_in(browser).await?;
    browser.wait_for_text(".sign-in .wrong", "agree").await?;
    quiet(&setup).await?;
    ensure_asked(&setup, &[REFUSED], &["GET"], "without consent")?;

    setup.forget_requests();
    browser.click("input[name=consent]").await?;
    send_sign_in(browser).await?;
    see(browser, "library/hello").await?;
    browser.wait_for_text(".account", DEMO).await?;
    quiet(&setup).await?;
    let end = format!("{} Bearer -> 200", end_of_the_list()?);
    ensure_asked(&setup, &[LISTED, &end], &["GET Basic"], "the sign-in")?;

    // What is remembered of the registry is in the local storage, the kept sign-in in the tab's.
    browser.run("localStorage.clear()", vec![]).await?;
    setup.forget_requests();
    browser.reload().await?;
    see(browser, "library/hello").await?;
    quiet(&setup).await?;
    ensure_asked(&setup, &[REFUSED, LISTED, &end], &["GET Basic"], "a visit without memory")?;

    setup.forget_requests();
    browser.reload().await?;
    see(browser, "library/hello").await?;
    quiet(&setup).await?;
    ensure_asked(&setup, &[LISTED, &end], &["GET Basic"], "a visit with memory")
}

/// Compares what was asked: lines of the registry, and methods with their sign-in of the token service.
fn ensure_asked(setup: &Setup, registry: &[&str], tokens: &[&str], when: &str) -> Result<()> {
    let of_registry = of_registry(setup);
    ensure!(of_registry == registry, "{when}, the registry saw {of_registry:?}");
    let of_tokens: Vec<String> = of_tokens(setup)
        .iter()
        .map(|entry| match &entry.authorization {
            Some(scheme) => format!("{} {scheme}", entry.method),
            None => entry.method.to_string(),
        })
        .collect();
    ensure!(of_tokens == tokens, "{when}, the token service saw {of_tokens:?}");
    Ok(())
}
