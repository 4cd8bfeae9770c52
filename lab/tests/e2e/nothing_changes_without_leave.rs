//! A page changes nothing, and asks for no right to, where its `config.json` does not say that it may; where it may, not before somebody
//! confirmed what they were shown; and not after they left.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use lab::setup::{KEEPER, PASSWORD, Plan, Setup};

use crate::only_what_was_named_goes::{confirm, rows, tags};
use crate::stage::Stage;
use crate::steps::{of_tokens, open_in_a_fresh_tab, quiet, see, sign_in};

const REPOSITORY: &str = "library/hello";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan { deletes: true, ..Plan::anonymous() }).await?;
    it_only_reads(&stage.browser, &setup).await.context("without a word in config.json")?;
    let setup = stage.start(Plan::token().changes()).await?;
    only_when_confirmed(&stage.browser, &setup).await.context("with tokens")?;
    copies_and_moves(&stage.browser, &setup).await.context("another tag, and a copy")
}

/// No way leads to a change, and who types its address is told.
async fn it_only_reads(browser: &Browser, setup: &Setup) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address(REPOSITORY)).await?;
    see(browser, "2.1").await?;
    browser.click(".row-tick input").await?;
    browser.wait_for(".ticked").await?;
    ensure!(browser.count(".ticked a, .tidy-up").await? == 0, "a way to change something");
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}:2.1"))).await?;
    browser.wait_for(".layers").await?;
    ensure!(browser.count(".head .changes").await? == 0, "a way to change something");
    for change in ["delete&of=2.1", "delete", "tag&of=2.1", "copy&of=2.1", "tidy", "restore"] {
        open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}?do={change}"))).await?;
        browser.wait_for_text("main h2", "This page only reads").await?;
    }
    quiet(setup).await?;
    only_reads(setup)
}

/// What was sent so far reads, and no token was asked for that does more.
fn only_reads(setup: &Setup) -> Result<()> {
    for entry in setup.registry_log().read() {
        ensure!(["GET", "HEAD", "OPTIONS"].contains(&entry.method.as_str()), "{entry} changes something");
    }
    for entry in of_tokens(setup) {
        let asks = ["push", "delete", "%2A", ":*"].into_iter().find(|right| entry.target.contains(right));
        ensure!(asks.is_none() || entry.target.contains("catalog"), "{entry} asks for a right to change");
    }
    Ok(())
}

async fn only_when_confirmed(browser: &Browser, setup: &Setup) -> Result<()> {
    let before = tags(setup, REPOSITORY, Some(KEEPER)).await?;
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}?do=delete&of=2.1"))).await?;
    sign_in(browser, KEEPER, PASSWORD).await?;
    browser.wait_for_text(".plan h2", "1 name falls").await?;
    browser.click_text(".way", "The images, with every name").await?;
    browser.wait_for_text(".along-names", "2.1.0, latest").await?;
    ensure!(browser.count(".confirm button[aria-disabled=false]").await? == 0, "no number was typed");
    // Neither Enter nor a wrong number begins it.
    for wrong in ["", "2", "33", "three"] {
        browser.fill("#how-many", wrong).await?;
        browser.press("\u{e007}").await?;
    }
    browser.wait_for(".confirm").await?;
    quiet(setup).await?;
    only_reads(setup)?;
    ensure!(tags(setup, REPOSITORY, Some(KEEPER)).await? == before);
    confirm(browser, Some("3")).await?;
    browser.wait_for_text(".report h2", "Done: ").await?;
    let after = tags(setup, REPOSITORY, Some(KEEPER)).await?;
    ensure!(after.keys().map(String::as_str).eq(["1.0.0"]), "{after:?}");
    let asked = of_tokens(setup);
    ensure!(asked.iter().any(|entry| entry.target.contains("delete")), "{asked:?}");
    Ok(())
}

async fn copies_and_moves(browser: &Browser, setup: &Setup) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}:1.0.0"))).await?;
    sign_in(browser, KEEPER, PASSWORD).await?;
    browser.click_text(".head .changes a", "Another tag…").await?;
    browser.fill("#to-tag", "not a tag").await?;
    browser.click(".ways button[type=submit]").await?;
    browser.wait_for_text(".ways .wrong", "not a tag").await?;
    browser.fill("#to-tag", "stable").await?;
    browser.click(".ways button[type=submit]").await?;
    browser.wait_for_text(".plan h2", "1 name is new").await?;
    ensure!(rows(browser).await? == ["stable"]);
    confirm(browser, None).await?;
    browser.wait_for_text(".report h2", "Done: 1 change").await?;
    let after = tags(setup, REPOSITORY, Some(KEEPER)).await?;
    ensure!(after["stable"] == after["1.0.0"], "{after:?}");

    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}?do=copy&of=1.0.0"))).await?;
    browser.fill("#to-repository", "team-a/api").await?;
    browser.fill("#to-tag", "latest").await?;
    browser.click(".ways button[type=submit]").await?;
    sign_in(browser, KEEPER, PASSWORD).await?;
    // A tag that is overwritten is shown as what it is.
    browser.wait_for_text(".plan h2", "1 name is moved").await?;
    browser.wait_for_text(".plan .row", "moves from").await?;
    confirm(browser, None).await?;
    browser.wait_for_text(".report h2", "Done: ").await?;
    let there = tags(setup, "team-a/api", Some(KEEPER)).await?;
    ensure!(there["latest"] == after["1.0.0"], "{there:?}");
    Ok(())
}
