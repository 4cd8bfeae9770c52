//! Where the filter finds nothing, where a list may not be all, or where there is none, the registry's own search is one click away; nothing
//! is asked of it before. A registry without one is said, and a password goes nowhere for it.
//!
//! No server with such a search can be had for the lab: zot's and Docker's answers are fakes, after the sources that
//! `src/registry/search.rs` names. Distribution, which has none, is real.

use std::sync::Arc;

use anyhow::{Result, ensure};
use http::StatusCode;
use lab::browser::Browser;
use lab::proxy::{Fault, When};
use lab::setup::{DEMO, PASSWORD, Plan, Setup};
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::{ensure_not_hacked, open_in_a_fresh_tab, quiet, see, sign_in};

const ZOT: &str = "/v2/_zot/ext/search";
const DOCKER: &str = "/v1/search";
/// Behind the way back to the whole list, where that is there too.
const OFFER: &str = ".no-match:not(:has(~ .no-match)) button";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let browser = &stage.browser;
    let setup = stage.start(Plan::anonymous()).await?;
    none_there(browser, &setup).await?;
    as_zot(browser, &setup).await?;
    as_docker(browser, &setup).await?;
    without_a_whole_list(browser, &setup).await?;
    let guarded = stage.start(Plan::token()).await?;
    signed_in(browser, &guarded).await
}

/// Distribution knows neither way.
async fn none_there(browser: &Browser, setup: &Setup) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address("")).await?;
    see(browser, "library/hello").await?;
    browser.fill("#filter", "hello").await?;
    browser.wait_for_text(".found", "1 found").await?;
    ensure!(browser.count(OFFER).await? == 0, "a search is offered where the whole list has what was looked for");
    offered(browser, "else \"where").await?;
    quiet(setup).await?;
    ensure!(searches(setup).is_empty(), "the registry was asked unasked: {:?}", searches(setup));
    browser.click_text(OFFER, "Search this").await?;
    browser.wait_for_text(".searched [role=status]", "has no search that this page can use").await?;
    // The button is gone.
    let focused = "return document.activeElement.className === 'searched'";
    browser.wait_until("the focus on what came of it", focused, vec![]).await?;
    let tried = browser.texts(".searched .tried li").await?;
    ensure!(
        tried == [format!("GET {ZOT}: the answer was 404"), format!("GET {DOCKER}: the answer was 404")],
        "what was tried: {tried:?}"
    );
    let asked = searches(setup);
    ensure!(asked.len() == 2 && asked.iter().all(|one| one.starts_with("GET ")), "more than two requests: {asked:?}");
    // Whoever comes back to the words by typing asks nothing.
    offered(browser, "else \"whe").await?;
    ensure!(browser.count(".searched").await? == 0, "an answer to other words stays");
    offered(browser, "else \"where").await?;
    quiet(setup).await?;
    ensure!(searches(setup).len() == 2, "the registry was asked unasked: {:?}", searches(setup));
    // Blocked ones look like a server that is not there.
    setup.registry_proxy.faults.add(When::containing("search"), Fault::WithoutCors);
    offered(browser, "other").await?;
    browser.click_text(OFFER, "Search this").await?;
    browser.wait_for_text(".searched .note", "leaves its search out looks the same").await?;
    setup.registry_proxy.faults.clear();
    Ok(())
}

async fn as_zot(browser: &Browser, setup: &Setup) -> Result<()> {
    let strange = "<img src=x onerror=\"window.hacked=1\">";
    let repositories = json!([{"Name": "found/else where"}, {"Name": "library/hello"}, {"Name": strange}]);
    let body = json!({"data": {"GlobalSearch": {"Page": {"TotalCount": 140}, "Repos": repositories}}});
    answer(setup, ZOT, &body);
    setup.registry_log().take();
    offered(browser, "els\"e").await?;
    browser.click_text(OFFER, "Search this").await?;
    browser.wait_for_text(".searched [role=status]", "finds 3 repositories, and more for “els\"e”.").await?;
    let names = browser.texts(".searched .names li").await?;
    let names: Vec<_> = names.iter().map(|name| name.replace('\n', "")).collect();
    ensure!(names == ["found/else where", "library/hello", strange], "found are {names:?}");
    ensure_not_hacked(browser).await?;
    let asked = searches(setup);
    ensure!(asked.len() == 1 && asked[0].contains("query:%22els%5C%22e%22"), "zot was asked {asked:?}");
    browser.click(".searched .names a[href$='/library/hello']").await?;
    browser.wait_for_text("h1", "library/hello").await?;
    see(browser, "2.1.0").await?;
    setup.registry_proxy.faults.clear();
    Ok(())
}

