//! The first list is asked for while the program is on its way, and its names are there to read and to follow. The program takes them
//! over without a second request, a jump or a lost focus; whatever is not plain is left to it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use http::StatusCode;
use lab::browser::Browser;
use lab::proxy::{Fault, When};
use lab::setup::{Content, Plan, Setup};
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::{names, quiet, see};

/// So much later the program comes.
pub(crate) const LATER: Duration = Duration::from_secs(2);

/// What stands where, of the list and what is above it.
const PLACES: &str = "return [...document.querySelectorAll('.head h1, .tools, .filter input, .choice, .window-list, .row')]
    .filter(element => element.getClientRects().length)
    .map(element => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const says = element.matches('.row') ? [element.textContent, element.querySelector('a').getAttribute('href')] : [];
        return [element.tagName, Math.round(x), Math.round(y), Math.round(width), Math.round(height), ...says];
    })";
const IS_GONE: &str = "return !document.getElementById('frame')";
const ROW: &str = "#frame .row a";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    nothing_jumps(&stage).await?;
    what_was_begun_goes_on(&stage).await?;
    a_repository_opens(&stage).await?;
    beside_its_registry(&stage).await?;
    ten_thousand_names(&stage).await?;
    what_is_not_plain(&stage).await?;
    without_a_program(&stage).await
}

async fn nothing_jumps(stage: &Stage) -> Result<()> {
    let setup = slow(stage, Plan::anonymous()).await?;
    let browser = &stage.browser;
    open(browser, &setup.page_address("")).await?;
    browser.wait_for(ROW).await?;
    let before = browser.run(PLACES, vec![]).await?;
    ensure!(before.as_array().is_some_and(|places| places.len() > 8), "only {before} is there before the program");
    taken_over(browser).await?;
    let after = browser.run(PLACES, vec![]).await?;
    ensure!(before == after, "{before}\nbecame\n{after}");
    let asked = setup.registry_proxy.log.lines();
    let firsts = asked.iter().filter(|line| line.starts_with("GET /v2/_catalog?n=100 ")).count();
    ensure!(firsts == 1, "the first list was asked for {firsts} times: {asked:?}");

    // The registry that the configuration opens: it stands on the page's own origin only where one server serves both, which is not
    // so here, so nothing is asked before the program is there.
    setup.registry_proxy.log.take();
    setup.page.set_file("/config.json", json!({ "defaultRegistry": setup.registry_proxy.origin() }).to_string());
    open(browser, &setup.page.origin()).await?;
    tokio::time::sleep(LATER / 2).await;
    let asked = setup.registry_proxy.log.lines();
    ensure!(asked.is_empty(), "a registry was asked that nobody has named in the address: {asked:?}");
    see(browser, "library/hello").await
}

/// What a person typed, where the focus is, and where they were going.
async fn what_was_begun_goes_on(stage: &Stage) -> Result<()> {
    let setup = slow(stage, Plan::anonymous()).await?;
    let browser = &stage.browser;
    open(browser, &setup.page_address("")).await?;
    browser.wait_for(ROW).await?;
    browser.fill("#filter", "hello").await?;
    taken_over(browser).await?;
    browser
        .wait_until("the filter's value", "return document.getElementById('filter').value === 'hello'", vec![])
        .await?;
    browser.wait_until("the filter's focus", "return document.activeElement.id === 'filter'", vec![]).await?;
    browser.wait_until("one name", "return document.querySelectorAll('.row').length === 1", vec![]).await?;

    open(browser, &setup.page_address("")).await?;
    browser.wait_for(ROW).await?;
    browser.run("document.querySelector('#frame [data-row=\"2\"] a').focus()", vec![]).await?;
    taken_over(browser).await?;
    let focused = "return document.activeElement.closest('[data-row]')?.dataset.row === '2'";
    browser.wait_until("the row's focus", focused, vec![]).await?;

    open(browser, &setup.page_address("")).await?;
    browser.wait_for(ROW).await?;
    browser.click("#frame .row a[href$='/library/hello']").await?;
    see(browser, "latest").await?;
    ensure!(browser.count("#frame").await? == 0, "the frame is still there");
    // What was asked ahead of the list is an old list by now.
    setup.registry_proxy.log.take();
    browser.client.back().await?;
    see(browser, "library/hello").await?;
    let asked = setup.registry_proxy.log.lines();
    ensure!(asked.iter().any(|line| line.contains("/_catalog?n=100 ")), "the list is the one from before: {asked:?}");

    // A program that stops behind the frame says so all the same.
    open(browser, &setup.page_address("")).await?;
    browser.wait_for(ROW).await?;
    browser.run("dispatchEvent(new CustomEvent('pierglass-stopped', { detail: 'here.rs:1' }))", vec![]).await?;
    browser.wait_for_text(".stopped h1", "Pierglass has stopped").await?;
    Ok(())
}

