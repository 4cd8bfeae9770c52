//! Waiting for what a page will show.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::Locator;
use fantoccini::elements::Element;
use serde_json::Value;

use super::Browser;

/// How long a page may take for anything.
const WITHIN: Duration = Duration::from_secs(20);

const BETWEEN: Duration = Duration::from_millis(50);

impl Browser {
    /// Waits until there is a match.
    pub async fn wait_for(&self, selector: &str) -> Result<Element> {
        let waiting = self.client.wait().at_most(WITHIN).every(BETWEEN);
        let found = waiting.for_element(Locator::Css(selector)).await;
        found.with_context(|| format!("there never was {selector}"))
    }

    /// Waits until the visible text of some match contains this.
    pub async fn wait_for_text(&self, selector: &str, text: &str) -> Result<Element> {
        let begun = Instant::now();
        loop {
            let mut seen = Vec::new();
            for element in self.client.find_all(Locator::Css(selector)).await? {
                // The page may draw it anew between the two questions.
                let shown = element.text().await.unwrap_or_default();
                if shown.contains(text) {
                    return Ok(element);
                }
                seen.push(shown);
            }
            if begun.elapsed() > WITHIN {
                bail!("{selector} never said {text:?}; it said {seen:?}");
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// Waits until there is no match.
    pub async fn wait_until_gone(&self, selector: &str) -> Result<()> {
        self.wait_until(
            &format!("{selector} to go"),
            "return document.querySelector(arguments[0]) === null",
            vec![selector.into()],
        )
        .await
    }

    /// Waits until a function body in the page returns true.
    pub async fn wait_until(&self, what: &str, script: &str, arguments: Vec<Value>) -> Result<()> {
        let begun = Instant::now();
        while self.run(script, arguments.clone()).await? != Value::Bool(true) {
            if begun.elapsed() > WITHIN {
                bail!("waited in vain for {what}");
            }
            tokio::time::sleep(BETWEEN).await;
        }
        Ok(())
    }
}
