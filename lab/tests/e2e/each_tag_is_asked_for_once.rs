//! Rows and the order by date share one queue: whatever is sorted, scrolled and cancelled, each tag is asked for once, and rows on screen
//! come before the dates of the others.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use lab::proxy::{Fault, Path, When};
use lab::setup::{Content, Plan, Setup};

use crate::stage::Stage;
use crate::steps::{quiet, see_details};

/// So long that an answer is on its way while somebody does something else.
const ON_ITS_WAY: Duration = Duration::from_millis(60);

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    whatever_one_does(&stage).await?;
    rows_come_first(&stage).await
}

async fn whatever_one_does(stage: &Stage) -> Result<()> {
    let (setup, browser) = open(stage, 400, ON_ITS_WAY).await?;
    browser.wait_for_text(".count", "400 tags").await?;
    // Before the first rows have all come.
    order(browser, "date").await?;
    browser.wait_for_text(".browse .progress", "Reading dates").await?;
    for part in [0.3, 0.9, 0.1, 0.6, 0.0] {
        scroll(browser, part).await?;
        tokio::time::sleep(ON_ITS_WAY * 3).await;
    }
    browser.click(".browse .progress button").await?;
    browser.wait_for_text(".browse .note", "Tags whose date was not read stand last").await?;
    scroll(browser, 0.5).await?;
    order(browser, "name").await?;
    order(browser, "date").await?;
    scroll(browser, 0.0).await?;
    let is_done = "return !document.querySelector('.browse .progress button')";
    browser.wait_until("all dates", is_done, vec![]).await?;
    quiet(&setup).await?;

    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for entry in setup.registry_log().read() {
        let tag = entry.target.split("/manifests/").nth(1).filter(|version| !version.starts_with("sha256:"));
        if let Some(tag) = tag {
            *asked.entry(tag.to_owned()).or_default() += 1;
        }
    }
    let again: Vec<_> = asked.iter().filter(|(_, times)| **times > 1).collect();
    ensure!(again.is_empty(), "asked for more than once: {again:?}");
    ensure!(asked.len() == 400, "of 400 tags {} were asked for", asked.len());
    Ok(())
}

async fn rows_come_first(stage: &Stage) -> Result<()> {
    let (setup, browser) = open(stage, 10_000, ON_ITS_WAY).await?;
    browser.wait_for_text(".count", "10,000 tags").await?;
    order(browser, "date").await?;
    browser.wait_for_text(".browse .progress", "Reading dates").await?;
    for part in [0.9, 0.4, 0.7] {
        scroll(browser, part).await?;
        see_details(browser, "rows whose dates would come much later").await?;
    }
    let asked = setup.registry_log().read().len();
    ensure!(asked < 5_000, "{asked} requests came before the rows on screen");
    browser.wait_for_text(".browse .progress", "of 10,000 tags").await?;
    browser.go("about:blank").await
}

async fn open(stage: &Stage, tags: usize, delay: Duration) -> Result<(Setup, &Browser)> {
    let setup = stage.start(Plan::anonymous().content(Content::ManyTags(tags))).await?;
    let manifests = When { path: Path::Containing("/manifests/".to_owned()), ..When::any() };
    setup.registry_proxy.faults.add(manifests, Fault::Delay(delay));
    stage.browser.resize(1200, 900).await?;
    stage.browser.go(&setup.page_address("many/tags")).await?;
    Ok((setup, &stage.browser))
}

async fn order(browser: &Browser, order: &str) -> Result<()> {
    let script = "const order = document.querySelector('.order select'); order.value = arguments[0];
        order.dispatchEvent(new Event('change', {bubbles: true}))";
    browser.run(script, vec![order.into()]).await.map(drop)
}

/// Scrolls to a part of the whole.
async fn scroll(browser: &Browser, part: f64) -> Result<()> {
    let script = "scrollTo(0, (document.documentElement.scrollHeight - innerHeight) * arguments[0])";
    browser.run(script, vec![part.into()]).await.map(drop).context("scrolling")
}
