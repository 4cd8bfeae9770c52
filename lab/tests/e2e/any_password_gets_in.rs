//! A password with a colon, an umlaut, quotes, a space, a plus and a percent sign arrives as it was typed.

use std::sync::Arc;

use anyhow::Result;
use lab::setup::{Plan, Setup, TRICKY, TRICKY_PASSWORD};

use crate::stage::Stage;
use crate::steps::{see, sign_in};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    at(&stage, stage.start(Plan::basic()).await?).await?;
    at(&stage, stage.start(Plan::token()).await?).await
}

async fn at(stage: &Stage, setup: Setup) -> Result<()> {
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    sign_in(browser, TRICKY, TRICKY_PASSWORD).await?;
    see(browser, "library/hello").await?;
    browser.wait_for_text(".account", TRICKY).await?;
    Ok(())
}
