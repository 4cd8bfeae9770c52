//! A browser asks once whether a request with a token may be sent, and remembers the answer, as long as nobody is signed in and no cache
//! can give an old list in place of a new one.

use std::sync::Arc;

use anyhow::{Result, ensure};
use http::StatusCode;
use lab::browser::Browser;
use lab::proxy::{Entry, Fault, When};
use lab::setup::{Plan, Setup};
use lab::token_service::account::Rights;
use serde_json::json;

use crate::stage::Stage;
use crate::steps::{quiet, see, see_details};

const LIST: &str = "/v2/library/hello/tags/list";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    once(&stage).await?;
    never_an_old_list(&stage).await
}

async fn once(stage: &Stage) -> Result<()> {
    let setup = started(stage).await?;
    let browser = &stage.browser;
    // Firefox does not remember the first preflights of its life, so it is one of a later visit that must not come again.
    visit(&setup, browser).await?;
    ensure!(preflights(&setup) > 1, "there was no preflight, so this shows nothing");
    visit(&setup, browser).await?;
    setup.forget_requests();
    visit(&setup, browser).await?;
    let asked = setup.registry_proxy.log.lines();
    ensure!(asked.iter().any(|line| line.contains("/tags/list")), "the list was not asked for again: {asked:?}");
    ensure!(
        preflights(&setup) == 0,
        "{} preflights once more: {:?}",
        preflights(&setup),
        setup.registry_proxy.log.read()
    );
    Ok(())
}

/// Opens the list as a new document: to load a page again passes by all that Firefox remembers.
async fn visit(setup: &Setup, browser: &Browser) -> Result<()> {
    browser.go("about:blank").await?;
    browser.go(&setup.page_address("library/hello")).await?;
    see_details(browser, "the details").await?;
    quiet(setup).await
}

/// A server may let caches keep its lists; the page asks it anew all the same.
async fn never_an_old_list(stage: &Stage) -> Result<()> {
    let setup = started(stage).await?;
    let browser = &stage.browser;
    for (name, value) in [("cache-control", "max-age=600"), ("last-modified", "Mon, 02 Nov 2020 08:00:00 GMT")] {
        for tag in ["first", "second"] {
            let body = json!({ "name": "library/hello", "tags": [tag] }).to_string();
            setup.registry_proxy.faults.clear();
            setup.registry_proxy.faults.add(
                When { authorized: Some(true), ..When::path(LIST) },
                Fault::answer(StatusCode::OK, "application/json", body),
            );
            setup.registry_proxy.faults.add(When::path(LIST), Fault::set_header(name, value));
            browser.go("about:blank").await?;
            browser.go(&setup.page_address("library/hello")).await?;
            see(browser, tag).await?;
        }
    }
    Ok(())
}

async fn started(stage: &Stage) -> Result<Setup> {
    stage.start(Plan { anonymous_rights: Rights::none().repository("library/*", &["pull"]), ..Plan::token() }).await
}

/// How many preflights the registry was sent since the last time.
fn preflights(setup: &Setup) -> usize {
    setup.registry_proxy.log.read().iter().filter(|entry| Entry::is_preflight(entry)).count()
}
