//! One visit of a page by a browser that was never there.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::wd::{TimeoutConfiguration, WebDriverCompatibleCommand};
use http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::browser::{Browser, Engine};

/// What a list should look like in the end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Want {
    /// How many names.
    pub(super) count: usize,
    /// Whether its rows have details.
    pub(super) details: bool,
}

/// What is looked for on a first visit.
#[derive(Clone, Debug)]
pub(super) struct First {
    /// Names that are all on screen when the list is.
    pub(super) names: Vec<String>,
    /// Whether the first of them is clicked as soon as it is there.
    pub(super) click: bool,
}

/// A browser with an empty profile, and the probe in every page that it opens.
#[derive(Debug)]
pub(super) struct Visit {
    browser: Browser,
}

/// A browser that has just started is still busy with itself.
const SETTLING: Duration = Duration::from_millis(800);

/// Nothing here takes longer, also on a busy machine.
const WITHIN: Duration = Duration::from_secs(90);

const WINDOW: (u32, u32) = (1280, 900);

impl Visit {
    pub(super) async fn open(want: Want) -> Result<Self> {
        Self::open_with(want, "").await
    }

    /// For a first visit, which is looked at as a person does.
    pub(super) async fn open_first(first: &First) -> Result<Self> {
        let first = json!({"names": first.names, "click": first.click});
        let more = format!("const FIRST = {first};\n{}", include_str!("first_list.js"));
        Self::open_with(Want { count: 0, details: false }, &more).await
    }

    async fn open_with(want: Want, more: &str) -> Result<Self> {
        let browser = Browser::open(Engine::Chromium).await?;
        let visit = Self { browser };
        let timeouts = TimeoutConfiguration::new(Some(WITHIN), Some(WITHIN), None);
        visit.browser.client.update_timeouts(timeouts).await?;
        visit.browser.resize(WINDOW.0, WINDOW.1).await?;
        let want = json!({"count": want.count, "details": want.details});
        let source = format!("const WANT = {want};\n{}\n{more}", include_str!("probe.js"));
        visit.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": source})).await?;
        visit.devtools("Performance.enable", json!({})).await?;
        tokio::time::sleep(SETTLING).await;
        Ok(visit)
    }

    /// Opens a page; comes back when it has loaded, not when it shows something.
    pub(super) async fn go(&self, address: &str) -> Result<()> {
        self.browser.go(address).await
    }

    /// Leaves the page for an empty one, as somebody does who comes back later.
    pub(super) async fn leave(&self) -> Result<()> {
        self.browser.go("about:blank").await
    }

    /// What is typed into a field, and what is clicked.
    pub(super) fn hands(&self) -> &Browser {
        &self.browser
    }

    /// Loads the page again.
    pub(super) async fn reload(&self) -> Result<()> {
        self.browser.reload().await
    }

    /// When a mark of the probe was painted, in milliseconds after the navigation began.
    pub(super) async fn painted(&self, mark: &str) -> Result<f64> {
        let painted = self.eventually(&format!("lab.until('{mark}')")).await;
        if painted.is_err() {
            let seen = self.read::<String>("document.body.innerText.slice(0, 2000)").await.unwrap_or_default();
            return painted.with_context(|| format!("{mark} was never painted; the page says:\n{seen}"));
        }
        painted
    }

    /// The value of an expression.
    pub(super) async fn read<T: DeserializeOwned>(&self, expression: &str) -> Result<T> {
        let value = self.browser.run(&format!("return {expression};"), Vec::new()).await?;
        serde_json::from_value(value).with_context(|| format!("{expression} is something else"))
    }

    /// The value of a promise.
    pub(super) async fn eventually<T: DeserializeOwned>(&self, promise: &str) -> Result<T> {
        let script = format!("const done = arguments[0]; ({promise}).then(done);");
        let value = self.browser.client.execute_async(&script, Vec::new()).await?;
        serde_json::from_value(value).with_context(|| format!("{promise} gave something else"))
    }

    /// Presses a key in the filter; returns the milliseconds until its last change was painted.
    pub(super) async fn keystroke(&self, key: Key) -> Result<f64> {
        self.browser.run("lab.arm();", Vec::new()).await?;
        let (name, code, text) = match key {
            Key::Character(character) => (character.to_string(), 0, Some(character.to_string())),
            Key::Backspace => ("Backspace".to_owned(), 8, None),
        };
        let mut down = json!({"type": "keyDown", "key": name, "windowsVirtualKeyCode": code});
        if let Some(text) = text {
            down["text"] = text.into();
        }
        self.devtools("Input.dispatchKeyEvent", down).await?;
        let up = json!({"type": "keyUp", "key": name, "windowsVirtualKeyCode": code});
        self.devtools("Input.dispatchKeyEvent", up).await?;
        self.eventually("lab.keystroke()").await
    }

    /// Bytes in use after a garbage collection: JavaScript's heap, and all of the wasm module's memory.
    pub(super) async fn memory(&self) -> Result<(f64, f64)> {
        for _ in 0..2 {
            self.devtools("HeapProfiler.collectGarbage", json!({})).await?;
        }
        let usage = self.devtools("Runtime.getHeapUsage", json!({})).await?;
        let heap = usage["usedSize"].as_f64().context("there is no usedSize")?;
        Ok((heap, self.read("lab.wasmBytes()").await?))
    }

    /// How long the main thread has been busy since the page began, in milliseconds: less than time itself does this
    /// depend on what else the machine does.
    pub(super) async fn work(&self) -> Result<f64> {
        let metrics = self.devtools("Performance.getMetrics", json!({})).await?;
        let metrics = metrics["metrics"].as_array().context("there are no metrics")?;
        let busy = metrics.iter().find(|metric| metric["name"] == "TaskDuration");
        let busy = busy.and_then(|metric| metric["value"].as_f64()).context("there is no TaskDuration")?;
        Ok(busy * 1000.0)
    }

    /// A command of the DevTools protocol, which chromedriver passes on.
    pub(super) async fn devtools(&self, command: &'static str, parameters: Value) -> Result<Value> {
        let sent = self.browser.client.issue_cmd(DevTools { command, parameters }).await;
        sent.with_context(|| format!("DevTools refused {command}"))
    }

    pub(super) async fn close(self) -> Result<()> {
        self.browser.close().await
    }
}

/// A key of the filter's test.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key {
    Character(char),
    Backspace,
}

#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        let mut path = String::from("session/");
        let _ = write!(path, "{}/goog/cdp/execute", session_id.unwrap_or_default());
        base_url.join(&path)
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({"cmd": self.command, "params": self.parameters});
        (Method::POST, Some(body.to_string()))
    }
}
