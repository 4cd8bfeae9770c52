//! Waiting for what a page will show.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use fantoccini::Locator;
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::Value;

use super::Browser;

/// How long a page may take for anything.
const WITHIN: Duration = Duration::from_secs(20);

const BETWEEN: Duration = Duration::from_millis(50);

impl Browser {
    /// Waits until there is a match.
    pub async fn wait_for(&self, selector: &str) -> Result<Element> {
        let begun = Instant::now();
        loop {
            if let Some(element) = self.found(selector).await?.into_iter().next() {
                return Ok(element);
            }
            if begun.elapsed() > WITHIN {
                bail!("there never was {selector}");
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// Waits until the visible text of some match contains this.
    pub async fn wait_for_text(&self, selector: &str, text: &str) -> Result<Element> {
        let begun = Instant::now();
        loop {
            let elements = self.found(selector).await?;
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

    /// The matches now; none where the page draws them anew in this moment, which WebKitGTK 2.50 answers with an error.
    async fn found(&self, selector: &str) -> Result<Vec<Element>> {
        match self.client.find_all(Locator::Css(selector)).await {
            Err(error) if error.is_stale_element_reference() => Ok(Vec::new()),
            found => Ok(found?),
        }
    }

    /// Does something with an element, with the next one where the page has drawn it anew in between.
    pub(super) async fn with_fresh<T>(
        &self,
        find: impl AsyncFn() -> Result<Element>,
        act: impl AsyncFn(Element) -> Result<T, CmdError>,
    ) -> Result<T> {
        let begun = Instant::now();
        loop {
            match act(find().await?).await {
                Err(error) if error.is_stale_element_reference() && begun.elapsed() < WITHIN => {
                    tokio::time::sleep(BETWEEN).await
                }
                outcome => return Ok(outcome?),
            }
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
