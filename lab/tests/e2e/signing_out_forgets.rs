//! After a sign-out nothing is left that only this person may see: no list, no password, no token.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::browser::Browser;
use lab::setup::{Plan, Setup, TRICKY, TRICKY_PASSWORD};
use serde_json::Value;

use crate::stage::Stage;
use crate::steps::{fill_sign_in, follow, names, open_in_a_fresh_tab, quiet, see, see_details, send_sign_in, sign_in};

/// The lab's tokens are JSON Web Tokens, which begin so: `{"` in Base64.
const TOKEN: &str = "eyJ";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    at(&stage, stage.start(Plan::basic()).await?).await?;
    at(&stage, stage.start(Plan::token()).await?).await?;
    nothing_is_read_again(&stage).await?;
    rows_are_filled_again(&stage).await?;
    in_every_tab(&stage).await
}

/// Distribution lets contents be kept for a year. The browser's cache does not look at who asks, so what somebody read signed in
/// must not be in it.
async fn nothing_is_read_again(stage: &Stage) -> Result<()> {
    let browser = &stage.browser;
    for plan in [Plan::basic(), Plan::token()] {
        let setup = stage.start(plan).await?;
        browser.go(&setup.page_address("library/hello:latest")).await?;
        sign_in(browser, TRICKY, TRICKY_PASSWORD).await?;
        browser.wait_for_text(".layers", "COPY . /app").await?;
        quiet(&setup).await?;
        let contents: Vec<String> = setup
            .registry_log()
            .read()
            .into_iter()
            .filter(|entry| entry.target.contains("/sha256:") && entry.status.is_some_and(|status| status == 200))
            .map(|entry| format!("{}{}", setup.registry_origin(), entry.target))
            .collect();
        ensure!(contents.iter().any(|content| content.contains("/blobs/")), "no content was read: {contents:?}");
        sign_out(browser).await?;
        for content in contents {
            let status = browser.run(READ_AGAIN, vec![content.as_str().into()]).await?;
            ensure!(status == 401, "{content} is read again after the sign-out: {status}");
        }
        let kept = browser.run(KEPT, vec![]).await?;
        ensure!(kept == 0, "{kept} answers are kept that only this person may see");
    }
    Ok(())
}

/// Whoever signs in again on the same page sees of each row what they saw before.
async fn rows_are_filled_again(stage: &Stage) -> Result<()> {
    let browser = &stage.browser;
    let setup = stage.start(Plan::basic()).await?;
    open_in_a_fresh_tab(browser, &setup.page_address("library/hello")).await?;
    sign_in(browser, TRICKY, TRICKY_PASSWORD).await?;
    see_details(browser, "digests").await?;
    sign_out(browser).await?;
    sign_in(browser, TRICKY, TRICKY_PASSWORD).await?;
    see_details(browser, "digests after another sign-in").await
}

const READ_AGAIN: &str = "return fetch(arguments[0], { credentials: 'omit' }).then(answer => answer.status)";

/// Where there is no such cache, nothing is kept.
const KEPT: &str = "return (async () => {
    let count = 0;
    for (const name of await globalThis.caches?.keys() ?? []) count += (await (await caches.open(name)).keys()).length;
    return count;
})()";

/// Whoever signs out in one tab is signed out in the others, and in one that is shown again later.
async fn in_every_tab(stage: &Stage) -> Result<()> {
    let setup = stage.start(Plan::basic()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    sign_in(browser, TRICKY, TRICKY_PASSWORD).await?;
    see(browser, "library/hello").await?;
    let first = browser.client.window().await?;

    let second = browser.client.new_window(true).await?.handle;
    browser.client.switch_to_window(second.clone()).await?;
    browser.go(&setup.page_address("library/hello")).await?;
    fill_sign_in(browser, TRICKY, TRICKY_PASSWORD).await?;
    browser.click("input[name=keep]").await?;
    send_sign_in(browser).await?;
    see(browser, "latest").await?;
    // What a duplicated tab begins with.
    let copied = stored_pairs(browser).await?;

    browser.client.switch_to_window(first).await?;
    sign_out(browser).await?;
    browser.client.switch_to_window(second).await?;
    browser.wait_for(".sign-in").await?;
    ensure!(names(browser).await?.is_empty(), "the list is still there in the other tab");
    ensure_nothing_secret(browser, "sessionStorage").await?;

    browser.run("for (const [key, value] of arguments[0]) sessionStorage.setItem(key, value)", vec![copied]).await?;
    browser.reload().await?;
    browser.wait_for(".sign-in").await.map(drop)
}

async fn stored_pairs(browser: &Browser) -> Result<Value> {
    browser.run("return Object.entries(sessionStorage)", vec![]).await
}

async fn sign_out(browser: &Browser) -> Result<()> {
    browser.click(".account .user").await?;
    browser.click_text(".account .panel button", "Sign out").await?;
    browser.wait_for(".sign-in").await.map(drop)
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

    sign_out(browser).await?;
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
