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
            let elements = self.client.find_all(Locator::Css(selector)).await?;
            let seen = self.texts(selector).await?;
            // The page may have drawn others between the two questions.
            let found = seen.iter().position(|shown| shown.contains(text));
            if let Some(element) = found.and_then(|found| elements.into_iter().nth(found)) {
                return Ok(element);
            }
            if begun.elapsed() > WITHIN {
                bail!("{selector} never said {text:?}; it said {seen:?}");
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// The visible text of all matches now. It is asked of the page and not of WebDriver, for which WebKitGTK 2.50 takes
    /// every text to be hidden that stands right inside of an element with `overflow: hidden`.
    pub async fn texts(&self, selector: &str) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(element => element.innerText)";
        Ok(serde_json::from_value(self.run(script, vec![selector.into()]).await?)?)
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
