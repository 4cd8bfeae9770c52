//! A printed page is dark ink on white, also where the screen is dark: what was looked at is there, and nothing that paper cannot click.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::browser::Browser;
use lab::setup::Plan;
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, see, see_details};

/// What is visible of some selectors.
const SEEN: &str =
    "return arguments[0].filter(one => [...document.querySelectorAll(one)].some(found => found.checkVisibility()))";

/// The texts whose ink is not dark, and the papers that are not white.
const PALE: &str = "
    const light = color => {
        const [red, green, blue, alpha] = [...color.matchAll(/[\\d.]+/g)].map(Number);
        return alpha === 0 ? null : (red * 0.299 + green * 0.587 + blue * 0.114) / 255;
    };
    const texts = [...document.querySelectorAll(arguments[0])].filter(one => one.checkVisibility());
    const pale = texts.filter(one => light(getComputedStyle(one).color) > 0.45).map(one => one.outerHTML.slice(0, 80));
    for (const one of [document.documentElement, document.body]) {
        const paper = light(getComputedStyle(one).backgroundColor);
        if (paper !== null && paper < 0.9) pale.push(one.localName);
    }
    return texts.length === 0 ? ['nothing is there'] : pale;";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let browser = &stage.browser;
    let setup = stage.start(Plan::anonymous()).await?;
    setup.page.set_file("/config.json", json!({"theme": "dark"}).to_string());
    open_in_a_fresh_tab(browser, &setup.page_address("")).await?;
    see(browser, "library/hello").await?;
    is_left(
        browser,
        ".count, .repository",
        &[".crumbs", ".row .repository"],
        &["#open-box", ".account", "#filter", "button"],
    )
    .await?;
    browser.go(&setup.page_address("library/hello")).await?;
    see_details(browser, "the details").await?;
    browser.click(".row-tick").await?;
    browser.wait_for(".ticked").await?;
    is_left(
        browser,
        ".row .tag, .row .cell",
        &["h1", ".columns button", ".row .tag", ".row .size", ".row .created"],
        &["#open-box", "#filter", ".order", ".row button", ".row-tick input", ".ticked"],
    )
    .await?;
    browser.go(&setup.page_address("library/hello:latest")).await?;
    browser.wait_for(".layers").await?;
    is_left(
        browser,
        "h1, .identity dd, .command code, .layers td",
        &["h1", ".identity .digest", ".command code", ".platform-list button", ".layers td"],
        &["#open-box", ".share-link button", ".copy", ".commands .tabs", ".skip-link"],
    )
    .await
}

/// Looks at the page as it would be printed: `text` is in dark ink, these are there, and those are not.
async fn is_left(browser: &Browser, text: &str, there: &[&str], gone: &[&str]) -> Result<()> {
    let print = |media: &str| json!({"media": media});
    let wrong = browser.run(PALE, vec![text.into()]).await?;
    ensure!(wrong != json!([]), "the screen is not dark, so this proves nothing");
    let seen = browser.run(SEEN, vec![json!(gone)]).await?;
    ensure!(seen != json!([]), "on the screen there is none of {gone:?}");
    browser.devtools("Emulation.setEmulatedMedia", print("print")).await?;
    let wrong = browser.run(PALE, vec![text.into()]).await?;
    let seen: Value = browser.run(SEEN, vec![json!(there)]).await?;
    let left: Value = browser.run(SEEN, vec![json!(gone)]).await?;
    browser.devtools("Emulation.setEmulatedMedia", print("")).await?;
    ensure!(wrong == json!([]), "on paper pale is {wrong}");
    ensure!(seen == json!(there), "on paper there is only {seen} of {there:?}");
    ensure!(left == json!([]), "on paper there is still {left}");
    Ok(())
}
