//! An account that may not list the repositories: the page says so, and opens what it is given by name.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::setup::{LIMITED, PASSWORD, Plan};

use crate::stage::Stage;
use crate::steps::{open_by_name, see, sign_in};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::token()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    sign_in(browser, LIMITED, PASSWORD).await?;
    browser.wait_for_text(".problem[data-problem=access-denied]", "not allowed to list all repositories").await?;
    browser.wait_for_text(".problem", "Open a repository by its name").await?;
    ensure!(browser.count(".sign-in").await? == 0, "the password was right, so it is not asked for again");
    browser.wait_for_text(".account", LIMITED).await?;

    open_by_name(browser, "library/hello").await?;
    see(browser, "latest").await?;
    ensure!(browser.address().await? == setup.page_address("library/hello"));

    // What was opened is remembered: here it is the only list that there is.
    browser.client.back().await?;
    browser.wait_for_text("main", "Opened before").await?;
    browser.click(r#"main a[href$="/library/hello"]"#).await?;
    see(browser, "latest").await?;

    open_by_name(browser, "team-a/api").await?;
    browser.wait_for_text(".problem[data-problem=access-denied]", "not allowed to read team-a/api").await?;
    Ok(())
}
