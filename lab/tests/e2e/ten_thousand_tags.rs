//! A repository with 10,000 tags: all names are there at once, and only what is on screen is drawn and asked for.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use lab::proxy::Entry;
use lab::setup::{Content, Plan};

use crate::stage::Stage;
use crate::steps::{ensure_small, quiet, see_details, see_only};

const TAGS: usize = 10_000;

/// At most so many rows ask for their details at once.
const AT_ONCE: usize = 6;

/// From the top to the bottom in 120 frames, as a dragged scroll bar goes.
const FAST_SCROLL: &str = r#"
    const frames = 120;
    return (async () => {
        const end = document.documentElement.scrollHeight - innerHeight;
        for (let frame = 1; frame <= frames; frame++) {
            scrollTo(0, end * frame / frames);
            await new Promise(requestAnimationFrame);
        }
    })();
"#;

/// How many rows the person sees.
const ON_SCREEN: &str = r#"
    return [...document.querySelectorAll(".window-list .row")].filter(row => {
        const place = row.getBoundingClientRect();
        return place.bottom > 0 && place.top < innerHeight;
    }).length;
"#;

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous().content(Content::ManyTags(TAGS))).await?;
    let browser = &stage.browser;
    browser.resize(1200, 900).await?;
    browser.go(&setup.page_address("many/tags")).await?;
    browser.wait_for_text(".count", "10,000 tags").await?;
    see_details(browser, "the first rows with their details").await?;
    quiet(&setup).await?;
    ensure_small(browser).await?;

    let first = setup.registry_log().take();
    let rows = on_screen(browser).await?;
    let most = 1 + 2 * (rows + 10);
    ensure!(first.len() <= most, "the first screen of {rows} rows cost {} requests, at most {most}", first.len());
    let at_once = most_at_once(&first);
    ensure!(at_once <= AT_ONCE, "{at_once} requests for details at once");
    ensure!(at_once > 1, "details came one after the other");

    browser.run(FAST_SCROLL, vec![]).await?;
    quiet(&setup).await?;
    browser.wait_for(&format!("[data-row='{}'] .digest", TAGS - 1)).await?;
    see_details(browser, "the last rows with their details").await?;
    quiet(&setup).await?;
    ensure_small(browser).await?;
    let scrolled = setup.registry_log().take();
    ensure!(scrolled.len() < TAGS / 10, "scrolling through cost {} requests", scrolled.len());
    let at_once = most_at_once(&scrolled);
    ensure!(at_once <= AT_ONCE, "{at_once} requests for details at once");

    browser.fill("#filter", "sha-0000000").await?;
    see_only(browser, &[]).await?;
    browser.wait_for_text(".found", "0 found").await?;
    browser.fill("#filter", "2026-").await?;
    see_details(browser, "the found rows with their details").await?;
    Ok(())
}

async fn on_screen(browser: &Browser) -> Result<usize> {
    let rows = browser.run(ON_SCREEN, vec![]).await?;
    Ok(rows.as_u64().context("a count")? as usize)
}

/// How many requests for manifests and blobs ran at the same time. What the page gave up does not count: the proxy
/// hears of that late.
fn most_at_once(entries: &[Entry]) -> usize {
    let is_detail = |entry: &&Entry| entry.target.contains("/manifests/") || entry.target.contains("/blobs/");
    let details: Vec<&Entry> = entries.iter().filter(is_detail).filter(|entry| !entry.abandoned).collect();
    let running_with = |one: &Entry| {
        let runs = |other: &&&Entry| other.started <= one.started && other.ended.is_none_or(|end| end > one.started);
        details.iter().filter(runs).count()
    };
    details.iter().map(|one| running_with(one)).max().unwrap_or(0)
}
