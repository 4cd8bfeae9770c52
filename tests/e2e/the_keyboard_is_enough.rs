//! From the list to an image without a mouse: `/`, the arrows, Enter, Ctrl+K.

use std::sync::Arc;

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use lab::browser::Browser;
use lab::setup::Plan;

use crate::stage::Stage;
use crate::steps::{press, press_with_control, see, see_only};

/// What has the focus: an id, or the name in its row.
const FOCUS: &str = r#"
    const focused = document.activeElement;
    return focused.id || `${focused.closest("[data-row]")?.dataset.row} ${focused.textContent}`;
"#;

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = stage.start(Plan::anonymous()).await?;
    let browser = &stage.browser;
    browser.go(&setup.page_address("")).await?;
    see(browser, "library/hello").await?;

    press(browser, "/".chars()).await?;
    has_focus(browser, "filter").await?;
    press(browser, "team-b/".chars()).await?;
    let found = ["team-b/api", "team-b/batch", "team-b/catalogue", "team-b/checkout", "team-b/warehouse"];
    see_only(browser, &found).await?;
    press(browser, [Key::Down.into()]).await?;
    has_focus(browser, "0 team-b/api").await?;
    press(browser, [Key::Down.into(), Key::Down.into()]).await?;
    has_focus(browser, "2 team-b/catalogue").await?;
    press(browser, [Key::End.into()]).await?;
    has_focus(browser, "4 team-b/warehouse").await?;
    press(browser, [Key::Home.into(), Key::Up.into()]).await?;
    has_focus(browser, "filter").await?;
    press(browser, [Key::Down.into(), Key::Enter.into()]).await?;
    browser.wait_for_text("h1", "team-b/api").await?;
    see(browser, "latest").await?;

    press(browser, "/".chars()).await?;
    has_focus(browser, "filter").await?;
    press(browser, [Key::Down.into(), Key::Enter.into()]).await?;
    browser.wait_for_text("h1", "team-b/api:latest").await?;

    press_with_control(browser, 'k').await?;
    has_focus(browser, "open-box").await?;
    press(browser, "library/hello:2.1".chars().chain([Key::Enter.into()])).await?;
    browser.wait_for_text("h1", "library/hello:2.1").await?;
    ensure!(browser.address().await? == setup.page_address("library/hello:2.1"));
    Ok(())
}

async fn has_focus(browser: &Browser, expected: &str) -> Result<()> {
    let script = format!("return (() => {{ {FOCUS} }})() === arguments[0]");
    let waited = browser.wait_until(&format!("the focus on {expected}"), &script, vec![expected.into()]).await;
    if waited.is_err() {
        let found = browser.run(FOCUS, vec![]).await?;
        return waited.map_err(|error| error.context(format!("the focus is on {found}")));
    }
    waited
}
