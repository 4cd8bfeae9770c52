//! Whoever clicks only what stands there loses no name that was not shown to them: by double clicks, by the keyboard, on a phone, after Back
//! and a reload, with the list changed meanwhile. Whoever wants to leave while it runs stays until it has stopped.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use http::{Method, StatusCode};
use lab::browser::Browser;
use lab::client::Client;
use lab::proxy::{Fault, When};
use lab::setup::{Plan, Setup};

use crate::only_what_was_named_goes::{confirm, rows, tags, tick, tick_and_delete};
use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, press, quiet, see};

const REPOSITORY: &str = "library/hello";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous().changes()).await?;
    let browser = &stage.browser;
    by_double_clicks_and_keys(browser, &setup).await.context("by double clicks and keys")?;
    another_way_in_the_same_breath(browser, &setup).await.context("another way in the same breath")?;
    back_and_reload(browser, &setup).await.context("Back and a reload")?;
    somebody_else_pushes(browser, &setup).await.context("somebody else pushes")?;
    too_often(browser, &setup).await.context("too many requests")?;
    leaving_is_asked(browser, &setup).await.context("leaving")?;
    cut_off(browser, &setup).await.context("a connection that was cut")
}

/// Clicks twice on the button in the moment in which it comes, as the second click of two does.
const AS_SOON_AS_IT_IS_THERE: &str = "new MutationObserver((_, observer) => {
    const button = document.querySelector('.confirm button');
    if (!button) return;
    observer.disconnect();
    window.slipped = 0;
    for (const _ of [1, 2]) { button.click(); window.slipped++; }
}).observe(document.body, { childList: true, subtree: true })";

/// The second click of two, and Enter held down, begin nothing.
async fn by_double_clicks_and_keys(browser: &Browser, setup: &Setup) -> Result<()> {
    browser.resize(390, 844).await?;
    let before = tags(setup, REPOSITORY, None).await?;
    tick(browser, setup, &["1.0.0"]).await?;
    browser.run(AS_SOON_AS_IT_IS_THERE, vec![]).await?;
    browser.click_text(".ticked a", "Delete…").await?;
    browser.wait_for(".confirm button").await?;
    browser.wait_until("two clicks that came too soon", "return window.slipped === 2", vec![]).await?;
    press(browser, [Key::Enter.into(); 5]).await?;
    quiet(setup).await?;
    ensure!(tags(setup, REPOSITORY, None).await? == before, "a hand that slipped changed something");
    browser.resize(1280, 900).await
}

/// Whoever chooses another way and confirms in the same breath gets what they saw, and never what is planned meanwhile.
async fn another_way_in_the_same_breath(browser: &Browser, setup: &Setup) -> Result<()> {
    let before = tags(setup, REPOSITORY, None).await?;
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}?do=delete&of=2.1"))).await?;
    browser.wait_for_text(".plan h2", "1 name falls, and what it names stays").await?;
    let is_ready = "return document.querySelector('.confirm button')?.getAttribute('aria-disabled') === 'false'";
    browser.wait_until("a button that counts", is_ready, vec![]).await?;
    let both = "document.querySelectorAll('.way input')[1].click(); document.querySelector('.confirm button')?.click()";
    browser.run(both, vec![]).await?;
    quiet(setup).await?;
    // The name alone this registry does not delete, and the images nobody confirmed.
    ensure!(tags(setup, REPOSITORY, None).await? == before, "a plan was run that nobody had seen");
    setup.forget_requests();
    Ok(())
}

/// The way back leads to the list, with what was ticked; a reload forgets what was chosen and does nothing.
async fn back_and_reload(browser: &Browser, setup: &Setup) -> Result<()> {
    let before = tags(setup, REPOSITORY, None).await?;
    tick_and_delete(browser, setup, &["1.0.0"]).await?;
    browser.wait_for(".confirm").await?;
    browser.client.back().await?;
    see(browser, "1.0.0").await?;
    browser.wait_for_text(".ticked", "1 ticked").await?;
    browser.client.forward().await?;
    browser.wait_for(".confirm").await?;
    browser.reload().await?;
    browser.wait_for_text("main h2", "Nothing is ticked").await?;
    quiet(setup).await?;
    ensure!(tags(setup, REPOSITORY, None).await? == before);
    Ok(())
}

/// A new name for what goes, while the plan is on the screen: nothing is sent, and the name is told.
async fn somebody_else_pushes(browser: &Browser, setup: &Setup) -> Result<()> {
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}?do=delete&of=2.1"))).await?;
    browser.click_text(".way", "The images, with every name").await?;
    browser.wait_for_text(".plan h2", "and with them 3 names").await?;
    put_as(setup, "2.1", "pushed-meanwhile").await?;
    let before = tags(setup, REPOSITORY, None).await?;
    confirm(browser, Some("3")).await?;
    browser.wait_for_text(".report h2", "Not all of it was done: 0 of").await?;
    browser.wait_for_text(".report", "pushed-meanwhile names").await?;
    browser.wait_for_text(".report", "Nothing was sent").await?;
    ensure!(tags(setup, REPOSITORY, None).await? == before);
    ensure!(changing(setup).is_empty(), "{:#?}", changing(setup));
    browser.click_text(".report button", "Read it again, and plan anew").await?;
    browser.wait_for(".confirm").await?;
    // What was chosen stays chosen, and the new name is one of those that go along.
    browser.wait_for_text(".along-names", "pushed-meanwhile").await?;
    Ok(())
}

