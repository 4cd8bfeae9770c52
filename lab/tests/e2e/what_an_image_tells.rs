//! The page of an image tells more than its parts: when it was made in the person's own words and zone, what else it is called, the
//! Dockerfile that it may have come from, and lines for whatever is to pull it. Curl's lines are run.

use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::browser::Browser;
use lab::setup::{DEMO, PASSWORD, Plan, Setup};
use serde_json::Value;

use crate::stage::Stage;
use crate::steps::{see, see_details, sign_in};

/// What is copied, in the place of the clipboard, which no driver may read.
const KEEP_COPIES: &str = "
    globalThis.copied = [];
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => { copied.push(text) } }, configurable: true });";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let browser = &stage.browser;
    let open = stage.start(Plan::anonymous()).await?;
    browser.go(&open.page_address("library/hello")).await?;
    see(browser, "2.1.0").await?;
    see_details(browser, "linux/amd64").await?;
    browser.click(r#".window-list a[href$="/library/hello:latest"]"#).await?;
    browser.wait_for(".layers").await?;
    browser.run(KEEP_COPIES, vec![]).await?;
    dates(browser).await?;
    other_tags(browser).await?;
    copies(browser, &open).await?;
    let lines = lines_of(browser, "curl").await?;
    ensure!(lines.len() == 1 && fetched(&lines[0])?.contains("manifests"), "an open registry: {lines:?}");

    let guarded = stage.start(Plan::token()).await?;
    browser.go(&guarded.page_address("library/hello:latest")).await?;
    sign_in(browser, DEMO, PASSWORD).await?;
    browser.wait_for(".layers").await?;
    let lines = lines_of(browser, "curl").await?;
    // Curl asks a person for the password; nobody sits here.
    let run = lines.join("\n").replace("-u demo ", &format!("-u {DEMO}:{PASSWORD} "));
    let manifest =
        fetched(&run.replace("jq -r '.token // .access_token'", r#"sed -E 's/.*"token": ?"([^"]+)".*/\1/'"#))?;
    ensure!(lines.len() == 2 && manifest.contains("manifests"), "behind a token: {lines:?}");
    let pod = lines_of(browser, "kubernetes").await?;
    ensure!(pod[0].contains("imagePullSecrets:") && pod[1].starts_with("kubectl create secret"), "{pod:?}");
    Ok(())
}

/// What the engine itself writes, beside the words; and UTC in the title.
async fn dates(browser: &Browser) -> Result<()> {
    let script = "
        const parts = { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' };
        return [...document.querySelectorAll('time')].map(time => [time.title, time.dateTime, time.textContent,
            time.nextElementSibling.textContent === new Intl.DateTimeFormat([], parts).format(new Date(time.dateTime))]);";
    let times = browser.run(script, vec![]).await?;
    let times = times.as_array().context("times")?;
    ensure!(!times.is_empty(), "no time is shown");
    for time in times {
        ensure!(time[0] == "2026-01-02 03:04 UTC" && time[1] == "2026-01-02T03:04:05Z", "{time}");
        ensure!(time[2].as_str().is_some_and(|words| words.ends_with("ago")) && time[3] == Value::Bool(true), "{time}");
    }
    Ok(())
}

async fn other_tags(browser: &Browser) -> Result<()> {
    let script = "return [...document.querySelectorAll('.identity a.chip')].map(link => link.textContent).join(' ')";
    let found = browser.run(script, vec![]).await?;
    ensure!(found == "2.1 2.1.0", "it is also tagged {found}");
    Ok(())
}

/// The address and the Dockerfile, as they are copied.
async fn copies(browser: &Browser, setup: &Setup) -> Result<()> {
    browser.click_text(".head button", "Copy the address").await?;
    browser.click(".dockerfile summary").await?;
    browser.click(r#"button[aria-label="Copy the rebuilt Dockerfile"]"#).await?;
    browser.wait_until("two copies", "return copied.length === 2", vec![]).await?;
    let copied = browser.run("return copied", vec![]).await?;
    ensure!(copied[0] == setup.page_address("library/hello:latest").as_str(), "the address is {}", copied[0]);
    let file = copied[1].as_str().unwrap_or_default();
    for line in ["FROM scratch", "# What it is called is not known, only its sum: file:0123456789abcdef", "COPY . /app"]
    {
        ensure!(file.lines().any(|found| found == line), "no line {line} in {file}");
    }
    Ok(())
}

/// What is shown for a tool.
async fn lines_of(browser: &Browser, tool: &str) -> Result<Vec<String>> {
    browser.click_text(".commands .tabs button", tool).await?;
    browser.wait_for(&format!(r#".commands .copy[aria-label*="{tool}"]"#)).await?;
    browser.texts(".commands .command code").await
}

fn fetched(line: &str) -> Result<String> {
    let ran = Command::new("sh").args(["-c", line]).output()?;
    ensure!(ran.status.success(), "{line} fails: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(String::from_utf8_lossy(&ran.stdout).into_owned())
}
