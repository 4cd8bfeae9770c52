//! A browser asks once whether a request with a token may be sent, and remembers the answer, as long as nobody is signed in and no cache
//! can give an old list in place of a new one.

use std::sync::Arc;

use anyhow::{Result, ensure};
use http::StatusCode;
use lab::browser::{Browser, Engine};
use lab::proxy::{Entry, Fault, When};
use lab::setup::{Plan, Setup};
use lab::token_service::account::Rights;
use serde_json::json;

use crate::stage::Stage;
use crate::steps::{quiet, see, see_details};

const LIST: &str = "/v2/library/hello/tags/list";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    once(&stage).await?;
    // WebKit remembers preflights whatever a request says of caches.
    if stage.browser.engine != Engine::WebKit {
        a_check_up_asks_anew(&stage).await?;
    }
    never_an_old_list(&stage).await
}

/// What a browser remembers says nothing of what a server answers now, so a check-up goes by none of it.
async fn a_check_up_asks_anew(stage: &Stage) -> Result<()> {
    let setup = started(stage).await?;
    let browser = &stage.browser;
    let address = format!("{}?repository=library/hello", setup.check_up_address());
    for time in ["first", "second", "third"] {
        setup.forget_requests();
        browser.go("about:blank").await?;
        browser.go(&address).await?;
        browser.wait_for(r#".checkup [data-overall]:not([data-overall="running"])"#).await?;
        quiet(&setup).await?;
        let asked = setup.registry_proxy.log.read();
        let (preflights, lists): (Vec<_>, Vec<_>) =
            asked.iter().filter(|entry| entry.target.starts_with(LIST)).partition(|entry| entry.is_preflight());
        ensure!(lists.iter().any(|entry| entry.authorization.is_some()), "no list with a token: {asked:?}");
        ensure!(!preflights.is_empty(), "the {time} check-up believes what the browser remembers: {asked:?}");
    }
    Ok(())
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
