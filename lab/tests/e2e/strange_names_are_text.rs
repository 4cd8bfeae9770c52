//! A registry may give any text as a name. Markup is shown as text and never runs, a name that is none leads nowhere, and
//! a very long tag breaks nothing.

use std::sync::Arc;

use anyhow::{Result, ensure};
use http::StatusCode;
use lab::browser::Browser;
use lab::proxy::{Fault, When};
use lab::setup::Plan;
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::{ensure_not_hacked, follow, names, open_by_name, see};

const MARKUP: [&str; 5] = [
    "<img src=x onerror=window.hacked=1>",
    "team/<script>window.hacked=2</script>",
    "\"><svg onload=window.hacked=3>",
    "javascript:window.hacked=4",
    "{{window.hacked=5}}",
];

const NO_REPOSITORIES: [&str; 7] =
    ["../../etc/passwd", "team/../app", "team%2Fapp", "Team/App", "team//app", "/team", "team/app?x=1#y"];

const NO_TAGS: [&str; 4] = ["..", "a%2Fb", "-x", "a b"];

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let browser = &stage.browser;
    let faults = &setup.registry_proxy.faults;
    let repositories: Vec<&str> = [&MARKUP[..], &NO_REPOSITORIES, &["team-a/api"]].concat();
    faults.add(When::path("/v2/_catalog"), answer(&json!({"repositories": repositories})));
    let longest = "a".repeat(128);
    let too_long = "b".repeat(129);
    let tags: Vec<&str> = [&MARKUP[..], &NO_TAGS, &[longest.as_str(), too_long.as_str(), "latest"]].concat();
    faults.add(When::ending_in("/tags/list"), answer(&json!({"name": "team-a/api", "tags": tags})));

    browser.resize(800, 1200).await?;
    browser.go(&setup.page_address("")).await?;
    for name in &repositories {
        see(browser, name).await?;
    }
    ensure_only_links(browser, &["team-a/api"]).await?;

    follow(browser, "team-a/api").await?;
    for name in &tags {
        see(browser, name).await?;
    }
    ensure_only_links(browser, &[&longest, "latest"]).await?;
    ensure!(names(browser).await?.len() == tags.len(), "a tag is missing");
    for width in [800, 420] {
        browser.resize(width, 1200).await?;
        let fits = "return document.documentElement.scrollWidth <= innerWidth";
        browser.wait_until("the page to fit its window", fits, vec![]).await?;
    }

    // There is no such tag behind the name; the page says so, under the whole name.
    follow(browser, &format!("team-a/api:{longest}")).await?;
    browser.wait_for_text("h1", &longest).await?;
    browser.wait_for_text(".problem", "nothing behind this tag or digest").await?;

    // The same by the box and by the address bar.
    let before = browser.address().await?;
    for name in ["<img src=x onerror=window.hacked=6>", "team/../app", "team%2Fapp", "Team/App:1"] {
        open_by_name(browser, name).await?;
        browser.wait_for_text(".open .wrong", "no reference").await?;
        let kept = browser.run("return document.querySelector('#open-box').value", vec![]).await?;
        ensure!(kept == name, "the box lost {name:?} and holds {kept}");
        ensure!(browser.address().await? == before, "{name:?} led somewhere");
    }
    for address in ["team/%3Cimg src=x onerror=window.hacked=7%3E", "../etc", "team%2F..%2Fapp"] {
        browser.go(&setup.page_address(address)).await?;
        browser.wait_for_text(".problem[data-problem=address]", "leads nowhere").await?;
        ensure_not_hacked(browser).await?;
    }
    Ok(())
}

/// Nothing ran, no element came out of a name, and of all names only these are links.
async fn ensure_only_links(browser: &Browser, expected: &[&str]) -> Result<()> {
    ensure_not_hacked(browser).await?;
    let made = browser.run("return document.querySelectorAll('main img, main script').length", vec![]).await?;
    ensure!(made == 0, "a name became {made} elements");
    let links = "return [...document.querySelectorAll('.window-list a:not(.digest)')].map(link => link.textContent)";
    let mut links: Vec<String> = serde_json::from_value(browser.run(links, vec![]).await?)?;
    links.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    ensure!(links == expected, "links are {links:?}");
    Ok(())
}

fn answer(body: &Value) -> Fault {
    Fault::answer(StatusCode::OK, "application/json", body.to_string())
}
