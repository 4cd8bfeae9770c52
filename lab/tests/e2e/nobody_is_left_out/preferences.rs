//! What people ask of their browser or of the system below it: that nothing moves, or a few colours of their own.

use std::sync::Arc;

use anyhow::{Result, bail, ensure};
use lab::browser::{Browser, BrowserOptions};
use lab::scenario;
use lab::setup::Plan;
use serde_json::Value;

use crate::stage::Stage;
use crate::steps::see;

/// Whatever moves for longer than one could see; a delay before something shows is no motion.
const MOVES: &str = r#"
    const all = [...document.querySelectorAll("*")];
    const styles = all.flatMap(one => [null, "::before", "::after"].map(part => [one, getComputedStyle(one, part)]));
    const seconds = text => Math.max(...text.split(", ").map(one => parseFloat(one) * (one.endsWith("ms") ? 0.001 : 1)));
    const wrong = styles
        .filter(([, style]) => (style.animationName !== "none" && seconds(style.animationDuration) > 0.01)
            || (style.transitionProperty !== "none" && seconds(style.transitionDuration) > 0.01)
            || style.animationIterationCount.includes("infinite")
            || style.scrollBehavior === "smooth")
        .map(([one]) => one.className || one.localName);
    return [...new Set(wrong)];
"#;

/// Nothing moves for who does not want it. The list that is on its way is looked at too: its bar runs to and fro else.
pub async fn motion(stage: Arc<Stage>) -> Result<()> {
    let options = BrowserOptions { reduced_motion: true, ..BrowserOptions::default() };
    let browser = Browser::open_with(stage.browser.engine, options).await?;
    ensure_media(&browser, "(prefers-reduced-motion: reduce)").await?;
    let slow = scenario::find("slow")?.start(&stage.page).await?;
    browser.go(&slow.page_address("")).await?;
    browser.wait_for(".progress-bar").await?;
    ensure_none(&browser, "a list on its way", MOVES).await?;
    stage.browser.go(&slow.page_address("")).await?;
    stage.browser.wait_for(".progress-bar").await?;
    let moves = stage.browser.run(MOVES, vec![]).await?;
    ensure!(moves != Value::Array(Vec::new()), "nothing moves without the wish either, so this proves nothing");

    let setup = stage.start(Plan::anonymous()).await?;
    browser.go(&setup.page_address("")).await?;
    see(&browser, "library/hello").await?;
    browser.click_text(".tools .choice button", "Tree").await?;
    browser.wait_for(".namespace-row").await?;
    ensure_none(&browser, "a tree", MOVES).await?;
    browser.go(&setup.check_up_address()).await?;
    browser.wait_for(".checkup [data-overall]").await?;
    ensure_none(&browser, "a check-up", MOVES).await?;
    browser.close().await
}

/// What is drawn with nothing but a background, and would be gone where a browser takes backgrounds away.
const LOST: &str = r#"
    const [selector, part] = arguments;
    const root = getComputedStyle(document.documentElement);
    const found = [...document.querySelectorAll(selector)].filter(one => one.checkVisibility());
    const shades = new Set(found.map(one => getComputedStyle(one, part || null).backgroundColor));
    shades.delete("rgba(0, 0, 0, 0)");
    shades.delete(root.backgroundColor);
    return shades.size > 0 ? [] : found.length === 0 ? ["none"] : found.map(one => getComputedStyle(one, part || null).backgroundColor);
"#;

/// Buttons and boxes without a border, which nobody sees. Boxes to tick are drawn by the browser.
const FLAT: &str = r#"
    const flat = [...document.querySelectorAll("main button:not(.copy, .quiet, .as-link), main input:not([type=checkbox]), main select")]
        .filter(one => one.checkVisibility())
        .filter(one => {
            const style = getComputedStyle(one);
            const border = parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== "none"
                && style.borderTopColor !== "rgba(0, 0, 0, 0)";
            const box = one.closest(".choice, .tabs, .platform-list");
            return !border && box === null;
        })
        .map(one => one.className || one.innerText || one.id);
    return flat;
"#;

/// In a few colours of a person's own everything can still be told apart.
pub async fn colors(stage: Arc<Stage>) -> Result<()> {
    let options = BrowserOptions { forced_colors: true, ..BrowserOptions::default() };
    let browser = Browser::open_with(stage.browser.engine, options).await?;
    ensure_media(&browser, "(forced-colors: active)").await?;
    let setup = stage.start(Plan::anonymous()).await?;
    browser.go(&setup.page_origin()).await?;
    browser.wait_for("#registry").await?;
    ensure_none(&browser, "the first page", FLAT).await?;
    browser.go(&setup.page_address("")).await?;
    see(&browser, "library/hello").await?;
    ensure_none(&browser, "a list", FLAT).await?;
    is_drawn(&browser, r#".choice [aria-pressed="true"]"#, "").await?;
    browser.go(&setup.page_address("library/hello:latest")).await?;
    browser.wait_for(".layers").await?;
    is_drawn(&browser, ".copy", "::before").await?;
    is_drawn(&browser, ".share > span", "").await?;
    ensure_none(&browser, "an image", FLAT).await?;

    let broken = scenario::find("preflight-unauthorized")?.start(&stage.page).await?;
    browser.go(&broken.check_up_address()).await?;
    browser.wait_for(r#".checkup [data-overall="blocked"]"#).await?;
    ensure_none(&browser, "a check-up", FLAT).await?;
    browser
        .run("document.querySelectorAll('main details').forEach(details => { details.open = true })", vec![])
        .await?;
    is_drawn(&browser, ".sure i", "").await?;
    for tone in ["broken", "read"] {
        let arrow = format!(r#".arrow[data-tone="{tone}"] > .flow"#);
        if browser.count(&arrow).await? > 0 {
            is_drawn(&browser, &arrow, "::after").await?;
        }
    }
    ensure!(browser.count(".break").await? > 0, "no arrow is broken");
    browser.close().await
}

async fn is_drawn(browser: &Browser, selector: &str, part: &str) -> Result<()> {
    browser.wait_for(selector).await?;
    let lost = browser.run(LOST, vec![selector.into(), part.into()]).await?;
    ensure!(lost == Value::Array(Vec::new()), "{selector}{part} is gone: {lost}");
    Ok(())
}

async fn ensure_media(browser: &Browser, query: &str) -> Result<()> {
    let matches = browser.run("return matchMedia(arguments[0]).matches", vec![query.into()]).await?;
    ensure!(matches == Value::Bool(true), "the browser was not told {query}");
    Ok(())
}

async fn ensure_none(browser: &Browser, scene: &str, script: &str) -> Result<()> {
    match browser.run(script, vec![]).await? {
        Value::Array(wrong) if wrong.is_empty() => Ok(()),
        wrong => bail!("{scene}: {wrong}"),
    }
}