/// A registry that wants to be left alone is, for as long as it says, and then it goes on.
async fn too_often(browser: &Browser, setup: &Setup) -> Result<()> {
    let busy = Fault::Answer {
        status: StatusCode::TOO_MANY_REQUESTS,
        headers: vec![("Retry-After".to_owned(), "3".to_owned())],
        body: r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"slowly"}]}"#.into(),
    };
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}?do=delete&of=1.0.0"))).await?;
    browser.wait_for_text(".plan h2", "1 manifest goes").await?;
    setup.registry_proxy.faults.add(When { method: Some(Method::DELETE), ..When::default() }, busy);
    confirm(browser, None).await?;
    browser.wait_for_text(".progress", "asked too often; waiting").await?;
    setup.registry_proxy.faults.clear();
    browser.wait_for_text(".report h2", "Done: 1 change").await?;
    ensure!(!tags(setup, REPOSITORY, None).await?.contains_key("1.0.0"));
    Ok(())
}

/// The page stays while it runs, says so, and then says what was done.
async fn leaving_is_asked(browser: &Browser, setup: &Setup) -> Result<()> {
    let slow = When { method: Some(Method::DELETE), ..When::default() };
    setup.registry_proxy.faults.add(slow, Fault::Delay(Duration::from_secs(2)));
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{REPOSITORY}?do=delete&of=2.1"))).await?;
    browser.click_text(".way", "The images, with every name").await?;
    browser.wait_for_text(".along-names", "latest").await?;
    let shown = rows(browser).await?;
    confirm(browser, Some("4")).await?;
    browser.wait_for_text(".progress", "of 5 done").await?;
    browser.click_text(".head a", "All tags of this repository").await?;
    browser.wait_for_text(".along-names", "This page stays until it has stopped").await?;
    ensure!(browser.address().await?.contains("?do=delete"), "it left");
    browser.click_text(".along-names button", "Stop now").await?;
    browser.wait_for_text(".report h2", "Stopped: ").await?;
    setup.registry_proxy.faults.clear();
    // What stands there is so: the index is gone, and all its names were on the screen.
    ensure!(tags(setup, REPOSITORY, None).await?.is_empty());
    for name in ["2.1", "2.1.0", "latest", "pushed-meanwhile"] {
        ensure!(shown.iter().any(|one| one == name), "{name} was not on the screen: {shown:?}");
    }
    browser.click_text(".head a", "All tags of this repository").await?;
    browser.wait_for_text("main h2", "No tags").await?;
    Ok(())
}

/// The answer to a deletion is lost: what became of it is asked for, and told.
async fn cut_off(browser: &Browser, setup: &Setup) -> Result<()> {
    const OTHER: &str = "library/redis-like";
    let all = tags(setup, OTHER, None).await?;
    let tag = all.keys().next().context("a tag")?.clone();
    open_in_a_fresh_tab(browser, &setup.page_address(&format!("{OTHER}?do=delete&of={tag}"))).await?;
    browser.wait_for(".way").await?;
    browser.click_text(".way", "The images, with every name").await?;
    browser.wait_for(".confirm").await?;
    let number = browser.count("#how-many").await? > 0;
    // The registry hears it, and the browser may not see what it says.
    setup.registry_proxy.faults.add(When { method: Some(Method::DELETE), ..When::default() }, Fault::WithoutCors);
    let names = rows(browser).await?;
    let count = names.iter().filter(|name| all.contains_key(*name)).count().to_string();
    confirm(browser, number.then_some(count.as_str())).await?;
    browser.wait_for_text(".report h2", "Done: ").await?;
    setup.registry_proxy.faults.clear();
    ensure!(!tags(setup, OTHER, None).await?.contains_key(&tag));
    Ok(())
}

/// What was sent that changes something.
fn changing(setup: &Setup) -> Vec<String> {
    let entries = setup.registry_log().read();
    let changes = entries.iter().filter(|entry| !["GET", "HEAD", "OPTIONS"].contains(&entry.method.as_str()));
    changes.map(ToString::to_string).collect()
}

/// Somebody else gives an image another name.
async fn put_as(setup: &Setup, of: &str, tag: &str) -> Result<()> {
    let (client, origin) = (Client::default(), setup.registry.origin());
    let manifests = format!("{origin}/v2/{REPOSITORY}/manifests");
    let manifest = client.get(&format!("{manifests}/{of}"), &[("accept", INDEX)]).await?;
    let put =
        client.send(Method::PUT, &format!("{manifests}/{tag}"), &[("content-type", INDEX)], manifest.body).await?;
    ensure!(put.status == StatusCode::CREATED, "{}", put.status);
    Ok(())
}
