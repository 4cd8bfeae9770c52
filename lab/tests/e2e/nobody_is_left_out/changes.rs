//! What is about to be changed, what was, and what could not be.

use std::sync::Arc;

use anyhow::Result;
use lab::setup::Plan;
use serde_json::json;

use super::look::Look;
use crate::only_what_was_named_goes::confirm;
use crate::stage::Stage;

/// The page of the frame lets this one change things, as a portal does (docs/embedding.md).
const ALLOW: &str = r#"
    const script = parent.document.createElement("script");
    script.textContent = `setInterval(() => {
        for (const message of [{ type: "hello" }, { type: "changes", allowed: true }]) {
            document.querySelector("iframe").contentWindow.postMessage({ pierglass: 1, ...message }, "*");
        }
    }, 500)`;
    parent.document.head.append(script);
"#;

/// A plan with names that go along, a rule, another tag, a copy, what was done, what comes back, and a page that only reads.
pub async fn changes(stage: Arc<Stage>) -> Result<()> {
    let mut look = Look::new(&stage).await?;
    let browser = &stage.browser;
    let setup = stage.start(Plan::anonymous().changes()).await?;
    let address = |rest: &str| setup.page_address(&format!("library/hello{rest}"));
    let trusted = json!({"readOnly": false, "portals": [setup.page_origin()]});
    setup.page.set_file("/config.json", trusted.to_string());
    look.open(&setup.page, &address("?do=delete&of=2.1")).await?;
    browser.run(ALLOW, vec![]).await?;
    browser.click_text(".way", "The images, with every name").await?;
    browser.wait_for_text(".along-names", "latest").await?;
    look.at("a plan that takes names along").await?;
    browser.click(".as-lines summary").await?;
    browser.wait_for_text(".as-lines pre", "curl -fsS").await?;
    look.at("a plan as lines").await?;
    look.open(&setup.page, &address("?do=tidy")).await?;
    browser.run(ALLOW, vec![]).await?;
    browser.fill("#tidy-newest", "1").await?;
    browser.click(".tidy button[type=submit]").await?;
    browser.wait_for(".dry-run").await?;
    browser.click_text(".dry-run button", "Why, for each tag").await?;
    browser.wait_for(".confirm").await?;
    look.at("what a rule would take").await?;
    look.open(&setup.page, &address("?do=copy&of=2.1")).await?;
    browser.run(ALLOW, vec![]).await?;
    browser.fill("#to-repository", "team/other").await?;
    browser.click(".ways button[type=submit]").await?;
    browser.wait_for(".confirm").await?;
    look.at("a copy").await?;
    look.open(&setup.page, &address("?do=delete&of=1.0.0")).await?;
    browser.run(ALLOW, vec![]).await?;
    browser.wait_for(".confirm").await?;
    confirm(browser, None).await?;
    browser.wait_for_text(".report h2", "Done: ").await?;
    look.at("what was done").await?;
    browser.click_text(".report a", "Bring it back").await?;
    browser.wait_for(".confirm").await?;
    look.at("what comes back").await?;
    setup.page.set_file("/config.json", "{}");
    look.open(&setup.page, &address("?do=tidy")).await?;
    browser.wait_for_text("main h2", "This page only reads").await?;
    look.at("a page that only reads").await?;
    look.verdict()
}
