//! `?` opens the help from anywhere but a field, Escape closes it; what somebody chose there, light or dark, holds at the next visit
//! and over `config.json`; a phone comes to the guide by it. After a sign-in by the keyboard the focus is on the content.

use std::sync::Arc;

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use lab::browser::Browser;
use lab::setup::{DEMO, PASSWORD, Plan};
use serde_json::json;

use crate::stage::Stage;
use crate::steps::{fill_sign_in, open_in_a_fresh_tab, press, see};

/// The help, once what is in it has come.
const OPEN: &str = "#help:popover-open .keys";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let browser = &stage.browser;
    let setup = stage.start(Plan::anonymous()).await?;
    setup.page.set_file("/config.json", json!({"theme": "light"}).to_string());
    let address = setup.page_address("");
    open_in_a_fresh_tab(browser, &address).await?;
    see(browser, "library/hello").await?;
    theme(browser, "light", "#f7f9f9").await?;

    browser.run("document.getElementById('filter').focus()", vec![]).await?;
    press(browser, "?".chars()).await?;
    let typed =
        "return document.getElementById('filter').value === '?' && !document.querySelector('#help:popover-open')";
    browser.wait_until("a question mark in the filter", typed, vec![]).await?;
    press(browser, [Key::Backspace.into()]).await?;
    browser.run("document.activeElement.blur()", vec![]).await?;
    press(browser, "?".chars()).await?;
    browser.wait_for(OPEN).await?;
    browser.click_text("#help button", "Dark").await?;
    theme(browser, "dark", "#10161a").await?;
    press(browser, [Key::Escape.into()]).await?;
    browser.wait_until_gone(OPEN).await?;
    open_in_a_fresh_tab(browser, &address).await?;
    see(browser, "library/hello").await?;
    theme(browser, "dark", "#10161a").await?;
    browser.click("#to-help").await?;
    browser.wait_for(OPEN).await?;
    browser.click_text("#help button", "As the system").await?;
    browser.wait_until("no theme", "return !('theme' in document.documentElement.dataset)", vec![]).await?;
    let elsewhere = "document.querySelector('#help a').focus(); document.querySelector('.repository').focus()";
    browser.run(elsewhere, vec![]).await?;
    browser.wait_until_gone(OPEN).await?;

    browser.resize(400, 800).await?;
    open_in_a_fresh_tab(browser, &address).await?;
    see(browser, "library/hello").await?;
    ensure!(browser.run("return !document.querySelector('.to-guide').checkVisibility()", vec![]).await? == json!(true));
    browser.click("#to-help").await?;
    browser.wait_for(OPEN).await?;
    browser.click_text("#help a", "The guide").await?;
    browser.wait_for(".document h1").await?;
    browser.wait_until_gone(OPEN).await?;
    browser.resize(1200, 900).await?;

    let guarded = stage.start(Plan::token()).await?;
    open_in_a_fresh_tab(browser, &guarded.page_address("")).await?;
    fill_sign_in(browser, DEMO, PASSWORD).await?;
    browser
        .run("document.querySelector('.consent input')?.click(); document.getElementById('password').focus()", vec![])
        .await?;
    press(browser, [Key::Enter.into()]).await?;
    see(browser, "library/hello").await?;
    browser.wait_until("the focus on the content", "return document.activeElement.id === 'main'", vec![]).await
}

/// What is set, and how the page looks.
async fn theme(browser: &Browser, name: &str, paper: &str) -> Result<()> {
    let script = "
        const probe = document.createElement('i');
        probe.style.color = arguments[1];
        document.body.append(probe);
        const paper = getComputedStyle(probe).color;
        probe.remove();
        return document.documentElement.dataset.theme === arguments[0]
            && getComputedStyle(document.documentElement).backgroundColor === paper;";
    browser.wait_until(&format!("the {name} theme"), script, vec![name.into(), paper.into()]).await
}
