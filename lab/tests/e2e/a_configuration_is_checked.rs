//! "Check my configuration" in the check-up: a pasted configuration has its traps marked on their lines, with the lines that are missing, a
//! right one has none, and what is no configuration gets a calm word. The server and the names of a fix can be chosen, and are remembered.

use std::sync::Arc;

use anyhow::{Result, ensure};
use lab::scenario;
use serde_json::json;

use crate::stage::Stage;
use crate::steps::open_in_a_fresh_tab;

const TRAPS: &str = "server {
    location / {
        add_header Access-Control-Allow-Origin https://pages.example/;
        add_header Access-Control-Allow-Credential true always;
        proxy_pass http://127.0.0.1:5000;
    }
}
";

/// Two files in one paste; the first one lacks the headers that a page may see.
const MISSING: &str = "server {
    location /v2/ {
        add_header Access-Control-Allow-Origin PAGE always;
        add_header Access-Control-Allow-Headers Authorization always;
        if ($request_method = OPTIONS) { return 204; }
        proxy_pass http://127.0.0.1:5000;
    }
}
version: 0.1
storage: {inmemory: {}}
http: {addr: :5000}
";

pub async fn run(stage: Arc<Stage>) -> Result<()> {
    let setup = scenario::find("preflight-unauthorized")?.start(&stage.page).await?;
    let browser = &stage.browser;
    open_in_a_fresh_tab(browser, &setup.check_up_address()).await?;
    browser.wait_for(r#".checkup [data-overall="blocked"]"#).await?;

    // The fix for nginx is filled in with this page and this registry; the choice of a server is remembered.
    let page = setup.page_origin();
    ensure!(browser.count(".mend .one").await? == 0, "a server was chosen by habit");
    change(&stage, ".mend select", "nginx").await?;
    browser.wait_for_text(".mend .file pre", "server {").await?;
    browser.click_text(".mend .ways button", "let the page in").await?;
    browser.wait_for_text(".mend .file pre", &page).await?;
    browser.run("document.querySelector('.mend .names').open = true", vec![]).await?;
    change(&stage, ".mend .fields label:nth-of-type(3) input", "10.0.0.7:5001").await?;
    browser.wait_for_text(".mend .file pre", "proxy_pass http://10.0.0.7:5001;").await?;
    change(&stage, ".mend .fields label:nth-of-type(3) input", "registry; } evil {").await?;
    browser.wait_for_text(".mend .one", "cannot be written into a configuration: registry; } evil {").await?;
    change(&stage, ".mend .fields label:nth-of-type(3) input", "registry:5000").await?;
    browser.wait_for_text(".mend .file pre", "proxy_pass http://registry:5000;").await?;
    change(&stage, ".mend select", "Caddy").await?;
    browser.wait_for_text(".mend .file pre", "reverse_proxy").await?;
    browser.reload().await?;
    browser.wait_for_text(".mend .file pre", "reverse_proxy").await?;

    browser.run("document.querySelector('#configuration-box').closest('details').open = true", vec![]).await?;
    paste(&stage, TRAPS).await?;
    browser.wait_for(".marks li").await?;
    let lines =
        browser.run("return [...document.querySelectorAll('.marks li')].map(li => li.dataset.line)", vec![]).await?;
    let lines: Vec<String> = serde_json::from_value(lines)?;
    ensure!(lines.iter().any(|line| line == "3") && lines.iter().any(|line| line == "4"), "marked are {lines:?}");
    browser.wait_for_text(".marks", &format!("add_header Access-Control-Allow-Origin {page} always;")).await?;

    // What is absent is said beside the line that it is absent of, in the words of that server.
    paste(&stage, &MISSING.replace("PAGE", &page)).await?;
    browser.wait_for_text(".pasted", "Read as nginx and CNCF Distribution.").await?;
    browser.wait_for_text(".marks", "What has to stand above it:").await?;
    let exposed = "add_header Access-Control-Expose-Headers \"WWW-Authenticate, Docker-Content-Digest, Link\" always;";
    browser.wait_for_text(".marks .lines pre", exposed).await?;

    paste(&stage, "Dear registry, why?\n").await?;
    browser.wait_for_text(".pasted", "no configuration that Pierglass knows").await?;
    let long = TRAPS.repeat(10_000);
    paste(&stage, &long).await?;
    browser.wait_for_text(".pasted", "too long to be read to its end").await.map(drop)
}

async fn paste(stage: &Stage, text: &str) -> Result<()> {
    let script = "const box = document.querySelector('#configuration-box');
        box.value = arguments[0];
        box.dispatchEvent(new Event('input', {bubbles: true}))";
    stage.browser.run(script, vec![json!(text)]).await.map(drop)
}

/// As somebody who types and leaves the field.
async fn change(stage: &Stage, selector: &str, value: &str) -> Result<()> {
    let script = "const field = document.querySelector(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new Event('change', {bubbles: true}))";
    stage.browser.run(script, vec![json!(selector), json!(value)]).await.map(drop)
}
