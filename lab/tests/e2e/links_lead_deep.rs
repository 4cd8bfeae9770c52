//! A link that somebody was sent opens what it names, in a fresh tab. Where a sign-in is needed it is asked for on that
//! very page, which then shows.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use lab::seed::sample;
use lab::setup::{DEMO, PASSWORD, Plan, Setup};

use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, see, sign_in};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let browser = &stage.browser;
    let digest = digest_of_hello()?;
    let by_digest = format!("library/hello@{digest}");

    let open = stage.start(Plan::anonymous()).await?;
    open_in_a_fresh_tab(browser, &open.page_address("library/hello")).await?;
    shows_tags(browser).await?;
    open_in_a_fresh_tab(browser, &open.page_address("library/hello:latest")).await?;
    shows_image(browser, "library/hello:latest", &digest).await?;
    open_in_a_fresh_tab(browser, &open.page_address(&by_digest)).await?;
    shows_image(browser, &by_digest, &digest).await?;

    let guarded = stage.start(Plan::token()).await?;
    signs_in_at(browser, &guarded, "library/hello").await?;
    shows_tags(browser).await?;
    signs_in_at(browser, &guarded, "library/hello:latest").await?;
    shows_image(browser, "library/hello:latest", &digest).await?;
    signs_in_at(browser, &guarded, &by_digest).await?;
    shows_image(browser, &by_digest, &digest).await
}

/// Opens a link, is asked to sign in there, does so, and is still there.
async fn signs_in_at(browser: &Browser, setup: &Setup, place: &str) -> Result<()> {
    let address = setup.page_address(place);
    open_in_a_fresh_tab(browser, &address).await?;
    browser.wait_for(".sign-in").await?;
    ensure!(browser.address().await? == address, "the question for a sign-in went elsewhere");
    sign_in(browser, DEMO, PASSWORD).await?;
    browser.wait_until_gone(".sign-in").await?;
    ensure!(browser.address().await? == address, "the sign-in led elsewhere");
    Ok(())
}

async fn shows_tags(browser: &Browser) -> Result<()> {
    browser.wait_for_text("h1", "library/hello").await?;
    see(browser, "2.1.0").await?;
    browser.wait_for_text(".row .platforms", "linux/amd64").await?;
    Ok(())
}

async fn shows_image(browser: &Browser, name: &str, digest: &str) -> Result<()> {
    browser.wait_for_text("h1", name).await?;
    browser.wait_for_text(".identity", digest).await?;
    browser.wait_for_text(".layers", "COPY . /app").await?;
    Ok(())
}

fn digest_of_hello() -> Result<String> {
    let repositories = sample::repositories()?;
    let hello = repositories.iter().find(|repository| repository.name == sample::MULTI_PLATFORM);
    let digest = hello.and_then(|hello| hello.digest_of("latest"));
    Ok(digest.context("the sample has library/hello:latest")?.to_owned())
}
