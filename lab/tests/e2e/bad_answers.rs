//! Registries that answer with something else than they should, or not at all: each time one clear sentence, the way to
//! try again, and the box that opens anything still works.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::browser::Browser;
use lab::process::free_port;
use lab::scenario;
use lab::setup::{DEMO, PASSWORD, Setup};

use crate::stage::Stage;
use crate::steps::{ensure_small, open_by_name, quiet, see, sign_in};

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let browser = &stage.browser;

    // What is wrong, what the page calls it, and a part of its sentence.
    for (name, problem, says) in [
        ("html-answer", "unreadable", "a web page came"),
        ("truncated-json", "unreadable", "the answer ends in the middle of it"),
        ("catalog-unsupported", "status", "offers no list of its repositories"),
        ("cors-missing", "blocked", "let this page see nothing"),
        ("rate-limited", "rate-limited", "wait 30 seconds"),
        ("hangs-up", "blocked", "let this page see nothing"),
        ("token-missing", "token", "gave no token"),
        ("realm-blocked", "blocked", "let this page see nothing"),
    ] {
        let setup = scenario::find(name)?.start(&stage.page).await?;
        browser.go(&setup.page_address("")).await?;
        shows_problem(browser, problem, says).await?;
        tries_again(browser, &setup).await?;
        shows_problem(browser, problem, says).await?;
        if matches!(name, "html-answer" | "truncated-json" | "catalog-unsupported") {
            open_by_name(browser, "library/hello").await?;
            see(browser, "latest").await?;
        }
    }

    // A token that the registry does not take, with a sign-in before it.
    let setup = scenario::find("token-audience-mismatch")?.start(&stage.page).await?;
    browser.go(&setup.page_address("")).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    shows_problem(browser, "token-rejected", "refuses the token").await?;

    // An answer has come, so what is blocked now is not blamed on the server's being away.
    let setup = scenario::find("preflight-unauthorized")?.start(&stage.page).await?;
    browser.go(&setup.page_address("")).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    shows_problem(browser, "blocked", "once your sign-in went along").await?;
    browser.wait_for_text(".problem", "asks by OPTIONS").await?;

    // Nobody there: the port was free a moment ago.
    let nobody = format!("{}/#/http://127.0.0.1:{}", setup.page_origin(), free_port()?);
    browser.go(&nobody).await?;
    shows_problem(browser, "blocked", "let this page see nothing of 127.0.0.1").await?;
    ensure!(browser.address().await? == nobody, "the address is lost");

    // Much, and all of it good.
    let setup = scenario::find("big-catalog-page")?.start(&stage.page).await?;
    browser.go(&setup.page_address("")).await?;
    browser.wait_for_text(".count", "125,000 repositories").await?;
    see(browser, "big/catalog/repository-with-000000").await?;
    ensure_small(browser).await
}

async fn shows_problem(browser: &Browser, problem: &str, says: &str) -> Result<()> {
    browser.wait_for_text(&format!(".problem[data-problem={problem}]"), says).await?;
    // What was asked stands there for whoever has to look at the server.
    browser.wait_for_text(".problem .asked", "http://127.0.0.1").await?;
    ensure!(browser.count(".problem").await? == 1, "one failure, one problem");
    Ok(())
}

/// The button asks again, and really does.
async fn tries_again(browser: &Browser, setup: &Setup) -> Result<()> {
    quiet(setup).await?;
    setup.forget_requests();
    browser.click_text(".problem button", "Try again").await?;
    quiet(setup).await?;
    let registry = setup.registry_log().read();
    let tokens = setup.token_log().map(|log| log.read()).unwrap_or_default();
    ensure!(!(registry.is_empty() && tokens.is_empty()), "the button asked nothing");
    Ok(())
}