async fn as_docker(browser: &Browser, setup: &Setup) -> Result<()> {
    let results = json!([{"name": "coreos/etcd", "description": "A key-value store", "is_public": true}]);
    answer(setup, DOCKER, &json!({"query": "etcd", "num_results": 1, "num_pages": 1, "page": 1, "results": results}));
    open_in_a_fresh_tab(browser, &setup.page_address("")).await?;
    see(browser, "library/hello").await?;
    offered(browser, "etcd").await?;
    browser.click_text(OFFER, "Search this").await?;
    browser.wait_for_text(".searched [role=status]", "finds 1 repository for “etcd”.").await?;
    browser.wait_for(".searched a[href$='/coreos/etcd']").await?;
    answer(setup, ZOT, &json!({"data": {"GlobalSearch": {"Page": {"TotalCount": 0}, "Repos": []}}}));
    offered(browser, "nothing").await?;
    browser.click_text(OFFER, "Search this").await?;
    browser.wait_for_text(".searched [role=status]", "finds nothing for “nothing”.").await?;
    setup.registry_proxy.faults.clear();
    Ok(())
}

/// A list that may not be all, and one that is not given.
async fn without_a_whole_list(browser: &Browser, setup: &Setup) -> Result<()> {
    answer(setup, DOCKER, &json!({"num_results": 1, "results": [{"name": "team/hidden"}]}));
    let faults = &setup.registry_proxy.faults;
    let query = |part: &str| When { query: Some(part.to_owned()), ..When::path("/v2/_catalog") };
    setup.registry_proxy.change_cors(|cors| cors.expose_headers.push("Link".to_owned()));
    faults.add(query("n="), Fault::set_header("link", "</v2/_catalog?last=zz&n=100>; rel=\"next\""));
    faults.add(query("last="), Fault::answer(StatusCode::METHOD_NOT_ALLOWED, "text/plain", "no\n"));
    open_in_a_fresh_tab(browser, &setup.page_address("")).await?;
    browser.wait_for_text(".count", "repositories so far").await?;
    browser.fill("#filter", "hello").await?;
    browser.wait_for_text(".found", "1 found").await?;
    browser.wait_for_text(OFFER, "Search this registry for “hello”").await?;
    browser.click_text(OFFER, "Search this").await?;
    browser.wait_for(".searched a[href$='/team/hidden']").await?;

    faults.add(When::path("/v2/_catalog"), Fault::answer(StatusCode::NOT_FOUND, "text/plain", "no\n"));
    open_in_a_fresh_tab(browser, &setup.page_address("")).await?;
    browser.wait_for_text(".problem", "offers no list of its repositories").await?;
    browser.fill("#registry-search", "hidden").await?;
    browser.click(".registry-search button").await?;
    browser.wait_for(".searched a[href$='/team/hidden']").await?;
    faults.clear();
    Ok(())
}

/// Docker's first API is no part of what somebody signed in to.
async fn signed_in(browser: &Browser, setup: &Setup) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address("")).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    see(browser, "library/hello").await?;
    answer(setup, DOCKER, &json!({"num_results": 1, "results": [{"name": "coreos/etcd"}]}));
    offered(browser, "etcd").await?;
    browser.click_text(OFFER, "Search this").await?;
    browser.wait_for(".searched a[href$='/coreos/etcd']").await?;
    let sent = setup.registry_log().read().into_iter().filter(|entry| entry.target.starts_with(DOCKER));
    let sent: Vec<_> = sent.map(|entry| entry.authorization).collect();
    ensure!(sent == [None], "it was asked with {sent:?}");
    // What an account found is gone with it.
    browser.click(".account .user").await?;
    browser.click_text(".panel button", "Sign out").await?;
    browser.wait_until_gone(".searched").await
}

async fn offered(browser: &Browser, words: &str) -> Result<()> {
    browser.fill("#filter", words).await?;
    browser.wait_for_text(OFFER, &format!("Search this registry for “{words}”")).await.map(drop)
}

fn answer(setup: &Setup, path: &str, body: &Value) {
    let answer = Fault::answer(StatusCode::OK, "application/json", body.to_string());
    setup.registry_proxy.faults.add(When::path(path), answer);
}

/// What the registry's searches were asked, preflights too.
fn searches(setup: &Setup) -> Vec<String> {
    let all = setup.registry_log().read();
    all.iter().filter(|entry| entry.target.contains("search")).map(ToString::to_string).collect()
}