/// Whoever follows a name, or comes by a repository's address, sees its heading before the program is there, which asks for nothing twice.
async fn a_repository_opens(stage: &Stage) -> Result<()> {
    const HEADING: &str = "#frame .head h1";
    let setup = slow(stage, Plan::anonymous()).await?;
    let browser = &stage.browser;
    let asked_once = || {
        let asked = setup.registry_proxy.log.take();
        let lists = asked.iter().filter(|entry| entry.target == "/v2/library/hello/tags/list?n=100").count();
        ensure!(lists == 1, "the tags were asked for {lists} times");
        Ok(())
    };
    open(browser, &setup.page_address("")).await?;
    browser.wait_for(ROW).await?;
    browser.click("#frame .row a[href$='/library/hello']").await?;
    browser.wait_for_text(HEADING, "library/hello").await?;
    let code =
        "return performance.getEntriesByType('resource').some(entry => /\\/tags-[0-9a-f]+\\.wasm$/.test(entry.name))";
    browser.wait_until("the code of the tags beside the program", code, vec![]).await?;
    let at = browser.run("return document.querySelector('#frame .head h1').getBoundingClientRect().y", vec![]).await?;
    see(browser, "latest").await?;
    ensure!(browser.count("#frame").await? == 0, "the frame is still there");
    let stands = browser.run("return document.querySelector('main h1').getBoundingClientRect().y", vec![]).await?;
    ensure!(at == stands, "the heading jumped from {at} to {stands}");
    asked_once()?;

    // And back again before the program is there.
    open(browser, &setup.page_address("library/hello")).await?;
    browser.wait_for_text(HEADING, "library/hello").await?;
    browser.run("location.hash = location.hash.replace('/library/hello', '')", vec![]).await?;
    browser.wait_for(ROW).await?;
    browser.run("history.back()", vec![]).await?;
    browser.wait_for_text(HEADING, "library/hello").await?;
    setup.registry_proxy.log.take();
    see(browser, "latest").await?;

    // A list that somebody has left again by the time it comes is drawn over nothing.
    setup.registry_proxy.faults.add(When::path("/v2/_catalog"), Fault::Delay(LATER / 3));
    open(browser, &setup.page_address("library/hello")).await?;
    browser.wait_for_text(HEADING, "library/hello").await?;
    browser.run("location.hash = location.hash.replace('/library/hello', '')", vec![]).await?;
    browser.wait_for_text("#frame .loading", "Loading").await?;
    browser.run("history.back()", vec![]).await?;
    browser.wait_for_text(HEADING, "library/hello").await?;
    tokio::time::sleep(LATER / 2).await;
    ensure!(browser.count(ROW).await? == 0, "the list was drawn over the repository");
    see(browser, "latest").await?;
    setup.registry_proxy.faults.clear();

    // What is no repository, and where nothing may be opened, is the program's to say.
    for (place, seen) in [("library/Hello", "Hello"), ("library/hello:latest", "library/hello")] {
        open(browser, &setup.page_address(place)).await?;
        tokio::time::sleep(LATER / 3).await;
        ensure!(browser.count(HEADING).await? == 0, "the loader has drawn {place}");
        browser.wait_for_text("main", seen).await?;
    }
    setup.page.set_file("/config.json", json!({ "openOthers": false }).to_string());
    setup.registry_proxy.log.take();
    open(browser, &setup.page_address("library/hello")).await?;
    tokio::time::sleep(LATER / 3).await;
    ensure!(browser.count(HEADING).await? == 0, "a repository is drawn that may not be opened");
    browser.wait_for("main h1").await.map(drop)
}

/// Whoever comes for the first time to a page beside its registry is led into it, before the program is there. (The page's server says
/// what a registry does, for the program to be slow; `the_hosting_recipes_work` has the servers.)
async fn beside_its_registry(stage: &Stage) -> Result<()> {
    let setup = slow(stage, Plan::anonymous()).await?;
    let browser = &stage.browser;
    setup.page.set_file("/v2/_catalog", json!({ "repositories": ["team/app"] }).to_string());
    for (answer, is_led) in [("<!doctype html><p>A page for every path", false), ("{}", true)] {
        setup.page.set_file("/v2/index.html", answer);
        browser.go("about:blank").await?;
        browser.go(&setup.page.origin()).await?;
        browser.run("localStorage.clear()", vec![]).await?;
        open(browser, &format!("{}/?{is_led}", setup.page.origin())).await?;
        if is_led {
            browser.wait_for("#frame .row a[href$='/team/app']").await?;
            taken_over(browser).await?;
            ensure!(browser.count("main .row").await? == 1, "the program shows another list");
        } else {
            tokio::time::sleep(LATER / 3).await;
            ensure!(browser.count(ROW).await? == 0, "a list is drawn of what is no registry");
            browser.wait_for("#registry").await?;
        }
    }
    // Whoever was there before may have come for another registry.
    open(browser, &format!("{}/?again", setup.page.origin())).await?;
    browser.wait_for("#registry").await?;
    Ok(())
}

