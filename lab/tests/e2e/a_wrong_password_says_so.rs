//! A wrong password is called wrong, the user name stays, and the right one then gets in.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::setup::{DEMO, PASSWORD, Plan, Setup};

use crate::stage::Stage;
use crate::steps::{see, send_sign_in, sign_in};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    at(&stage, stage.start(Plan::basic()).await?).await?;
    at(&stage, stage.start(Plan::token()).await?).await
}

async fn at(stage: &Stage, setup: Setup) -> Result<()> {
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    browser.wait_for(".sign-in").await?;
    sign_in(browser, DEMO, "not the password").await?;
    browser.wait_for_text(".sign-in .wrong", "did not accept this user name and password").await?;
    let user = browser.run("return document.querySelector('#user').value", vec![]).await?;
    ensure!(user == DEMO, "the user name became {user}");
    let password = browser.run("return document.querySelector('#password').value", vec![]).await?;
    ensure!(password == "", "the refused password is still there");

    browser.fill("#password", PASSWORD).await?;
    send_sign_in(browser).await?;
    see(browser, "library/hello").await?;
    browser.wait_until_gone(".sign-in").await?;
    browser.wait_for_text(".account", DEMO).await?;
    Ok(())
}
