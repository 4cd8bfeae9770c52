//! After a sign-out nothing is left that only this person may see: no list, no password, no token.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::browser::Browser;
use lab::setup::{Plan, Setup, TRICKY, TRICKY_PASSWORD};

use crate::stage::Stage;
use crate::steps::{fill_sign_in, follow, names, quiet, see, send_sign_in};

/// The lab's tokens are JSON Web Tokens, which begin so: `{"` in Base64.
const TOKEN: &str = "eyJ";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    at(&stage, stage.start(Plan::basic()).await?).await?;
    at(&stage, stage.start(Plan::token()).await?).await
}

async fn at(stage: &Stage, setup: Setup) -> Result<()> {
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    fill_sign_in(browser, TRICKY, TRICKY_PASSWORD).await?;
    if setup.tokens.is_some() {
        browser.click("input[name=consent]").await?;
    }
    browser.click("input[name=keep]").await?;
    send_sign_in(browser).await?;
    see(browser, "library/hello").await?;
    follow(browser, "library/hello").await?;
    see(browser, "latest").await?;
    quiet(&setup).await?;
    // The person chose to keep the sign-in in this tab; that is the only place, and no token is kept at all.
    ensure!(holds_password(&stored(browser, "sessionStorage").await?), "the sign-in was not kept");
    ensure_nothing_secret(browser, "localStorage").await?;

    browser.click(".account .user").await?;
    browser.click_text(".account .panel button", "Sign out").await?;
    browser.wait_for(".sign-in").await?;
    ensure!(names(browser).await?.is_empty(), "the list is still there");
    ensure!(browser.count(".account .user").await? == 0, "the bar still names somebody");
    ensure_nothing_secret(browser, "localStorage").await?;
    ensure_nothing_secret(browser, "sessionStorage").await?;

    browser.reload().await?;
    browser.wait_for(".sign-in").await?;
    browser.go(&setup.page_address("")).await?;
    browser.wait_for(".sign-in").await?;
    ensure!(names(browser).await?.is_empty(), "the list came back");
    Ok(())
}

async fn ensure_nothing_secret(browser: &Browser, storage: &str) -> Result<()> {
    let stored = stored(browser, storage).await?;
    ensure!(!holds_password(&stored), "{storage} holds the password");
    ensure!(!stored.contains(TOKEN), "{storage} holds a token");
    Ok(())
}

/// Whether the password is in a text, as it is or in Base64 with the user name in front of it.
fn holds_password(text: &str) -> bool {
    let begin: String = TRICKY_PASSWORD.chars().take(5).collect();
    let basic = lab::client::basic(TRICKY, TRICKY_PASSWORD).replace("Basic ", "");
    text.contains(&begin) || text.contains(&basic)
}

async fn stored(browser: &Browser, storage: &str) -> Result<String> {
    let values = browser.run("return Object.values(window[arguments[0]]).join(' ')", vec![storage.into()]).await?;
    Ok(values.as_str().unwrap_or_default().to_owned())
}