async fn ten_thousand_names(stage: &Stage) -> Result<()> {
    let setup = slow(stage, Plan::anonymous().content(Content::ManyRepositories(10_000))).await?;
    let browser = &stage.browser;
    open(browser, &setup.page_address("")).await?;
    browser.wait_for(ROW).await?;
    let shown = browser.count("#frame .row").await?;
    ensure!((5..80).contains(&shown), "{shown} rows are drawn");
    let first: Value = browser.run("return document.querySelector('.row').textContent", vec![]).await?;
    taken_over(browser).await?;
    browser.wait_for_text(".summary", "10,000 repositories").await?;
    ensure!(names(browser).await?.first().map(String::as_str) == first.as_str(), "the first name was {first}");
    Ok(())
}

/// Names that no registry should give, a refusal, a web page, a configuration that forbids it: the program alone shows what is so.
async fn what_is_not_plain(stage: &Stage) -> Result<()> {
    let setup = slow(stage, Plan::anonymous()).await?;
    let browser = &stage.browser;
    let list = || When::path("/v2/_catalog");
    let names = json!({ "repositories": ["a<b>", "library/hello", "Team/App\u{202e}"] }).to_string();
    for (fault, seen) in [
        (Fault::answer(StatusCode::OK, "application/json", names), ".row"),
        (Fault::answer(StatusCode::OK, "text/html", "<!doctype html><p>Welcome"), ".problem"),
        (Fault::answer(StatusCode::OK, "application/json", "{\"repositories\": {}}"), ".problem"),
        (Fault::answer(StatusCode::FORBIDDEN, "application/json", "{}"), ".problem"),
        (Fault::WithoutCors, ".problem"),
    ] {
        setup.registry_proxy.faults.clear();
        setup.registry_proxy.faults.add(list(), fault);
        drawn_by_the_program(browser, &setup, seen).await?;
    }
    setup.registry_proxy.faults.clear();
    let here = setup.registry_proxy.origin();
    for config in [
        json!({ "openOthers": false }),
        json!({ "registries": [{ "url": here, "catalog": "off" }] }),
        json!({ "registries": [{ "url": here.trim_start_matches("http://"), "catalog": "off" }] }),
        json!({ "registries": [{ "url": here, "repositories": ["library/other"] }] }),
    ] {
        setup.page.set_file("/config.json", config.to_string());
        drawn_by_the_program(browser, &setup, "main h1").await?;
    }

    // A page around this one may hand a token over, so nothing is asked before the program knows.
    let frame = format!("<!doctype html><title>f</title><iframe src=\"{}\"></iframe>", setup.page_address(""));
    setup.page.set_file("/config.json", "{}");
    setup.page.set_file("/around.html", frame);
    // The page before asks no more.
    browser.go("about:blank").await?;
    quiet(&setup).await?;
    setup.registry_proxy.log.take();
    open(browser, &format!("{}/around.html", setup.page.origin())).await?;
    tokio::time::sleep(LATER / 3).await;
    let asked = setup.registry_proxy.log.lines();
    ensure!(asked.is_empty(), "in a frame the loader asked {asked:?}");

    // Behind a sign-in its form comes, and the parts that it needs do not wait for the program.
    let setup = slow(stage, Plan::token()).await?;
    drawn_by_the_program(browser, &setup, ".sign-in #user").await?;
    let times =
        "const at = word => performance.getEntriesByType('resource').find(one => one.name.includes(`/${word}`));
        return at('way_in').startTime < at('pierglass-').responseEnd || at('way_in').startTime < 2000";
    browser.wait_until("the form's code beside the program", times, vec![]).await
}

/// The loader says that the program did not come, and shows no list that nothing can open.
async fn without_a_program(stage: &Stage) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let browser = &stage.browser;
    setup.page.slow_down(".wasm", Duration::from_secs(1));
    open(browser, &setup.page_address("")).await?;
    let module = browser.run("return document.querySelector('script[data-js]').dataset.wasm.slice(1)", vec![]).await?;
    setup.page.remove_file(module.as_str().unwrap_or_default());
    open(browser, &setup.page_address("")).await?;
    browser.wait_for_text(".frame-problem h1", "did not come").await?;
    ensure!(browser.count(".row").await? == 0, "a list is shown that nothing can open");
    Ok(())
}

/// A set-up whose program is slow.
pub(crate) async fn slow(stage: &Stage, plan: Plan) -> Result<Setup> {
    let setup = stage.start(plan).await?;
    setup.page.slow_down("_bg.wasm", LATER);
    Ok(setup)
}

/// A visit that begins with nothing.
pub(crate) async fn open(browser: &Browser, address: &str) -> Result<()> {
    browser.go("about:blank").await?;
    browser.go(address).await
}

pub(crate) async fn taken_over(browser: &Browser) -> Result<()> {
    browser.wait_until("the program's own list", IS_GONE, vec![]).await
}

async fn drawn_by_the_program(browser: &Browser, setup: &Setup, seen: &str) -> Result<()> {
    open(browser, &setup.page_address("")).await?;
    tokio::time::sleep(LATER / 3).await;
    ensure!(browser.count("#frame .row").await? == 0, "{seen}: the loader has drawn it");
    browser.wait_for(seen).await?;
    Ok(())
}
