//! A registry with 10,000 repositories: all of them are counted and can be found, few of them are drawn.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::setup::{Content, Plan};

use crate::stage::Stage;
use crate::steps::{ensure_small, follow, names, quiet, see, see_only};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous().content(Content::ManyRepositories(10_000))).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    // Distribution also keeps the one repository that the others are copies of.
    let is_counted = "return /^10,00[01] repositories$/.test(document.querySelector('.count')?.textContent)";
    browser.wait_until("the count of all repositories", is_counted, vec![]).await?;
    quiet(&setup).await?;
    ensure_small(browser).await?;
    let first = "team-00/group-0/service-00000";
    see(browser, first).await?;
    // A small page first, the large one that the registry refuses, and its pages of 1,000, the last of which holds one.
    let asked = setup.registry_log().take();
    ensure!(asked.len() <= 13, "the list cost {} requests", asked.len());

    browser.run("scrollTo(0, document.documentElement.scrollHeight)", vec![]).await?;
    browser.wait_for("[data-row='9999'] a").await?;
    ensure_small(browser).await?;

    let wanted = "team-01/group-5/service-04201";
    browser.fill("#filter", "service-04201").await?;
    see_only(browser, &[wanted]).await?;
    browser.wait_for_text(".found", "1 found").await?;
    browser.fill("#filter", "TEAM-07/").await?;
    browser.wait_for_text(".found", "250 found").await?;
    ensure!(names(browser).await?.iter().all(|name| name.starts_with("team-07/")), "the filter lets others through");

    browser.fill("#filter", wanted).await?;
    see_only(browser, &[wanted]).await?;
    follow(browser, wanted).await?;
    browser.wait_for_text("h1", wanted).await?;
    Ok(())
}
