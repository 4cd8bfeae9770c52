//! An address that is none stays in its box, with the reason beside it, and nothing is called.

use std::sync::Arc;

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use lab::page::PageServer;

use crate::stage::Stage;

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let page = PageServer::start(&stage.page).await?;
    let browser = &stage.browser;
    browser.go(&page.origin()).await?;
    browser.wait_for("#registry").await?;
    let before = browser.address().await?;
    for (typed, says) in [
        ("registry example.com", "white space"),
        ("https://demo:secret@registry.example.com", "user name or a password"),
        ("ftp://registry.example.com", "not a scheme"),
        ("registry.example.com:99999", "not a port"),
        ("https://registry.example.com/Team/app", "upper-case letters"),
        ("registry.example.com/team/app:1.2:3", "app"),
    ] {
        browser.fill("#registry", typed).await?;
        browser.press(&Key::Enter.to_string()).await?;
        browser.wait_for_text(".connect-form .wrong", says).await?;
        let kept = browser.run("return document.querySelector('#registry').value", vec![]).await?;
        ensure!(kept == typed, "the box lost {typed:?} and holds {kept}");
        ensure!(browser.address().await? == before, "{typed:?} led somewhere");
    }
    let shown = browser.text("main").await?;
    ensure!(!shown.contains("secret"), "the page repeats a password: {shown}");

    // What is an address says what will be called, before it is.
    browser.fill("#registry", "registry.example.com/team/app").await?;
    browser.wait_for_text(".will-call", "https://registry.example.com/v2/").await?;
    ensure!(browser.count(".connect-form .wrong").await? == 0, "the old reason is still there");
    Ok(())
}
