//! What no WebDriver command can do and Chromium's protocol for tools can: the density of a screen, a dark page, part of a page as a picture.

use anyhow::{Context as _, Result};
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::Url;

use super::{Browser, Engine};

/// A command of the protocol, in the envelope that Chromium's driver takes.
#[derive(Debug)]
struct Devtools(Value);

impl Browser {
    /// Gives Chromium a command of <https://chromedevtools.github.io/devtools-protocol/>; no other engine takes one.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        anyhow::ensure!(self.engine == Engine::Chromium, "{} has no {command}", self.engine);
        let said = self.client.issue_cmd(Devtools(json!({"cmd": command, "params": parameters}))).await;
        said.with_context(|| format!("Chromium did not do {command}"))
    }
}

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, driver: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        driver.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.0.to_string()))
    }
}
